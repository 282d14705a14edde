package main

import (
	"github.com/spf13/cobra"

	"nfimatch/cmd/nfi/purge"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
)

func (p *program) purgeCommand() command {
	request := purge.Request{}
	return command{
		use:   "purge --due [--do] [flags]",
		short: "Show what is due for deletion, or delete it and certify that",
		long: `Show what the retention schedule says is due: results of exercises, seals of cases,
opened lists, certificates and lines of the audit log. With --do it is deleted, the
key of each exercise with its results, and a certificate is written that also names
what was kept and why, and what is out of reach: source extracts, lists kept
elsewhere, backups.

What is held (nfi mark) is kept. Without --do nothing is changed. Where the ledger of
first-seen days is lost, all else is deleted and the certificate names it: --ledger-lost
gives it up, if no copy is left.`,
		example: `  nfi purge --due
  nfi purge --due --do --officer akhan --approved "J Ortiz"`,
		statuses: []int{refusal.Configuration, refusal.Policy, refusal.Integrity},
		args:     noArguments,
		flags: func(c *cobra.Command) {
			c.Flags().BoolVar(&request.Due, "due", false, "what is due today or before (required)")
			c.Flags().BoolVar(&request.Do, "do", false, "delete it")
			c.Flags().StringVar(&request.Officer, "officer", "",
				"`who` runs the purge (default: the user of the system)")
			c.Flags().StringVar(&request.Approved, "approved", "", "`who` approved it")
			c.Flags().StringVar(&request.LedgerLost, "ledger-lost", "",
				"`why` "+workspace.FirstSeenFile+" is lost for good: what there is of it is deleted")
		},
		run: func([]string) error {
			if err := request.Check(); err != nil {
				return err
			}
			enter := p.inWorkspace
			if !request.Do {
				enter = p.readingWorkspace
			}
			return enter(func(s *session) error {
				request.Today, request.Program = p.today(), programName()
				return purge.Run(s, request, p.Voice)
			})
		},
	}
}
