package place

import (
	"context"
	"encoding/csv"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"nfimatch/fixtures/council"
	"nfimatch/match/result"
	"nfimatch/normalize/record"
)

var (
	worldDwellings = flag.Int("dwellings", 3000, "dwellings of a generated council")
	worldSeeds     = flag.String("seeds", "3", "seeds of the generated councils")
	worldShow      = flag.Int("show", 0, "wrong and unplaced rows to print")
	worldNoUPRN    = flag.Bool("no-uprn", false, "drop the UPRNs of the register and the claims")
	worldRemove    = flag.Int("remove", 0, "remove one dwelling in so many")
	worldNoRef     = flag.Bool("no-reference", true, "drop the account references of the claims")
)

// A worldRow is a row of a generated council with its truth.
type worldRow struct {
	plainRow
	home string // the dwelling whose address the row shows; "" for none
	tags string
}

// readWorld generates a council and reads its files back.
func readWorld(t testing.TB, profile string, seed uint64, dwellings int) []worldRow {
	t.Helper()
	folder := t.TempDir()
	options := council.Options{Profile: profile, Dwellings: dwellings, Seed: seed, Dir: folder}
	if _, err := council.Generate(options); err != nil {
		t.Fatal(err)
	}
	truth := map[string][2]string{}
	for _, row := range readCSV(t, filepath.Join(folder, "truth", "records.csv")) {
		truth[row["dataset"]+row["line"]] = [2]string{row["recorded_dwelling"], row["tags"]}
	}
	// Accounts that name nobody are in no row of records.csv.
	for _, row := range readCSV(t, filepath.Join(folder, "truth", "accounts.csv")) {
		truth["council_tax"+row["line"]] = [2]string{row["dwelling"], ""}
	}
	var rows []worldRow
	for number, name := range []string{"council_tax", "electoral_register", "ctr"} {
		for i, row := range readCSV(t, filepath.Join(folder, name+".csv")) {
			known := truth[name+strconv.Itoa(i+1)]
			var lines []string
			for n := 1; n <= 4; n++ {
				lines = append(lines, row[fmt.Sprintf("Address %d", n)])
			}
			account := row["Council Tax account reference"]
			rows = append(rows, worldRow{plainRow{
				uint8(number + 1), strings.Join(lines, "|"), row["Postcode"], row["UPRN"], account,
			}, known[0], known[1]})
		}
	}
	return rows
}

func readCSV(t testing.TB, path string) (rows []map[string]string) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, name := range lines[0] {
			row[name] = line[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// A score counts the entries of a world that are not accounts.
type score struct{ entries, right, wrong, absentTaken int }

func (s score) share(n int) float64 { return float64(n) / float64(max(s.entries, 1)) }

// judge compares a placement with the truth.
func judge(t testing.TB, rows []worldRow, placed Result) score {
	home := map[uint32]map[string]bool{}
	listed := map[string]uint32{}
	for i, r := range rows {
		if r.dataset == record.CouncilTax {
			if home[placed.Of[i]] == nil {
				home[placed.Of[i]] = map[string]bool{}
			}
			home[placed.Of[i]][r.home] = true
			listed[r.home] = placed.Of[i]
		}
	}
	var s score
	shown := map[string]int{}
	for i, r := range rows {
		if r.dataset == record.CouncilTax {
			continue
		}
		known := r.home != "" && listed[r.home] != 0
		at := placed.Of[i]
		fate := ""
		switch {
		case !known && at != 0:
			s.absentTaken++
			fate = "absent taken"
		case !known:
			continue
		case at == 0:
			s.entries++
			fate = "unplaced"
		case home[at][r.home] && (placed.Relation[i] == result.RelationSame ||
			placed.Relation[i] == result.RelationRoom && strings.Contains(strings.ToUpper(r.lines), "ROOM")):
			s.entries++
			s.right++
			continue
		default:
			s.entries++
			s.wrong++
			fate = "wrong"
		}
		if shown[fate]++; shown[fate] <= *worldShow {
			text := func(home uint32) string {
				for j, other := range rows {
					if other.dataset == record.CouncilTax && placed.Of[j] == home {
						return fmt.Sprint(other.lines, " ", other.postcode, " ", other.uprn)
					}
				}
				return ""
			}
			t.Logf("%s: %d %q %q %q [%s]\n    truth %s\n    at    %s  how %d relation %d doubt %#x margin %d",
				fate, r.dataset, r.lines, r.postcode, r.uprn, r.tags, text(listed[r.home]), text(at),
				placed.How[i], placed.Relation[i], placed.Doubt[i], placed.MarginMillibits[i])
		}
	}
	return s
}

func placeWorld(t testing.TB, rows []worldRow, options Options) (Result, time.Duration) {
	plain := make([]plainRow, len(rows))
	for i, r := range rows {
		plain[i] = r.plainRow
		if *worldNoUPRN && r.dataset != record.CouncilTax {
			plain[i].uprn = ""
		}
		if *worldNoRef && r.dataset == record.CTR {
			plain[i].account = ""
		}
	}
	tables := encode(plain, 0)
	start := time.Now()
	placed, err := Place(context.Background(), tables, options)
	if err != nil {
		t.Fatal(err)
	}
	return placed, time.Since(start)
}

// Placement on generated councils, against their truth. Claims lose their
// account reference here, which would settle them.
func TestPlaceWorlds(t *testing.T) {
	for _, profile := range council.Profiles() {
		for _, word := range strings.Split(*worldSeeds, ",") {
			seed, err := strconv.ParseUint(word, 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			t.Run(fmt.Sprintf("profile=%s/seed=%d", profile, seed), func(t *testing.T) {
				rows := readWorld(t, profile, seed, *worldDwellings)
				if *worldRemove > 0 {
					rows = without(rows, *worldRemove)
				}
				placed, spent := placeWorld(t, rows, Options{Model: ShippedModel(), Train: true})
				s := judge(t, rows, placed)
				t.Logf("%d entries: right %.4f, wrong %.5f (%d), absent taken %d; %d addresses in %v: "+
					"%.0f a second; %+v", s.entries, s.share(s.right), s.share(s.wrong), s.wrong,
					s.absentTaken, placed.Summary.Addresses, spent.Round(time.Millisecond),
					float64(placed.Summary.Addresses)/spent.Seconds(), placed.Summary)
				doubts := map[string]int{}
				for i := range placed.Of {
					if placed.Of[i] == 0 {
						doubts[fmt.Sprintf("relation %d doubt %#x", placed.Relation[i], placed.Doubt[i])]++
					}
				}
				for _, key := range slices.Sorted(maps.Keys(doubts)) {
					t.Log(key, doubts[key])
				}
				if s.share(s.wrong) > wrongShareMax || s.share(s.right) < rightShareMin {
					t.Errorf("right %.4f, wrong %.5f: over the bar", s.share(s.right), s.share(s.wrong))
				}
			})
		}
	}
}

// without removes the account of one dwelling in so many.
func without(rows []worldRow, one int) (left []worldRow) {
	for i, r := range rows {
		if r.dataset != record.CouncilTax || i%one != 0 {
			left = append(left, r)
		}
	}
	return left
}

// The bars of a generated council.
const (
	rightShareMin = 0.97
	wrongShareMax = 0.005
)
