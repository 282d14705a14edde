package token

import (
	"bytes"
	"fmt"
	"math/bits"
	"testing"
)

func testRing(t testing.TB, exercise, continuity byte) *Ring {
	t.Helper()
	ring, err := NewRing(bytes.Repeat([]byte{exercise}, KeyBytes),
		bytes.Repeat([]byte{continuity}, KeyBytes))
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

func TestTokensAreSeparatedByKeyAndField(t *testing.T) {
	ring := testRing(t, 1, 2)
	base := ring.Tokeniser("surname").Token("PATEL")
	if base != ring.Tokeniser("surname").Token("PATEL") {
		t.Error("the same value of the same field has two tokens")
	}
	for name, other := range map[string][TokenBytes]byte{
		"value":        ring.Tokeniser("surname").Token("PATE"),
		"field":        ring.Tokeniser("given").Token("PATEL"),
		"exercise key": testRing(t, 3, 2).Tokeniser("surname").Token("PATEL"),
	} {
		if other == base {
			t.Errorf("another %s gives the same token", name)
		}
	}
	if base != testRing(t, 1, 9).Tokeniser("surname").Token("PATEL") {
		t.Error("the continuity key changes a token: tokens belong to the exercise")
	}
}

func TestFiltersBelongToTheContinuityKey(t *testing.T) {
	first, _ := testRing(t, 1, 2).Encoder().Filter("OKONKWO")
	second, _ := testRing(t, 8, 2).Encoder().Filter("OKONKWO")
	if first != second {
		t.Error("the exercise key changes a filter: equal facts would score differently")
	}
	if third, _ := testRing(t, 1, 3).Encoder().Filter("OKONKWO"); third == first {
		t.Error("another continuity key gives the same filter")
	}
}

// Texts have digits and spaces, fewer positions, and filters of their own.
func TestTextFilters(t *testing.T) {
	names, texts := testRing(t, 1, 2).Encoder(), testRing(t, 1, 2).TextEncoder()
	name, _ := names.Filter("SMITH")
	text, ones := texts.Filter("SMITH")
	if name == text || ones > 6*TextPositionsABigram {
		t.Errorf("the filter of a text has %d ones, or is that of a name", ones)
	}
	first, _ := texts.Filter("12 HIGH ROAD")
	for _, other := range []string{"21 HIGH ROAD", "12HIGH ROAD", "1 HIGH ROAD"} {
		if second, _ := texts.Filter(other); second == first {
			t.Errorf("the filter of %s is that of 12 HIGH ROAD", other)
		}
	}
	if again, _ := testRing(t, 7, 2).TextEncoder().Filter("12 HIGH ROAD"); again != first {
		t.Error("the exercise key changes the filter of a text")
	}
	if other, _ := testRing(t, 1, 3).TextEncoder().Filter("12 HIGH ROAD"); other == first {
		t.Error("another continuity key gives the same filter")
	}
}

func TestUnknownPartsHaveNoCode(t *testing.T) {
	calendar := testRing(t, 1, 2).Calendar()
	y, m, d := calendar.Parts(0, 0, 0)
	if y != (Part{}) || m != (Part{}) || d != (Part{}) {
		t.Error("a part that is not known has a code")
	}
	whole, _, _ := calendar.Parts(1967, 11, 5)
	if alone, month, _ := calendar.Parts(1967, 0, 0); alone != whole || month != (Part{}) {
		t.Error("a year alone is another year than that of a whole date")
	}
}

func TestFilterIsTheUnionOfItsBigrams(t *testing.T) {
	encoder := testRing(t, 1, 2).Encoder()
	whole, ones := encoder.Filter("AB")
	var union [FilterWords]uint64
	count := 0
	edge := len(nameAlphabet)
	for _, bigram := range [][2]int{{edge, 0}, {0, 1}, {1, edge}} {
		mask := encoder.masks[bigram[0]*(edge+1)+bigram[1]]
		set := 0
		for w := range union {
			union[w] |= mask[w]
			set += bits.OnesCount64(mask[w])
		}
		if set != PositionsABigram {
			t.Errorf("bigram %v sets %d positions, want %d", bigram, set, PositionsABigram)
		}
	}
	for _, word := range union {
		count += bits.OnesCount64(word)
	}
	if whole != union || ones != count {
		t.Error("the filter of AB is not the union of the masks of _A, AB and B_")
	}
	if empty, ones := encoder.Filter(""); ones != 0 || empty != [FilterWords]uint64{} {
		t.Error("the empty name must have the empty filter")
	}
}

func TestCalendarNeighbours(t *testing.T) {
	calendar := testRing(t, 1, 2).Calendar()
	seen := map[uint16]bool{}
	for day := 1; day <= 31; day++ {
		_, _, part := calendar.Parts(2000, 1, day)
		if seen[part.Code] || part.Code < 1 || part.Code > 31 {
			t.Fatalf("day codes are not a permutation of 1…31")
		}
		seen[part.Code] = true
		if day > 1 {
			if _, _, before := calendar.Parts(2000, 1, day-1); before.Code != part.Before ||
				before.After != part.Code {
				t.Errorf("day %d does not know its neighbours", day)
			}
		}
	}
	if _, _, first := calendar.Parts(2000, 1, 1); first.Before != 0 {
		t.Error("the first day has a day before it")
	}
	_, month, _ := calendar.Parts(2000, 12, 1)
	if _, _, day := calendar.Parts(2000, 1, 12); day.Code != month.Code || month.After != 0 {
		t.Error("the twelfth month has not the code of the twelfth day, or one after it")
	}
}

func TestRingRefusesAndHides(t *testing.T) {
	key := bytes.Repeat([]byte{7}, KeyBytes)
	if _, err := NewRing(key, key); err == nil {
		t.Error("one key for both purposes was accepted")
	}
	if _, err := NewRing(key[:5], key); err == nil {
		t.Error("a short key was accepted")
	}
	ring := testRing(t, 0x41, 0x42)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x"} {
		if got := fmt.Sprintf(verb, ring); got != "[keys]" {
			t.Errorf("%s prints the ring as %q", verb, got)
		}
	}
}

func FuzzFilter(f *testing.F) {
	f.Add("SMITH-JONES")
	f.Add("")
	f.Add("\xff\x00a")
	encoder := testRing(f, 1, 2).Encoder()
	f.Fuzz(func(t *testing.T, name string) {
		filter, ones := encoder.Filter(name)
		count := 0
		for _, word := range filter {
			count += bits.OnesCount64(word)
		}
		if count != ones || (name == "") != (ones == 0) {
			t.Fatalf("%d ones counted, %d told", count, ones)
		}
	})
}

func BenchmarkToken(b *testing.B) {
	tokeniser := testRing(b, 1, 2).Tokeniser("surname")
	b.ReportAllocs()
	for b.Loop() {
		tokeniser.Token("FEATHERSTONE")
	}
}

func BenchmarkFilter(b *testing.B) {
	encoder := testRing(b, 1, 2).Encoder()
	b.ReportAllocs()
	for b.Loop() {
		encoder.Filter("FEATHERSTONE")
	}
}

func TestLastingTokensBelongToTheContinuityKey(t *testing.T) {
	ring := testRing(t, 1, 2)
	base := ring.Lasting("elector").Token("PATEL")
	if base != testRing(t, 8, 2).Lasting("elector").Token("PATEL") {
		t.Error("the exercise key changes a lasting token: nobody would be found again")
	}
	if base == testRing(t, 1, 3).Lasting("elector").Token("PATEL") {
		t.Error("another continuity key gives the same lasting token")
	}
	if base == ring.Tokeniser("elector").Token("PATEL") {
		t.Error("a lasting token is one of the exercise too")
	}
}
