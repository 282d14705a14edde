package cases

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"nfimatch/extract/retention"
)

// ItemKind is what sort of thing a purge deletes.
type ItemKind string

// What a purge deletes, with the text of an Item.
const (
	ItemRun   ItemKind = "run"   // "run 2026Q4": the folder of a run
	ItemPairs ItemKind = "pairs" // "pairs 2026Q4": the evidence of everybody in it
	ItemSeals ItemKind = "seals" // "seals 2026Q4": the file of all its seals; see SealsItem
	ItemSeal  ItemKind = "seal"  // "seal 2026Q4-0001": the seal of one taken case
	ItemList  ItemKind = "list"  // "list B0001": the list of a batch
	ItemAudit ItemKind = "audit" // "audit 1-40": lines of the log
	ItemKey   ItemKind = "key"   // "key 2026Q4": the key of an exercise
	// ItemCertificate is "certificate P0001": the papers of an earlier purge.
	ItemCertificate ItemKind = "certificate"
	// ItemFirstSeen is "first_seen 2024-12-01": the entries of the ledger of first-seen
	// days whom no register after that day shows; or "first_seen lost": see LostFirstSeenItem.
	ItemFirstSeen ItemKind = "first_seen"
)

// An Item is one thing that a purge deletes, by its name in the log.
type Item struct {
	Kind        ItemKind
	Name        string // exercise, case, batch, purge, day or FirstSeenLost; "" of audit lines
	SHA256      string // of seals that stay in part: index of those that are left
	First, Last int    // audit lines
}

// RunItem is the folder of a run.
func RunItem(exercise string) Item { return Item{Kind: ItemRun, Name: exercise} }

// PairsItem is the evidence of people who are not listed, in the folder of a run.
func PairsItem(exercise string) Item { return Item{Kind: ItemPairs, Name: exercise} }

// SealsItem is the file with the seals of an exercise. With sha256 it is replaced by
// one that keeps fewer cases, whose index has that digest; with "" it goes.
func SealsItem(exercise, sha256 string) Item {
	return Item{Kind: ItemSeals, Name: exercise, SHA256: sha256}
}

// SealItem is the seal of one taken case.
func SealItem(name string) Item { return Item{Kind: ItemSeal, Name: name} }

// ListItem is every list of a batch: deleted if it lies in the workspace, otherwise
// named on the certificate as out of reach.
func ListItem(batch string) Item { return Item{Kind: ItemList, Name: batch} }

// AuditItem is lines first to last of the audit log, cut off at its front.
func AuditItem(first, last int) Item { return Item{Kind: ItemAudit, First: first, Last: last} }

// KeyItem is the key of an exercise.
func KeyItem(exercise string) Item { return Item{Kind: ItemKey, Name: exercise} }

// CertificateItem is the papers of the purge of a number.
func CertificateItem(number string) Item { return Item{Kind: ItemCertificate, Name: number} }

// FirstSeenItem is whom no register after a day shows, in the ledger of first-seen days.
func FirstSeenItem(day retention.Date) Item {
	return Item{Kind: ItemFirstSeen, Name: day.String()}
}

// FirstSeenLost is in the place of the day where a ledger goes as it is.
const FirstSeenLost = "lost"

// LostFirstSeenItem is a whole ledger of first-seen days that is not the one of the log
// any more: which entries are in it nobody can tell, if it is there at all.
func LostFirstSeenItem() Item { return Item{Kind: ItemFirstSeen, Name: FirstSeenLost} }

// String returns the item as events hold it; ParseItem is its inverse.
func (i Item) String() string {
	if i.Kind == ItemAudit {
		return fmt.Sprintf("%s %d-%d", i.Kind, i.First, i.Last)
	}
	return strings.TrimSuffix(fmt.Sprintf("%s %s %s", i.Kind, i.Name, i.SHA256), " ")
}

// Exercise returns the exercise that the item's name tells, "" if it tells none: that
// of a list stands in the log.
func (i Item) Exercise() string {
	switch i.Kind {
	case ItemRun, ItemPairs, ItemSeals, ItemKey:
		return i.Name
	case ItemSeal:
		return caseExercise(i.Name)
	case ItemList, ItemCertificate, ItemFirstSeen, ItemAudit:
	}
	return ""
}

// ParseItem is the inverse of Item.String: a text that String would write another
// way is an error, which does not quote it.
func ParseItem(text string) (Item, error) {
	kind, rest, _ := strings.Cut(text, " ")
	i := Item{Kind: ItemKind(kind)}
	rule := "be of a kind that this program deletes"
	switch i.Kind {
	case ItemRun, ItemPairs, ItemKey:
		i.Name = rest
		rule = exerciseFault(i.Name)
	case ItemSeals:
		i.Name, i.SHA256, _ = strings.Cut(rest, " ")
		if rule = exerciseFault(i.Name); rule == "" && i.SHA256 != "" {
			rule = hashFault(i.SHA256)
		}
	case ItemSeal:
		i.Name = rest
		rule = caseFault(i.Name)
	case ItemList:
		i.Name = rest
		rule = numberFault(batchLetter, i.Name)
	case ItemCertificate:
		i.Name = rest
		rule = numberFault(purgeLetter, i.Name)
	case ItemFirstSeen:
		if i.Name = rest; i.Name == FirstSeenLost {
			rule = ""
		} else {
			rule = dayFault(i.Name)
		}
	case ItemAudit:
		first, last, _ := strings.Cut(rest, "-")
		i.First, i.Last = lineNumber(first), lineNumber(last)
		if rule = ""; i.First == 0 || i.Last < i.First {
			rule = "be lines such as 1-40"
		}
	}
	if rule == "" && i.String() != text {
		rule = "be written as this program does"
	}
	if rule != "" {
		return Item{}, errors.New("item to delete must " + rule)
	}
	return i, nil
}

// lineNumber returns a number from 1, or 0 if text is none.
func lineNumber(text string) int {
	n, err := strconv.ParseUint(text, 10, 31)
	if err != nil {
		return 0
	}
	return int(n)
}

const (
	exerciseBytesMax = 40 // as the workspace has it
	caseDigitsMin    = 4
	caseDigitsMax    = 9
	batchLetter      = "B"
	purgeLetter      = "P"
)

func exerciseFault(text string) string {
	ok := text != "" && len(text) <= exerciseBytesMax && text[0] != '-' && text[0] != '_'
	for _, c := range []byte(text) {
		ok = ok && ('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' ||
			c == '-' || c == '_')
	}
	if !ok {
		return "be an exercise such as 2026Q4"
	}
	return ""
}

func dayFault(text string) string {
	if day, err := retention.ParseDate(text); err != nil || day == 0 {
		return "be a day such as 2026-11-01"
	}
	return ""
}

func caseFault(text string) string {
	exercise := caseExercise(text)
	if exerciseFault(exercise) != "" || !isNumber(strings.TrimPrefix(text, exercise+"-")) {
		return "be a case such as 2026Q4-0001"
	}
	return ""
}

// caseExercise returns what stands before the number of a case, "" if it has none.
func caseExercise(name string) string {
	end := strings.LastIndexByte(name, '-')
	return name[:max(end, 0)]
}

func numberFault(letter, text string) string {
	digits, ok := strings.CutPrefix(text, letter)
	if !ok || !isNumber(digits) {
		return "be a number such as " + number(letter, 1)
	}
	return ""
}

// isNumber reports whether text is a number from 1 with four digits or more, and no
// zero in front but those that fill four.
func isNumber(text string) bool {
	n := lineNumber(text)
	return n > 0 && len(text) <= caseDigitsMax && number("", n) == text
}

func number(letter string, n int) string { return fmt.Sprintf("%s%0*d", letter, caseDigitsMin, n) }

// numberOf returns the number in "B0001", which has been checked; 0 for "".
func numberOf(text string) int {
	return lineNumber(strings.TrimLeft(text, batchLetter+purgeLetter))
}
