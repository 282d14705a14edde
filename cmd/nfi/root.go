package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"nfimatch/cmd/nfi/refusal"
)

// rootCommand returns the whole command tree.
func (p *program) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "nfi",
		Short: "Find council tax discounts that may be inconsistent with other records",
		Long: `nfi compares a council's own council tax, electoral register and council tax
reduction extracts, and lists the single occupier discounts that may be
inconsistent with the other sources, each with its reasons for and against.

A difference between records is not evidence of wrongdoing. Each case needs a
person. Nothing leaves this machine: no command uses the network.`,
		SilenceErrors:     true, // printed by report, in our words
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	root.PersistentFlags().StringVar(&p.workspaceFlag, "workspace", "",
		"workspace `folder` (default: the current folder, then $NFI_WORKSPACE)")
	root.SetHelpTemplate(helpTemplate)
	for _, c := range p.commands() {
		root.AddCommand(p.cobraCommand(c))
	}
	withStatuses(root, refusal.Done, refusal.Internal, refusal.Usage, refusal.Input,
		refusal.Configuration, refusal.Policy, refusal.Integrity)
	return root
}

// helpTemplate is cobra's own help with EXIT STATUS after it.
const helpTemplate = `{{with (or .Long .Short)}}{{. | trimTrailingWhitespaces}}

{{end}}{{if or .Runnable .HasSubCommands}}{{.UsageString}}{{end}}` +
	`{{with .Annotations.statuses}}
EXIT STATUS:
{{.}}{{end}}`

// command is one command of the program: what help says of it and what it does.
type command struct {
	use      string // name and arguments, as cobra wants them
	short    string // one line, an imperative without a full stop
	long     string // help's first paragraphs
	example  string
	statuses []int // exit statuses beside 0, 1 and 2
	args     cobra.PositionalArgs
	flags    func(*cobra.Command) // adds the flags; nil for none
	run      func(args []string) error
	// below are the commands that follow this one's name. It then has no arguments of
	// its own: args is nil. With a nil run it does nothing but help.
	below []command
}

// cobraCommand turns c into cobra's form and marks its errors as the command's
// own.
func (p *program) cobraCommand(c command) *cobra.Command {
	made := &cobra.Command{
		Use: c.use, Short: c.short, Long: c.long, Example: c.example, Args: c.args,
		DisableFlagsInUseLine: true,
		RunE: func(made *cobra.Command, args []string) error {
			if c.run == nil {
				return made.Help()
			}
			if err := c.run(args); err != nil {
				return commandError{err}
			}
			return nil
		},
	}
	made.Flags().SortFlags = false // in the order of the work, not of the alphabet
	if c.flags != nil {
		c.flags(made)
	}
	if c.below != nil {
		made.Args, made.SuggestionsMinimumDistance = onlyCommands, suggestionEditsMax
		for _, child := range c.below {
			made.AddCommand(p.cobraCommand(child))
		}
	}
	withStatuses(made, append([]int{refusal.Done, refusal.Internal, refusal.Usage}, c.statuses...)...)
	return made
}

// withStatuses gives help its EXIT STATUS section.
func withStatuses(c *cobra.Command, statuses ...int) {
	var lines strings.Builder
	for _, status := range statuses {
		fmt.Fprintf(&lines, "  %d  %s\n", status, refusal.Meaning(status))
	}
	c.Annotations = map[string]string{"statuses": lines.String()}
}

// suggestionEditsMax is how many letters may be wrong for a command to be suggested.
const suggestionEditsMax = 2

// onlyCommands refuses what is no command below c, in cobra's words for the root.
func onlyCommands(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	meant := ""
	if names := c.SuggestionsFor(args[0]); len(names) > 0 {
		meant = "\nDid you mean this?\n" + strings.Join(names, "\n")
	}
	return fmt.Errorf("unknown command %q for %q%s", args[0], c.CommandPath(), meant)
}

// noArguments refuses arguments in words that do not repeat them.
func noArguments(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("%s must have no arguments beside its flags", c.CommandPath())
	}
	return nil
}

// oneArgument refuses any other number, naming what is wanted.
func oneArgument(what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) != 1 {
			return fmt.Errorf("%s must have one argument, %s", c.CommandPath(), what)
		}
		return nil
	}
}
