package name

import "testing"

func TestSyllables(t *testing.T) {
	for _, word := range []string{
		"WAI", "MAN", "YIP", "XIAO", "ZHUANG", "QIONG", "CHEUNG", "KWOK", "TSZ", "SZE", "NG",
		"HSU", "YUEN", "WAH", "POON", "TSUI", "AN", "LEE",
	} {
		if !isSyllable(word) {
			t.Errorf("%s is no syllable", word)
		}
	}
	for _, word := range []string{
		"", "A", "W", "ANN", "JOHN", "WAIMAN", "KELVIN", "IAN", "MARY", "PATEL", "JEAN", "KHAN",
	} {
		if isSyllable(word) {
			t.Errorf("%s is a syllable", word)
		}
	}
}

func TestTwoSyllables(t *testing.T) {
	for _, word := range []string{"WAIMAN", "XIAOMING", "KAYAN"} {
		if !isTwoSyllables(word) {
			t.Errorf("%s is not two syllables", word)
		}
	}
	for _, word := range []string{"", "WAI", "WAIMANYIP", "KELVIN", "JENNY"} {
		if isTwoSyllables(word) {
			t.Errorf("%s is two syllables", word)
		}
	}
}
