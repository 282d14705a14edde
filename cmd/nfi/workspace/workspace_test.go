package workspace

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nfimatch/cmd/nfi/refusal"
	"nfimatch/extract/retention"
)

func TestDatasetTerms(t *testing.T) {
	asOf, _ := retention.DateOf(2026, 11, 1)
	for _, tt := range []struct {
		period, today   string
		refused, warned bool
	}{
		{"6 months", "2027-05-01", false, false}, // the last day
		{"6 months", "2027-05-02", true, false},
		{"3 months (63 days)", "2027-01-03", false, true},
		{"3 months (63 days)", "2027-01-04", true, true}, // the earlier end is enforced
	} {
		today, err := retention.ParseDate(tt.today)
		if err != nil {
			t.Fatal(err)
		}
		var stderr bytes.Buffer
		w := &Workspace{Config: DefaultConfig()}
		w.Config.Lines[0].Period = tt.period
		_, err = w.DatasetTerms("council_tax", asOf, today, refusal.Voice{Err: &stderr})
		var f *refusal.Failure
		if refused := errors.As(err, &f) && f.Status == refusal.Policy; refused != tt.refused {
			t.Errorf("%q on %s: %v, want refused %v", tt.period, tt.today, err, tt.refused)
		}
		if warned := strings.HasPrefix(stderr.String(), "nfi: warning: "); warned != tt.warned {
			t.Errorf("%q on %s: printed %q", tt.period, tt.today, stderr.String())
		}
	}
}

func TestLoadKeysWithoutFile(t *testing.T) {
	w := &Workspace{Config: Config{KeyFile: filepath.Join(t.TempDir(), "metro.keys")}}
	_, err := w.LoadKeys(refusal.Voice{Err: io.Discard})
	var f *refusal.Failure
	if !errors.As(err, &f) || f.Status != refusal.Configuration || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("LoadKeys without a file: %v", err)
	}
}
