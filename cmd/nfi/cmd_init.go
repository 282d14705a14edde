package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"nfimatch/cmd/nfi/disk"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
)

const answerBytesMax = workspace.TextBytesMax

func (p *program) initCommand() command {
	var keyFile string
	return command{
		use:   "init DIR [flags]",
		short: "Make a workspace: its settings, and its keys somewhere else",
		long: `Make DIR a workspace: nfi.toml with the council's settings and retention
schedule, and folders for code look-ups and runs.

On a terminal eleven questions are asked, and an empty answer leaves one open.
Without a terminal nothing is asked and nfi.toml says which settings want an
answer. The keys go into a file outside the workspace, since whoever holds keys
and data together can undo the pseudonyms.`,
		example: `  nfi init metro
  nfi init "Council Tax review/metro" --key-file /media/usb/metro.keys`,
		statuses: []int{refusal.Configuration, refusal.Policy},
		args:     oneArgument("the folder to make"),
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&keyFile, "key-file", "",
				"key `path` (default: nfi/<name of DIR>.toml in your own settings folder)")
		},
		run: func(args []string) error { return p.makeWorkspace(args[0], keyFile) },
	}
}

// makeWorkspace makes folder a workspace. The settings file is written last, so
// that a folder that has one is whole.
func (p *program) makeWorkspace(folder, keyFile string) error {
	if workspace.IsWorkspace(folder) {
		return refusal.New(refusal.Policy, "name another folder, or edit its "+workspace.ConfigFile,
			"%s is a workspace already", folder)
	}
	path, known, err := p.chooseKeyFile(folder, keyFile)
	if err != nil {
		return err
	}
	c := workspace.DefaultConfig()
	c.KeyFile = path
	if p.terminal {
		if err := p.askSettings(&c); err != nil {
			return err
		}
	}
	if err := workspace.Create(folder, c, known); err != nil {
		return err
	}
	return p.sayReady(folder, path, known)
}

// chooseKeyFile returns where the keys are to lie, as an absolute path, and
// whether a key file is there already. Only a place the user named may be inside
// the workspace or hold keys already.
func (p *program) chooseKeyFile(folder, asked string) (path string, known bool, err error) {
	if asked == "" {
		path, err = p.proposeKeyFile(folder)
		return path, false, err
	}
	path, err = filepath.Abs(asked)
	if err != nil {
		return "", false, fmt.Errorf("the key file's place cannot be found: %w", err)
	}
	info, err := os.Stat(path)
	switch {
	case err == nil && !info.Mode().IsRegular():
		return "", false, refusal.New(refusal.Usage, "name a file, for example --key-file "+
			strconv.Quote(filepath.Join(asked, "metro.keys")), "--key-file must name a file")
	case err == nil:
		if _, err := workspace.ReadKeyring(path); err != nil {
			return "", false, err
		}
		known = true
	}
	inside, err := disk.IsInside(path, folder)
	if err != nil {
		return "", false, fmt.Errorf("the key file's place cannot be found: %w", err)
	}
	if inside {
		p.Warn("the keys lie inside the workspace, beside the data: whoever copies the folder can " +
			"undo the pseudonyms, and deleting the keys no longer deletes the data")
	}
	return path, known, nil
}

// proposeKeyFile returns a free place in the user's settings folder.
func (p *program) proposeKeyFile(folder string) (string, error) {
	const hint = "say where the keys go: --key-file PATH, outside the workspace"
	settings, err := p.configFolder()
	if err != nil {
		return "", refusal.New(refusal.Configuration, hint, "your own settings folder cannot be found")
	}
	absolute, err := filepath.Abs(folder)
	if err != nil {
		return "", fmt.Errorf("folder %s cannot be found: %w", folder, err)
	}
	inside, err := disk.IsInside(settings, folder)
	if err != nil || inside {
		return "", refusal.New(refusal.Policy, hint,
			"the keys must lie outside the workspace, and your own settings folder is inside it")
	}
	name := filepath.Base(absolute)
	const placesMax = 1000
	for n := 1; n <= placesMax; n++ {
		file := name + ".toml"
		if n > 1 {
			file = fmt.Sprintf("%s-%d.toml", name, n) // an earlier workspace of the name
		}
		path := filepath.Join(settings, "nfi", file)
		if _, err := os.Lstat(path); errors.Is(err, os.ErrNotExist) {
			return path, nil
		}
	}
	return "", refusal.New(refusal.Configuration, hint,
		"your settings folder must hold at most %d key files of one name", placesMax)
}

// sayReady tells what was made and what still wants an answer.
func (p *program) sayReady(folder, keyFile string, known bool) error {
	c, err := workspace.ReadConfig(filepath.Join(folder, workspace.ConfigFile))
	if err != nil {
		return err
	}
	p.Say("Workspace %s made.", folder)
	if known {
		p.Say("Keys: the key file that was there, %s", keyFile)
	} else {
		p.Say("Keys: %s", keyFile)
	}
	p.Say("Keep a copy of the key file where the data is not.")
	if wanted := c.Unanswered(); len(wanted) > 0 {
		p.Say("")
		p.Say("These have no default and want an answer; until then results say \"%s\":",
			workspace.NotRecorded)
		for _, w := range wanted {
			p.Say("  %s", w)
		}
	}
	p.Say("")
	p.Say("Ready. Put your files anywhere; nothing leaves this machine.")
	return nil
}

// question is one setting to ask for; set returns the rule a wrong answer breaks.
type question struct {
	text   string
	unless string // what an empty answer means
	set    func(answer string) (rule string)
}

// questions are asked by init. Nothing in them can be guessed from the data.
func questions(c *workspace.Config) []question {
	answers := func(target *string) func(string) string {
		return func(answer string) string { *target = answer; return "" }
	}
	dataset := func(set func(*workspace.DatasetConfig, string), names ...string) func(string) string {
		return func(answer string) string {
			for _, name := range names {
				d := c.Datasets[name]
				set(&d, answer)
				c.Datasets[name] = d
			}
			return ""
		}
	}
	nation := func(answer string) string { return setNation(c, answer) }
	capacity := func(answer string) string { return setCapacity(c, answer) }
	purpose := func(d *workspace.DatasetConfig, answer string) { d.Purpose = answer }
	function := func(d *workspace.DatasetConfig, answer string) { d.LegalFunction = answer }
	notice := func(d *workspace.DatasetConfig, answer string) { d.Notice = answer }
	return []question{
		{"Name of the council", "", answers(&c.Body)},
		{"Nation (england, wales, scotland)", "", nation},
		{"Who answers for this review (name or post)", "", answers(&c.Owner)},
		{"Data protection officer", "", answers(&c.DataProtectionOfficer)},
		{"Cases a quarter that your team can work", strconv.Itoa(c.Capacity), capacity},
		{"Purpose of the review, as your privacy notice says it", "",
			dataset(purpose, c.DatasetNames()...)},
		{"Legal function for council tax data", "", dataset(function, "council_tax")},
		{"Legal function for the full electoral register", "",
			dataset(function, "electoral_register")},
		{"Legal function for council tax reduction data", "", dataset(function, "ctr")},
		{"Legal function for a list of deaths (open: none is read)", "", dataset(function, "deaths")},
		{"Link of the privacy notice", "",
			dataset(notice, c.DatasetNames()...)},
	}
}

func setNation(c *workspace.Config, answer string) string {
	nation := strings.ToLower(answer)
	if !workspace.IsNation(nation) {
		return "must be england, wales or scotland"
	}
	c.Nation = nation
	return ""
}

func setCapacity(c *workspace.Config, answer string) string {
	n, err := strconv.Atoi(answer)
	if err != nil || n < 1 || n > workspace.CapacityMax {
		return fmt.Sprintf("must be a number from 1 to %d", workspace.CapacityMax)
	}
	c.Capacity = n
	return ""
}

// askSettings asks each question until its answer is accepted; an empty answer
// or the end of input leaves it open.
func (p *program) askSettings(c *workspace.Config) error {
	p.Say("Eleven questions. Press Enter to leave one open; all can be changed later in %s.",
		workspace.ConfigFile)
	input := bufio.NewReader(io.LimitReader(p.stdin, 100*answerBytesMax))
	for _, q := range questions(c) {
		for {
			prompt := q.text
			if q.unless != "" {
				prompt += " [" + q.unless + "]"
			}
			fmt.Fprintf(p.Out, "%s: ", prompt)
			line, err := input.ReadString('\n')
			if err != nil && !errors.Is(err, io.EOF) {
				return fmt.Errorf("the answer cannot be read: %w", err)
			}
			answer := strings.TrimSpace(line)
			rule := ""
			switch {
			case len(answer) > answerBytesMax:
				rule = fmt.Sprintf("must be at most %d bytes", answerBytesMax)
			case answer != "":
				rule = q.set(answer)
			}
			if err != nil {
				p.Say("")
				if rule != "" {
					p.Say("The last answer %s and was left open.", rule)
				}
				return nil // no more input: the rest keep their defaults
			}
			if rule == "" {
				break
			}
			p.Say("The answer %s.", rule)
		}
	}
	p.Say("")
	return nil
}
