// Command nfi runs a council's own data matching in the manner of the National
// Fraud Initiative: council tax, electoral register and benefit extracts in, a
// ranked list of discounts that may be inconsistent out. It decides nothing.
//
// This package holds flags, exit statuses and wiring, one file a command. The
// work is done by the stages extract, normalize, match and report, which know
// nothing of it; see README.md.
package main

import (
	"io"
	"os"
)

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, systemEnvironment())) }

// run carries out one command line and returns its exit status. All that the
// program knows of the machine comes in as arguments, so that tests can call it
// as often as they like.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer, env environment) (status int) {
	p := &program{stdin: stdin, stdout: stdout, stderr: stderr, environment: env}
	defer p.recoverPanic(&status)
	root := p.rootCommand()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	return p.report(root.Execute())
}
