package publish

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
)

// comparisonWords are the comparisons of two mentions, in the order they are made, and
// what a sentence calls them.
var comparisonWords = [][2]string{
	{"surname", "Surname"}, {"given", "Given name"}, {"middle", "Second given name"},
	{"sex", "Sex"}, {"generation", "Generation (junior, senior)"}, {"birth", "Date of birth"},
	{"nino", "National Insurance number"},
}

// ComparisonWords returns what a sentence calls a comparison by its name in the model,
// and the name itself of one that has no words.
func ComparisonWords(comparison string) string {
	for _, known := range comparisonWords {
		if known[0] == comparison {
			return known[1]
		}
	}
	return comparison
}

// LevelWords returns in what two mentions agree that have a level of a comparison, by the
// comparison's name and the level's number. A level without words is named by its number.
func LevelWords(comparison string, level uint8) string {
	if of := levels[comparison]; int(level) < len(of) {
		return of[level].words
	}
	return fmt.Sprintf("level %d", level)
}

type levelWords struct{ name, words string }

// levels are the rows of levels.csv by comparison, in the order of their numbers.
var levels = func() map[string][]levelWords {
	content, err := dataFiles.ReadFile("data/levels.csv")
	if err != nil {
		panic(err) // it is part of the program
	}
	reader := csv.NewReader(bytes.NewReader(content))
	reader.Comment = '#'
	rows, err := reader.ReadAll()
	if err != nil || !slices.Equal(rows[0], strings.Fields("comparison level words")) {
		panic(fmt.Sprintf("publish: levels.csv cannot be read: %v", err))
	}
	words := make(map[string][]levelWords)
	for _, row := range rows[1:] {
		words[row[0]] = append(words[row[0]], levelWords{row[1], row[2]})
	}
	return words
}()
