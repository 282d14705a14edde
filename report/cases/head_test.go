package cases

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func heads(t testing.TB) (log []byte, whole Head, all []Head) {
	log, whole = logOf(t, sample(t))
	_, pending, after, err := Append(whole, sample(t)[3])
	if err != nil {
		t.Fatal(err)
	}
	read, err := Verify(bytes.NewReader(log), whole)
	if err != nil {
		t.Fatal(err)
	}
	part, all12 := read.Trim(5), read.Trim(12)
	empty := Head{First: 1, FirstPrev: NoHash, Hash: NoHash}
	return log, whole, []Head{empty, whole, pending, after, part.Pending, part.After,
		all12.Pending, all12.After}
}

func TestHeadText(t *testing.T) {
	_, _, all := heads(t)
	for _, h := range all {
		text := HeadText(h)
		back, err := ParseHead(text)
		if err != nil || back != h {
			t.Errorf("%s\nis read as %+v, %v", text, back, err)
		}
		if len(text) > headBytesMax/2 {
			t.Errorf("head has %d bytes", len(text))
		}
	}
	if !bytes.Equal(HeadText(Head{}), HeadText(all[0])) {
		t.Error("the zero head must be that of no log")
	}
}

// Every one-byte change of a head is refused, or is another head, which the log does
// not meet.
func TestEveryByteOfTheHeadCounts(t *testing.T) {
	log, whole, all := heads(t)
	for _, h := range []Head{whole, all[5]} {
		text, rest := HeadText(h), log
		if h.First > 1 {
			rest = bytes.Join(split(log)[h.First-1:], nil)
		}
		if _, err := Verify(bytes.NewReader(rest), h); err != nil {
			t.Fatal(err)
		}
		try := func(changed []byte) {
			t.Helper()
			other, err := ParseHead(changed)
			if err != nil {
				return
			}
			if _, err := Verify(bytes.NewReader(rest), other); err == nil {
				t.Errorf("the log meets another head:\n%s", changed)
			}
		}
		for i, was := range text {
			for _, b := range []byte{was ^ 1, was ^ 2, '0', '1', 'a', ' ', '\n', '\r'} {
				changed := slices.Clone(text)
				if changed[i] = b; b != was {
					try(changed)
				}
				try(slices.Insert(slices.Clone(text), i, b))
			}
			try(slices.Delete(slices.Clone(text), i, i+1))
			try(text[:i])
		}
	}
}

func TestHeadRefused(t *testing.T) {
	_, whole, _ := heads(t)
	text := string(HeadText(whole))
	for what, bad := range map[string]string{
		"nothing":         "",
		"too long":        text + strings.Repeat("# x\n", headBytesMax),
		"another version": strings.Replace(text, "version 1", "version 2", 1),
		"a field twice":   text + "count 12\n",
		"an unknown one":  text + "colour blue\n",
		"CRLF":            strings.ReplaceAll(text, "\n", "\r\n"),
		"capitals":        strings.ToUpper(text),
		"no comment":      text[strings.Index(text, "version"):],
	} {
		if h, err := ParseHead([]byte(bad)); err == nil {
			t.Errorf("%s: %+v", what, h)
		}
	}
	good := Head{First: 3, FirstPrev: digestA, Count: 7, Hash: digestB}
	if _, err := good.checked(); err != nil {
		t.Fatal(err)
	}
	for what, change := range map[string]func(*Head){
		"before the first line":       func(h *Head) { h.First = -1 },
		"count before first":          func(h *Head) { h.Count = 1 },
		"too many":                    func(h *Head) { h.Count = linesMax + 1 },
		"no hash":                     func(h *Head) { h.Hash = "" },
		"capitals":                    func(h *Head) { h.Hash = strings.ToUpper(digestA) },
		"nothing before line 3":       func(h *Head) { h.FirstPrev = "" },
		"something before line 1":     func(h *Head) { h.First = 1 },
		"no line, but a hash":         func(h *Head) { h.Count = 2 },
		"next without a count":        func(h *Head) { h.Next = digestA },
		"next before the end":         func(h *Head) { h.Next, h.NextCount = digestA, 7 },
		"a count without next":        func(h *Head) { h.NextCount = 8 },
		"next is no hash":             func(h *Head) { h.Next, h.NextCount = "a", 8 },
		"a cut to where it begins":    func(h *Head) { h.TrimFirst, h.TrimPrev = 3, digestA },
		"a cut behind the end":        func(h *Head) { h.TrimFirst, h.TrimPrev = 9, digestA },
		"all cut, but another hash":   func(h *Head) { h.TrimFirst, h.TrimPrev = 8, digestA },
		"a cut without a hash":        func(h *Head) { h.TrimFirst = 5 },
		"the hash of a cut not begun": func(h *Head) { h.TrimPrev = digestA },
		"a write and a cut at once": func(h *Head) {
			h.Next, h.NextCount, h.TrimFirst, h.TrimPrev = digestA, 8, 5, digestA
		},
	} {
		bad := good
		change(&bad)
		if _, err := bad.checked(); err == nil {
			t.Errorf("%s passed", what)
		}
		if _, err := Verify(strings.NewReader(""), bad); err == nil {
			t.Errorf("%s passed Verify", what)
		}
		if _, _, _, err := Append(bad); err == nil {
			t.Errorf("%s passed Append", what)
		}
		if bad.Next == "" && bad.TrimFirst == 0 {
			func() {
				defer func() {
					if recover() == nil {
						t.Errorf("%s passed HeadText", what)
					}
				}()
				HeadText(bad)
			}()
		}
	}
}

// Facts come back from JSON as they went, what is not known too.
func TestFactsJSON(t *testing.T) {
	pence := int64(0)
	for _, f := range []Facts{{}, {Priority: 3, Strength: "Strong", ScoreMillibits: -5,
		Rules:       []RuleFacts{{"A0", "name", "words"}},
		For:         []ReasonFacts{{"new_adult", "since", "2026-04-01", 3100}},
		Against:     []ReasonFacts{{Code: "register_error", Millibits: -900}},
		AnnualPence: &pence, CTR: "Not known", OtherSince: "2026-04-01", Electors: 2,
		AdultsLeast: 2, AdultsMost: 3, Liable: "Possibly", AddressMatched: "UPRN",
		CheckFirst: []string{"account notes"}, Settle: []string{"a"},
		Sources: []SourceFacts{{"electoral_register", 7, "2026-04-01", "2027-01-31"}}}} {
		text, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		var back Facts
		if err := json.Unmarshal(text, &back); err != nil || !reflect.DeepEqual(back, f) {
			t.Errorf("%s\nis read as %+v, %v", text, back, err)
		}
		if known := bytes.Contains(text, []byte(`"annual_pence":0`)); known != (f.AnnualPence != nil) {
			t.Errorf("%s: 0 must not be the same as not known", text)
		}
	}
}

func TestEventJSON(t *testing.T) {
	log, head := logOf(t, sample(t))
	read, err := Verify(bytes.NewReader(log), head)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range read.Events {
		text, err := e.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		var back Event
		if err := json.Unmarshal(text, &back); err != nil || !reflect.DeepEqual(back, e) {
			t.Errorf("%s\nis read as %+v, %v", text, back, err)
		}
	}
}
