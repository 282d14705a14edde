package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"nfimatch/cmd/nfi/disk"
	"nfimatch/cmd/nfi/workspace"
)

func (p *program) aboutCommand() command {
	var texts bool
	return command{
		use:   "about [flags]",
		short: "Say what this program is, what it touches and whose work is in it",
		long: `Say what this program is and what it touches, for whoever has to approve it:
version, own digest, what it reads and writes, and the libraries and tables in it.`,
		example: `  nfi about
  nfi about --licences | more`,
		args: noArguments,
		flags: func(c *cobra.Command) {
			c.Flags().BoolVar(&texts, "licences", false, "print every licence text in full")
		},
		run: func([]string) error {
			if texts {
				return p.sayLicences()
			}
			return p.sayAbout()
		},
	}
}

// sayAbout prints the facts an approver asks for.
func (p *program) sayAbout() error {
	version, revision, libraries := buildFacts()
	p.Say("nfi: local council tax discount review, not an NFI exercise")
	p.Say("version        %s%s", version, revision)
	p.Say("built          %s for %s/%s", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	digest, err := ownDigest()
	if err != nil {
		digest = "cannot be read"
	}
	p.Say("SHA-256        %s", digest)
	p.Say("network        none: no command opens a connection")
	p.Say("installation   none: one file, no administrator rights, no service, no registry entry")
	p.Say("reads          the files named on the command line, the workspace, the key file")
	p.Say("writes         the workspace (%s), the key file and the head of the audit log",
		strings.Join(workspace.Contents(), ", "))
	p.Say("               beside it, and what --out and --dir name")
	p.Say("signature      none: compare the SHA-256 above with the one published")
	p.Say("licence        Apache-2.0")
	p.Say("")
	p.Say("Libraries:")
	for _, library := range libraries {
		p.Say("  %s", library)
	}
	p.Say("")
	p.Say("Tables of other people's work:")
	for _, table := range tableLicences() {
		p.Say("  %s", table.title)
	}
	p.Say("")
	p.Say("nfi about --licences prints the licence of each.")
	return nil
}

// sayLicences prints every licence text, ours first.
func (p *program) sayLicences() error {
	for _, l := range allLicences() {
		_, err := fmt.Fprintf(p.Out, "==== %s ====\n\n%s\n", l.title, l.text)
		if err != nil {
			return fmt.Errorf("the licences cannot be printed: %w", err)
		}
	}
	return nil
}

// buildFacts returns what the Go tool wrote into the program: its version, its
// revision (" (…)", or "" where the build did not record one) and its libraries.
func buildFacts() (version, revision string, libraries []string) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown", "", nil
	}
	version = info.Main.Version
	if version == "" || version == "(devel)" {
		version = "development build"
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			revision = " (" + setting.Value + ")"
		}
	}
	for _, module := range info.Deps {
		libraries = append(libraries, module.Path+" "+module.Version)
	}
	slices.Sort(libraries)
	return version, revision, libraries
}

// programName is the program and its version, as outputs name it.
func programName() string {
	version, _, _ := buildFacts()
	return "nfi " + version
}

// ownDigest returns the SHA-256 of the running program's file.
func ownDigest() (string, error) {
	path, err := os.Executable()
	if err != nil {
		return "", err
	}
	_, digest, err := disk.FileSHA256(path)
	return digest, err
}
