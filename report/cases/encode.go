package cases

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"nfimatch/extract/retention"
)

const (
	// OfficerBytesMax is how long an officer's name may be.
	OfficerBytesMax = 100
	// ReasonBytesMax is how long a reason may be.
	ReasonBytesMax = 1000

	nameBytesMax   = 300       // of a case, a key, user@host
	fileBytesMax   = 4096      // of a file's name, with its folders
	periodBytesMax = 200       // as the schedule has it
	wordsBytesMax  = 2000      // of a schedule, quoted
	itemsMax       = 20_000    // of one purge
	casesMax       = 1_000_000 // of one run
)

// needs names the fields that an event of each kind must have beyond at and by.
var needs = map[Kind][]string{
	KindRun:      {"exercise", "key_id"},
	KindOpening:  {"exercise", "case", "batch", "officer", "reason", "delete_by"},
	KindList:     {"exercise", "batch", "officer", "name", "sha256", "delete_by"},
	KindFailed:   {"batch"},
	KindHold:     {"exercise", "reason"},
	KindRelease:  {"exercise"},
	KindDecision: {"name", "period"},
	KindPurge:    {"batch", "items"},
	KindPurged:   {"batch"},
}

// eventJSON is an Event as it is written: in this order of fields, delete_by as a
// day and prev last.
type eventJSON struct {
	eventFields
	DeleteBy string `json:"delete_by,omitempty"`
	Prev     string `json:"prev"`
}

type eventFields Event

// MarshalJSON returns the event as one JSON object, its fields in the fixed order
// of the log and empty ones left out. It does not look at what they say.
func (e Event) MarshalJSON() ([]byte, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false) // a person reads the log: < stays <
	err := encoder.Encode(eventJSON{eventFields(e), e.DeleteBy.String(), e.Prev})
	return bytes.TrimSuffix(text.Bytes(), []byte("\n")), err
}

// UnmarshalJSON reads what MarshalJSON wrote and nothing else: of the many ways to
// write one JSON value only that one is accepted, so that an event has one text and
// one hash. It does not look at what the fields say.
func (e *Event) UnmarshalJSON(text []byte) error {
	var read eventJSON
	if err := json.Unmarshal(text, &read); err != nil {
		return errEventJSON // the decoder's own error may quote a value
	}
	made := Event(read.eventFields)
	made.Prev = read.Prev
	if read.DeleteBy != "" {
		day, err := retention.ParseDate(read.DeleteBy)
		if err != nil {
			return fmt.Errorf("delete_by: %w", err)
		}
		made.DeleteBy = day
	}
	// Unknown, repeated and reordered fields, spaces, other escapes, other spellings
	// of a name and invalid UTF-8 all come out another way than they went in.
	if again, err := made.MarshalJSON(); err != nil || !bytes.Equal(again, text) {
		return errEventJSON
	}
	*e = made
	return nil
}

var errEventJSON = errors.New("event must be JSON as this program writes it")

// field is one text of an event and what it may be.
type field struct {
	name     string
	value    string
	bytesMax int
	fault    func(string) string // what a value that is not empty must do, or ""
}

func (e *Event) fields() []field {
	return []field{
		{"at", e.At, nameBytesMax, momentFault},
		{"by", e.By, nameBytesMax, nil},
		{"exercise", e.Exercise, exerciseBytesMax, exerciseFault},
		{"case", e.Case, nameBytesMax, caseFault},
		{"batch", e.Batch, nameBytesMax, e.batchFault},
		{"officer", e.Officer, OfficerBytesMax, nil},
		{"second", e.Second, OfficerBytesMax, nil},
		{"reason", e.Reason, ReasonBytesMax, nil},
		{"name", e.Name, fileBytesMax, nil},
		{"sha256", e.SHA256, len(NoHash), hashFault},
		{"manifest", e.Manifest, len(NoHash), hashFault},
		{"ledger", e.Ledger, len(NoHash), hashFault},
		{"key_id", e.KeyID, nameBytesMax, nil},
		{"period", e.Period, periodBytesMax, nil},
		{"words", e.Words, wordsBytesMax, nil},
		{"delete_by", e.DeleteBy.String(), nameBytesMax, nil},
	}
}

// check returns what is wrong with the event, without its values. Seq and Prev are
// the chain's matter.
func (e *Event) check() error {
	need, ok := needs[e.Kind]
	if !ok {
		return errors.New("kind must be one that this program writes")
	}
	need = append([]string{"at", "by"}, need...)
	for _, f := range e.fields() {
		if strings.TrimSpace(f.value) == "" && slices.Contains(need, f.name) {
			return fmt.Errorf("%s must be given", f.name)
		}
		if f.value == "" {
			continue
		}
		if err := TextFault(f.name, f.value, f.bytesMax); err != nil {
			return err
		}
		if f.fault != nil {
			if rule := f.fault(f.value); rule != "" {
				return fmt.Errorf("%s must %s", f.name, rule)
			}
		}
	}
	switch {
	case e.DeleteBy < 0 || e.DeleteBy > retention.LastDate:
		return fmt.Errorf("delete_by must be a day up to %v", retention.LastDate)
	case e.Case != "" && e.Exercise != caseExercise(e.Case):
		return errors.New("case must be one of the exercise")
	case e.Cases < 0 || e.Cases > casesMax:
		return fmt.Errorf("cases must be a number up to %d", casesMax)
	}
	return e.checkItems(slices.Contains(need, "items"))
}

func (e *Event) checkItems(needed bool) error {
	if needed && len(e.Items) == 0 {
		return errors.New("items must be given")
	}
	if len(e.Items) > itemsMax {
		return fmt.Errorf("items must be at most %d", itemsMax)
	}
	for _, item := range e.Items {
		if _, err := ParseItem(item); err != nil {
			return err
		}
	}
	return nil
}

// TextFault returns an error if text of the field name is longer than bytesMax, is
// not UTF-8, or is not of one line that shows all it holds: control characters,
// line separators and invisible marks are refused, since a log and a page that
// print them could be made to say something else. It does not quote the text.
func TextFault(name, text string, bytesMax int) error {
	switch {
	case len(text) > bytesMax:
		return fmt.Errorf("%s must have at most %d bytes", name, bytesMax)
	case !utf8.ValidString(text):
		return fmt.Errorf("%s must be UTF-8", name)
	case strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsGraphic(r) }):
		return fmt.Errorf("%s must be one line without control or invisible characters", name)
	}
	return nil
}

// momentLayout is RFC 3339 in UTC to the second.
const momentLayout = "2006-01-02T15:04:05Z"

func momentFault(text string) string {
	t, err := time.Parse(momentLayout, text)
	if err != nil || t.Format(momentLayout) != text || Date(text) == 0 {
		return "be a moment as 2026-11-01T09:30:00Z"
	}
	return ""
}

// Day returns the day, in UTC, of an event's moment as yyyy-mm-dd; "" if it is none.
func Day(moment string) string { return Date(moment).String() }

// Date returns the day, in UTC, of an event's moment; 0 if it is none.
func Date(moment string) retention.Date {
	day, _, _ := strings.Cut(moment, "T")
	d, err := retention.ParseDate(day)
	if err != nil {
		return 0
	}
	return d
}

func hashFault(text string) string {
	if len(text) != len(NoHash) || strings.Trim(text, "0123456789abcdef") != "" {
		return "be 64 hexadecimal digits in small letters"
	}
	return ""
}

// batchFault tells the two sorts of numbers apart, so that neither can stand for
// the other.
func (e *Event) batchFault(text string) string {
	letter := batchLetter
	if e.Kind == KindPurge || e.Kind == KindPurged {
		letter = purgeLetter
	}
	return numberFault(letter, text)
}
