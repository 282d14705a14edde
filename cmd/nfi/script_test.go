package main

import (
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"nfimatch/cmd/nfi/disk"
	"nfimatch/extract/retention"
)

// todayVariable fixes the date of the program in scripts. Only this test binary
// knows it: nobody can read expired data by setting a variable.
const todayVariable = "NFI_TEST_TODAY"

// update writes what commands print into the scripts that compare it: look at every
// line of the change.
var update = flag.Bool("update", false, "write the scripts' expected texts anew")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"nfi": func() {
			env := systemEnvironment()
			if text := os.Getenv(todayVariable); text != "" {
				today, err := retention.ParseDate(text)
				if err != nil {
					panic(todayVariable + ": " + err.Error())
				}
				env.now = noonOf(today)
			}
			os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, env))
		},
	})
}

// TestScripts runs testdata/script/<command>_<what>.txt: what users see, word for
// word. testdata/script/README says how they are written.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           filepath.Join("testdata", "script"),
		UpdateScripts: *update,
		Setup: func(env *testscript.Env) error {
			// The user's settings folder, by each system's own variable.
			home := filepath.Join(env.WorkDir, "home")
			env.Setenv("HOME", home)
			env.Setenv("XDG_CONFIG_HOME", filepath.Join(home, ".config"))
			env.Setenv("AppData", filepath.Join(home, "AppData"))
			env.Setenv(todayVariable, "2026-12-15")
			return os.Mkdir(home, disk.FolderMode)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
	})
}

// exits runs a command and fails the script unless it ends with the given
// status: "exits 3 nfi run …". testscript itself only knows success from failure.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits status command [args...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("%s exited with status %d, want %d", args[1], got, want)
	}
}
