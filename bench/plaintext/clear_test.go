package plaintext

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"nfimatch/extract/retention"
	"nfimatch/extract/row"
	"nfimatch/match/kernel"
	"nfimatch/match/link/agree"
	"nfimatch/normalize/canon"
	"nfimatch/normalize/canon/address"
	"nfimatch/normalize/canon/name"
	"nfimatch/normalize/record"
)

// reveal reads the lists once more, for the names and texts that the codes stand for.
func (l *listing) reveal(t *testing.T, terms retention.TermsID) {
	t.Helper()
	names := dictionaryOf(t, l.key, nameUse, l.tables.Names.Token)
	texts := dictionaryOf(t, l.key, textUse, l.tables.Texts.Token)
	l.read(t, terms, func(batch *row.Batch) error {
		names.addPeople(batch)
		texts.addTexts(batch, l.text)
		return nil
	})
	l.names, l.texts = names.all(t), texts.all(t)
}

// addPeople adds the names of a list's rows.
func (d *dictionary) addPeople(batch *row.Batch) {
	persons := name.NewReader(nil)
	text := textOf(batch)
	for i := range batch.Len() {
		surname, forename, middle := text(i, "surname"), text(i, "forename"), text(i, "middle")
		if full := text(i, "full_name"); surname == "" && full != "" {
			surname, forename, middle = full, "", ""
		}
		for _, person := range persons.Parse(text(i, "title"), forename, middle, surname).Persons {
			d.addPerson(person)
		}
	}
}

// textOf returns the reader of a batch's fields.
func textOf(batch *row.Batch) func(i int, field string) string {
	return func(i int, field string) string {
		column, _ := batch.Column(field)
		return canon.Blank(column.At(i).Reveal())
	}
}

// addressFields are the fields of a list's address, in their order.
var addressFields = []string{"address", "address_1", "address_2", "address_3", "address_4", "town"}

// addTexts adds the addresses of a list's rows, and the columns of texts.
func (d *dictionary) addTexts(batch *row.Batch, columns []string) {
	addresses := address.NewReader(nil)
	for i := range batch.Len() {
		raw := func(field string) string {
			column, _ := batch.Column(field)
			return string(column.At(i).Reveal())
		}
		var lines []string
		for _, field := range addressFields {
			if line := raw(field); line != "" {
				lines = append(lines, line)
			}
		}
		read := addresses.Parse(lines, raw("postcode"))
		d.add(canon.Text(strings.Join(slices.Concat(read.IDs, read.Words), " ")))
		for _, column := range columns {
			d.add(canon.Text(raw(row.TextPrefix + column)))
		}
	}
}

// A likeness returns what matching asks about two values, given that of each code.
type likeness func(values []string) func(a, b record.Code) int

// A way is how names and texts are compared; nil is by filters.
type way struct {
	name         string
	names, texts likeness
}

// ways are the filters and, in clear, the bigrams that filters hold and Jaro–Winkler, cut
// at several places so that nobody can say that ours were badly chosen.
var ways = []way{
	{"filters", nil, nil},
	{"bigrams", bigrams, bigrams},
	{"JW wider", jwAt(wider), jwAt(wider)},
	{"JW wider, bigrams", jwAt(wider), bigrams},
	{"JW wide", jwAt(wide), jwAt(wide)},
	{"JW wide, bigrams", jwAt(wide), bigrams},
	{"JW narrow", jwAt(narrow), jwAt(narrow)},
}

// The similarities of Jaro–Winkler that stand for the cuts of the filters.
var (
	wider  = []float64{0.92, 0.86, 0.80, 0.74, 0.68, 0.60}
	wide   = []float64{0.94, 0.88, 0.84, 0.80, 0.74, 0.66}
	narrow = []float64{0.95, 0.92, 0.88, 0.84, 0.80, 0.70}
)

// jwAt is Jaro–Winkler with such cuts.
func jwAt(cuts []float64) likeness {
	return func(values []string) func(a, b record.Code) int {
		return func(a, b record.Code) int {
			return thousandths(jaroWinkler(values[a], values[b]), cuts, agree.Shipped.Cuts)
		}
	}
}

// bigrams is the Dice similarity of the bigrams themselves: what filters estimate.
func bigrams(values []string) func(a, b record.Code) int {
	sets := make([][]uint16, len(values))
	for i, value := range values {
		sets[i] = bigramsOf(value)
	}
	return func(a, b record.Code) int {
		x, y := sets[a], sets[b]
		both := 0
		for i, j := 0, 0; i < len(x) && j < len(y); {
			switch {
			case x[i] == y[j]:
				both, i, j = both+1, i+1, j+1
			case x[i] < y[j]:
				i++
			default:
				j++
			}
		}
		all := max(len(x)+len(y), 1)
		return (2*both*kernel.SimilarityMax + all/2) / all
	}
}

// bigramsOf returns the distinct bigrams of a value in order, its edges among them.
func bigramsOf(value string) (set []uint16) {
	if value == "" {
		return nil
	}
	previous := byte(0)
	for _, letter := range append([]byte(value), 0) {
		set = append(set, uint16(previous)<<8|uint16(letter))
		previous = letter
	}
	slices.Sort(set)
	return slices.Compact(set)
}

// sketchable returns filters that pairs are found by without a collision: one position
// for each bigram of the names, drawn by the key. Were there more bigrams than positions,
// the last would share.
func sketchable(names []string, key byte) []record.Filter {
	positions := make(map[uint16]int)
	free := rand.New(rand.NewPCG(uint64(key), 0)).Perm(kernel.FilterBits)
	filters := make([]record.Filter, len(names))
	for i, name := range names {
		for _, bigram := range bigramsOf(name) {
			at, known := positions[bigram]
			if !known {
				at = free[len(positions)%len(free)]
				positions[bigram] = at
			}
			filters[i][at/64] |= 1 << (at % 64)
		}
	}
	return filters
}

// By hand: SMITH and SMYTH have six bigrams each with their edges, and share four.
func TestBigrams(t *testing.T) {
	similar := bigrams([]string{"", "SMITH", "SMYTH", "ANNA", "O"})
	for _, tt := range []struct {
		a, b record.Code
		want int
	}{{1, 2, 667}, {2, 1, 667}, {1, 1, 1000}, {1, 3, 0}, {0, 1, 0}, {0, 0, 0}, {4, 4, 1000}} {
		if got := similar(tt.a, tt.b); got != tt.want {
			t.Errorf("values %d and %d are %d alike, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}

// Every bigram has a position of its own, and names share those of the bigrams they share.
func TestSketchable(t *testing.T) {
	filters := sketchable([]string{"", "SMITH", "SMYTH", "ANNA"}, 1)
	for _, tt := range []struct{ a, b, want int }{
		{0, 0, 0}, {1, 1, 6}, {2, 2, 6}, {1, 2, 4}, {1, 3, 0}, {3, 3, 5},
	} {
		x, y := (*kernel.Filter)(&filters[tt.a]), (*kernel.Filter)(&filters[tt.b])
		if got := kernel.Common(x, y); got != tt.want {
			t.Errorf("names %d and %d share %d positions, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}
