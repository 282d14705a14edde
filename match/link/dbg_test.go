package link

import (
	"context"
	"os"
	"testing"
)

func TestDbg(t *testing.T) {
	for _, n := range []int{300, 1500} {
		var sum score
		for seed := range uint64(20) {
			p := together(invented(100+seed, n))
			if os.Getenv("PLACE") == "" {
				p.lists[0] = p.lists[0].without("address", "postcode", "sex")
			}
			out, err := Dedupe(context.Background(), tablesOf(t, 1, nil, nil, p.lists...), Options{Workers: 2})
			check(t, err)
			s := scoreOf(p, &out.Pairs)
			sum.right += s.right
			sum.wrong += s.wrong
			sum.missed += s.missed
			if n == 1500 && seed > 5 {
				break
			}
		}
		t.Log(n, sum)
	}
}
