package yardstick

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"nfimatch/fixtures/council"
)

// A Council is a generated council in a folder of its own, which Close removes.
type Council struct {
	Options council.Options
	Truth   *Truth
}

// Judged is one run over a council, judged by its truth.
type Judged struct {
	Truth      *Truth
	Pairs      []Pair
	Placements []Placement
	Adults     []AdultCount
	Discounts  []Discount
	Recent     []bool // by home: whether its household has just moved
	Balanced   bool
}

// Draw generates a council into a temporary folder and reads its truth.
func Draw(options council.Options) (*Council, error) {
	folder, err := os.MkdirTemp("", "council")
	if err != nil {
		return nil, err
	}
	options.Dir = folder
	c := &Council{Options: options}
	if _, err = council.Generate(options); err == nil {
		c.Truth, err = ReadTruth(folder)
	}
	if err != nil {
		return nil, fmt.Errorf("%w%s", err, c.closed())
	}
	return c, nil
}

// Close removes the council's files.
func (c *Council) Close() error { return os.RemoveAll(c.Options.Dir) }

// closed closes the council of a failure, and says what went wrong with that too.
func (c *Council) closed() string {
	if err := c.Close(); err != nil {
		return "; " + err.Error()
	}
	return ""
}

// Judge runs the program over the council and judges what comes out.
func (c *Council) Judge(ctx context.Context, options Options) (*Judged, error) {
	return c.judge(ctx, c.Options.Dir, options)
}

// JudgeTrue is Judge with every register entry and claim under the address and UPRN of
// the dwelling that it shows: what a program that errs in no address would reach.
func (c *Council) JudgeTrue(ctx context.Context, options Options) (*Judged, error) {
	folder := filepath.Join(c.Options.Dir, "true")
	if err := writeTrue(c.Options.Dir, folder, c.Truth); err != nil {
		return nil, err
	}
	return c.judge(ctx, folder, options)
}

func (c *Council) judge(ctx context.Context, folder string, options Options) (*Judged, error) {
	matched, err := Run(ctx, folder, options)
	if err != nil {
		return nil, err
	}
	return Judge(matched, c.Truth), nil
}

// Judge judges one run over a council.
func Judge(m *Matched, t *Truth) *Judged {
	return &Judged{Truth: t, Pairs: Pairs(m, t), Placements: Placements(m, t),
		Adults: AdultCounts(m, t), Discounts: Discounts(m, t), Recent: RecentHomes(m, t),
		Balanced: m.Balanced()}
}

// CouncilsOf reads a list of profile=seed, separated by commas, as flags of commands
// have it. A profile that nobody knows fails when the council is drawn.
func CouncilsOf(list string, dwellings int) (councils []council.Options, err error) {
	for _, item := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' }) {
		profile, seed, _ := strings.Cut(item, "=")
		number, err := strconv.ParseUint(seed, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("%q is not profile=seed", item)
		}
		councils = append(councils,
			council.Options{Profile: profile, Dwellings: dwellings, Seed: number})
	}
	return councils, nil
}
