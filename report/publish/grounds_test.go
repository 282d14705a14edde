package publish

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"nfimatch/extract/columns"
	"nfimatch/match/result"
	"nfimatch/report"
)

// homeOfTheFirst puts the account of the first flag, an elector and an unrelated entry at
// dwelling 2, and makes the pairs there theirs, with bits that sum.
func homeOfTheFirst() (*report.Tables, *result.Tables) {
	tables, m := threeFlags(), threeDwellings()
	tables.Flags.AccountLine[1] = 100 // of the case's other flag
	o := &m.Occupants
	for i, place := range []struct {
		dwelling    uint32
		dataset, on uint8
		line        uint32
	}{{2, 1, 0, 100}, {2, 1, 1, 100}, {2, 2, 0, 7}, {1, 2, 0, 100}} {
		o.Dwelling[i], o.Dataset[i], o.Ordinal[i], o.Line[i] = place.dwelling, place.dataset, place.on,
			place.line
		o.How[i], o.Person[i] = result.HowAccount, uint32(i+1)
	}
	o.Doubt[2] = result.DoubtNotBuilding
	for i := 4; i < len(o.Dwelling); i++ {
		o.Dwelling[i] = 3
	}
	p := &m.Pairs
	for i := 3; i < 6; i++ {
		p.LeftLine[i], p.RightLine[i] = 100, 7
		p.PriorMillibits[i], p.RivalMillibits[i], p.SurnameBits[i] = -327, 11, 1_059
		p.SurnameLevel[i] = 1
		p.NINOBits[i] = p.WeightMillibits[i] - (-327 + 11 + 1_059)
	}
	p.RightDataset[3], p.RightLine[3], p.RightOrdinal[3] = 1, 100, 1
	return tables, m
}

func (f folder) open(name string) (content []byte, digest [32]byte, err error) {
	file, ok := f[name]
	if !ok {
		return nil, digest, fmt.Errorf("%s is not there", name)
	}
	return file.Bytes(), sha256.Sum256(file.Bytes()), nil
}

func filesOf(t *testing.T, tables *report.Tables, m *result.Tables) folder {
	t.Helper()
	out := folder{}
	if err := Files(out.create, tables, m, 0); err != nil {
		t.Fatal(err)
	}
	return out
}

func all(uint32, string) bool { return true }

// What is read back of a flag is what was written of it, and its sums are exact.
func TestGrounds(t *testing.T) {
	out := homeFiles(t)
	got, err := GroundsOf(out.open, func(_ uint32, name string) bool { return name == "2026Q4-0001" })
	if err != nil || len(got) != 2 {
		t.Fatalf("%d flags, error %v", len(got), err)
	}
	first := got[0]
	if first.Rule != "A0" || first.Strength != "Strong" || first.ScoreMillibits != 3_700 ||
		first.AccountLine != 100 || first.DeleteBy != date("2027-05-01") {
		t.Errorf("the flag is %+v", first)
	}
	if want := []Reason{
		{true, "The other elector was added to the register on or after the day the discount began",
			2_500, "electoral_register", 200, 0, date("2025-12-01")},
		{true, "The liable person is on the register at the dwelling too", 1_200, "", 0, 0, 0},
	}; !slices.Equal(first.Reasons, want) {
		t.Errorf("its reasons are %+v, want %+v", first.Reasons, want)
	}
	if want := []Mention{{"council_tax", 100, 0, 1, "account", ""},
		{"council_tax", 100, 1, 2, "account", "rival"},
		{"electoral_register", 7, 0, 3, "account", "building"}}; !slices.Equal(first.Mentions, want) {
		t.Errorf("its mentions are %+v, want %+v", first.Mentions, want)
	}
	if len(first.Pairs) != 3 || len(got[1].Pairs) != 3 {
		t.Fatalf("%d and %d pairs, want 3 for each flag", len(first.Pairs), len(got[1].Pairs))
	}
	p := first.Pairs[1]
	if p.Left != 0 || p.Right != 2 || p.Decision != "different" || p.Millibits != -4_247 ||
		p.Prior != -327 || p.Rivals != 11 || p.Probability != 0.050031 ||
		p.Compared[0] != (Agreement{"surname", 1, 1_059}) || p.Compared[6].Millibits != -4_990 {
		t.Errorf("the second pair is %+v", p)
	}
	if p := first.Pairs[0]; p.Left != 0 || p.Right != 1 {
		t.Errorf("the first pair is of %d and %d, want two of one row", p.Left, p.Right)
	}
}

// homeFiles are the files of homeOfTheFirst.
func homeFiles(t *testing.T) folder {
	t.Helper()
	tables, m := homeOfTheFirst()
	return filesOf(t, tables, m)
}

// An account without a dwelling has reasons, and nothing was compared.
func TestGroundsWithoutDwelling(t *testing.T) {
	out := homeFiles(t)
	got, err := GroundsOf(out.open, func(flag uint32, _ string) bool { return flag == 3 })
	if err != nil || len(got) != 1 || len(got[0].Reasons) != 2 || len(got[0].Mentions) != 0 ||
		len(got[0].Pairs) != 0 {
		t.Errorf("grounds %+v, error %v", got, err)
	}
	if got, err := GroundsOf(out.open, func(uint32, string) bool { return false }); err != nil ||
		got != nil {
		t.Errorf("nobody's grounds are %v, error %v", got, err)
	}
}

// What is said of a flag is due with the first of what it is made of.
func TestGroundsAreDueWithTheFirst(t *testing.T) {
	early := date("2027-03-01")
	for name, hasten := range map[string]func(*report.Tables, *result.Tables){
		"reason":  func(t *report.Tables, _ *result.Tables) { t.Reasons.DeleteBy[1] = early },
		"mention": func(_ *report.Tables, m *result.Tables) { m.Occupants.DeleteBy[2] = early },
		"pair":    func(_ *report.Tables, m *result.Tables) { m.Pairs.DeleteBy[5] = early },
	} {
		tables, m := homeOfTheFirst()
		hasten(tables, m)
		got, err := GroundsOf(filesOf(t, tables, m).open, all)
		if err != nil || len(got) != 3 || got[0].DeleteBy != early || got[2].DeleteBy == early {
			t.Errorf("%s: error %v, due %v", name, err, got[0].DeleteBy)
		}
	}
}

// Files that do not add up, or are not there, or are others, are an error that says which.
func TestGroundsRefuse(t *testing.T) {
	for want, spoil := range map[string]func(*report.Tables, *result.Tables){
		"flag 1: reasons must sum to the score": func(t *report.Tables, _ *result.Tables) {
			t.Reasons.Millibits[1]++
		},
		"flag 1: bits of pair 2 must sum to its weight": func(_ *report.Tables, m *result.Tables) {
			m.Pairs.SexBits[4]--
		},
		"flag 1: pair 3 must be of mentions at the dwelling": func(_ *report.Tables,
			m *result.Tables,
		) {
			m.Pairs.RightLine[5]++
		},
	} {
		tables, m := homeOfTheFirst()
		spoil(tables, m)
		if _, err := GroundsOf(filesOf(t, tables, m).open, all); err == nil || err.Error() != want {
			t.Errorf("error %v, want %q", err, want)
		}
	}
	for _, name := range []string{"flags", "reasons", "occupants", "pairs"} {
		out := homeFiles(t)
		_, err := GroundsOf(func(file string) ([]byte, [32]byte, error) {
			content, digest, err := out.open(file)
			if file == name+".parquet" {
				digest[31]++
			}
			return content, digest, err
		}, all)
		if !errors.Is(err, columns.ErrDigest) {
			t.Errorf("%s: error %v, want one of its digest", name, err)
		}
		out = homeFiles(t)
		delete(out, name+".parquet")
		if _, err := GroundsOf(out.open, all); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("without %s: error %v", name, err)
		}
	}
}
