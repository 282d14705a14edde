package explain

import (
	"strings"

	"nfimatch/cmd/nfi/refusal"
	"nfimatch/report/publish/chart"
	"nfimatch/report/spell"
)

const (
	lineWidth = 100
	textWidth = 50 // letters of the words of a term
	barWidth  = 18 // letters of the bar of a waterfall
)

// printAll prints the accounts of an exercise's flags, which are at one council tax
// account, and once for all what was compared at its dwelling.
func printAll(accounts []account, name string, voice refusal.Voice) {
	for i := range accounts {
		accounts[i].printReasons(name, voice)
		voice.Say("")
	}
	accounts[0].printMentions(voice)
	accounts[0].printPairs(voice)
	voice.Say("")
	voice.Say("A difference between records is not evidence of wrongdoing. Each case needs a person.")
}

func (a *account) printReasons(name string, voice refusal.Voice) {
	voice.Say("%s · flag %d of %s · %s %s · %s", a.Case, a.Flag, name, a.Rule.Code, a.Rule.Name,
		a.Strength)
	for _, part := range []struct{ heading, words string }{
		{"What", a.Rule.Words}, {"Account", placeOfAccount(a.AccountLine)}, {"Money", a.Money},
		{"Adults", a.adults()}, {"Check", a.Rule.CheckFirst}, {"Settle", a.Rule.Settle},
		{"Deletion", "by " + spell.Day(a.DeleteBy, "")},
	} {
		for i, line := range chart.Wrap(part.words, lineWidth-11) {
			if i > 0 {
				part.heading = ""
			}
			voice.Say("%-10s %s", part.heading, line)
		}
	}
	voice.Say("")
	voice.Say("Reasons: what speaks for the flag and against it, in bits, and the sum so far")
	a.Reasons.print("score", voice)
}

func (a *account) printMentions(voice refusal.Voice) {
	if len(a.Mentions) == 0 {
		voice.Say("The account has no dwelling: no names were compared.")
		return
	}
	voice.Say("Mentions at the dwelling")
	for _, m := range a.Mentions {
		voice.Say("  %-3s %-34s %s", m.Letter, m.Where, m.How)
	}
}

func (a *account) printPairs(voice refusal.Voice) {
	if len(a.Pairs) == 0 {
		return
	}
	voice.Say("")
	voice.Say("Pairs of mentions: what speaks for one person and against it, in bits, and the sum " +
		"so far")
	if len(a.Thresholds) == 2 {
		voice.Say("  mentions of different files are %s and %s; unsure between", a.Thresholds[0].Text,
			a.Thresholds[1].Text)
	}
	for _, p := range a.Pairs {
		voice.Say("")
		voice.Say("%s and %s: %s, probability of one person %s", p.Left, p.Right, p.Outcome,
			p.Probability)
		p.print("weight", voice)
		if len(p.Unknown) > 0 {
			sayWrapped(voice, "not known of both: "+strings.Join(p.Unknown, "; "))
		}
		sayWrapped(voice, p.Note)
	}
	if a.PairsLeft > 0 {
		voice.Say("")
		voice.Say("%s further pairs are in pairs.parquet.", spell.Grouped(a.PairsLeft))
	}
}

// sayWrapped says text in as many lines as it takes, none for none.
func sayWrapped(voice refusal.Voice, text string) {
	if text == "" {
		return
	}
	for _, line := range chart.Wrap(text, lineWidth-2) {
		voice.Say("  %s", line)
	}
}

// print prints a sum as a waterfall: each term with its bits, the sum so far and a bar
// from the sum before it to the sum after it.
func (s *sum) print(total string, voice refusal.Voice) {
	least, most := int32(0), int32(0)
	for _, t := range s.Terms {
		least, most = min(least, t.Sum), max(most, t.Sum)
	}
	for _, t := range s.Terms {
		bar := barOf(t.Sum-t.Millibits, t.Sum, least, most)
		for i, line := range chart.Wrap(t.Words, textWidth) {
			if i == 0 {
				voice.Say("  %-8s %8s %8s  %s  %s", t.Side, spell.SignedBits(t.Millibits), spell.Bits(t.Sum),
					bar, line)
				continue
			}
			voice.Say("  %-8s %8s %8s  %*s  %s", "", "", "", barWidth, "", line)
		}
		if t.Where != "" {
			voice.Say("  %-8s %8s %8s  %*s  %s", "", "", "", barWidth, "", t.Where)
		}
	}
	voice.Say("  %-8s %8s %8s", total, "", spell.Bits(s.Total))
}

// barOf is a line from least to most on which the part between two sums is marked: with +
// where it goes up and - where it goes down. The sign | is at 0.
func barOf(from, to, least, most int32) string {
	at := func(millibits int32) int {
		return int(int64(millibits-least) * (barWidth - 1) / int64(max(most-least, 1)))
	}
	bar := []byte(strings.Repeat(" ", barWidth))
	bar[at(0)] = '|'
	sign, left, right := byte('+'), at(from), at(to)
	if to < from {
		sign, left, right = '-', right, left
	}
	if from == to {
		return string(bar)
	}
	for i := left; i < max(right, left+1); i++ {
		bar[i] = sign
	}
	return string(bar)
}
