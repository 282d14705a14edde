package workspace

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"nfimatch/cmd/nfi/disk"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/settings"
	"nfimatch/extract/retention"
	"nfimatch/normalize"
)

// BuildingsFile is the file of what officers have decided about buildings whose flats
// two files name in two systems.
const BuildingsFile = "buildings.toml"

const (
	buildingsVersion  = 1
	buildingsBytesMax = 4 << 20
	decisionsMax      = 10_000
	writtenBytesMax   = 60 // what stands before a street
)

// Buildings is buildings.toml. Flats are named by their UPRN, which stays what it is
// over exercises, keys and extracts.
type Buildings struct {
	Version int            `toml:"version"`
	Flats   []FlatDecision `toml:"flat"`
	Left    []LeftDecision `toml:"leave"`

	Digest string `toml:"-"` // SHA-256 of the file, "" of none
}

// FlatDecision says which dwelling a flat is that another file writes otherwise.
type FlatDecision struct {
	UPRN      string `toml:"uprn"`    // of the dwelling's account
	Written   string `toml:"written"` // what stands before the street
	DecidedBy string `toml:"decided_by"`
	DecidedOn string `toml:"decided_on"` // yyyy-mm-dd

	Flat normalize.Flat `toml:"-"` // as parsed
}

// LeftDecision leaves a building as it is: it is not listed any more.
type LeftDecision struct {
	UPRN      string `toml:"uprn"` // of one of its dwellings
	DecidedBy string `toml:"decided_by"`
	DecidedOn string `toml:"decided_on"`

	Flat normalize.Flat `toml:"-"`
}

// Buildings reads buildings.toml; a workspace without one has no decisions, and none is
// of a day after today. All faults are in one failure of status refusal.Configuration, by
// line and rule, and never with a value.
func (w *Workspace) Buildings(today retention.Date) (Buildings, error) {
	path := w.Path(BuildingsFile)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return Buildings{}, nil
	}
	const hint = "correct " + BuildingsFile + ", or move it away to run without its decisions"
	content, err := disk.ReadFileWithin(path, buildingsBytesMax)
	if err != nil {
		return Buildings{}, refusal.Of(refusal.Configuration, hint, err)
	}
	b := Buildings{Digest: disk.SHA256(content)}
	s := settings.Decode(content, &b)
	if s.Parsed {
		b.check(s, today)
	}
	if messages := s.Messages(BuildingsFile); len(messages) > 0 {
		return Buildings{}, refusal.All(refusal.Configuration, hint, messages)
	}
	return b, nil
}

// check parses every decision and records what breaks a rule.
func (b *Buildings) check(s *settings.File, today retention.Date) {
	if b.Version != buildingsVersion {
		s.Fault("version", fmt.Sprintf("be %d, the one this program reads", buildingsVersion))
	}
	if len(b.Flats)+len(b.Left) > decisionsMax {
		s.Fault("flat", fmt.Sprintf("be given at most %d times, with leave", decisionsMax))
		return
	}
	seen := make(map[string]bool)
	for i := range b.Flats {
		one := &b.Flats[i]
		path := fmt.Sprintf("flat.%d", i)
		var isUPRN, namesFlat bool
		one.Flat, isUPRN, namesFlat = normalize.ParseFlat(one.UPRN, one.Written)
		checkDecision(s, path, isUPRN, one.DecidedBy, one.DecidedOn, today)
		switch {
		case len(one.Written) > writtenBytesMax:
			s.Fault(path+".written", fmt.Sprintf("be at most %d bytes", writtenBytesMax))
		case !namesFlat:
			s.Fault(path+".written", "name a flat, as FLAT 3, 2F1 or 17/3 do")
		}
		if key := one.Flat.Key(); isUPRN && namesFlat && seen[key] {
			s.Fault(path+".written", "be given once for a UPRN")
		} else {
			seen[key] = true
		}
	}
	for i := range b.Left {
		one := &b.Left[i]
		var isUPRN bool
		one.Flat, isUPRN, _ = normalize.ParseFlat(one.UPRN, "")
		checkDecision(s, fmt.Sprintf("leave.%d", i), isUPRN, one.DecidedBy, one.DecidedOn, today)
	}
}

// checkDecision checks what every decision has.
func checkDecision(s *settings.File, path string, isUPRN bool, by, on string,
	today retention.Date,
) {
	if !isUPRN {
		s.Fault(path+".uprn", "be the UPRN of a council tax account, 1 to 12 digits in quotes")
	}
	if strings.TrimSpace(by) == "" || len(by) > TextBytesMax {
		s.Fault(path+".decided_by", fmt.Sprintf("name who decided, in at most %d bytes", TextBytesMax))
	}
	switch day, err := retention.ParseDate(on); {
	case err != nil:
		s.Fault(path+".decided_on", "be a date, yyyy-mm-dd")
	case day > today:
		s.Fault(path+".decided_on", "not be a day after today")
	}
}
