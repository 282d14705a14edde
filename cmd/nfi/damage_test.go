package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"nfimatch/bench/damage"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
)

// Damaged files through whole runs: each gives the right rows or a clear error, never
// a crash, a hang, a row that nobody counts, or a value in a message or a file.

var (
	damageSeeds = flag.Int("damage-seeds", 2, "damaged files of each operator and extract")
	damageOnly  = flag.String("damage-only", "", "operators with this in their names")
	damageFrom  = flag.Uint64("damage-from", 1, "the first of their seeds")
)

// damageDeadline is how long one damaged file may take on a machine that does other
// work too; it takes 30 milliseconds.
const damageDeadline = 30 * time.Second

// damagedHomes is how many homes the council of the damaged files has.
const damagedHomes = 72

// brandCore stands in every text that the damaged files hold, and in no word of a
// program: whatever of a name is left, this part of it gives it away.
const brandCore = "QXZJV"

// brands are what the texts of the damaged files and their numbers have in common, in
// capitals; the letters in hexadecimal too.
var brands = [][]byte{[]byte(brandCore), []byte("51585A4A56"), []byte("71787A6A76"),
	[]byte("8765432109"), []byte("9998765432"), []byte("QQ876543"), []byte("HX7 ")}

// brand is a text of its own for home i.
func brand(kind byte, i int) string {
	const letters = "BCDFGHJKLM"
	return brandCore + string([]byte{kind, letters[i/10%10], letters[i%10]})
}

// A damagedCouncil is a council of which every home has a value of its own, so that
// its flags are known again wherever its rows stand.
type damagedCouncil struct {
	tables testCouncil
	homes  map[string][]int // of each row of each extract
}

func newDamagedCouncil(t *testing.T) damagedCouncil {
	c := damagedCouncil{emptyCouncil(t), map[string][]int{}}
	for i := range damagedHomes {
		c.home(i)
	}
	for name := range runDates {
		table := c.tables[name]
		table.header = append(table.header, "Bank account")
		for n := range table.rows {
			table.rows[n] = append(table.rows[n], brand('K', n%100))
		}
	}
	return c
}

// home adds an account, its electors and perhaps a claim. One of three homes has a
// discount and a second elector.
func (c *damagedCouncil) home(i int) {
	add := func(file string, pairs ...string) {
		c.tables[file].add(pairs...)
		c.homes[file] = append(c.homes[file], i)
	}
	place := []string{"street", fmt.Sprintf("%d %s ROAD", 1+i, brand('R', i)),
		"place", brand('T', i/9) + " GREEN", "UPRN", fmt.Sprintf("9998765432%02d", i),
		"Postcode", fmt.Sprintf("HX7 %d%c%c", i%10, "QXZ"[i/10%3], "QXZ"[i/30%3])}
	ref, holder := fmt.Sprintf("8765432109%02d", i), brand('H', i)
	forename := []string{"ANN", "SIÂN", "ZOË " + brand('M', i), "JOHN"}[i%4]
	account := append(place, "ref", ref, "Surname", holder, "Forename", forename, "Title", "MRS",
		"since", "01/05/2015", "tax", fmt.Sprintf("%d.00", 1200+4*i), "off", "0.00",
		"Council Tax band", "B", "Benefit recipient", "N")
	if i%3 == 0 {
		account = append(account, "code", "SD1", "from", "01/06/2020", "off",
			fmt.Sprintf("%d.00", 300+i))
	}
	add(taxFile, account...)
	add(registerFile, append(place, "number", fmt.Sprintf("AA-%d", 2*i), "Surname", holder,
		"Forename", forename, "Title", "Mrs", "registered", "01/01/2016")...)
	if i%3 == 0 {
		add(registerFile, append(place, "number", fmt.Sprintf("AA-%d", 2*i+1), "Surname",
			brand('O', i), "Forename", "Peter", "Title", "Mr", "registered", "01/01/2024")...)
	}
	if i%2 == 0 {
		add(ctrFile, append(place, "claim", fmt.Sprintf("C%08d", i), "ref", ref, "Surname", holder,
			"Forename", forename, "born", "19/07/1961", "start", "01/01/2025", "weekly", "9.99",
			"Non-dependant count", "0", "National Insurance number",
			fmt.Sprintf("QQ876543%cA", 'A'+i%26))...)
	}
}

// A spoiltFile is one extract, damaged.
type spoiltFile struct {
	what  string
	name  string // of the operator
	table string // which extract
	file  *damage.File
	lines []damage.Span // of the clean file: its header, then its rows
	clean []byte
}

func (c damagedCouncil) spoil(table string, layout damage.Layout, operator damage.Operator,
	seed uint64,
) spoiltFile {
	e := c.tables[table]
	clean, lines := layout.Write(append([][]string{e.header}, e.rows...))
	f := damage.New(clean, layout)
	operator.Apply(seed, f)
	return spoiltFile{fmt.Sprintf("%s of %s, seed %d, %s", operator.Name, table, seed, layout),
		operator.Name, table, f, lines, clean}
}

// A damageRig drives damaged files of one extract through runs, one after another, in
// a workspace.
type damageRig struct {
	*testWorkspace
	council  damagedCouncil
	want     map[string]string // flags of the clean council, by the value of their home
	statuses map[int]int
	altered  int // files that are not as they were
	whole    int // rows that no damage has touched, in runs that ended well
}

func newDamageRig(t *testing.T) *damageRig {
	t.Helper()
	rig := &damageRig{testWorkspace: newTestWorkspace(t), council: newDamagedCouncil(t),
		statuses: map[int]int{}}
	rig.want = homeFlags(rig.runOn(rig.council.tables.files()))
	if len(rig.want) != damagedHomes/3 {
		t.Fatalf("%d homes are flagged: the test looks at too little", len(rig.want))
	}
	return rig
}

// homeFlags returns the flags of each home, by the amount that its discount is worth,
// without what depends on other homes and on lines.
func homeFlags(r *runResults) map[string]string {
	flags := map[string]string{}
	for _, flag := range r.csv("flags.csv") {
		var texts []string
		for _, column := range []string{"rule", "score_bits", "strength", "after_ctr_pence",
			"electors_listed", "adults_least", "adults_most", "delete_by"} {
			texts = append(texts, flag[column])
		}
		flags[flag["annual_value_pence"]] += strings.Join(texts, ",") + ";"
	}
	for value := range flags {
		rules := strings.Split(flags[value], ";")
		slices.Sort(rules)
		flags[value] = strings.Join(rules, " ")
	}
	return flags
}

// runSpoilt runs the council with one of its files damaged. Each second file is run
// with its faulty rows accepted, so that what becomes of the others is seen.
func (rig *damageRig) runSpoilt(s spoiltFile, accept bool) int {
	rig.t.Helper()
	for _, folder := range []string{workspace.RunsFolder, workspace.SealsFolder} {
		if err := os.RemoveAll(filepath.Join(rig.folder, folder)); err != nil {
			rig.t.Fatal(err)
		}
	}
	files := rig.council.tables.files()
	files[s.table] = string(s.file.Bytes())
	further := []string{"--workers", "1"}
	if accept {
		further = append(further, "--accept-rejects", "damaged for a test")
	}
	ended := make(chan int, 1)
	go func() { ended <- rig.try(files, further...) }()
	select {
	case status := <-ended:
		return status
	case <-time.After(damageDeadline):
		panic(s.what + " has not ended: the program hangs")
	}
}

// Every kind of damage to every extract, in every layout.
func TestRunDamaged(t *testing.T) {
	t.Parallel()
	for _, table := range []string{taxFile, registerFile, ctrFile, codesFile} {
		t.Run(table, func(t *testing.T) {
			t.Parallel()
			rig, layouts, files := newDamageRig(t), damage.Layouts(), 0
			for round := range *damageSeeds {
				seed := *damageFrom + uint64(round)
				for _, operator := range damage.All() {
					if !strings.Contains(operator.Name, *damageOnly) {
						continue
					}
					layout := layouts[(files*7+round)%len(layouts)] // 7: every layout in turn
					s := rig.council.spoil(table, layout, operator, seed)
					accept := (files+round)%2 == 0
					rig.judge(s, rig.runSpoilt(s, accept), accept)
					files++
				}
			}
			refused := files - rig.statuses[refusal.Done]
			if *damageOnly == "" && (files < 100 || min(refused, rig.statuses[refusal.Done]) < files/4 ||
				rig.altered < files*3/4 || rig.whole < 10*files) {
				t.Error("too little is damaged, or too much: the test looks at nothing")
			}
			t.Logf("%d files, %d of them altered; statuses %v; %d homes spared in runs that ended well",
				files, rig.altered, rig.statuses, rig.whole)
		})
	}
}
