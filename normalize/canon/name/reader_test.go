package name

import "testing"

// refusing returns a predicate that refuses the terms.
func refusing(terms ...string) func(string) bool {
	refused := make(map[string]bool)
	for _, term := range terms {
		refused[term] = true
	}
	return func(term string) bool { return !refused[term] }
}

func TestReaderCut(t *testing.T) {
	cut := NewReader(refusing("WILLIAM", "PEGGY", "PROFESSOR", "LTD", "BRIEN", "MR"))
	for _, test := range []struct {
		name           string
		families, want int
	}{
		{"WILLIAM, a head and a variant", len(cut.Families("WILLIAM")), 0},
		{"WILL, whose head is refused", len(cut.Families("WILL")), len(reader.Families("WILL")) - 1},
		{"PEGGY, a variant", len(cut.Families("PEGGY")), 0},
		{"PEG, beside her", len(cut.Families("PEG")), len(reader.Families("PEG"))},
		{"OBRIEN, by a word", len(cut.Families("OBRIEN")), 0},
		{"MCDONALD, by a rule", len(cut.Families("MCDONALD")), len(reader.Families("MCDONALD"))},
	} {
		if test.families != test.want {
			t.Errorf("%s: in %d classes, want %d", test.name, test.families, test.want)
		}
	}
	for _, field := range []string{"MR J SMITH", "PROF J SMITH"} { // MR is structural
		want := show(reader.Parse("", "", "", field))
		if got := show(cut.Parse("", "", "", field)); got != want {
			t.Errorf("%q = %s, want %s", field, got, want)
		}
	}
	if got := cut.Parse("", "PROFESSOR JOHN", "", "SMITH"); got.Persons[0].Given1 != "PROFESSOR" {
		t.Errorf("a refused title is read as %s", show(got))
	}
	if got := cut.Parse("", "", "", "ACME LTD"); got.Holder != HolderPersons {
		t.Errorf("a refused company word makes holder %d", got.Holder)
	}
}

// Everything allowed is the whole vocabulary, read another time.
func TestReaderUncut(t *testing.T) {
	uncut := NewReader(refusing())
	if len(uncut.words) != len(reader.words) || len(uncut.families) != len(reader.families) {
		t.Errorf("%d words and %d families, want %d and %d", len(uncut.words),
			len(uncut.families), len(reader.words), len(reader.families))
	}
	if NewReader(nil) != reader {
		t.Error("the whole vocabulary is read twice")
	}
}

func BenchmarkNewReader(b *testing.B) {
	for b.Loop() {
		NewReader(refusing())
	}
}
