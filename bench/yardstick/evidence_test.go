package yardstick

import (
	"testing"

	"nfimatch/match/result"
	"nfimatch/match/weigh"
)

func TestEvidence(t *testing.T) {
	m, _ := handmade(1,
		mentionRow{dataset: tax, line: 1, dwelling: 1, relation: result.RelationSame},
		mentionRow{dataset: tax, line: 1, ordinal: 1, dwelling: 1, relation: result.RelationSame},
		mentionRow{dataset: register, line: 1, dwelling: 1, relation: result.RelationSame},
		mentionRow{dataset: register, line: 2, dwelling: 1, relation: result.RelationParent})
	m.compared(1, at(tax, 1), PlaceOf(tax, 1, 1), 0, result.DecisionUnsure)
	m.compared(1, at(tax, 1), at(register, 1), 0, result.DecisionUnsure)
	p := &m.Result.Pairs
	p.GivenLevel[1], p.RivalMillibits[1], p.PriorMillibits[1] = 3, -30_000, -weigh.CertainMillibits
	want := []Evidence{
		{Sources: [2]uint8{tax, tax}, Mentions: [2]uint8{2, 2}, OneRow: true},
		{Sources: [2]uint8{tax, register}, Mentions: [2]uint8{2, 1}, Barred: true,
			Levels: [7]uint8{0, 3}, Rivals: -rivalStepsMax},
	}
	for i, got := range evidences(m) {
		if got != want[i] {
			t.Errorf("pair %d shows %+v, want %+v", i, got, want[i])
		}
	}
}
