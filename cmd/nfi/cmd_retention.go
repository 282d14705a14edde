package main

import (
	"strings"

	"github.com/spf13/cobra"

	"nfimatch/cmd/nfi/custody"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/extract/retention"
)

func (p *program) retentionCommand() command {
	return command{
		use:   "retention [COMMAND]",
		short: "Show the retention schedule, its dates and its conflicts",
		long: `Show how long each class of record is kept: the schedule of nfi.toml, word for
word, with what each period is counted from, who answers for it and where it is
written down. What is in conflict comes last, with the command that decides it:
words that name no length or several, and lines that disagree. Until a person
decides, the earliest day is enforced.`,
		example: `  nfi retention
  nfi retention decide call_recording --period "63 days" --officer jortiz \
          --why "the notice in force says so"`,
		statuses: []int{refusal.Configuration, refusal.Policy, refusal.Integrity},
		below:    []command{p.retentionDecideCommand()},
		run: func([]string) error {
			return p.readingWorkspace(func(s *session) error {
				// The command that decides needs the workspace as this one was given it.
				given := ""
				if p.workspaceFlag != "" {
					given = ` --workspace "` + p.workspaceFlag + `"`
				}
				return custody.ShowSchedule(s, p.today(), given, p.Voice)
			})
		},
	}
}

func (p *program) retentionDecideCommand() command {
	var decision retention.Decision
	return command{
		use:   "decide CLASS [flags]",
		short: "Settle a conflict of the retention schedule",
		long: `Choose how long a class of record is kept whose words in the schedule are in
conflict: one of the lengths that they name or, where they name none, one that is no
longer than the maximum. The decision is a line of the audit log. It holds as long as
the words of the class stay exactly as they are; nfi.toml is not changed.`,
		example: `  nfi retention decide call_recording --period "63 days" --officer jortiz \
          --why "the notice in force says so"`,
		statuses: []int{refusal.Configuration, refusal.Policy, refusal.Integrity},
		args:     oneArgument("the class of record"),
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&decision.Period, "period", "",
				"`length` of time, such as \"63 days\" (required)")
			c.Flags().StringVar(&decision.Officer, "officer", "", "`who` decides (required)")
			c.Flags().StringVar(&decision.Why, "why", "", "`reason` (required)")
		},
		run: func(args []string) error {
			decision.Class, decision.On = args[0], p.today()
			if err := givenTogether(decision); err != nil {
				return err
			}
			return p.inWorkspace(func(s *session) error {
				return custody.Decide(s, decision, p.Voice)
			})
		},
	}
}

// givenTogether refuses a decision that leaves out a flag.
func givenTogether(d retention.Decision) error {
	var faults []string
	for _, flag := range []struct{ name, value string }{
		{"--period", d.Period}, {"--officer", d.Officer}, {"--why", d.Why}} {
		if strings.TrimSpace(flag.value) == "" {
			faults = append(faults, flag.name+" must be given")
		}
	}
	if len(faults) == 0 {
		return nil
	}
	return refusal.All(refusal.Usage, "nfi retention decide --help shows every flag and an example",
		faults)
}
