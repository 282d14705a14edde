// Command nfi runs a council's own data matching in the manner of the National
// Fraud Initiative: council tax, electoral register and benefit extracts in, a
// ranked list of discounts that may be inconsistent out. It decides nothing.
//
// This package holds the commands, a file each, and what they take from the machine.
// How they end is refusal's, the council's folder and keys are workspace's, and a run
// is exercise's. The work is done by the stages extract, normalize, match and report,
// which know nothing of it; see README.md.
package main

import (
	"io"
	"os"

	"nfimatch/cmd/nfi/refusal"
)

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, systemEnvironment())) }

// run carries out one command line and returns its exit status. All that the
// program knows of the machine comes in as arguments, so that tests can call it
// as often as they like.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer, env environment) (status int) {
	p := &program{environment: env, Voice: refusal.Voice{Out: stdout, Err: stderr}, stdin: stdin}
	defer p.recoverPanic(&status)
	root := p.rootCommand()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	return p.report(root.Execute())
}
