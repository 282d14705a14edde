package report

import (
	"errors"
	"fmt"

	"nfimatch/extract/retention"
	"nfimatch/report/data"
	"nfimatch/report/ledger"
)

// Options are the dates and limits of one run.
type Options struct {
	Exercise       string         // names the cases: <exercise>-0001
	AsOf           retention.Date // the day discounts, claims and ages are judged at
	CouncilTaxDate retention.Date // the day of the council tax extract; 0 = AsOf
	RegisterDate   retention.Date // the day the register was published; 0 = no register
	CTRDate        retention.Date // the day of the reduction extract; 0 = no such file
	DeathsDate     retention.Date // the day of the list of deaths; 0 = no such list
	CrowdedAdults  int            // more adult electors are an address to be checked; 0 = default
	KeepPairsUntil retention.Date // keep everybody's pairs until then; 0 = listed cases only

	// Seen says of each row of Electors since when registers show it, and SeenTerms under
	// which terms that is kept; nil where no ledger is.
	Seen      []ledger.Seen
	SeenTerms retention.TermsID
}

const (
	// CrowdedAdultsMax is the highest CrowdedAdults accepted.
	CrowdedAdultsMax = 1000
	// ExerciseBytesMax is the longest name of an exercise.
	ExerciseBytesMax = 40
	// FlagsMax is how many flags one run may have: a list longer than this is a
	// wrong mapping, not a council.
	FlagsMax = 4 << 20
)

// checkOptions fills in defaults and returns every fault together.
func checkOptions(o Options) (Options, error) {
	var faults []error
	if o.Exercise == "" || len(o.Exercise) > ExerciseBytesMax {
		faults = append(faults,
			fmt.Errorf("exercise must have 1 to %d characters", ExerciseBytesMax))
	}
	if o.AsOf == 0 {
		faults = append(faults, errors.New("as-of date must be given"))
	}
	if o.CouncilTaxDate == 0 {
		o.CouncilTaxDate = o.AsOf
	}
	if o.CrowdedAdults == 0 {
		o.CrowdedAdults = int(data.Numbers().CrowdedAdults)
	}
	if o.CrowdedAdults < 1 || o.CrowdedAdults > CrowdedAdultsMax {
		faults = append(faults,
			fmt.Errorf("crowded adults must be from 1 to %d", CrowdedAdultsMax))
	}
	return o, errors.Join(faults...)
}
