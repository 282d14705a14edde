package publish

import (
	"testing"

	"nfimatch/match"
)

// Every level that the matcher compares by has its words, under its number.
func TestLevelsAreThoseOfTheScheme(t *testing.T) {
	scheme := match.Scheme()
	if len(levels) != len(scheme) || len(comparisonWords) != len(scheme) {
		t.Errorf("%d comparisons have levels and %d have words, the scheme has %d", len(levels),
			len(comparisonWords), len(scheme))
	}
	for c, comparison := range scheme {
		if c < len(comparisonWords) && comparisonWords[c][0] != comparison.Name {
			t.Errorf("comparison %d is %s, its words are of %s", c, comparison.Name,
				comparisonWords[c][0])
		}
		known := levels[comparison.Name]
		if len(known) != len(comparison.Levels) {
			t.Errorf("%s has %d levels, words have %d", comparison.Name, len(comparison.Levels),
				len(known))
			continue
		}
		for l, level := range comparison.Levels {
			if known[l].name != level.Name || known[l].words == "" {
				t.Errorf("level %d of %s is %s, its words are %+v", l, comparison.Name, level.Name,
					known[l])
			}
		}
	}
}

// What has no words is named all the same.
func TestWithoutWords(t *testing.T) {
	if got := LevelWords("surname", 200); got != "level 200" {
		t.Errorf("a level without words is %q", got)
	}
	if got := ComparisonWords("shoe"); got != "shoe" {
		t.Errorf("a comparison without words is %q", got)
	}
}
