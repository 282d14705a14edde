package main

import (
	"github.com/spf13/cobra"

	"nfimatch/cmd/nfi/custody"
	"nfimatch/cmd/nfi/refusal"
)

func (p *program) markCommand() command {
	request := custody.MarkRequest{}
	return command{
		use:   "mark EXERCISE [flags]",
		short: "Hold the results of an exercise, or end the hold",
		long: `Hold the results, seals and lists of an exercise: nfi purge keeps what is held,
whatever the schedule says, and says why. A hold does not make expired data readable.
It is none on the ledger of first-seen days, which is of everybody: the days that cases
rest on stand in their reasons.
Placing and ending one are lines of the audit log.`,
		example: `  nfi mark 2026Q4 --hold --officer akhan --why "subject access request of 3 May"
  nfi mark 2026Q4 --release --officer akhan --why "answered on 20 May"`,
		statuses: []int{refusal.Configuration, refusal.Policy, refusal.Integrity},
		args:     oneArgument("the exercise"),
		flags: func(c *cobra.Command) {
			c.Flags().BoolVar(&request.Hold, "hold", false, "keep it from being purged")
			c.Flags().BoolVar(&request.Release, "release", false, "end the hold")
			c.Flags().StringVar(&request.Why, "why", "", "`reason`, without any person's name (required)")
			c.Flags().StringVar(&request.Officer, "officer", "",
				"`who` decides (default: the user of the system)")
		},
		run: func(args []string) error {
			request.Exercise = args[0]
			if err := request.Check(); err != nil {
				return err
			}
			return p.inWorkspace(func(s *session) error { return custody.Mark(s, request, p.Voice) })
		},
	}
}
