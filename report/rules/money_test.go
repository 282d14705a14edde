package rules

import (
	"testing"

	"nfimatch/normalize/record"
	"nfimatch/report/household"
)

func TestMoney(t *testing.T) {
	for _, tt := range []struct {
		gross, weekly    int64
		claim, ctrFile   bool
		annual, afterCTR int64
	}{
		{120000, 0, false, true, 30000, 30000},
		{120000, 0, false, false, 30000, PenceUnknown},
		{120000, 100000, true, true, 30000, 0},   // more than the charge
		{180000, 1000, true, true, 45000, 27620}, // share 52140 of 135000
		{172000, 2475, true, true, 43000, 0},     // 129,047 of 129,000: all of it
		{172001, 0, true, true, 43000, PenceUnknown},
		{3, 0, false, true, 1, 1}, // 0.75 rounds up
		{0, 0, false, true, PenceUnknown, PenceUnknown},
		{penceMax + 1, 0, false, true, PenceUnknown, PenceUnknown},
		{penceMax, penceMax, true, true, penceMax / 4, 0},
		{penceMax, 1, true, true, penceMax / 4, 249999983}, // 52 pence of £7.5M, a third of it
	} {
		records := &record.Tables{}
		records.Accounts.GrossPence = []int64{tt.gross}
		records.Claims.WeeklyPence = []int64{tt.weekly}
		x := &Listing{Index: &household.Index{Records: records}}
		home := household.Home{Claim: household.None}
		if tt.claim {
			home.Claim = 0
		}
		if tt.ctrFile {
			x.Options.CTRDate = 1
		}
		if got := x.moneyOf(&home, 25); got != (Money{tt.annual, tt.afterCTR}) {
			t.Errorf("year £%d.%02d, weekly %d: %+v, want %d and %d", tt.gross/100, tt.gross%100,
				tt.weekly, got, tt.annual, tt.afterCTR)
		}
	}
}
