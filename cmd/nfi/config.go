package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"nfimatch/extract/retention"
)

const (
	configFile     = "nfi.toml"
	configBytesMax = 1 << 18
	configVersion  = 1
	textBytesMax   = 2000 // of one setting: a long paragraph
	officersMax    = 200
	capacityMax    = 100_000 // cases a quarter
	crowdedMax     = 1000    // adults at one address

	// notRecorded stands in every output for an answer that the council has not
	// given yet.
	notRecorded = "not recorded"
)

// nations are those with council tax; Northern Ireland has rates instead.
var nations = []string{"england", "wales", "scotland"}

// datasets are those a run reads, in the order of their numbers.
var datasets = []string{"council_tax", "electoral_register", "ctr"}

// config is nfi.toml. Empty texts are questions nobody has answered yet: they are
// printed, and written in every manifest as notRecorded.
type config struct {
	Version               int                      `toml:"version"`
	Body                  string                   `toml:"body"` // the council's name
	Nation                string                   `toml:"nation"`
	Owner                 string                   `toml:"owner"` // answers for the review
	DataProtectionOfficer string                   `toml:"data_protection_officer"`
	Capacity              int                      `toml:"capacity"` // cases a quarter
	KeyFile               string                   `toml:"key_file"`
	Officers              []officerConfig          `toml:"officer"`
	Defaults              defaultsConfig           `toml:"defaults"`
	Datasets              map[string]datasetConfig `toml:"dataset"`
	Lines                 []lineConfig             `toml:"schedule"`

	lines map[string]int // where each setting stands, for messages
}

// officerConfig is somebody who works cases.
type officerConfig struct {
	Name string `toml:"name"`
	Role string `toml:"role"`
}

// defaultsConfig are the numbers a council may change.
type defaultsConfig struct {
	CrowdedAddress       int `toml:"crowded_address"`        // adults; more is to be checked
	RejectedWarnPercent  int `toml:"rejected_warn_percent"`  // of a file's rows
	RejectedLimitPercent int `toml:"rejected_limit_percent"` // refused above, unless accepted
}

// datasetConfig is why a dataset may be used, in the council's own words.
type datasetConfig struct {
	SourceSystem  string `toml:"source_system"`
	Purpose       string `toml:"purpose"`
	LegalFunction string `toml:"legal_function"`
	AdvisedBy     string `toml:"advised_by"`
	AdvisedOn     string `toml:"advised_on"` // yyyy-mm-dd
	Notice        string `toml:"notice"`     // link of the privacy notice
	NoticeVersion string `toml:"notice_version"`
}

// lineConfig is one line of the retention schedule.
type lineConfig struct {
	Class   string `toml:"class"`
	Period  string `toml:"period"`
	Anchor  string `toml:"anchor"`
	Bound   string `toml:"bound"`
	Maximum string `toml:"maximum"`
	Owner   string `toml:"owner"`
	Source  string `toml:"source"`
}

// defaultConfig is what a new workspace starts from.
func defaultConfig() config {
	c := config{
		Version:  configVersion,
		Capacity: 200,
		Defaults: defaultsConfig{
			CrowdedAddress:       8,
			RejectedWarnPercent:  1,
			RejectedLimitPercent: 5,
		},
		Datasets: map[string]datasetConfig{},
	}
	for _, dataset := range datasets {
		c.Datasets[dataset] = datasetConfig{}
	}
	for _, l := range retention.DefaultSchedule().Lines {
		c.Lines = append(c.Lines, lineConfig(l))
	}
	return c
}

// readConfig reads the settings in path and checks them. All faults are in one
// failure; what the file leaves out keeps its default, except the schedule, which
// is the council's own as a whole.
func readConfig(path string) (config, error) {
	content, err := readFileWithin(path, configBytesMax)
	if err != nil {
		return config{}, refuseError(statusConfiguration,
			"make a workspace with \"nfi init DIR\"", err)
	}
	c := defaultConfig()
	c.Lines = nil
	s := decodeSettings(content, &c)
	if s.parsed {
		c.check(s)
	}
	if messages := s.messages(configFile); len(messages) > 0 {
		return config{}, refuseAll(statusConfiguration,
			fmt.Sprintf("correct %s; every fault of it is listed above", configFile), messages)
	}
	c.lines = s.lines
	return c, nil
}

// check records every setting that breaks a rule.
func (c *config) check(s *settings) {
	if c.Version != configVersion {
		s.fault("version", fmt.Sprintf("be %d, the one this program reads", configVersion))
	}
	if c.Nation != "" && !slices.Contains(nations, c.Nation) {
		s.fault("nation", "be england, wales or scotland (Northern Ireland has no council tax)")
	}
	if c.KeyFile == "" {
		s.fault("key_file", "name the key file")
	}
	within(s, "capacity", c.Capacity, 1, capacityMax)
	within(s, "defaults.crowded_address", c.Defaults.CrowdedAddress, 1, crowdedMax)
	within(s, "defaults.rejected_warn_percent", c.Defaults.RejectedWarnPercent, 0, 100)
	within(s, "defaults.rejected_limit_percent", c.Defaults.RejectedLimitPercent,
		max(0, c.Defaults.RejectedWarnPercent), 100)
	if len(c.Officers) > officersMax {
		s.fault("officer", fmt.Sprintf("be given at most %d times", officersMax))
	}
	for i, officer := range c.Officers {
		if strings.TrimSpace(officer.Name) == "" {
			s.fault(fmt.Sprintf("officer.%d.name", i), "not be empty")
		}
	}
	c.checkDatasets(s)
	c.checkSchedule(s)
	texts := c.texts()
	for _, path := range slices.Sorted(maps.Keys(texts)) {
		if len(texts[path]) > textBytesMax {
			s.fault(path, fmt.Sprintf("be at most %d bytes", textBytesMax))
		}
	}
}

func within(s *settings, path string, value, least, most int) {
	if value < least || value > most {
		s.fault(path, fmt.Sprintf("be from %d to %d", least, most))
	}
}

func (c *config) checkDatasets(s *settings) {
	for _, name := range slices.Sorted(maps.Keys(c.Datasets)) {
		path := "dataset." + name
		if !slices.Contains(datasets, name) {
			s.fault(path, "be one of "+strings.Join(datasets, ", "))
		}
		if advised := c.Datasets[name].AdvisedOn; advised != "" {
			if _, err := retention.ParseDate(advised); err != nil {
				s.fault(path+".advised_on", "be a date, yyyy-mm-dd")
			}
		}
	}
}

func (c *config) checkSchedule(s *settings) {
	schedule := c.schedule()
	for _, f := range schedule.Faults() {
		s.fault(fmt.Sprintf("schedule.%d.%s", f.Line, f.Field), f.Rule)
	}
	for _, class := range append(slices.Clone(datasets), "unlisted") {
		if _, ok := schedule.Find(class); !ok {
			s.fault("schedule", "have a [[schedule]] line for "+class)
		}
	}
}

// texts returns the free texts by their paths.
func (c *config) texts() map[string]string {
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

// schedule returns the retention schedule.
func (c *config) schedule() retention.Schedule {
	var s retention.Schedule
	for _, l := range c.Lines {
		s.Lines = append(s.Lines, retention.Line(l))
	}
	return s
}

// terms returns the retention terms of a dataset's records from an extract that
// describes asOf: what the schedule and the dataset's own table say of them.
func (c *config) terms(dataset string, asOf retention.Date) (retention.Terms, error) {
	d := c.Datasets[dataset]
	terms, err := c.schedule().Terms(dataset, asOf, retention.Source{
		System:        d.SourceSystem,
		Purpose:       d.Purpose,
		LegalBasis:    d.LegalFunction,
		Notice:        d.Notice,
		NoticeVersion: d.NoticeVersion,
	})
	if err != nil {
		return retention.Terms{}, refuseError(statusConfiguration,
			"correct the [[schedule]] lines of "+configFile, err)
	}
	return terms, nil
}

// unanswered returns the settings that want an answer before the results are
// used, each as "nfi.toml:12: purpose of council_tax".
func (c *config) unanswered() []string {
	var wanted []string
	want := func(path, what, answer string) {
		if strings.TrimSpace(answer) == "" {
			place := configFile
			if line := c.lines[path]; line > 0 {
				place = fmt.Sprintf("%s:%d", configFile, line)
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
		want(path+"purpose", "purpose of "+name, d.Purpose)
		want(path+"legal_function", "legal_function of "+name, d.LegalFunction)
	}
	return wanted
}

// recorded returns answer, or notRecorded if nobody has given one.
func recorded(answer string) string {
	if strings.TrimSpace(answer) == "" {
		return notRecorded
	}
	return answer
}
