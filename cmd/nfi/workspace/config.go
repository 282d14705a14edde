package workspace

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"nfimatch/cmd/nfi/disk"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/settings"
	"nfimatch/extract/retention"
	"nfimatch/report/cases"
)

// ConfigFile is the settings file: a folder that has one is a workspace.
const ConfigFile = "nfi.toml"

// NotRecorded stands in every output for an answer that the council has not given
// yet.
const NotRecorded = "not recorded"

// Limits of settings; beyond them the settings file is refused.
const (
	TextBytesMax   = 2000    // of one text: a long paragraph
	CapacityMax    = 100_000 // cases a quarter
	configBytesMax = 1 << 18
	idBytesMax     = 32 // a part of a file name
	officersMax    = 200
	crowdedMax     = 1000 // adults at one address
)

const configVersion = 1

// nations are those with council tax, as nfi.toml spells them; Northern Ireland has
// rates instead.
var nations = []string{"england", "wales", "scotland"}

// datasets are those a run reads, in the order of their numbers.
var datasets = []string{"council_tax", "electoral_register", "ctr", "deaths"}

// barred are those of them that no run reads until a legal function is recorded. What is
// barred wants no other answer, and no line in the schedule, before that.
var barred = []string{"deaths"}

// Config is nfi.toml. Empty texts are questions nobody has answered yet: they are
// printed, and written in every manifest as NotRecorded.
type Config struct {
	Version               int                      `toml:"version"`
	Body                  string                   `toml:"body"` // the council's name
	Nation                string                   `toml:"nation"`
	Owner                 string                   `toml:"owner"` // answers for the review
	DataProtectionOfficer string                   `toml:"data_protection_officer"`
	Capacity              int                      `toml:"capacity"` // cases a quarter
	KeyFile               string                   `toml:"key_file"`
	ID                    string                   `toml:"id"` // beside the key file; may be empty
	Officers              []OfficerConfig          `toml:"officer"`
	Defaults              DefaultsConfig           `toml:"defaults"`
	Datasets              map[string]DatasetConfig `toml:"dataset"`
	Lines                 []LineConfig             `toml:"schedule"`

	lines     map[string]int       // where each setting stands, for messages
	decisions []retention.Decision // of the schedule's conflicts; the audit log has them
}

// OfficerConfig is somebody who works cases; a name is never empty.
type OfficerConfig struct {
	Name string `toml:"name"`
	Role string `toml:"role"`
}

// DefaultsConfig are the numbers a council may change.
type DefaultsConfig struct {
	CrowdedAddress       int `toml:"crowded_address"`        // adults; more is to be checked
	RejectedWarnPercent  int `toml:"rejected_warn_percent"`  // of a file's rows
	RejectedLimitPercent int `toml:"rejected_limit_percent"` // refused above, unless accepted
}

// DatasetConfig is why a dataset may be used, in the council's own words.
type DatasetConfig struct {
	SourceSystem  string `toml:"source_system"`
	Purpose       string `toml:"purpose"`
	LegalFunction string `toml:"legal_function"`
	AdvisedBy     string `toml:"advised_by"`
	AdvisedOn     string `toml:"advised_on"` // yyyy-mm-dd
	Notice        string `toml:"notice"`     // link of the privacy notice
	NoticeVersion string `toml:"notice_version"`
}

// LineConfig is one line of the retention schedule.
type LineConfig struct {
	Class   string `toml:"class"`
	Period  string `toml:"period"`
	Anchor  string `toml:"anchor"`
	Bound   string `toml:"bound"`
	Maximum string `toml:"maximum"`
	Owner   string `toml:"owner"`
	Source  string `toml:"source"`
}

// DefaultConfig is what a new workspace starts from: no question is answered, the
// schedule is the one that ships, and KeyFile is still to be set.
func DefaultConfig() Config {
	c := Config{
		Version:  configVersion,
		Capacity: 200,
		Defaults: DefaultsConfig{
			CrowdedAddress:       8,
			RejectedWarnPercent:  1,
			RejectedLimitPercent: 5,
		},
		Datasets: map[string]DatasetConfig{},
	}
	for _, dataset := range datasets {
		c.Datasets[dataset] = DatasetConfig{}
	}
	for _, l := range retention.DefaultSchedule().Lines {
		c.Lines = append(c.Lines, LineConfig(l))
	}
	return c
}

// ReadConfig reads the settings in path and checks them. All faults are in one
// failure of status refusal.Configuration; what the file leaves out keeps its default,
// except the schedule, which is the council's own as a whole.
func ReadConfig(path string) (Config, error) {
	content, err := disk.ReadFileWithin(path, configBytesMax)
	if err != nil {
		return Config{}, refusal.Of(refusal.Configuration,
			"make a workspace with \"nfi init DIR\"", err)
	}
	c := DefaultConfig()
	c.Lines = nil
	s := settings.Decode(content, &c)
	if s.Parsed {
		c.check(s)
	}
	if messages := s.Messages(ConfigFile); len(messages) > 0 {
		return Config{}, refusal.All(refusal.Configuration,
			fmt.Sprintf("correct %s; every fault of it is listed above", ConfigFile), messages)
	}
	c.lines = s.Lines
	return c, nil
}

// IsNation reports whether a nation has council tax, as nfi.toml spells it: in small
// letters.
func IsNation(nation string) bool { return slices.Contains(nations, nation) }

// check records every setting that breaks a rule.
func (c *Config) check(s *settings.File) {
	if c.Version != configVersion {
		s.Fault("version", fmt.Sprintf("be %d, the one this program reads", configVersion))
	}
	if c.Nation != "" && !IsNation(c.Nation) {
		s.Fault("nation", "be england, wales or scotland (Northern Ireland has no council tax)")
	}
	if c.KeyFile == "" {
		s.Fault("key_file", "name the key file")
	}
	if !isID(c.ID) {
		s.Fault("id", fmt.Sprintf("be at most %d letters, digits and -", idBytesMax))
	}
	within(s, "capacity", c.Capacity, 1, CapacityMax)
	within(s, "defaults.crowded_address", c.Defaults.CrowdedAddress, 1, crowdedMax)
	within(s, "defaults.rejected_warn_percent", c.Defaults.RejectedWarnPercent, 0, 100)
	within(s, "defaults.rejected_limit_percent", c.Defaults.RejectedLimitPercent,
		max(0, c.Defaults.RejectedWarnPercent), 100)
	if len(c.Officers) > officersMax {
		s.Fault("officer", fmt.Sprintf("be given at most %d times", officersMax))
	}
	for i, officer := range c.Officers {
		if strings.TrimSpace(officer.Name) == "" {
			s.Fault(fmt.Sprintf("officer.%d.name", i), "not be empty")
		}
	}
	c.checkDatasets(s)
	c.checkSchedule(s)
	texts := c.texts()
	for _, path := range slices.Sorted(maps.Keys(texts)) {
		if len(texts[path]) > TextBytesMax {
			s.Fault(path, fmt.Sprintf("be at most %d bytes", TextBytesMax))
		}
	}
}

// isID reports whether id may name a workspace beside its key file; none is an id.
func isID(id string) bool {
	return len(id) <= idBytesMax && !strings.ContainsFunc(id, func(c rune) bool {
		return !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-')
	})
}

func within(s *settings.File, path string, value, least, most int) {
	if value < least || value > most {
		s.Fault(path, fmt.Sprintf("be from %d to %d", least, most))
	}
}

func (c *Config) checkDatasets(s *settings.File) {
	for _, name := range slices.Sorted(maps.Keys(c.Datasets)) {
		path := "dataset." + name
		if !slices.Contains(datasets, name) {
			s.Fault(path, "be one of "+strings.Join(datasets, ", "))
		}
		if advised := c.Datasets[name].AdvisedOn; advised != "" {
			if _, err := retention.ParseDate(advised); err != nil {
				s.Fault(path+".advised_on", "be a date, yyyy-mm-dd")
			}
		}
	}
}

func (c *Config) checkSchedule(s *settings.File) {
	schedule := c.Schedule()
	for _, f := range schedule.Faults() {
		s.Fault(fmt.Sprintf("schedule.%d.%s", f.Line, f.Field), f.Rule)
	}
	for _, class := range append(slices.Clone(datasets), "unlisted") {
		if !c.IsBarred(class) && !schedule.Has(class) {
			s.Fault("schedule", "have a [[schedule]] line for "+class)
		}
	}
}

// texts returns the free texts by their paths.
func (c *Config) texts() map[string]string {
	texts := map[string]string{"body": c.Body, "owner": c.Owner,
		"data_protection_officer": c.DataProtectionOfficer, "key_file": c.KeyFile}
	for name, d := range c.Datasets {
		path := "dataset." + name + "."
		texts[path+"source_system"], texts[path+"purpose"] = d.SourceSystem, d.Purpose
		texts[path+"legal_function"], texts[path+"advised_by"] = d.LegalFunction, d.AdvisedBy
		texts[path+"notice"], texts[path+"notice_version"] = d.Notice, d.NoticeVersion
	}
	return texts
}

// Schedule returns the retention schedule: the council's lines, among them such as no
// run reads, and what people have decided of their conflicts.
func (c *Config) Schedule() retention.Schedule {
	s := retention.Schedule{Decisions: c.decisions}
	for _, l := range c.Lines {
		s.Lines = append(s.Lines, retention.Line(l))
	}
	return s
}

// Decide puts in force what people have decided of the schedule's conflicts, as the
// audit log has it.
func (c *Config) Decide(state *cases.State) {
	c.decisions = nil
	for _, class := range slices.Sorted(maps.Keys(state.Decisions)) {
		d := state.Decisions[class]
		day, _, _ := strings.Cut(d.At, "T")
		on, _ := retention.ParseDate(day) // the log has been checked
		c.decisions = append(c.decisions, retention.Decision{Class: class, Words: d.Words,
			Period: d.Period, Officer: d.Officer, On: on, Why: d.Reason})
	}
}

// Terms returns the retention terms of a dataset's records from an extract that
// describes asOf: what the schedule and the dataset's own table say of them. A
// dataset without a line in the schedule is refused.
func (c *Config) Terms(dataset string, asOf retention.Date) (retention.Terms, error) {
	d := c.Datasets[dataset]
	terms, err := c.Schedule().Terms(dataset, asOf, retention.Source{
		System:        d.SourceSystem,
		Purpose:       d.Purpose,
		LegalBasis:    d.LegalFunction,
		Notice:        d.Notice,
		NoticeVersion: d.NoticeVersion,
	})
	if err != nil {
		return retention.Terms{}, refusal.Of(refusal.Configuration,
			"correct the [[schedule]] lines of "+ConfigFile, err)
	}
	return terms, nil
}

// Unanswered returns the settings that want an answer before the results are
// used, each as "nfi.toml:12: purpose of council_tax"; none if all are answered.
func (c *Config) Unanswered() []string {
	var wanted []string
	want := func(path, what, answer string) {
		if strings.TrimSpace(answer) == "" {
			place := ConfigFile
			if line := c.lines[path]; line > 0 {
				place = fmt.Sprintf("%s:%d", ConfigFile, line)
			}
			wanted = append(wanted, place+": "+what)
		}
	}
	want("body", "body: the council's name", c.Body)
	want("nation", "nation: england, wales or scotland", c.Nation)
	want("owner", "owner: who answers for the review", c.Owner)
	want("data_protection_officer", "data_protection_officer", c.DataProtectionOfficer)
	for _, name := range datasets {
		d, path := c.Datasets[name], "dataset."+name+"."
		if c.IsBarred(name) {
			continue
		}
		want(path+"purpose", "purpose of "+name, d.Purpose)
		want(path+"legal_function", "legal_function of "+name, d.LegalFunction)
	}
	return wanted
}

// IsBarred reports whether no run may read a dataset, since its legal function is not
// recorded.
func (c *Config) IsBarred(dataset string) bool {
	return slices.Contains(barred, dataset) &&
		strings.TrimSpace(c.Datasets[dataset].LegalFunction) == ""
}

// Recorded returns answer, or NotRecorded if nobody has given one.
func Recorded(answer string) string {
	if strings.TrimSpace(answer) == "" {
		return NotRecorded
	}
	return answer
}
