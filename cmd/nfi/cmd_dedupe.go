package main

import (
	"github.com/spf13/cobra"

	"nfimatch/cmd/nfi/refusal"
)

func (p *program) dedupeCommand() command {
	flags := new(linkFlags)
	return command{
		use:   "dedupe LIST [flags]",
		short: "Find who is in a list of people more than once",
		long: `Find the rows of a list that are one person: the pairs, each with its weight and what
it is made of, and the clusters they make.
` + listsLong,
		example: `  nfi dedupe members.csv --out duplicates --map 'full_name=Name,birth_date=Born'
  nfi dedupe members.csv --out duplicates --threshold 0.99`,
		statuses: []int{refusal.Input, refusal.Configuration, refusal.Policy},
		args:     lists("dedupe", "one list", 1),
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&flags.mapping, "map", "", "`field=column,…` of the list")
			flags.add(c)
		},
		run: func(args []string) error { return p.linkLists(flags, args) },
	}
}
