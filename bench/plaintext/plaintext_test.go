// Package plaintext states what pseudonymising costs: it runs the same matcher over the
// same tables twice, once by filters, as the program does, and once by the values in
// clear, for persons at dwellings of councils and for published lists.
//
//	NFI_LABELLED=folder go test ./bench/plaintext -run TestPlaintext -v -plaintext
//
// It is tests only, since the reference implementation of Jaro–Winkler is under a
// licence that no program of ours may link. Families, halves, initials, swaps and sounds
// are compared as ever: they are equality, which tokens show without loss. So is a place
// in councils; in lists addresses are compared by likeness too.
package plaintext

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"nfimatch/bench/yardstick"
	"nfimatch/fixtures/council"
	"nfimatch/match"
)

var (
	full = flag.Bool("plaintext", false,
		"compare on one council of every profile, as large as -dwellings says")
	dwellings = flag.Int("dwellings", dwellingsKept, "with -plaintext: dwellings of each council")
	update    = flag.Bool("update", false, "with -plaintext: keep what was printed as a file")
)

const (
	dwellingsKept  = 20_000
	keys           = 2     // pairs of keys for each council: one may be lucky
	smallDwellings = 1_000 // of each council where not told -plaintext
	seedFirst      = 101   // seeds from 100 are for judging

	// How much F1 in clear may exceed that by filters. On a small council 0.001 is three
	// pairs of 3,000.
	differenceMax, smallDifferenceMax = 0.001, 0.005
)

// cutsTried are the similarities at which Jaro–Winkler has names near and somewhat
// alike: the pairs in use, so that nobody can say that ours were badly chosen.
var cutsTried = []cuts{{0.92, 0.80}, {0.92, 0.70}, {0.88, 0.70}}

// TestPlaintext holds the filters to names in clear on small councils; with
// -plaintext it prints the table of large ones.
func TestPlaintext(t *testing.T) {
	profiles, size, most := []string{"northern", "london"}, smallDwellings, smallDifferenceMax
	if *full {
		profiles, size, most = council.Profiles(), *dwellings, differenceMax
	}
	out := report{}
	out.add(t, heading)
	for i, profile := range profiles {
		folder := t.TempDir()
		seed := uint64(seedFirst + i)
		if _, err := council.Generate(council.Options{Profile: profile, Dwellings: size,
			Seed: seed, Dir: folder}); err != nil {
			t.Fatal(err)
		}
		truth, err := yardstick.ReadTruth(folder)
		if err != nil {
			t.Fatal(err)
		}
		for key := range byte(keys) {
			world := fmt.Sprintf("%s %d", profile, seed)
			for _, line := range measure(t, folder, key, truth) {
				line.world, line.key = world, key
				out.add(t, line.String())
				if line.difference > most {
					t.Errorf("in clear at most %.4f better", most)
				}
			}
		}
	}
	if *full && *dwellings == dwellingsKept {
		out.keep(t, "plaintext_councils.txt")
	}
}

// A report is lines that are printed, and with -update kept.
type report struct{ lines []string }

func (r *report) add(t *testing.T, line string) {
	t.Helper()
	t.Log(line)
	r.lines = append(r.lines, strings.TrimRight(line, " "))
}

// has tells whether a line of the report begins with a name.
func (r *report) has(name string) bool {
	return slices.ContainsFunc(r.lines, func(line string) bool {
		return strings.HasPrefix(line, name+" ")
	})
}

// keep writes the report beside those of the other benchmarks.
func (r *report) keep(t *testing.T, name string) {
	t.Helper()
	if !*update {
		return
	}
	path := filepath.Join("..", "testdata", name)
	check(t, os.WriteFile(path, []byte(strings.Join(r.lines, "\n")+"\n"), 0o644))
}

// A line is one council under one key, names compared one way.
type line struct {
	world      string
	key        byte
	way        string
	of         score
	difference float64 // of F1, in clear less filters
	otherwise  int     // pairs decided otherwise than by filters
}

const heading = "council           key  names by          P       R       F1      " +
	"less filters  decided otherwise"

func (l line) String() string {
	return fmt.Sprintf("%-17s %3d  %-16s  %.4f  %.4f  %.4f  %+.4f       %d of %d", l.world, l.key,
		l.way, l.of.precision(), l.of.recall(), l.of.f1(), l.difference, l.otherwise, l.of.compared)
}

// measure matches one council by filters and then, on the same tables, by each
// Jaro–Winkler.
func measure(t *testing.T, folder string, key byte, truth *yardstick.Truth) []line {
	t.Helper()
	options := match.Options{Workers: runtime.GOMAXPROCS(0), Origin: "plaintext"}
	matched, err := yardstick.Match(context.Background(), folder, key, options)
	if err != nil {
		t.Fatal(err)
	}
	names := namesOf(t, folder, key, &matched.Records.Names)
	filters := matched.Result
	lines := []line{{way: "filters", of: judge(matched, truth)}}
	for _, cuts := range cutsTried {
		options.Similarity = cuts.similarity(names)
		clear, _, err := match.Partition(context.Background(), matched.Records, options)
		if err != nil {
			t.Fatal(err)
		}
		of := judge(&yardstick.Matched{Result: clear}, truth)
		lines = append(lines, line{way: cuts.String(), of: of,
			difference: of.f1() - lines[0].of.f1(),
			otherwise:  decidedOtherwise(t, &filters.Pairs, &clear.Pairs)})
	}
	return lines
}
