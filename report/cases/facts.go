// Package cases is what is known of cases outside their seals: the chained audit
// log, the state folded from it, and the paper that a purge leaves. It knows cases
// by their names ("2026Q4-0001") and never a person, an address, an account or a
// token; the facts of one case, which say what an officer reads of it, lie sealed
// beside its rows.
//
// The package is pure: bytes and values go in, bytes and values come out. Files,
// their syncing and the clock are the command's. The log is the register: what is
// in force is Fold of its events, and nothing else is stored.
package cases

// Facts of one case, as the list shows them. They name nobody, but are kept in
// the case's seal, as JSON, since they say how its rows were read.
type Facts struct {
	Priority       int           `json:"priority"`        // rank in the exercise, from 1
	Strength       string        `json:"strength"`        // "Strong", "Medium", "Weak"
	ScoreMillibits int32         `json:"score_millibits"` // of the best flag
	Rules          []RuleFacts   `json:"rules"`           // of its flags, best first
	For            []ReasonFacts `json:"for"`
	Against        []ReasonFacts `json:"against"`
	CheckFirst     []string      `json:"check_first"`
	Settle         []string      `json:"settle"` // what would settle it
	AnnualPence    *int64        `json:"annual_pence,omitempty"`
	AfterCTRPence  *int64        `json:"after_ctr_pence,omitempty"` // nil = not known
	CTR            string        `json:"ctr"`                       // "Yes", "No", "Not known"
	DiscountSince  string        `json:"discount_since,omitempty"`  // yyyy-mm-dd; "" = not known
	AccountSince   string        `json:"account_since,omitempty"`   // the same
	OtherSince     string        `json:"other_since,omitempty"`     // of the other adult's entry
	Electors       int           `json:"electors"`
	AdultsLeast    int           `json:"adults_least"`
	AdultsMost     int           `json:"adults_most"`
	Liable         string        `json:"liable"` // on the register: "Yes", "Possibly", "No"
	// AddressMatched is how the other adult's entry came to the dwelling: "UPRN and
	// address", "UPRN", "Same address", "Same building"; "" where no register entry matters.
	AddressMatched string        `json:"address_matched,omitempty"`
	Sources        []SourceFacts `json:"sources"` // rows the case is made of, in their order
}

// RuleFacts is a rule that flagged the case, in the rule's own words.
type RuleFacts struct {
	Code  string `json:"code"` // "A0"
	Name  string `json:"name"`
	Words string `json:"words"` // what may be inconsistent
}

// ReasonFacts is one reason for or against.
type ReasonFacts struct {
	Code      string `json:"code"`
	Words     string `json:"words"`
	Date      string `json:"date,omitempty"` // yyyy-mm-dd; "" = it has none
	Millibits int32  `json:"millibits"`      // its share of the score
}

// SourceFacts is one source row by its place, and the days that were worked out
// of it and are not fields of it.
type SourceFacts struct {
	Dataset    string `json:"dataset"`
	Line       uint32 `json:"line"`                 // data row, from 1
	Registered string `json:"registered,omitempty"` // first seen on the register
	AdultOn    string `json:"adult_on,omitempty"`   // reaches 18 on, where that matters
}
