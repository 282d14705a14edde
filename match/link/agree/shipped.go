package agree

import (
	_ "embed"
	"fmt"

	"github.com/pelletier/go-toml/v2"

	"nfimatch/match/weigh"
)

// Whole is the scale of shares and probabilities in the file: parts of a million.
const Whole = 1_000_000

//go:embed data/link.toml
var shippedText []byte

// nameShares are the shipped shares of a name.
type nameShares struct {
	Exact       int64            `toml:"exact"`
	Variant     int64            `toml:"variant"`
	Alike       [CutsCount]int64 `toml:"alike"`
	Sound       int64            `toml:"sound"`
	FirstLetter int64            `toml:"first_letter"`
	Letters     int64            `toml:"letters"`
	Different   int64            `toml:"different"`
	Swapped     int64            `toml:"swapped"`
	Crossed     int64            `toml:"crossed"`
	Initial     [3]int64         `toml:"initial"`
	Initials    [2]int64         `toml:"initials"`
}

// shippedFile is the shipped model: shares by part, of which those of joint levels are
// the products.
type shippedFile struct {
	Version   int        `toml:"version"`
	Origin    string     `toml:"origin"`
	Threshold int64      `toml:"threshold_ppm"`
	Partners  int64      `toml:"partners_ppm"`
	Few       int64      `toml:"few_ppm"`
	Hardly    int64      `toml:"hardly_ppm"`
	Floor     int64      `toml:"tf_floor_ppm"`
	Cuts      []int      `toml:"cuts"`
	Lean      int        `toml:"lean_pairs"`
	Surname   nameShares `toml:"surname"`
	Given     nameShares `toml:"given"`
	Middle    struct {
		Full    [3]int64 `toml:"full"`
		Initial [2]int64 `toml:"initial"`
		Absent  [2]int64 `toml:"absent"`
	} `toml:"middle"`
	Birth struct {
		Day     [3]int64 `toml:"day"`
		Month   [3]int64 `toml:"month"`
		Year    [3]int64 `toml:"year"`
		Swapped int64    `toml:"swapped"`
		Another int64    `toml:"another"`
	} `toml:"birth"`
	Place struct {
		Moved    int64                    `toml:"moved"`
		Postcode [postcodesEach - 1]int64 `toml:"postcode"`
		Address  [addressesEach - 1]int64 `toml:"address"`
	} `toml:"place"`
	Equal map[string][2]int64 `toml:"equal"`
	Text  struct {
		Exact     int64            `toml:"exact"`
		Alike     [CutsCount]int64 `toml:"alike"`
		Different int64            `toml:"different"`
	} `toml:"text"`
	Household struct {
		Surname    int64 `toml:"surname"`
		Birth      int64 `toml:"birth"`
		Duplicates int64 `toml:"duplicates"`
		Pairs      int   `toml:"pairs"`
		BirthPairs int   `toml:"birth_pairs"`
	} `toml:"household"`
}

// Shipped is the shipped model file, read once. A fault in it is ours, and a test reads
// it, so it panics.
var Shipped = func() (file shippedFile) {
	if err := toml.Unmarshal(shippedText, &file); err != nil {
		panic(fmt.Sprintf("link: data/link.toml: %v", err))
	}
	if len(file.Cuts) != CutsCount {
		panic("link: data/link.toml: wrong number of cuts")
	}
	return file
}()

// ShippedM returns the shipped m of a layout's comparisons.
func ShippedM(l *Layout) weigh.Shares {
	m := l.Scheme.NewShares()
	for comparison, at := range l.At {
		if at < 0 {
			continue
		}
		switch comparison {
		case CompareSurname:
			nameM(m[at], &Shipped.Surname)
			m[at][NameSwapped] = 1
		case CompareGiven:
			nameM(m[at], &Shipped.Given)
		case CompareMiddle:
			fill(m[at][SecondExact:], Shipped.Middle.Full[:])
			fill(m[at][middleInitial:], Shipped.Middle.Initial[:])
			fill(m[at][middleNeither:], Shipped.Middle.Absent[:])
		case CompareSex:
			sex := Shipped.Equal[comparisonNames[comparison]]
			fill(m[at][EqualYes:], sex[:])
			fill(m[at][EqualYes+sexNamed:], sex[:])
		case CompareBirth:
			birthM(m[at])
		case ComparePlace:
			placeM(m[at])
		default:
			equal := Shipped.Equal[comparisonNames[comparison]]
			fill(m[at][EqualYes:], equal[:])
		}
	}
	for _, own := range l.Own {
		if !own.Text {
			equal := Shipped.Equal["own"]
			fill(m[own.At][EqualYes:], equal[:])
			continue
		}
		m[own.At][1] = float64(Shipped.Text.Exact)
		fill(m[own.At][textBins:], Shipped.Text.Alike[:])
		m[own.At][textBins+CutsCount] = float64(Shipped.Text.Different)
	}
	l.Scheme.Normalise(m)
	return m
}

func fill(to []float64, from []int64) {
	for i, share := range from {
		to[i] = float64(share)
	}
}

func nameM(m []float64, from *nameShares) {
	m[NameExact], m[nameVariant] = float64(from.Exact), float64(from.Variant)
	fill(m[nameBins:], from.Alike[:])
	m[nameSound], m[nameFirst] = float64(from.Sound), float64(from.FirstLetter)
	m[nameLetters], m[nameDifferent] = float64(from.Letters), float64(from.Different)
	if len(m) > int(nameCrossed) {
		m[NameSwapped], m[nameCrossed] = float64(from.Swapped), float64(from.Crossed)
		fill(m[nameInitial:], from.Initial[:])
		fill(m[nameInitials:], from.Initials[:])
	}
}

func birthM(m []float64) {
	b := &Shipped.Birth
	for day := partEqual; day < partsEach; day++ {
		for month := partEqual; month < partsEach; month++ {
			for year := partEqual; year < partsEach; year++ {
				level := day + partsEach*month + partsEach*partsEach*year
				m[level] = float64(b.Day[day-1]) * float64(b.Month[month-1]) *
					float64(b.Year[year-1]) / (Whole * Whole)
			}
		}
	}
	for year := partEqual; year < partsEach; year++ {
		m[birthSwapped+year] = float64(b.Swapped) * float64(b.Year[year-1]) / Whole
	}
	m[birthDifferent] += float64(b.Another)
}

func placeM(m []float64) {
	p := &Shipped.Place
	for postcode := postcodeUnit; postcode < postcodesEach; postcode++ {
		for address := addressExact; address < addressesEach; address++ {
			m[postcode+postcodesEach*address] = float64(Whole-p.Moved) *
				float64(p.Postcode[postcode-1]) * float64(p.Address[address-1]) /
				(Whole * Whole)
		}
	}
	m[postcodeDifferent+postcodesEach*addressDifferent] += float64(p.Moved)
}

// Shape makes the parts of one person's dates of birth go wrong independently. Each of
// the thirty levels by itself would rest on a few pairs, and relatives of one name who
// happen to share a day would teach that days alone agree. Some have another date
// altogether, which agrees as chance has it, u: their share is told by the dates of which
// no part agrees, and is at most anotherMost.
func (l *Layout) Shape(m, u weigh.Shares, anotherMost float64) {
	at := l.At[CompareBirth]
	if at < 0 {
		return
	}
	another := 0.0
	if chance := u[at][birthDifferent]; chance > 0 {
		another = min(m[at][birthDifferent]/chance, anotherMost)
	}
	for level := range m[at] {
		m[at][level] = max(m[at][level]-float64(another*u[at][level]), 0)
	}
	independent(m[at])
	for level := range m[at] {
		m[at][level] += float64(another * u[at][level])
	}
}

// independent makes the parts of dates go wrong independently.
func independent(m []float64) {
	var shares [3][partsEach]float64
	var swapped, whole float64
	each := func(visit func(part [3]uint8, level uint8)) {
		for day := partEqual; day < partsEach; day++ {
			for month := partEqual; month < partsEach; month++ {
				for year := partEqual; year < partsEach; year++ {
					visit([3]uint8{day, month, year}, day+partsEach*month+partsEach*partsEach*year)
				}
			}
		}
	}
	each(func(part [3]uint8, level uint8) {
		for i := range part {
			shares[i][part[i]] += m[level]
		}
		whole += m[level]
	})
	for year := partEqual; year < partsEach; year++ {
		swapped += m[birthSwapped+year]
	}
	each(func(part [3]uint8, level uint8) {
		m[level] = float64(float64(shares[0][part[0]]*shares[1][part[1]])*shares[2][part[2]]) /
			float64(whole*whole)
	})
	for year := partEqual; year < partsEach; year++ {
		m[birthSwapped+year] = float64(swapped*shares[2][year]) / whole
	}
}
