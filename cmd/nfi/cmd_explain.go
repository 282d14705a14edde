package main

import (
	"github.com/spf13/cobra"

	"nfimatch/cmd/nfi/explain"
	"nfimatch/cmd/nfi/refusal"
)

func (p *program) explainCommand() command {
	request := explain.Request{}
	return command{
		use:   "explain FLAG [flags]",
		short: "Say why a flag is there, term by term",
		long: `Say why a flag is there: its reasons for and against as they add up to its score, and
how the mentions at its dwelling were compared, as the terms add up to the weight of
each pair. FLAG is the number of a flag, or the name of a case for all its flags.

Nobody is named: a mention is a line of a file. Nothing is opened, so the audit log
gets no line. With --out it is one page with charts, which says by when it has to be
deleted; it lies outside the workspace and is yours to delete.`,
		example: `  nfi explain 1
  nfi explain 2026Q4-0001
  nfi explain 2026Q4-0001 --out why.html`,
		statuses: []int{refusal.Configuration, refusal.Policy, refusal.Integrity},
		args:     oneArgument("a flag's number or the name of a case"),
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&request.Exercise, "exercise", "",
				"`name` of the exercise (default: the case's own, else the latest)")
			c.Flags().StringVar(&request.Out, "out", "", "`file` to write, ending in .html")
		},
		run: func(args []string) error {
			request.Flag = args[0]
			if err := request.Check(); err != nil {
				return err
			}
			return p.readingWorkspace(func(s *session) error {
				request.Today, request.Program = p.today(), programName()
				return explain.Flag(s, request, p.Voice)
			})
		},
	}
}
