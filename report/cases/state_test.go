package cases

import (
	"bytes"
	"fmt"
	"math/rand"
	"reflect"
	"slices"
	"strings"
	"testing"

	"nfimatch/extract/retention"
)

// script writes events in short: "opening 2026Q4-0001 B0001".
func script(t testing.TB, text string) []Event {
	t.Helper()
	var events []Event
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		words := strings.Fields(line)
		e := Event{Kind: Kind(words[0]), At: fmt.Sprintf("2026-11-%02dT09:30:00Z", 1+len(events)%28),
			By: "akhan@desk7", Officer: "akhan", Reason: "why", Seq: len(events) + 1}
		switch e.Kind {
		case KindRun:
			e.Exercise, e.KeyID, e.SHA256 = words[1], "0011", strings.Repeat(words[2], 64)
			e.Manifest = digestB
			e.DeleteBy, e.Cases = 46500, 9
		case KindOpening:
			e.Case, e.Batch, e.DeleteBy = words[1], words[2], 46600
			e.Exercise = caseExercise(e.Case)
		case KindList:
			e.Exercise, e.Batch, e.Name, e.SHA256 = words[1], words[2], words[2]+".xlsx", digestA
			e.DeleteBy, e.Cases, e.Inside = 46600, 2, len(words) == 3
		case KindFailed:
			e.Exercise, e.Batch = words[1], words[2]
		case KindHold, KindRelease:
			e.Exercise = words[1]
		case KindDecision:
			e.Name, e.Period, e.Words = words[1], words[2]+" days", "3 months (63 days)"
		case KindPurge, KindPurged:
			e.Batch = words[1]
			if e.Kind == KindPurged && slices.Contains(words, "paper,") {
				e.Name = e.Batch + ".html"
				words = slices.DeleteFunc(words, func(w string) bool { return w == "paper," })
			}
			for item := range strings.SplitSeq(strings.Join(words[2:], " "), ",") {
				e.Items = append(e.Items, strings.TrimSpace(item))
			}
		}
		if err := e.check(); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		events = append(events, e)
	}
	return events
}

// inForce is a state in short, in a fixed order.
func inForce(s State) string {
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	short := func(hash string) string { return hash[:min(1, len(hash))] }
	for name, run := range s.Runs {
		pairs := ""
		if run.PairsDeleted {
			pairs = " without pairs"
		}
		say("run %s %s%s", name, short(run.SealsSHA256), pairs)
	}
	for name, seals := range s.Seals {
		next := ""
		if seals.Next != "" || seals.NextGone {
			next = ">" + short(seals.Next)
		}
		say("seals %s %s%s", name, short(seals.SHA256), next)
	}
	for name, taken := range s.Taken {
		say("taken %s %s", name, taken.Batch)
	}
	for _, list := range s.Lists {
		if !list.Gone() {
			say("list %s", list.Batch)
		}
	}
	for name := range s.Holds {
		say("hold %s", name)
	}
	for name, decision := range s.Decisions {
		say("decision %s %s", name, decision.Period)
	}
	for _, purge := range s.Unfinished {
		say("unfinished %s", purge.Number)
	}
	slices.Sort(out)
	return strings.Join(append(out, "latest "+s.Latest, "next "+s.NextPurge), "; ")
}

func TestFold(t *testing.T) {
	a, b := strings.Repeat("a", 64), strings.Repeat("b", 64)
	for name, tt := range map[string]struct{ events, want string }{
		"a run": {"run Q4 a", "run Q4 a; seals Q4 a; latest Q4; next P0001"},
		"the later run is the latest": {"run Q4 a\nrun Q3 b",
			"run Q3 b; run Q4 a; seals Q3 b; seals Q4 a; latest Q3; next P0001"},
		"a re-run is the latest": {"run Q3 a\nrun Q4 a\nrun Q3 b",
			"run Q3 b; run Q4 a; seals Q3 b; seals Q4 a; latest Q3; next P0001"},
		"a batch": {"run Q4 a\nopening Q4-0001 B0001\nlist Q4 B0001",
			"list B0001; run Q4 a; seals Q4 a; taken Q4-0001 B0001; latest Q4; next P0001"},
		"a re-run forgets its own taken cases": {
			"run Q3 a\nrun Q4 a\nopening Q3-0001 B0001\nopening Q4-0001 B0002\nrun Q4 b",
			"run Q3 a; run Q4 b; seals Q3 a; seals Q4 b; taken Q3-0001 B0001; latest Q4; next P0001"},
		"a failed batch gives its cases back": {"run Q4 a\nopening Q4-0001 B0001\nfailed Q4 B0001",
			"run Q4 a; seals Q4 a; latest Q4; next P0001"},
		"an earlier batch keeps its case": {
			"run Q4 a\nopening Q4-0001 B0001\nopening Q4-0001 B0002\nfailed Q4 B0002",
			"run Q4 a; seals Q4 a; taken Q4-0001 B0001; latest Q4; next P0001"},
		"a list that never came to its place": {
			"run Q4 a\nopening Q4-0001 B0001\nlist Q4 B0001\nfailed Q4 B0001",
			"run Q4 a; seals Q4 a; latest Q4; next P0001"},
		"a hold and its release": {"hold Q3\nhold Q4\nrelease Q3", "hold Q4; latest ; next P0001"},
		"the latest decision": {"decision ctr 63\ndecision audit 9\ndecision ctr 70",
			"decision audit 9 days; decision ctr 70 days; latest ; next P0001"},
		"a purge begun changes nothing": {
			"run Q4 a\nopening Q4-0001 B0001\nlist Q4 B0001\n" +
				"purge P0001 run Q4, pairs Q4, seal Q4-0001, list B0001, seals Q4 " + b,
			"list B0001; run Q4 a; seals Q4 a>b; taken Q4-0001 B0001; unfinished P0001; " +
				"latest Q4; next P0002"},
		"a purge that deletes all seals": {"run Q4 a\npurge P0001 seals Q4",
			"run Q4 a; seals Q4 a>; unfinished P0001; latest Q4; next P0002"},
		"a purge ended": {
			"run Q3 b\nrun Q4 a\nopening Q4-0001 B0001\nopening Q4-0002 B0001\nlist Q4 B0001\n" +
				"purge P0001 run Q4\npurged P0001 run Q4, key Q4, seals Q4 " + b,
			"list B0001; run Q3 b; seals Q3 b; seals Q4 b; taken Q4-0001 B0001; " +
				"taken Q4-0002 B0001; latest Q3; next P0002"},
		"taken cases go by their own item": {
			"run Q4 a\nopening Q4-0001 B0001\nopening Q4-0002 B0001\n" +
				"purge P0001 seal Q4-0002\npurged P0001 seal Q4-0002, audit 1-3",
			"run Q4 a; seals Q4 a; taken Q4-0001 B0001; latest Q4; next P0002"},
		"the last seals go": {"run Q4 a\npurged P0001 run Q4, seals Q4", "latest ; next P0002"},
		"pairs": {"run Q4 a\npurged P0003 pairs Q4",
			"run Q4 a without pairs; seals Q4 a; latest Q4; next P0004"},
		"pairs of a re-run": {"run Q4 a\npurged P0001 pairs Q4\nrun Q4 b",
			"run Q4 b; seals Q4 b; latest Q4; next P0002"},
		"lists inside and outside": {"list Q4 B0001\nlist Q4 B0002 outside\nlist Q4 B0003\n" +
			"purged P0001 list B0001, list B0002", "list B0003; latest ; next P0002"},
		"seals of another exercise stay": {"run Q3 a\nrun Q4 a\npurged P0001 seals Q4 " + b,
			"run Q3 a; run Q4 b; seals Q3 a; seals Q4 b; latest Q4; next P0002"},
		"what is undone may be cut off": {"release Q4\nfailed Q4 B0001\n" +
			"purged P0001 run Q4, pairs Q4, seal Q4-0001, list B0001, key Q4\nrun Q5 a",
			"run Q5 a; seals Q5 a; latest Q5; next P0002"},
		"one exercise begins as another": {
			"run Q4 a\nrun Q4-1 a\nopening Q4-1-0001 B0001\nrun Q4 " + a[:1],
			"run Q4 a; run Q4-1 a; seals Q4 a; seals Q4-1 a; taken Q4-1-0001 B0001; latest Q4; " +
				"next P0001"},
	} {
		if got := inForce(Fold(script(t, tt.events))); got != tt.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, tt.want)
		}
	}
}

// What the tables do not show in short.
func TestFoldValues(t *testing.T) {
	events := script(t, "run Q4 a\nopening Q4-0002 B0003\nopening Q4-0001 B0003\nlist Q4 B0003\n"+
		"opening Q4-0005 B0004\nfailed Q4 B0004\nopening Q4-0006 B0005\nlist Q4 B0005 outside\n"+
		"hold Q4\npurge P0007 seals Q4\npurged P0006 list B0005")
	s := Fold(events)
	at := func(seq int) string { return events[seq-1].At }
	for _, tt := range []struct {
		what      string
		got, want any
	}{
		{"run", s.Runs["Q4"], Run{Seq: 1, At: at(1), KeyID: "0011", Manifest: digestB,
			DeleteBy: 46500, Cases: 9, SealsSHA256: strings.Repeat("a", 64)}},
		{"taken", s.Taken["Q4-0001"], Taken{3, "Q4", "B0003", 46600}},
		{"hold", s.Holds["Q4"], Hold{9, at(9), "akhan", "why"}},
		{"unfinished", s.Unfinished, []Purge{{Seq: 10, At: at(10), Number: "P0007",
			Officer: "akhan", Items: []string{"seals Q4"}}}},
		{"batches", s.Batches, []Batch{
			{Seq: 2, At: at(2), Number: "B0003", Exercise: "Q4", Officer: "akhan", Reason: "why",
				Cases: []string{"Q4-0002", "Q4-0001"}, Listed: true},
			{Seq: 5, At: at(5), Number: "B0004", Exercise: "Q4", Officer: "akhan", Reason: "why",
				Cases: []string{"Q4-0005"}, Failed: true},
			{Seq: 7, At: at(7), Number: "B0005", Exercise: "Q4", Officer: "akhan", Reason: "why",
				Cases: []string{"Q4-0006"}, Listed: true}}},
		{"lists", s.Lists, []List{
			{Seq: 4, At: at(4), Exercise: "Q4", Batch: "B0003", Name: "B0003.xlsx", Inside: true,
				SHA256: digestA, DeleteBy: 46600, Officer: "akhan", Cases: 2},
			{Seq: 8, At: at(8), Exercise: "Q4", Batch: "B0005", Name: "B0005.xlsx",
				SHA256: digestA, DeleteBy: 46600, Officer: "akhan", Cases: 2, Purged: "P0006"}}},
		{"next", s.NextBatch + " " + s.NextPurge, "B0006 P0008"},
		{"a certificate gone", Fold(script(t, "purged P0002 certificate P0001")).papersGone,
			map[string]bool{"P0001": true}},
		{"next of nothing", Fold(nil).NextBatch, "B0001"},
		{"next after lists purged", Fold(script(t, "purged P0001 list B0041")).NextBatch, "B0042"},
		{"next of five digits", Fold(script(t, "opening Q4-10000 B9999")).NextBatch, "B10000"},
	} {
		if !reflect.DeepEqual(tt.got, tt.want) {
			t.Errorf("%s: %+v, want %+v", tt.what, tt.got, tt.want)
		}
	}
}

// TestNeeded: each event is needed as long as what it says is in force.
func TestNeeded(t *testing.T) {
	for _, tt := range []struct {
		events string
		want   string // a letter an event: n needed, - not
	}{
		{"run Q4 a", "n"},
		{"run Q4 a\nrun Q4 b", "-n"},
		{"run Q4 a\npurge P0001 run Q4", "nn"},
		{"run Q4 a\npurged P0001 run Q4\npurged P0002 run Q3", "n-n"}, // its seals are left
		{"run Q4 a\npurged P0001 run Q4, seals Q4\npurged P0002 run Q3", "--n"},
		{"run Q4 a\npurged P0001 run Q4, seals Q4 " + digestB + "\npurged P0002 run Q3", "-nn"},
		{"opening Q4-0001 B0001\nlist Q4 B0001", "nn"},
		{"opening Q4-0001 B0001\nfailed Q4 B0001", "--"},
		{"opening Q4-0001 B0001\nlist Q4 B0001\npurged P0001 list B0001", "n-n"},
		{"opening Q4-0001 B0001\nlist Q4 B0001\npurged P0001 seal Q4-0001", "-nn"},
		{"opening Q4-0001 B0001\nopening Q4-0001 B0002", "-n"},
		{"hold Q4\nhold Q3\nrelease Q4", "-n-"},
		{"decision ctr 9\ndecision ctr 10\ndecision audit 9", "-nn"},
		{"purge P0001 run Q4\npurge P0002 run Q4\npurged P0002 run Q4", "nnn"},
		{"purge P0001 run Q4\npurged P0001 run Q4\npurge P0002 run Q5\npurged P0002 run Q5", "--nn"},
		{"purged P0001 paper, run Q4\npurged P0002 run Q4", "nn"},
		{"purged P0001 paper, run Q4\npurged P0002 certificate P0001\npurged P0003 run Q4", "--n"},
	} {
		events := script(t, tt.events)
		s, got := Fold(events), ""
		for _, e := range events {
			if s.Needed(e) {
				got += "n"
			} else {
				got += "-"
			}
		}
		if got != tt.want {
			t.Errorf("%s: %s, want %s", tt.events, got, tt.want)
		}
	}
}

// What is in force does not change when the front of the log is cut off as far as
// Needed lets it; and nothing more than a line further could be cut off without harm,
// unless numbers of purges would come twice.
func TestTrimKeepsTheState(t *testing.T) {
	random := rand.New(rand.NewSource(4))
	trimmed, stopped := 0, 0
	for range 1000 {
		events := randomEvents(t, random)
		lines, _, head, err := Append(Head{}, events...)
		if err != nil {
			t.Fatal(err)
		}
		log, err := Verify(bytes.NewReader(lines), head)
		if err != nil {
			t.Fatal(err)
		}
		s := Fold(log.Events)
		last := log.Trimmable(retention.LastDate, s.Needed)
		if want, got := inForce(s), inForce(Fold(log.Events[last:])); got != want {
			t.Fatalf("%v\nlines up to %d cut off:\n%s\nwant\n%s", events, last, got, want)
		}
		if last < len(events) && inForce(Fold(log.Events[last+1:])) == inForce(s) {
			stopped++
		}
		trimmed += last
	}
	if trimmed < 1000 || stopped > 200 {
		t.Errorf("%d lines could be cut off, and %d times one more", trimmed, stopped)
	}
}

// randomEvents is a short log in which every kind is likely to meet what it undoes.
func randomEvents(t *testing.T, random *rand.Rand) []Event {
	var lines []string
	exercise := func() string { return fmt.Sprintf("Q%d", 1+random.Intn(2)) }
	batch := func() string { return fmt.Sprintf("B%04d", 1+random.Intn(4)) }
	purges := 0
	for range 4 + random.Intn(16) {
		switch random.Intn(10) {
		case 0:
			lines = append(lines, fmt.Sprintf("run %s %c", exercise(), 'a'+rune(random.Intn(3))))
		case 1, 2:
			lines = append(lines, fmt.Sprintf("opening %s-000%d %s", exercise(),
				1+random.Intn(2), batch()))
		case 3:
			lines = append(lines, fmt.Sprintf("list %s %s", exercise(), batch()))
		case 4:
			lines = append(lines, fmt.Sprintf("failed %s %s", exercise(), batch()))
		case 5:
			lines = append(lines, "hold "+exercise())
		case 6:
			lines = append(lines, "release "+exercise())
		case 7:
			lines = append(lines, fmt.Sprintf("decision ctr %d", random.Intn(9)))
		default:
			purges++
			items := []string{"run " + exercise(), "seals " + exercise(),
				"seals " + exercise() + " " + digestB, "list " + batch(), "pairs " + exercise(),
				fmt.Sprintf("seal %s-000%d", exercise(), 1+random.Intn(2))}
			random.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
			what := strings.Join(items[:1+random.Intn(5)], ", ")
			lines = append(lines, fmt.Sprintf("purge P%04d %s", purges, what))
			if random.Intn(4) > 0 {
				lines = append(lines, fmt.Sprintf("purged P%04d %s", purges, what))
			}
		}
	}
	return script(t, strings.Join(lines, "\n"))
}

func TestItems(t *testing.T) {
	for _, tt := range []struct {
		item Item
		text string
	}{
		{RunItem("2026Q4"), "run 2026Q4"},
		{PairsItem("2026-Q4_b"), "pairs 2026-Q4_b"},
		{SealsItem("2026Q4", ""), "seals 2026Q4"},
		{SealsItem("2026Q4", digestA), "seals 2026Q4 " + digestA},
		{SealItem("2026Q4-0001"), "seal 2026Q4-0001"},
		{SealItem("2026-Q4-10001"), "seal 2026-Q4-10001"},
		{ListItem("B0001"), "list B0001"},
		{AuditItem(1, 40), "audit 1-40"},
		{AuditItem(7, 7), "audit 7-7"},
		{KeyItem("2026Q4"), "key 2026Q4"},
		{CertificateItem("P0001"), "certificate P0001"},
		{FirstSeenItem(day(t, "2024-12-01")), "first_seen 2024-12-01"},
		{LostFirstSeenItem(), "first_seen lost"},
	} {
		if got := tt.item.String(); got != tt.text {
			t.Errorf("%+v is %q, want %q", tt.item, got, tt.text)
		}
		if back, err := ParseItem(tt.text); back != tt.item || err != nil {
			t.Errorf("%q is %+v, %v", tt.text, back, err)
		}
	}
	for _, text := range []string{"", "run", "run ", "run  Q4", "run Q4 ", "run -Q4", "run Q4/..",
		"run " + strings.Repeat("Q", 41), "runs Q4", "Run Q4", "seal Q4", "seal Q4-001",
		"seal Q4-00001", "seal Q4-0000", "seal -0001", "seal Q4-+001", "list P0001", "list B1",
		"list B0001\n", "audit 1", "audit 0-4", "audit 4-3", "audit 01-4", "audit 1-4-5",
		"audit 1-+4", "audit 1-99999999999", "seals Q4 abc", "seals Q4 " + digestA + " ",
		"key Q4 " + digestA, "certificate B0001", "certificate",
		"first_seen", "first_seen 2024-13-01", "first_seen 1/12/2024",
		"first_seen lost 2024-12-01", "first_seen Lost"} {
		if item, err := ParseItem(text); err == nil {
			t.Errorf("%q is %+v, want an error", text, item)
		}
	}
}

func FuzzParseItem(f *testing.F) {
	f.Add("seals 2026Q4 " + digestA)
	f.Add("audit 1-40")
	f.Fuzz(func(t *testing.T, text string) {
		if item, err := ParseItem(text); err == nil && item.String() != text {
			t.Fatalf("%q is read as %q", text, item)
		}
	})
}

// The last line that names a ledger says which one is in force and is needed for as long;
// a purge that is to take entries out of it leaves open which one is there.
func TestLedgerInForce(t *testing.T) {
	events := script(t, `run Q1 a
		run Q2 b
		run Q3 c
		purge P0001 first_seen 2026-12-01
		purged P0001 first_seen 2026-12-01`)
	events[0].Ledger, events[1].Ledger, events[4].Ledger = digestA, digestB, NoHash
	for i, want := range []Ledger{{}, {1, digestA, false}, {2, digestB, false},
		{2, digestB, false}, {2, digestB, true}, {5, "", false}} {
		state := Fold(events[:i])
		if state.Ledger != want {
			t.Errorf("after %d lines: %+v, want %+v", i, state.Ledger, want)
		}
		without := events[1]
		without.Exercise = "another" // so that nothing but the ledger needs the line
		if needed := state.Needed(without); needed != (state.Ledger.Seq == 2) {
			t.Errorf("after %d lines the line of the ledger is needed: %t", i, needed)
		}
	}
	bad := events[0]
	bad.Ledger = "aa"
	if bad.check() == nil {
		t.Error("a ledger that is no digest is accepted")
	}
}
