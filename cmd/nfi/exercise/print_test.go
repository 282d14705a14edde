package exercise

import (
	"errors"
	"io/fs"
	"testing"

	"nfimatch/cmd/nfi/refusal"
	"nfimatch/extract"
)

func TestPounds(t *testing.T) {
	if got := pounds(123450); got != "1,235" {
		t.Errorf("1,234.50 pounds are printed as %s", got)
	}
}

// The page names the pairs of a share of the model as a sentence has them.
func TestPriorWords(t *testing.T) {
	for datasets, want := range map[string]string{
		"council_tax:electoral_register": "council tax and register",
		"electoral_register:ctr 1:2":     "register and CTR 1:2", "ctr twice": "CTR twice",
	} {
		if got := priorWords(datasets); got != want {
			t.Errorf("%s is called %q, want %q", datasets, got, want)
		}
	}
}

// A limit of 5 % holds to the row: 51 rows of 1,000 are over it.
func TestPercentRoundsUp(t *testing.T) {
	for _, tt := range []struct{ part, whole, want int }{
		{0, 0, 0}, {0, 1000, 0}, {1, 1000, 1}, {50, 1000, 5}, {51, 1000, 6}, {1000, 1000, 100},
	} {
		if got := percentOf(tt.part, tt.whole); got != tt.want {
			t.Errorf("%d of %d are %d %%, want %d", tt.part, tt.whole, got, tt.want)
		}
	}
}

// A spreadsheet must not read the name of a file as a formula.
func TestSafeCell(t *testing.T) {
	for text, want := range map[string]string{"": "", "ctax.csv": "ctax.csv", "=1+1.csv": "'=1+1.csv",
		"@x": "'@x", "-x": "'-x"} {
		if got := safeCell(text); got != want {
			t.Errorf("%q is written as %q, want %q", text, got, want)
		}
	}
}

func TestRefusalsHaveTheirStatus(t *testing.T) {
	faulty := errors.New("a fault of ours")
	for _, tt := range []struct {
		err  error
		want int
	}{
		{InputRefusal(&extract.InputError{}), refusal.Input},
		{InputRefusal(fs.ErrNotExist), refusal.Input},
		{InputRefusal(&extract.UnmappedCodesError{}), refusal.Configuration},
		{CodesRefusal(&extract.InputError{}), refusal.Configuration},
		{CodesRefusal(&extract.CodesError{Faults: []string{"one"}}), refusal.Configuration},
		{CodesRefusal(faulty), refusal.Configuration},
	} {
		var f *refusal.Failure
		if !errors.As(tt.err, &f) || f.Status != tt.want {
			t.Errorf("%v: want status %d", tt.err, tt.want)
		}
	}
	if err := InputRefusal(faulty); err != faulty {
		t.Errorf("a fault of ours became %v", err)
	}
	if err := errors.Join(InputRefusal(nil), CodesRefusal(nil)); err != nil {
		t.Errorf("no error became %v", err)
	}
}
