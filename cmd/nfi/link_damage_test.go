package main

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"nfimatch/bench/damage"
	"nfimatch/cmd/nfi/refusal"
)

// Every kind of damage to a list of people: its duplicates are found or the list is
// refused, every row that was read has a fate, and no value is in a message or a file.
func TestLinkDamagedLists(t *testing.T) {
	t.Parallel()
	const mapping = "birth_date=Date of birth,nino=National Insurance number," +
		"extra.reference=Claim reference,text.award=Weekly award"
	l, council, statuses := newLinkedLists(t), newDamagedCouncil(t), map[int]int{}
	layouts, files := damage.Layouts(), 0
	for round := range *damageSeeds {
		for _, operator := range damage.All() {
			if !strings.Contains(operator.Name, *damageOnly) {
				continue
			}
			s := council.spoil(ctrFile, layouts[(files*7+round)%len(layouts)], operator,
				*damageFrom+uint64(round))
			files++
			l.write("spoilt.csv", s.file.Bytes())
			if err := os.RemoveAll(l.path("out")); err != nil {
				t.Fatal(err)
			}
			l.stdout.Reset()
			l.stderr.Reset()
			status := run([]string{"dedupe", l.path("spoilt.csv"), "--out", l.path("out"), "--key-file",
				l.path("list.key"), "--map", mapping, "--workers", "1"}, nil, &l.stdout, &l.stderr, l.env)
			statuses[status]++
			places := readFolder(t, l.path("out"))
			switch status {
			case refusal.Done:
				checkListRows(t, s.what, places["run.json"])
			case refusal.Usage, refusal.Input: // a header that the mapping names may be gone
				if len(places) > 0 || !strings.HasPrefix(l.stderr.String(), "nfi: ") {
					t.Errorf("%s: refused with %d files:\n%s", s.what, len(places), &l.stderr)
				}
			default:
				t.Errorf("%s: status %d:\n%s", s.what, status, &l.stderr)
			}
			places["standard output"], places["standard error"] = l.stdout.Bytes(), l.stderr.Bytes()
			for name, content := range places {
				for _, leak := range brands {
					if bytes.Contains(bytes.ToUpper(content), leak) {
						t.Errorf("%s: %s holds %s", s.what, name, leak)
					}
				}
			}
		}
	}
	if *damageOnly == "" && (files < 50 || statuses[refusal.Done] < files/4) {
		t.Errorf("too little is looked at: %d files, statuses %v", files, statuses)
	}
}

// checkListRows fails unless a manifest's rows add up.
func checkListRows(t *testing.T, what string, manifest []byte) {
	t.Helper()
	var m struct {
		Lists []struct{ Rows map[string]int }
	}
	if err := json.Unmarshal(manifest, &m); err != nil || len(m.Lists) != 1 {
		t.Fatalf("%s: run.json: %v", what, err)
	}
	rows := m.Lists[0].Rows
	if rows["read"] == 0 || rows["read"] != rows["kept"]+rows["set_aside"]+rows["rejected"] {
		t.Errorf("%s: rows do not add up: %v", what, rows)
	}
}
