package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"nfimatch/extract/retention"
	"nfimatch/extract/row"
	"nfimatch/fixtures/council"
)

// The invented council of the demo: large enough that the weights of evidence
// are estimated from it, small enough to be done in seconds.
const (
	demoDwellings = 4000
	demoSeed      = 2026
	demoExercise  = "2026Q4"
)

func (p *program) demoCommand() command {
	folder := ""
	return command{
		use:   "demo [flags]",
		short: "Invent a council and run the whole review on it",
		long: `Invent a council of people who do not exist, make a workspace for it and run the
whole review: extracts, flags and report. It asks nothing and touches nothing
but one folder, which also holds the keys, since nobody in it exists.`,
		example: `  nfi demo
  nfi demo --dir "C:\Temp\nfi demo"`,
		statuses: []int{statusInput, statusConfiguration},
		args:     noArguments,
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&folder, "dir", "",
				"`folder` to work in, new or empty (default: a new one among the temporary files)")
		},
		run: func([]string) error { return p.demo(folder) },
	}
}

func (p *program) demo(folder string) error {
	folder, err := demoFolder(folder)
	if err != nil {
		return err
	}
	data := filepath.Join(folder, "data")
	options := council.Options{Profile: council.Profiles()[0], Dwellings: demoDwellings,
		Seed: demoSeed, Dir: data}
	made, err := council.Generate(options)
	if err != nil {
		return err
	}
	p.say("An invented council of %s people in %s dwellings, in %s", grouped(made.People),
		grouped(made.Dwellings), data)
	w, err := demoWorkspace(folder)
	if err != nil {
		return err
	}
	asOf, _ := retention.DateOf(2026, 11, 1)
	published, _ := retention.DateOf(2026, 12, 1)
	p.today = func() retention.Date { return published } // its data never expires
	request := request{
		exercise: demoExercise, asOf: asOf, workers: runtime.GOMAXPROCS(0),
		codes: filepath.Join(data, "codes.csv"),
		files: make(map[row.Dataset][]string),
		dates: map[row.Dataset]retention.Date{row.CouncilTax: asOf,
			row.ElectoralRegister: published, row.CTR: asOf},
	}
	for _, dataset := range row.Datasets {
		request.files[dataset] = []string{filepath.Join(data, dataset.String()+".csv")}
	}
	p.say("")
	if err := p.runExercise(context.Background(), w, request); err != nil {
		return err
	}
	p.openPage(w.path(runsFolder, demoExercise, "report.html"))
	return nil
}

// demoFolder returns the folder to work in: it must be new or empty, so that no
// file of anybody's is replaced.
func demoFolder(folder string) (string, error) {
	if folder == "" {
		return os.MkdirTemp("", "nfi-demo-")
	}
	entries, err := os.ReadDir(folder)
	switch {
	case err == nil && len(entries) > 0:
		return "", refuse(statusUsage, "name a new folder, or delete that of an earlier demo",
			"--dir must be a new or an empty folder")
	case err != nil && !os.IsNotExist(err):
		return "", refuse(statusUsage, "name a new folder", "--dir must be a folder: %w",
			withoutPath(err))
	}
	if err := os.MkdirAll(folder, folderMode); err != nil {
		return "", refuse(statusInternal, "", "--dir cannot be made: %w", withoutPath(err))
	}
	return folder, nil
}

// demoWorkspace makes a workspace whose questions are answered as invented.
func demoWorkspace(folder string) (*workspace, error) {
	c := defaultConfig()
	c.Body, c.Nation = "Exampleton (invented)", "england"
	c.Owner, c.DataProtectionOfficer = "nobody: invented", "nobody: invented"
	c.KeyFile = filepath.Join(folder, "demo.keys")
	for _, name := range datasets {
		config := c.Datasets[name]
		config.Purpose = "demonstration on invented people"
		config.LegalFunction = "none needed: nobody in the data exists"
		c.Datasets[name] = config
	}
	w := &workspace{filepath.Join(folder, "workspace"), c}
	return w, writeWorkspace(w.folder, c, false)
}

// openPage shows the report where somebody sits at a terminal with a display.
func (p *program) openPage(path string) {
	if !p.terminal {
		return
	}
	var opener *exec.Cmd
	switch {
	case runtime.GOOS == "windows":
		opener = exec.Command("rundll32", "url.dll,FileProtocolHandler", path)
	case runtime.GOOS == "darwin":
		opener = exec.Command("open", path)
	case p.variable("DISPLAY") != "" || p.variable("WAYLAND_DISPLAY") != "":
		opener = exec.Command("xdg-open", path)
	default:
		return
	}
	if opener.Start() == nil { // the path is printed in any case
		_ = opener.Process.Release()
	}
}
