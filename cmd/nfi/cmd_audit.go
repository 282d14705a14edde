package main

import (
	"github.com/spf13/cobra"

	"nfimatch/cmd/nfi/custody"
	"nfimatch/cmd/nfi/refusal"
)

func (p *program) auditCommand() command {
	return command{
		use:   "audit",
		short: "Check the audit log",
		long: `The audit log, audit.log of the workspace, has a line for each run, opening, hold,
decision and purge. Each line holds the hash of the line before it, and how many
lines there are is also written beside the key file: a line that is changed, moved,
added or cut out shows.`,
		below: []command{p.auditVerifyCommand()},
	}
}

func (p *program) auditVerifyCommand() command {
	request := custody.VerifyRequest{}
	return command{
		use:   "verify [flags]",
		short: "Say whether the audit log is whole",
		long: `Read the whole audit log and say whether it is as it was written. The first line
that is not is named. So is a ledger of first-seen days that is lost or is not the one
that the log names. With --count and --head, as a list, a run or a certificate has
them printed, also say whether the log still has that line.`,
		example: `  nfi audit verify
  nfi audit verify --count 47 --head 3f2a…`,
		statuses: []int{refusal.Configuration, refusal.Policy, refusal.Integrity},
		args:     noArguments,
		flags: func(c *cobra.Command) {
			c.Flags().IntVar(&request.Count, "count", 0, "`number` of the line to look for")
			c.Flags().StringVar(&request.Head, "head", "", "`hash` of that line")
		},
		run: func([]string) error {
			if err := request.Check(); err != nil {
				return err
			}
			return p.readingWorkspace(func(s *session) error {
				return custody.Verify(s, request, p.Voice)
			})
		},
	}
}
