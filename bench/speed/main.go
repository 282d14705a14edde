// Command speed times the whole job, as a council runs it: it builds nfi, draws a
// mean English council (87,000 accounts), and runs "nfi run" on its files in a
// workspace of their own, several times.
//
//	go run ./bench/speed [-dwellings 87000] [-runs 3]
//
// It prints the seconds of each run by stage, and the peak memory that the system
// saw of the process, where the system tells.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"time"

	"nfimatch/fixtures/council"
)

// meanCouncil is the number of dwellings of a mean English billing authority:
// 25.7 million over 296.
const meanCouncil = 87_000

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "speed: error:", err)
		os.Exit(1)
	}
}

func run(arguments []string, out io.Writer) error {
	flags := flag.NewFlagSet("speed", flag.ContinueOnError)
	dwellings := flags.Int("dwellings", meanCouncil, "dwellings of the council")
	runs := flags.Int("runs", 3, "runs")
	profile := flags.String("profile", "northern", "profile of the council")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "speed")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	made, err := council.Generate(council.Options{Profile: *profile, Dwellings: *dwellings,
		Seed: 100, Dir: filepath.Join(folder, "data")})
	if err != nil {
		return err
	}
	program, err := build(folder)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d accounts, %d electors, %d claims; %d processors, %s/%s, %s\n", made.Accounts,
		made.Electors, made.Claims, runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version())
	for n := range *runs {
		if err := once(out, program, folder, n); err != nil {
			return err
		}
	}
	return nil
}

// build builds nfi as it is released.
func build(folder string) (string, error) {
	program := filepath.Join(folder, "nfi")
	if runtime.GOOS == "windows" {
		program += ".exe"
	}
	command := exec.Command("go", "build", "-o", program, "nfimatch/cmd/nfi")
	command.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := command.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building nfi: %w: %s", err, output)
	}
	return program, nil
}

// once makes a workspace and times one run in it, from files to list.
func once(out io.Writer, program, folder string, n int) error {
	workspace := filepath.Join(folder, "workspace"+strconv.Itoa(n))
	file := func(name string) string { return filepath.Join(folder, "data", name) }
	initialise := exec.Command(program, "init", workspace, "--key-file", workspace+".keys")
	if output, err := initialise.CombinedOutput(); err != nil {
		return fmt.Errorf("nfi init: %w: %s", err, output)
	}
	command := exec.Command(program, "run", "--workspace", workspace, "--exercise", "2026Q4",
		"--council-tax", file("council_tax.csv"), "--council-tax-date", "2026-11-01",
		"--register", file("electoral_register.csv"), "--register-date", "2026-12-01",
		"--ctr", file("ctr.csv"), "--ctr-date", "2026-11-01", "--codes", file("codes.csv"))
	start := time.Now()
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("nfi run: %w: %s", err, output)
	}
	wall := time.Since(start)
	text, err := os.ReadFile(filepath.Join(workspace, "runs", "2026Q4", "timing.json"))
	if err != nil {
		return err
	}
	var timing struct{ Seconds map[string]float64 }
	if err := json.Unmarshal(text, &timing); err != nil {
		return err
	}
	state := command.ProcessState
	seconds := timing.Seconds
	fmt.Fprintf(out, "run %d: %.2f s wall, %.2f s processor; read %.2f, match %.2f, report %.2f, "+
		"seal %.2f, write %.2f%s\n", n+1, wall.Seconds(),
		(state.UserTime() + state.SystemTime()).Seconds(), seconds["read"], seconds["match"],
		seconds["report"], seconds["seal"], seconds["write"], peakMemory(state))
	return nil
}
