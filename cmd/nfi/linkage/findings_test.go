package linkage

import (
	"slices"
	"strings"
	"testing"

	"nfimatch/extract/layout"
	"nfimatch/extract/row"
	"nfimatch/match/link"
	"nfimatch/match/result"
	"nfimatch/normalize/record"
)

// What comparing shows is said once it has been shown, and only then.
func TestFindings(t *testing.T) {
	r := inventedRun(t)
	same := slices.Repeat([]uint8{result.DecisionSame}, 100)
	for _, tt := range []struct {
		want  string
		found link.Result
	}{
		{"", link.Result{Twice: [2]int{1, 1}}},
		{"hardly anybody is in both lists: an estimated 3 persons",
			link.Result{Hardly: true, Partners: 3}},
		{"2 rows of the right list may be somebody who is in it twice",
			link.Result{Twice: [2]int{1, 2}}},
		{"too few pairs to estimate weights from", link.Result{Thin: true}},
	} {
		tt.found.Pairs.Decision = same
		r.result = &tt.found
		told := strings.Join(r.findings(), "; ")
		if tt.want == "" && told != "" || !strings.Contains(told, tt.want) {
			t.Errorf("%q is told, want %q", told, tt.want)
		}
	}
	if r.result = nil; r.findings() != nil {
		t.Error("findings before anything was compared")
	}
}

// A column in which nothing can be read is told of, as are dates written month first.
func TestUnreadableColumns(t *testing.T) {
	r := inventedRun(t)
	s := r.sides[0]
	s.counts.Read, s.counts.Kept = 100, 100
	s.summary.Columns = []layout.ColumnUse{{Field: "surname"}, {Field: "postcode"}}
	r.tables = new(record.Tables)
	for i := range 100 {
		m, e := &r.tables.Mentions, &r.tables.Entries
		m.Entry, e.Dataset = append(m.Entry, uint32(i)), append(e.Dataset, record.PersonLeft)
		m.Surname, m.Given1 = append(m.Surname, 1), append(m.Given1, 0)
		m.DOB, m.NINO = append(m.DOB, 0), append(m.NINO, 0)
		e.Postcode, e.UPRN = append(e.Postcode, 0), append(e.UPRN, 0)
	}
	want := []string{"left.csv: next to no row has a postcode that can be read: " +
		"is it the right column?"}
	if told := r.unreadable(s); !slices.Equal(told, want) {
		t.Errorf("%q is told, want %q", told, want)
	}
	r.tables.Entries.Postcode[4] = 1
	if told := r.unreadable(s); told != nil {
		t.Errorf("%q is told of a column that has one in a hundred", told)
	}
	monthFirst := func() bool {
		return strings.Contains(strings.Join(r.warnings(), "; "), "month first")
	}
	r.summary.OddBirths = map[row.Dataset]int{s.dataset: 19}
	if monthFirst() {
		t.Error("slips in dates are told to be months first")
	}
	if r.summary.OddBirths[s.dataset] = 20; !monthFirst() {
		t.Error("dates written month first are not told of")
	}
}

// An estimate of what was compared has no digits that it does not know.
func TestRecallWords(t *testing.T) {
	r := inventedRun(t)
	for ppm, want := range map[int64]string{0: "not known", 915_432: "an estimated 91 % of",
		989_999: "an estimated 98 % of", 1_000_000: "an estimated 99 % or more of"} {
		r.result.Recall.PPM = ppm
		if got := r.recallWords(); !strings.Contains(got, want) {
			t.Errorf("%d is told as %q, want %q", ppm, got, want)
		}
	}
}
