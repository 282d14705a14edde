package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"nfimatch/cmd/nfi/custody"
	"nfimatch/cmd/nfi/disk"
	"nfimatch/cmd/nfi/exercise"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
	"nfimatch/extract/retention"
	"nfimatch/extract/row"
	"nfimatch/fixtures/council"
	"nfimatch/report/spell"
)

// The invented council of the demo: large enough that the weights of evidence
// are estimated from it, small enough to be done in seconds.
const (
	demoDwellings = 4000
	demoSeed      = 2026
	demoExercise  = "2026Q4"
	demoCases     = 40
)

func (p *program) demoCommand() command {
	folder := ""
	return command{
		use:   "demo [flags]",
		short: "Invent a council and run the whole review on it",
		long: `Invent a council of people who do not exist, make a workspace for it and run the
whole review: extracts, flags, report and an opened list of cases. It asks nothing and
touches nothing but one folder, which also holds the keys, since nobody in it exists.`,
		example: `  nfi demo
  nfi demo --dir "C:\Temp\nfi demo"`,
		statuses: []int{refusal.Input, refusal.Configuration},
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
		return notWhole(options.Dir, err)
	}
	p.Say("An invented council of %s people in %s dwellings, in %s", spell.Grouped(made.People),
		spell.Grouped(made.Dwellings), data)
	w, err := demoWorkspace(folder)
	if err != nil {
		return err
	}
	asOf, _ := retention.DateOf(2026, 11, 1)
	published, _ := retention.DateOf(2026, 12, 1)
	p.now = noonOf(published) // its data never expires
	request := exercise.Request{
		Exercise: demoExercise, AsOf: asOf, Workers: runtime.GOMAXPROCS(0),
		Codes: filepath.Join(data, workspace.CodesFile),
		Files: make(map[row.Dataset][]string),
		Dates: map[row.Dataset]retention.Date{row.CouncilTax: asOf,
			row.ElectoralRegister: published, row.CTR: asOf, row.Deaths: published},
	}
	for _, dataset := range row.Datasets {
		request.Files[dataset] = []string{filepath.Join(data, dataset.String()+".csv")}
	}
	p.Say("")
	ctx, stop := untilStopped()
	defer stop()
	if err := p.runExercise(ctx, w, request); err != nil {
		return err
	}
	if err := p.demoList(w); err != nil {
		return err
	}
	p.openPage(w.Path(workspace.RunsFolder, demoExercise, "report.html"))
	return nil
}

// demoList opens cases as an officer would.
func (p *program) demoList(w *workspace.Workspace) error {
	session, err := p.enter(w)
	if err != nil {
		return err
	}
	defer session.Leave()
	return custody.Take(session, custody.TakeRequest{Take: demoCases, Officer: "nobody (invented)",
		Reason: "demonstration", Today: p.today(), Program: programName()}, p.Voice)
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
		return "", refusal.New(refusal.Usage, "name a new folder, or delete that of an earlier demo",
			"--dir must be a new or an empty folder")
	case err != nil && !os.IsNotExist(err):
		return "", refusal.New(refusal.Usage, "name a new folder", "--dir must be a folder: %w",
			disk.WithoutPath(err))
	}
	if err := os.MkdirAll(folder, disk.FolderMode); err != nil {
		return "", refusal.New(refusal.Internal, "", "--dir cannot be made: %w",
			disk.WithoutPath(err))
	}
	return folder, nil
}

// demoWorkspace makes a workspace whose questions are answered as invented.
func demoWorkspace(folder string) (*workspace.Workspace, error) {
	c := workspace.DefaultConfig()
	c.Body, c.Nation = "Exampleton (invented)", "england"
	c.Owner, c.DataProtectionOfficer = "nobody: invented", "nobody: invented"
	c.KeyFile = filepath.Join(folder, "demo.keys")
	for _, name := range c.DatasetNames() {
		config := c.Datasets[name]
		config.Purpose = "demonstration on invented people"
		config.LegalFunction = "none needed: nobody in the data exists"
		c.Datasets[name] = config
	}
	place := filepath.Join(folder, "workspace")
	if err := workspace.Create(place, c, false); err != nil {
		return nil, err
	}
	return workspace.Find(place, "")
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
