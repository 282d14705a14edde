package cases

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"nfimatch/extract/retention"
)

const (
	digestA = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	digestB = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
)

func day(t testing.TB, text string) retention.Date {
	t.Helper()
	d, err := retention.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// sample is a log of every kind of line: twelve of them, a day apart.
func sample(t testing.TB) []Event {
	due := day(t, "2027-05-01")
	events := []Event{
		{Kind: KindRun, Exercise: "2026Q4", KeyID: "0011223344556677", SHA256: digestA,
			Manifest: digestB, DeleteBy: due, Cases: 212},
		{Kind: KindDecision, Name: "ctr", Period: "63 days", Words: "3 months (63 days)",
			Officer: "dpo", Reason: "shorter & safer: <63 days>"},
		{Kind: KindOpening, Exercise: "2026Q4", Case: "2026Q4-0001", Batch: "B0001",
			Officer: "akhan", Second: "jortiz", Reason: "desk check Q4", DeleteBy: due},
		{Kind: KindOpening, Exercise: "2026Q4", Case: "2026Q4-0002", Batch: "B0001",
			Officer: "akhan", Second: "jortiz", Reason: "desk check Q4", DeleteBy: due},
		{Kind: KindList, Exercise: "2026Q4", Batch: "B0001", Name: "2026Q4-B0001.xlsx",
			Inside: true, SHA256: digestB, Officer: "akhan", DeleteBy: due, Cases: 2},
		{Kind: KindOpening, Exercise: "2026Q4", Case: "2026Q4-0003", Batch: "B0002",
			Officer: "Åsa O’Hare", Reason: "hölle & <tags>", DeleteBy: due},
		{Kind: KindFailed, Exercise: "2026Q4", Batch: "B0002", Reason: "disk full"},
		{Kind: KindHold, Exercise: "2026Q4", Officer: "dpo", Reason: "complaint 17"},
		{Kind: KindRelease, Exercise: "2026Q4", Officer: "dpo"},
		{Kind: KindPurge, Batch: "P0001", Officer: "dpo",
			Items: []string{"pairs 2026Q4", "list B0001", "seals 2026Q4 " + digestB}},
		{Kind: KindPurged, Batch: "P0001", Name: "P0001.html", SHA256: digestA, Officer: "dpo",
			Items: []string{"pairs 2026Q4", "list B0001", "seals 2026Q4 " + digestB}},
		{Kind: KindRun, Exercise: "2027Q1", KeyID: "8899aabbccddeeff", DeleteBy: due},
	}
	for i := range events {
		events[i].At = (day(t, "2026-11-01") + retention.Date(i)).String() + "T09:30:00Z"
		events[i].By = "akhan@desk7"
	}
	return events
}

// logOf chains events and returns the log and its head.
func logOf(t testing.TB, events []Event) ([]byte, Head) {
	t.Helper()
	lines, _, head, err := Append(Head{}, events...)
	if err != nil {
		t.Fatal(err)
	}
	return lines, head
}

// split returns the lines, each with its end.
func split(log []byte) [][]byte {
	return bytes.SplitAfter(log, []byte("\n"))[:bytes.Count(log, []byte("\n"))]
}

// broken fails the test unless Verify names the line.
func broken(t *testing.T, what string, log []byte, head Head, line int) {
	t.Helper()
	read, err := Verify(bytes.NewReader(log), head)
	var b *BrokenError
	if !errors.As(err, &b) || b.Line != line {
		t.Fatalf("%s: error %v, want line %d", what, err, line)
	}
	if !reflect.DeepEqual(read, Log{}) {
		t.Fatalf("%s: a broken log was returned", what)
	}
}

func TestVerifyWhole(t *testing.T) {
	events := sample(t)
	var log []byte
	var head Head
	for len(events) > 0 { // in writes of one, two, three … lines
		n := min(len(events), 1+head.Count/2)
		lines, pending, after, err := Append(head, events[:n]...)
		if err != nil {
			t.Fatal(err)
		}
		if pending.Next != after.Hash || pending.NextCount != after.Count ||
			pending.Count != head.Count {
			t.Errorf("pending %+v does not lead to %+v", pending, after)
		}
		log, head, events = append(log, lines...), after, events[n:]
	}
	whole, wholeHead := logOf(t, sample(t))
	if !bytes.Equal(log, whole) || head != wholeHead {
		t.Error("lines must not depend on how many are written at once")
	}
	read, err := Verify(iotest.OneByteReader(bytes.NewReader(log)), head)
	if err != nil {
		t.Fatal(err)
	}
	want := sample(t)
	hash := NoHash
	for i, line := range split(log) {
		want[i].Seq, want[i].Prev = i+1, hash
		hash = string(line[:64])
	}
	if !reflect.DeepEqual(read.Events, want) || read.Head != head ||
		read.Bytes != int64(len(log)) {
		t.Errorf("read %+v", read)
	}
	kinds := map[Kind]bool{}
	for _, e := range want {
		kinds[e.Kind] = true
	}
	if len(kinds) != len(needs) {
		t.Errorf("the sample has %d kinds of %d", len(kinds), len(needs))
	}
	if !bytes.Contains(log, []byte("hölle & <tags>")) {
		t.Error("text must be written as a person reads it")
	}
}

func TestVerifyEmpty(t *testing.T) {
	read, err := Verify(strings.NewReader(""), Head{})
	if err != nil || read.Head != (Head{First: 1, FirstPrev: NoHash, Hash: NoHash}) {
		t.Errorf("no log: %+v, %v", read, err)
	}
	broken(t, "a blank line", []byte("\n"), Head{}, 1)
	lines, pending, after, err := Append(Head{})
	if lines != nil || pending != read.Head || after != read.Head || err != nil {
		t.Errorf("nothing appended: %q, %+v, %+v, %v", lines, pending, after, err)
	}
}

// Every byte of the log is changed, taken out and preceded by another: the line it is
// in is named.
func TestEveryByteCounts(t *testing.T) {
	log, head := logOf(t, sample(t))
	start := 0
	for n, line := range split(log) {
		begin, end := start, start+len(line)
		start = end
		t.Run(fmt.Sprintf("line %d", n+1), func(t *testing.T) {
			t.Parallel()
			for i := begin; i < end; i++ {
				was := log[i]
				for _, b := range []byte{was ^ 1, was ^ 0x20, was ^ 0x80, '\n'} {
					changed := slices.Clone(log)
					if changed[i] = b; b != was {
						broken(t, fmt.Sprintf("byte %d as %q", i, b), changed, head, n+1)
					}
				}
				for _, b := range []byte{was, '\n'} {
					broken(t, fmt.Sprintf("%q before byte %d", b, i),
						slices.Insert(slices.Clone(log), i, b), head, lineDoubled(n, i == end-1, b))
				}
				broken(t, fmt.Sprintf("without byte %d", i), slices.Delete(slices.Clone(log), i, i+1),
					head, n+1)
			}
		})
	}
}

// lineDoubled returns the line that a byte b put into line n (from 0) breaks: an end
// before the end makes a blank line behind it.
func lineDoubled(n int, atEnd bool, b byte) int {
	if atEnd && b == '\n' {
		return n + 2
	}
	return n + 1
}

// Every cut, at the end and at the front.
func TestEveryCut(t *testing.T) {
	log, head := logOf(t, sample(t))
	for n := range log {
		broken(t, fmt.Sprintf("first %d bytes", n), log[:n], head, 1+bytes.Count(log[:n], []byte("\n")))
	}
	for n := 1; n <= len(log); n++ {
		broken(t, fmt.Sprintf("without the first %d bytes", n), log[n:], head, 1)
	}
}

// Lines are swapped, doubled, taken out, moved.
func TestEveryLineInItsPlace(t *testing.T) {
	log, head := logOf(t, sample(t))
	lines := split(log)
	try := func(what string, changed [][]byte, line int) {
		t.Helper()
		broken(t, what, bytes.Join(changed, nil), head, line)
	}
	for i := range lines {
		for j := range lines {
			if i < j {
				swapped := slices.Clone(lines)
				swapped[i], swapped[j] = swapped[j], swapped[i]
				try(fmt.Sprintf("lines %d and %d swapped", i+1, j+1), swapped, i+1)
				try(fmt.Sprintf("lines %d to %d taken out", i+1, j+1),
					slices.Delete(slices.Clone(lines), i, j+1), i+1)
			}
			bad := j + 2
			if i == j+1 {
				bad++ // right before itself: the second of the two is too many
			}
			try(fmt.Sprintf("line %d doubled after %d", i+1, j+1),
				slices.Insert(slices.Clone(lines), j+1, lines[i]), bad)
		}
		try(fmt.Sprintf("line %d taken out", i+1), slices.Delete(slices.Clone(lines), i, i+1), i+1)
		upper := slices.Clone(lines)
		upper[i] = slices.Concat(bytes.ToUpper(lines[i][:64]), lines[i][64:])
		try(fmt.Sprintf("line %d with a digest in capitals", i+1), upper, i+1)
	}
	for what, tt := range map[string]struct {
		log  []byte
		line int
	}{
		"CRLF":                {bytes.ReplaceAll(log, []byte("\n"), []byte("\r\n")), 1},
		"a byte order mark":   {slices.Concat([]byte("\xef\xbb\xbf"), log), 1},
		"a blank line behind": {slices.Concat(log, []byte("\n")), 13},
		"the log twice":       {slices.Concat(log, log), 13},
		"a long line":         {bytes.Repeat([]byte("x"), LineBytesMax+readBytes), 1},
	} {
		broken(t, what, tt.log, head, tt.line)
	}
	endless := io.MultiReader(bytes.NewReader(log[:100]), zeros{})
	if _, err := Verify(endless, head); err == nil || !strings.Contains(err.Error(), "at most") {
		t.Errorf("a line without an end: %v", err)
	}
}

// zeros never end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// forge writes event i another way, with its digest made to fit.
func forge(line []byte, change func(text string) string) []byte {
	text := change(string(line[65 : len(line)-1]))
	return []byte(hashOf([]byte(text)) + " " + text + "\n")
}

// Whoever changes a line and mends its digest must mend every line after it, and then
// the head, which lies elsewhere.
func TestForgedLines(t *testing.T) {
	events := sample(t)
	log, head := logOf(t, events)
	for i := range events {
		lines := split(log)
		lines[i] = forge(lines[i], func(text string) string {
			return strings.Replace(text, "akhan@desk7", "akhan@desk8", 1)
		})
		broken(t, fmt.Sprintf("line %d forged", i+1), bytes.Join(lines, nil), head,
			min(i+2, len(events)))

		forged := slices.Clone(events)
		forged[i].By = "akhan@desk8"
		chained, forgedHead := logOf(t, forged)
		broken(t, fmt.Sprintf("chain forged from line %d", i+1), chained, head, len(events))
		if _, err := Verify(bytes.NewReader(chained), forgedHead); err != nil {
			t.Fatal(err)
		}
	}
	more, _, _, err := Append(head, events[0])
	if err != nil {
		t.Fatal(err)
	}
	broken(t, "a line forged behind the end", slices.Concat(log, more), head, 13)
}

// One event has one text: a line whose digest, place and head all fit is refused if it
// is written in any other way.
func TestOneText(t *testing.T) {
	events := sample(t)[:2]
	log, head := logOf(t, events)
	replace := func(old, with string) func(string) string {
		return func(text string) string {
			if !strings.Contains(text, old) {
				t.Fatalf("%s does not hold %s", text, old)
			}
			return strings.Replace(text, old, with, 1)
		}
	}
	for what, change := range map[string]func(string) string{
		"unknown field":  replace(`,"prev"`, `,"colour":"blue","prev"`),
		"repeated field": replace(`{"seq":2`, `{"seq":2,"seq":2`),
		"other order": replace(`"seq":2,"at":"2026-11-02T09:30:00Z"`,
			`"at":"2026-11-02T09:30:00Z","seq":2`),
		"space":              replace(`"seq":2`, `"seq": 2`),
		"space behind":       func(s string) string { return s + " " },
		"second value":       func(s string) string { return s + "{}" },
		"carriage return":    func(s string) string { return s + "\r" },
		"name in capitals":   replace(`"by"`, `"BY"`),
		"escaped letter":     replace("dpo", `\u0064po`),
		"escaped <":          replace("<63", `\u003c63`),
		"number as fraction": replace(`"seq":2`, `"seq":2.0`),
		"empty field":        replace(`,"prev"`, `,"batch":"","prev"`),
		"null":               replace(`,"prev"`, `,"batch":null,"prev"`),
		"unknown kind":       replace(`"decision"`, `"decision2"`),
		"no UTF-8":           replace("shorter", "short\xffer"),
		"control character":  replace("shorter", `short\ter`),
		"right to left":      replace("shorter", "short\u202eer"),
		"line separator":     replace("shorter", `short\u2028er`),
		"no moment":          replace("T09:30:00Z", "T09:30:00+00:00"),
		"half a second":      replace("T09:30:00Z", "T09:30:00.5Z"),
		"no day":             replace("2026-11-02", "2026-02-30"),
		"gap":                replace(`"seq":2`, `"seq":3`),
		"no previous":        replace(digestOf(log, 1), NoHash),
		"no object":          func(string) string { return `[]` },
		"nothing":            func(string) string { return "" },
		"bad day":            replace(`,"prev"`, `,"delete_by":"2026-02-30","prev"`),
		"negative":           replace(`,"prev"`, `,"cases":-1,"prev"`),
	} {
		lines := split(log)
		lines[1] = forge(lines[1], change)
		fitting := head
		fitting.Hash = string(lines[1][:64])
		broken(t, what, bytes.Join(lines, nil), fitting, 2)
		pending := Head{Count: 1, Hash: digestOf(log, 1), Next: fitting.Hash, NextCount: 2}
		read, err := Verify(bytes.NewReader(bytes.Join(lines, nil)), pending)
		if err != nil || len(read.Events) != 1 {
			t.Errorf("%s, about to be written: %d lines, %v; want 1", what, len(read.Events), err)
		}
	}
}

func digestOf(log []byte, line int) string { return string(split(log)[line-1][:64]) }

// A write is cut off after every byte: what was there before stays, and nothing that is
// not whole counts.
func TestCutOffWrites(t *testing.T) {
	events := sample(t)
	for _, n := range []int{0, 5} {
		log, head := logOf(t, events[:n])
		lines, pending, after, err := Append(head, events[n:n+3]...)
		if err != nil {
			t.Fatal(err)
		}
		before, err := Verify(bytes.NewReader(log), head)
		if err != nil {
			t.Fatal(err)
		}
		for cut := range len(lines) + 1 {
			torn := slices.Concat(log, lines[:cut])
			read, err := Verify(bytes.NewReader(torn), pending)
			want := before
			if cut == len(lines) {
				want = Log{Head: after, Bytes: int64(len(torn))}
			}
			if err != nil || read.Head != want.Head || read.Bytes != want.Bytes ||
				len(read.Events) != want.Head.Count {
				t.Fatalf("cut after %d bytes: %+v, %v", cut, read, err)
			}
			if cut > 0 {
				broken(t, "lines that no head names", torn, head, n+1)
			}
			if cut < len(lines) {
				broken(t, "a head of lines that are not there", torn, after,
					n+1+bytes.Count(lines[:cut], []byte("\n")))
			}
		}
		// What is written over a torn end, or by somebody else, does not count either.
		other, _, _, err := Append(head, events[n+1:n+4]...)
		if err != nil {
			t.Fatal(err)
		}
		for what, beyond := range map[string][]byte{
			"other lines": other, "zeros": make([]byte, len(lines)),
			"more lines": slices.Concat(lines, other), "a blank": slices.Concat(lines, []byte("\n")),
		} {
			read, err := Verify(bytes.NewReader(slices.Concat(log, beyond)), pending)
			if err != nil || read.Head != before.Head || read.Bytes != before.Bytes {
				t.Errorf("%s: %+v, %v", what, read, err)
			}
		}
		if n > 0 {
			for i := range log { // what was there before is as strict as ever
				changed := slices.Concat(log, lines)
				changed[i] ^= 1
				broken(t, "changed before a cut-off write", changed, pending,
					1+bytes.Count(log[:i], []byte("\n")))
			}
		}
	}
}

// Every front is cut off, and the program is stopped between any two steps.
func TestTrim(t *testing.T) {
	events := sample(t)
	whole, head := logOf(t, events)
	read, err := Verify(bytes.NewReader(whole), head)
	if err != nil {
		t.Fatal(err)
	}
	for last := 1; last <= len(events); last++ {
		cut := read.Trim(last)
		rest := whole[cut.Bytes:]
		for what, tt := range map[string]struct {
			log       []byte
			head      Head
			wantFirst int
		}{
			"before":              {whole, head, 1},
			"head is pending":     {whole, cut.Pending, 1},
			"new log is in place": {rest, cut.Pending, last + 1},
			"after":               {rest, cut.After, last + 1},
		} {
			got, err := Verify(bytes.NewReader(tt.log), tt.head)
			want := head
			if tt.wantFirst > 1 {
				want = cut.After
			}
			if err != nil || got.Head != want || got.Bytes != int64(len(tt.log)) ||
				len(got.Events) != len(events)-tt.wantFirst+1 {
				t.Fatalf("%s, cut to line %d: %+v, %v", what, last, got.Head, err)
			}
			if last < len(events) && tt.wantFirst == 1 {
				broken(t, what+", but empty", nil, tt.head, 1)
			}
		}
		broken(t, "a cut that no head names", rest, head, 1)
		if last < len(events) { // the head of an empty log is met by its end alone
			broken(t, "old log with the new head", whole, cut.After, last+1)
		}
		for other := 1; other < len(events); other++ {
			if elsewhere := whole[read.Trim(other).Bytes:]; other != last {
				broken(t, "cut elsewhere", elsewhere, cut.Pending, 1)
			}
		}
		testTrimmed(t, rest, cut.After)
	}
}

// testTrimmed goes on with a log whose front was cut off.
func testTrimmed(t *testing.T, rest []byte, head Head) {
	t.Helper()
	lines, pending, after, err := Append(head, sample(t)[0])
	if err != nil {
		t.Fatal(err)
	}
	longer, err := Verify(bytes.NewReader(slices.Concat(rest, lines)), pending)
	if err != nil || longer.Head != after {
		t.Fatalf("more lines on a trimmed log: %+v, %v", longer.Head, err)
	}
	for i := 0; i < len(rest); i += 7 { // TestEveryByteCounts tries each
		changed := slices.Clone(rest)
		changed[i] ^= 1
		broken(t, "changed", changed, head, head.First+bytes.Count(rest[:i], []byte("\n")))
	}
	if gone := longer.Trim(head.First - 1); gone != (Cut{Pending: after, After: after}) {
		t.Errorf("lines that are gone already: %+v", gone)
	}
	again := longer.Trim(head.First)
	if again.After.First != head.First+1 || again.Bytes <= 0 {
		t.Errorf("trimmed again: %+v", again)
	}
	if err := longer.Has(head.First-1, head.FirstPrev); err != nil {
		t.Errorf("the line before the first: %v", err)
	}
	if err := longer.Has(head.First-2, digestA); head.First > 2 && !errors.Is(err, ErrTrimmed) {
		t.Errorf("a line cut off: %v", err)
	}
}

// What a reader left behind of a line that was refused must not be taken for a line.
func TestGarbageBeforeTheLog(t *testing.T) {
	log, head := logOf(t, sample(t))
	read, err := Verify(bytes.NewReader(log), head)
	if err != nil {
		t.Fatal(err)
	}
	garbage := bytes.Repeat([]byte("x"), (LineBytesMax/readBytes+1)*readBytes)
	broken(t, "garbage and a cut pending", slices.Concat(garbage, log), read.Trim(3).Pending, 1)
}

func TestTrimmable(t *testing.T) {
	log, head := logOf(t, sample(t))
	read, err := Verify(bytes.NewReader(log), head)
	if err != nil {
		t.Fatal(err)
	}
	nobody := func(Event) bool { return false }
	for _, tt := range []struct {
		before string
		needed func(Event) bool
		want   int
	}{
		{"2026-11-01", nobody, 0},
		{"2026-11-02", nobody, 1},
		{"2026-11-06", nobody, 5},
		{"2030-01-01", nobody, 12},
		{"2030-01-01", func(e Event) bool { return e.Kind == KindHold }, 7},
		{"2026-11-04", func(e Event) bool { return e.Kind == KindHold }, 3},
		{"2030-01-01", func(e Event) bool { return e.Seq == 1 }, 0},
	} {
		if got := read.Trimmable(day(t, tt.before), tt.needed); got != tt.want {
			t.Errorf("before %s: to line %d, want %d", tt.before, got, tt.want)
		}
	}
}

func TestHas(t *testing.T) {
	log, head := logOf(t, sample(t))
	read, err := Verify(bytes.NewReader(log), head)
	if err != nil {
		t.Fatal(err)
	}
	for line := range 13 {
		hash := NoHash
		if line > 0 {
			hash = digestOf(log, line)
		}
		if read.HashOf(line) != hash {
			t.Errorf("line %d has the hash %s", line, read.HashOf(line))
		}
		if err := read.Has(line, strings.ToUpper(hash)); err != nil {
			t.Errorf("line %d: %v", line, err)
		}
		var b *BrokenError
		if err := read.Has(line, digestA); !errors.As(err, &b) || b.Line != line {
			t.Errorf("line %d with another hash: %v", line, err)
		}
	}
	if read.HashOf(-1)+read.HashOf(13) != "" {
		t.Error("a line that is not there has a hash")
	}
	for _, tt := range []struct {
		line int
		hash string
	}{{13, head.Hash}, {-1, NoHash}, {12, head.Hash[:63]}, {12, ""}} {
		if err := read.Has(tt.line, tt.hash); err == nil {
			t.Errorf("line %d with %q passed", tt.line, tt.hash)
		}
	}
}

// A reader that fails is not a broken log.
func TestVerifyReadError(t *testing.T) {
	log, head := logOf(t, sample(t))
	_, pending, _, err := Append(head, sample(t)[0])
	if err != nil {
		t.Fatal(err)
	}
	fault := errors.New("disk")
	read, err := Verify(bytes.NewReader(log), head)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range []Head{head, pending, read.Trim(2).Pending} {
		for _, n := range []int{0, 70, len(log)} {
			_, err := Verify(io.MultiReader(bytes.NewReader(log[:n]), iotest.ErrReader(fault)), h)
			var b *BrokenError
			if !errors.Is(err, fault) || errors.As(err, &b) {
				t.Errorf("after %d bytes: %v", n, err)
			}
		}
	}
}

func TestAppendRefuses(t *testing.T) {
	_, head := logOf(t, sample(t)[:3])
	good := sample(t)[2]
	for want, change := range map[string]func(*Event){
		"kind must":           func(e *Event) { e.Kind = "open" },
		"by must be given":    func(e *Event) { e.By = "" },
		"at must be a moment": func(e *Event) { e.At = "2026-11-01 09:30" },
		"officer must be one": func(e *Event) { e.Officer = "a\nb" },
		"officer must be giv": func(e *Event) { e.Officer = " " },
		"officer must have a": func(e *Event) { e.Officer = strings.Repeat("a", 101) },
		"reason must be UTF":  func(e *Event) { e.Reason = "\xff" },
		"reason must have at": func(e *Event) { e.Reason = strings.Repeat("é", 501) },
		"reason must be one":  func(e *Event) { e.Reason = "a\u200bb" },
		"case must be a case": func(e *Event) { e.Case = "0001" },
		"case must be one of": func(e *Event) { e.Exercise = "2027Q1" },
		"batch must be":       func(e *Event) { e.Batch = "P0001" },
		"sha256 must be 64":   func(e *Event) { e.SHA256 = strings.ToUpper(digestA) },
		"manifest must be 64": func(e *Event) { e.Manifest = "abc" },
		"delete_by must be":   func(e *Event) { e.DeleteBy = 0 },
		"delete_by must be a": func(e *Event) { e.DeleteBy = retention.LastDate + 1 },
		"cases must be":       func(e *Event) { e.Cases = -1 },
		"item to delete must": func(e *Event) { e.Items = []string{"everything"} },
		"items must be at mo": func(e *Event) { e.Items = make([]string, itemsMax+1) },
		"items must be given": func(e *Event) { e.Kind, e.Batch = KindPurge, "P0001" },
	} {
		bad := good
		change(&bad)
		lines, pending, after, err := Append(head, good, bad)
		if err == nil || !strings.Contains(err.Error(), "event 2 of 2: "+want) || lines != nil ||
			pending != (Head{}) || after != (Head{}) {
			t.Errorf("%s: %v", want, err)
		}
	}
	long := Event{At: good.At, By: "x@y", Kind: KindPurge, Batch: "P0001"}
	for range itemsMax {
		long.Items = append(long.Items, SealsItem(strings.Repeat("e", 40), digestA).String())
	}
	for what, try := range map[string]func() error{
		"a line too long": func() error { _, _, _, err := Append(head, long); return err },
		"too many lines": func() error {
			_, _, _, err := Append(Head{Count: linesMax, Hash: digestA}, good)
			return err
		},
		"a pending write": func() error {
			_, pending, _, err := Append(head, good)
			if err != nil {
				t.Fatal(err)
			}
			_, _, _, err = Append(pending, good)
			return err
		},
		"a pending cut": func() error {
			_, _, _, err := Append(Head{Count: 3, Hash: digestA, TrimFirst: 3, TrimPrev: digestB}, good)
			return err
		},
	} {
		if try() == nil {
			t.Errorf("%s passed", what)
		}
	}
}

// No bytes but the log's own pass under its head.
func FuzzVerify(f *testing.F) {
	log, head := logOf(f, sample(f)[:9])
	lines, pending, after, err := Append(head, sample(f)[9:]...)
	if err != nil {
		f.Fatal(err)
	}
	whole := slices.Concat(log, lines)
	f.Add(log)
	f.Add(whole)
	f.Add(whole[:len(log)+100])
	f.Add(bytes.ToUpper(log))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := Verify(bytes.NewReader(data), head); (err == nil) != bytes.Equal(data, log) {
			t.Fatalf("error %v", err)
		}
		read, err := Verify(bytes.NewReader(data), pending)
		if (err == nil) != bytes.HasPrefix(data, log) {
			t.Fatalf("pending: error %v", err)
		}
		wantHead, wantBytes := head, len(log)
		if bytes.Equal(data, whole) {
			wantHead, wantBytes = after, len(whole)
		}
		if err == nil && (read.Head != wantHead || read.Bytes != int64(wantBytes)) {
			t.Fatalf("pending: %+v", read.Head)
		}
	})
}
