package yardstick

import (
	"math"
	"testing"
)

// ranked makes a list of ranks; a negative one is right. Missed are right and not listed.
func ranked(missed, idle int, ranks ...int64) (list []Ranked) {
	for _, rank := range ranks {
		list = append(list, Ranked{Listed: true, Rank: max(rank, -rank), Right: rank < 0})
	}
	for range missed {
		list = append(list, Ranked{Right: true})
	}
	for range idle {
		list = append(list, Ranked{})
	}
	return list
}

func TestQualityOf(t *testing.T) {
	// In order: 9 right, 8, 7 right, three of rank 5 of which one is right, then 4 … 1.
	list := ranked(2, 30, 2, -5, 8, 5, -9, 3, -7, 5, 4, 1)
	q := QualityOf(list, []int{2, 4, 5, 50}, 1)
	if q.Listed != 10 || q.DecileSize != 1 {
		t.Errorf("counts %+v", q)
	}
	for i, want := range []float64{1 / 2., (2 + 1/3.) / 4, (2 + 2/3.) / 5, 3 / 10.} {
		if got := q.PrecisionAt[i].Figure; math.Abs(got-want) > 1e-12 {
			t.Errorf("precision at cut %d: %f, want %f", i, got, want)
		}
	}
	if got, want := q.RecallAt[1].Figure, (2+1/3.)/5; math.Abs(got-want) > 1e-12 {
		t.Errorf("recall at 4: %f, want %f", got, want)
	}
	if q.Precision.Figure != 0.3 || q.Recall.Figure != 0.6 || q.Decile.Figure != 1 ||
		q.DecileRecall.Figure != 0.2 {
		t.Errorf("whole list %v %v, first tenth %v %v", q.Precision, q.Recall, q.Decile,
			q.DecileRecall)
	}
	if q.Precision.Low >= 0.3 || q.Precision.High <= 0.3 {
		t.Errorf("interval of precision %v", q.Precision.Interval)
	}
	if longer := QualityOf(append(list, ranked(0, 0, 6)...), nil, 1); longer.DecileSize != 2 {
		t.Errorf("the first tenth of eleven is %d", longer.DecileSize)
	}
	if got := DecileOf(list); got != 1 {
		t.Errorf("first tenth alone %f", got)
	}
}

func TestQualityOfNoList(t *testing.T) {
	q := QualityOf(ranked(3, 3), []int{10}, 1)
	if !math.IsNaN(q.Precision.Figure) || q.Recall.Figure != 0 || !math.IsNaN(q.Decile.Figure) {
		t.Errorf("an empty list: %+v", q)
	}
}

func TestTenthOfAList(t *testing.T) {
	pool := Pool{{}, {}}
	for i := range 21 {
		pool[i%2].Discounts = append(pool[i%2].Discounts, Discount{Listed: true, Score: int32(i / 3)})
	}
	pool[0].Discounts = append(pool[0].Discounts, Discount{Score: 99})
	if got := pool.ScoreOfTenth(); got != 6 { // three of 21, all of the best score
		t.Errorf("the first tenth needs %d", got)
	}
	pool[1].Discounts[0].Score = 7
	if got := pool.ScoreOfTenth(); got != 6 {
		t.Errorf("with one above, the first tenth needs %d", got)
	}
}

// The order of the list puts strength before any score.
func TestOrders(t *testing.T) {
	weak, strong := &Discount{Score: 9000, Strength: 1}, &Discount{Score: -9000, Strength: 3}
	if AsListed(weak) > AsListed(strong) || ByScore(weak) < ByScore(strong) {
		t.Error("orders are confused")
	}
}
