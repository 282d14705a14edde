package main

import (
	"github.com/spf13/cobra"

	"nfimatch/cmd/nfi/custody"
	"nfimatch/cmd/nfi/refusal"
)

func (p *program) worklistCommand() command {
	request := custody.TakeRequest{}
	return command{
		use:   "worklist [flags]",
		short: "Open the strongest cases and write them as a list to work",
		long: `Open the strongest cases of an exercise that no list has taken yet, and write them
as one spreadsheet: who and where, what may be inconsistent, the reasons for and
against, and columns to fill in. Only these cases are opened; every other stays
sealed.

Each case opened is a line of the audit log, with the officer and the reason, before
the list is there. A list of more than 200 cases needs a second officer. The list
says by when it has to be deleted; one that is kept outside the workspace is yours
to delete.`,
		example: `  nfi worklist --take 40 --officer akhan --reason "desk check Q4"
  nfi worklist --take 300 --officer akhan --second jortiz --reason "desk check Q4"
  nfi worklist --again B0001 --officer akhan --reason "the list of Monday was lost"`,
		statuses: []int{refusal.Configuration, refusal.Policy, refusal.Integrity},
		args:     noArguments,
		flags: func(c *cobra.Command) {
			c.Flags().IntVar(&request.Take, "take", 0, "`number` of cases to open, strongest first")
			c.Flags().StringVar(&request.Officer, "officer", "", "`who` will work the list (required)")
			c.Flags().StringVar(&request.Reason, "reason", "",
				"`why` the cases are opened, without any name of theirs (required)")
			c.Flags().StringVar(&request.Second, "second", "",
				"second `officer`, for more than 200 cases")
			c.Flags().StringVar(&request.Exercise, "exercise", "",
				"`name` of the exercise (default: the latest)")
			c.Flags().StringVar(&request.Again, "again", "",
				"write the cases of an earlier `batch` once more, instead of --take")
			c.Flags().StringVar(&request.Out, "out", "",
				"`file` to write, ending in .xlsx (default: in lists/ of the workspace)")
		},
		run: func([]string) error {
			if err := request.Check(); err != nil {
				return err
			}
			return p.inWorkspace(func(s *session) error {
				request.Today, request.Program = p.today(), programName()
				return custody.Take(s, request, p.Voice)
			})
		},
	}
}
