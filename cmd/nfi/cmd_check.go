package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"

	"github.com/spf13/cobra"

	"nfimatch/cmd/nfi/check"
	"nfimatch/cmd/nfi/refusal"
)

func (p *program) checkCommand() command {
	codes := ""
	return command{
		use:   "check FILE... [flags]",
		short: "Look at extracts before a run: columns, codes, faults",
		long: `Read extracts as a run would and say what would become of them: which columns are
used and how full they are, which are not used and not kept, which codes mean
what, and which rows cannot be used and why. Nothing is written, and no value
from the data is shown. What a file is an extract of is told by its headers.
Extracts that a run would refuse are refused, after all has been shown.`,
		example: `  nfi check council_tax.csv electoral_register.csv ctr.csv --codes codes.csv
  nfi check ctax-north.csv ctax-south.csv`,
		statuses: []int{refusal.Input, refusal.Configuration},
		args: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return fmt.Errorf("%s must name at least one file", c.CommandPath())
			}
			return nil
		},
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&codes, "codes", "", "code table `file`: what local codes mean")
		},
		run: func(args []string) error {
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
			defer stop()
			return refusal.Interrupted(check.Extracts(ctx, args, codes, p.today(), p.Voice))
		},
	}
}
