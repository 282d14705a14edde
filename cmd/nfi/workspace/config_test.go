package workspace

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"nfimatch/cmd/nfi/disk"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/settings"
	"nfimatch/extract/retention"
	"nfimatch/report/cases"
)

// What init writes is what is read back, whatever was answered.
func TestConfigRoundTrip(t *testing.T) {
	c := DefaultConfig()
	c.Body = "St Mary's \"Borough\" \\ council"
	c.Nation = "wales"
	c.Owner = "Head of Revenues # and benefits"
	c.DataProtectionOfficer = "Siân Ó Briain, ''x''"
	c.Capacity = 350
	c.KeyFile, c.ID = `C:\Users\A Khan\keys\metro.toml`, "metro-2"
	c.Officers = []OfficerConfig{{"A Khan", "review officer"}, {"J Ortiz", ""}}
	c.Datasets["ctr"] = DatasetConfig{Purpose: "to check discounts", AdvisedOn: "2026-10-01",
		LegalFunction: "LGFA 1992 = [billing]", Notice: "https://example.org/notice"}
	content, err := c.encode()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), ConfigFile)
	if err := disk.WriteBytes(path, content); err != nil {
		t.Fatal(err)
	}
	got, err := ReadConfig(path)
	if err != nil {
		t.Fatal(err)
	}
	got.lines = nil
	if !reflect.DeepEqual(got, c) {
		t.Errorf("read back\n%+v\nwant\n%+v", got, c)
	}
}

// A settings file that a Windows editor saved is the same settings file.
func TestConfigOfAnEditor(t *testing.T) {
	c := DefaultConfig()
	c.KeyFile, c.Body = "keys", "Metro"
	content, err := c.encode()
	if err != nil {
		t.Fatal(err)
	}
	text := "\ufeff" + strings.ReplaceAll(string(content), "\n", "\r\n")
	path := filepath.Join(t.TempDir(), ConfigFile)
	if err := os.WriteFile(path, []byte(text), disk.FileMode); err != nil {
		t.Fatal(err)
	}
	got, err := ReadConfig(path)
	if err != nil || got.Body != "Metro" {
		t.Fatalf("read back %+v, %v", got, err)
	}
	if line := got.lines["body"]; line != 6 {
		t.Errorf("body is at line %d, want 6", line)
	}
}

// Control characters in an answer can neither break the file nor hide in it.
func TestConfigTextIsOneLine(t *testing.T) {
	c := DefaultConfig()
	c.KeyFile = "keys"
	c.Body = "Metro\nversion = 9\r\x00\x7f\xff'''"
	content, err := c.encode()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), ConfigFile)
	if err := os.WriteFile(path, content, disk.FileMode); err != nil {
		t.Fatal(err)
	}
	got, err := ReadConfig(path)
	if err != nil {
		t.Fatal(err)
	}
	if want := "Metro version = 9   '''"; got.Body != want {
		t.Errorf("body is %q, want %q", got.Body, want)
	}
}

// A new workspace gets a name of its own, and a name that no file could have is refused.
func TestConfigID(t *testing.T) {
	a, b := DefaultConfig(), DefaultConfig()
	for _, c := range []*Config{&a, &b} {
		if _, err := c.encode(); err != nil {
			t.Fatal(err)
		}
		if len(c.ID) != 8 || strings.Trim(c.ID, "0123456789abcdef") != "" {
			t.Errorf("a new workspace is named %q, want 8 hexadecimal digits", c.ID)
		}
	}
	if a.ID == b.ID {
		t.Errorf("two workspaces are both named %s", a.ID)
	}
	for id, want := range map[string]bool{"": true, "Metro-2": true, strings.Repeat("a", 32): true,
		strings.Repeat("a", 33): false, "../metro": false, "a b": false, "é": false, "a.b": false} {
		c := DefaultConfig()
		c.KeyFile, c.ID = "keys", id
		s := new(settings.File)
		c.check(s)
		if (s.OK()) != want {
			t.Errorf("id %q has the faults %v", id, s.Messages(ConfigFile))
		}
	}
}

func TestConfigFaultsAreAllShown(t *testing.T) {
	const text = `version = 2
nation = "northern ireland"
capacity = "many"
council = "Metro"

[defaults]
crowded_address = 0
rejected_warn_percent = 7
rejected_limit_percent = 5

[dataset.ctr]
purpose = 5
advised_on = "last week"

[dataset.parking]
purpose = "to check permits"

[[officer]]
role = "review officer"

[[schedule]]
class = "council_tax"
period = "as long as necessary"
anchor = "as_of"
bound = "maximum"

[[schedule]]
class = "ctr"
period = "6 months"
anchor = "closed"
bound = "maximum"
`
	want := []string{
		"nfi.toml: key_file must name the key file",
		"nfi.toml: schedule must have a [[schedule]] line for electoral_register",
		"nfi.toml: schedule must have a [[schedule]] line for unlisted",
		"nfi.toml:1: version must be 1, the one this program reads",
		"nfi.toml:2: nation must be england, wales or scotland (Northern Ireland has no council tax)",
		"nfi.toml:3: capacity must be a whole number",
		"nfi.toml:4: council must be a setting this program knows",
		"nfi.toml:7: crowded_address must be from 1 to 1000",
		"nfi.toml:9: rejected_limit_percent must be from 7 to 100",
		"nfi.toml:12: purpose must be text in quotes",
		"nfi.toml:13: advised_on must be a date, yyyy-mm-dd",
		"nfi.toml:15: parking must be one of council_tax, electoral_register, ctr, deaths",
		"nfi.toml:18: name must not be empty",
		"nfi.toml:23: period must be a number of days, weeks, months or years, " +
			`such as "6 months", or "end of run"; other words must have a maximum beside them`,
		"nfi.toml:27: maximum must be given: until the anchor is known nothing else ends the period",
	}
	path := filepath.Join(t.TempDir(), ConfigFile)
	if err := os.WriteFile(path, []byte(text), disk.FileMode); err != nil {
		t.Fatal(err)
	}
	_, err := ReadConfig(path)
	var f *refusal.Failure
	if !errors.As(err, &f) || f.Status != refusal.Configuration {
		t.Fatalf("readConfig: %v, want a failure of status %d", err, refusal.Configuration)
	}
	if got := strings.Join(f.Messages, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("faults\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
}

func TestConfigRefusesWhatIsNoSettingsFile(t *testing.T) {
	for name, tt := range map[string]struct{ content, want string }{
		"not TOML":     {"version = 1\nbody = Metro\n", "nfi.toml:2: the file must be TOML"},
		"a name twice": {"version = 1\nversion = 1\n", "nfi.toml:2: the file must be TOML"},
		"too large": {strings.Repeat("#", configBytesMax+1),
			"nfi.toml must be at most 262144 bytes"},
		"empty":           {"# nothing\n", "nfi.toml: key_file must name the key file"},
		"officer is text": {"officer = \"A Khan\"\n", "nfi.toml:1: officer must be a list of tables"},
		"dataset is a number": {"dataset = 1\n",
			"nfi.toml:1: dataset must be a table"},
	} {
		path := filepath.Join(t.TempDir(), ConfigFile)
		if err := os.WriteFile(path, []byte(tt.content), disk.FileMode); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadConfig(path); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
}

func TestConfigTerms(t *testing.T) {
	asOf, _ := retention.DateOf(2026, 8, 31)
	c := DefaultConfig()
	c.Datasets["council_tax"] = DatasetConfig{SourceSystem: "Academy", Purpose: "review",
		LegalFunction: "billing", Notice: "https://example.org", NoticeVersion: "3"}
	got, err := c.Terms("council_tax", asOf)
	if err != nil {
		t.Fatal(err)
	}
	if got.DeleteBy.String() != "2027-02-28" || got.SourceSystem != "Academy" ||
		got.Purpose != "review" || got.LegalBasis != "billing" || got.NoticeVersion != "3" {
		t.Errorf("terms are %+v", got)
	}
	c.Lines = nil
	if _, err := c.Terms("council_tax", asOf); err == nil {
		t.Error("a dataset without a schedule line got terms")
	}
}

// The notices of five councils are one nfi.toml: its conflicts are enforced and, once
// the audit log has a decision, settled, also for what no run reads.
func TestConfigOfPublicNotices(t *testing.T) {
	paths, err := filepath.Glob("../../../extract/retention/testdata/notices/*.toml")
	if err != nil || len(paths) != 5 {
		t.Fatalf("%d notices, %v", len(paths), err)
	}
	whole := DefaultConfig()
	whole.KeyFile = "keys"
	content, err := whole.encode()
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		notice, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		content = append(content, notice...)
	}
	path := filepath.Join(t.TempDir(), ConfigFile)
	if err := disk.WriteBytes(path, content); err != nil {
		t.Fatal(err)
	}
	c, err := ReadConfig(path)
	if err != nil {
		t.Fatal(err)
	}
	const recordings = "3 months | 6 months | 3 months (63 days) | 6 months"
	asOf, _ := retention.DateOf(2026, 8, 31)
	check := func(when, class, words, deleteBy string, conflict bool, decision string) {
		t.Helper()
		got, err := c.Terms(class, asOf)
		if err != nil || got.PeriodText != words || got.DeleteBy.String() != deleteBy ||
			(got.Conflict != "") != conflict || got.Decision != decision {
			t.Errorf("%s: %s: %+v, %v; want %q, due %s, a conflict %v, decided %q", when, class, got,
				err, words, deleteBy, conflict, decision)
		}
	}
	// The default's six months are shorter than the notice's "as required".
	const tax = "6 months | only as long as required"
	check("before", "council_tax", tax, "2027-02-28", true, "")
	check("before", "call_recording", recordings, "2026-11-02", true, "")
	check("before", "crm", "3 years", "2029-08-31", false, "")
	check("before", "ctr", "6 months", "2027-02-28", false, "")
	c.Decide(&cases.State{Decisions: map[string]cases.Decision{
		"call_recording": {Words: recordings, Period: "3 months", Officer: "J Ortiz",
			At: "2026-11-24T09:30:00Z", Reason: "the notice in force"},
		"council_tax": {Words: "6 months", Period: "6 months", Officer: "J Ortiz",
			At: "2026-11-24T09:31:00Z", Reason: "before the notice was read"},
	}})
	check("decided", "call_recording", recordings, "2026-11-30", false,
		"3 months, decided by J Ortiz on 2026-11-24")
	check("decided for other words", "council_tax", tax, "2027-02-28", true, "")
	if classes := c.Schedule().Classes(); len(classes) != 18 {
		t.Errorf("the schedule has %d classes: %v", len(classes), classes)
	}
}

// FuzzDecodeSettings: whatever the file, faults or settings and never a panic, and
// no fault repeats a value of the file.
func FuzzDecodeSettings(f *testing.F) {
	whole := DefaultConfig()
	content, err := whole.encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(content))
	f.Add("a = {b.c = [1, 2]}\n[[officer]]\nname=1979-05-27\n[dataset]\n\"\" = 1")
	f.Fuzz(func(t *testing.T, text string) {
		var c Config
		s := settings.Decode([]byte(text), &c)
		if s.Parsed {
			c.check(s)
		}
		if s.OK() && c.Version != configVersion {
			t.Fatalf("settings without a version were accepted: %q", text)
		}
		s.Messages(ConfigFile)
	})
}
