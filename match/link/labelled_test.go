package link

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"nfimatch/match/result"
)

// labelled names the environment variable with the folder of the labelled sets.
const labelled = "NFI_LABELLED"

// A problem is two lists, or one, whose pairs are known. Who is who is used to count and
// for nothing else.
type problem struct {
	lists       []list
	exact, text []string
	person      [2][]string // of each row
}

func essnet(t testing.TB, folder string) problem {
	t.Helper()
	at := func(name string) string { return filepath.Join(folder, "essnet_dev", "essnet_dev_"+name) }
	const mapping = "forename=pername1,surname=pername2,sex=sex,birth_day=dob_day," +
		"birth_month=dob_mon,birth_year=dob_year,address=enumcap,postcode=enumpc"
	return problem{
		lists: []list{read(t, at("census.csv"), mapping), read(t, at("cis.csv"), mapping)},
		person: [2][]string{read(t, at("truth_census.csv"), "").column("person_id"),
			read(t, at("truth_cis.csv"), "").column("person_id")},
	}
}

// halved drops every other row of the left list.
func halved(p problem) problem {
	left, person := list{header: p.lists[0].header, mapping: p.lists[0].mapping}, []string(nil)
	for i, cells := range p.lists[0].rows {
		if i%2 == 0 {
			left.rows, person = append(left.rows, cells), append(person, p.person[0][i])
		}
	}
	p.lists, p.person[0] = []list{left, p.lists[1]}, person
	return p
}

func febrl4(t testing.TB, folder string, number bool) problem {
	t.Helper()
	mapping := "forename=given_name,surname=surname,address_1=street_number,address_2=address_1," +
		"address_3=address_2,birth_date=date_of_birth,extra.state=state,extra.postcode=postcode," +
		"text.suburb=suburb"
	p := problem{exact: []string{"state", "postcode"}, text: []string{"suburb"}}
	if number {
		mapping += ",extra.soc_sec_id=soc_sec_id"
		p.exact = append(p.exact, "soc_sec_id")
	}
	for side, name := range []string{"dataset4a.csv", "dataset4b.csv"} {
		l := read(t, filepath.Join(folder, "febrl4", name), mapping)
		p.lists = append(p.lists, l)
		for _, id := range l.column("rec_id") {
			p.person[side] = append(p.person[side], strings.Split(id, "-")[1])
		}
	}
	return p
}

// byPlace names the columns of FEBRL 4 as a place's own, and the parts of its dates, which
// are often misspelt into no date.
func byPlace(p problem, number bool) problem {
	const mapping = "forename=given_name,surname=surname,address_1=street_number," +
		"address_2=address_1,address_3=address_2,town=suburb,postcode=postcode,extra.state=state," +
		"birth_day=day,birth_month=month,birth_year=year"
	placed := problem{person: p.person, exact: []string{"state"}}
	for _, from := range p.lists {
		to := list{header: append(slices.Clone(from.header), "day", "month", "year"), mapping: mapping}
		if number {
			to.mapping += ",extra.soc_sec_id=soc_sec_id"
		}
		dates := from.column("date_of_birth")
		for i, cells := range from.rows {
			parts := []string{"", "", ""}
			if date := dates[i]; len(date) == len("yyyymmdd") {
				parts = []string{date[6:], date[4:6], date[:4]}
			}
			to.rows = append(to.rows, append(slices.Clone(cells), parts...))
		}
		placed.lists = append(placed.lists, to)
	}
	if number {
		placed.exact = append(placed.exact, "soc_sec_id")
	}
	return placed
}

// sparse drops from the left list four of five of those who are in the right one, so that
// few have a partner while their relatives stay.
func sparse(p problem) problem {
	right := map[string]bool{}
	for _, id := range p.person[1] {
		right[id] = true
	}
	left, person := list{header: p.lists[0].header, mapping: p.lists[0].mapping}, []string(nil)
	for i, cells := range p.lists[0].rows {
		if !right[p.person[0][i]] || i%5 == 0 {
			left.rows, person = append(left.rows, cells), append(person, p.person[0][i])
		}
	}
	p.lists, p.person[0] = []list{left, p.lists[1]}, person
	return p
}

func placeless(p problem) problem {
	p.lists = []list{p.lists[0].without("enumcap", "enumpc"), p.lists[1].without("enumcap", "enumpc")}
	return p
}

func rldata(t testing.TB, folder string) problem {
	t.Helper()
	l := read(t, filepath.Join(folder, "rldata500", "RLdata500.csv"), "forename=fname_c1,"+
		"middle=fname_c2,surname=lname_c1,birth_day=bd,birth_month=bm,birth_year=by")
	for _, cells := range l.rows {
		for c := range cells {
			if cells[c] == "NA" {
				cells[c] = ""
			}
		}
	}
	return problem{lists: []list{l}, person: [2][]string{l.column("ent_id"), l.column("ent_id")}}
}

// A score counts right and wrong pairs.
type score struct{ right, wrong, missed int }

func (s score) f1() float64 {
	return float64(2*s.right) / float64(2*s.right+s.wrong+s.missed)
}

func (s score) precision() float64 { return float64(s.right) / float64(s.right+s.wrong) }

func (s score) recall() float64 { return float64(s.right) / float64(s.right+s.missed) }

func (s score) String() string {
	return fmt.Sprintf("P %.4f R %.4f F1 %.5f (%d wrong, %d missed)", s.precision(), s.recall(),
		s.f1(), s.wrong, s.missed)
}

// scoreOf counts the pairs decided same.
func scoreOf(p problem, pairs *Pairs) (s score) {
	within := len(p.lists) == 1
	total, seen := 0, map[string]int{}
	for _, id := range p.person[1] {
		seen[id]++
	}
	for _, id := range p.person[0] {
		total += seen[id]
	}
	if within {
		total = 0
		for _, n := range seen {
			total += n * (n - 1) / 2
		}
	}
	for i := range pairs.Left {
		if pairs.Decision[i] != result.DecisionSame {
			continue
		}
		if p.person[0][pairs.Left[i]-1] == p.person[1][pairs.Right[i]-1] {
			s.right++
		} else {
			s.wrong++
		}
	}
	s.missed = total - s.right
	return s
}

// The bars of published and labelled lists, with no label used for anything but counting
// and under four pairs of keys: one filter may be lucky. Run it with
//
//	NFI_LABELLED=folder go test -run Labelled -v ./match/link
//
// where the folder holds essnet_dev, febrl4 and rldata500.
func TestLabelled(t *testing.T) {
	folder := os.Getenv(labelled)
	if folder == "" {
		t.Skipf("%s names no folder of labelled sets", labelled)
	}
	for _, tt := range []struct {
		name                   string
		problem                problem
		one, precision, recall float64 // F1 one to one; of all pairs
	}{
		{"essnet", essnet(t, folder), 0.999, 0.99, 0.995},
		{"essnet, every other row dropped", halved(essnet(t, folder)), 0.998, 0.99, 0.995},
		{"essnet, few partners", sparse(essnet(t, folder)), 0.998, 0.99, 0.995},
		{"essnet, no place", placeless(essnet(t, folder)), 0.991, 0.99, 0.97},
		{"febrl4 with soc_sec_id", febrl4(t, folder, true), 1, 1, 1},
		{"febrl4", febrl4(t, folder, false), 0.9996, 0.999, 0.999},
		{"febrl4 by place with soc_sec_id", byPlace(febrl4(t, folder, true), true), 1, 1, 1},
		{"febrl4 by place", byPlace(febrl4(t, folder, false), false), 0.9996, 0.999, 0.999},
		{"rldata500", rldata(t, folder), 0.989, 0.99, 0.98},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for key := byte(1); key <= 4; key++ {
				one, all := tt.problem.solved(t, key, true), tt.problem.solved(t, key, false)
				found := scoreOf(tt.problem, &one.Pairs)
				t.Logf("key %d: one to one %v; all pairs %v; recall told as %d of a million", key, found,
					scoreOf(tt.problem, &all.Pairs), one.Recall.PPM)
				if found.f1() < tt.one {
					t.Errorf("key %d: one to one %v, want F1 %v", key, found, tt.one)
				}
				found = scoreOf(tt.problem, &all.Pairs)
				if found.precision() < tt.precision || found.recall() < tt.recall {
					t.Errorf("key %d: all pairs %v, want P %v R %v", key, found, tt.precision, tt.recall)
				}
			}
		})
	}
}

func (p problem) solved(t testing.TB, key byte, oneToOne bool) *Result {
	t.Helper()
	find := Link
	if len(p.lists) == 1 {
		find = Dedupe
	}
	out, err := find(context.Background(), tablesOf(t, key, p.exact, p.text, p.lists...), Options{
		Workers: 2, OneToOne: oneToOne, ExtraNames: p.exact, TextNames: p.text})
	check(t, err)
	return out
}
