package explain

import (
	_ "embed" // the page
	"fmt"
	"html/template"
	"io"

	"nfimatch/cmd/nfi/exercise"
	"nfimatch/extract/retention"
	"nfimatch/report/publish"
	"nfimatch/report/publish/chart"
	"nfimatch/report/spell"
)

//go:embed data/page.html
var pageText string

var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{
	"bits": spell.Bits, "step": spell.SignedBits, "count": spell.Grouped,
	"day": func(d retention.Date) string { return spell.Day(d, "no date") },
}).Parse(pageText))

// A pageView is the page in the order it is read.
type pageView struct {
	Style           template.CSS
	Council, Title  string
	Exercise        string
	Program         string
	Origin          string // of the weights
	DeleteBy        retention.Date
	Flags           []flagView
	First           account // of whose dwelling all are
	Compared        []pairView
	Same, Different int32
}

// A flagView is one flag of the page.
type flagView struct {
	account
	Account, Adults string
	Figure          template.HTML
}

type pairView struct {
	pair
	Title  string
	Figure template.HTML
}

// writePage writes the accounts as one page, complete in itself, without a script.
func writePage(w io.Writer, accounts []account, manifest *exercise.Manifest, due retention.Date,
	program string,
) error {
	view := pageView{Style: publish.Style(), Council: manifest.Council, Exercise: manifest.Exercise,
		Program: program, Origin: manifest.Model.Origin, DeleteBy: due, Same: manifest.Model.Same,
		Different: manifest.Model.Different, Title: "Why " + accounts[0].Case + " is listed",
		First: accounts[0]}
	for i := range accounts {
		one, err := viewOf(&accounts[i])
		if err != nil {
			return err
		}
		view.Flags = append(view.Flags, one)
	}
	var err error
	if view.Compared, err = pairsOf(&view.First); err != nil {
		return err
	}
	if err := pageTemplate.Execute(w, view); err != nil {
		return fmt.Errorf("write page: %w", err)
	}
	return nil
}

func viewOf(a *account) (view flagView, err error) {
	view = flagView{account: *a, Account: placeOfAccount(a.AccountLine), Adults: a.adults()}
	title := fmt.Sprintf("Reasons of flag %d, in bits", a.Flag)
	view.Figure, err = chart.Waterfall(title, fmt.Sprintf("From 0, reason by reason, to the score of "+
		"%s bits. The table below holds the same numbers.", spell.Bits(a.Reasons.Total)),
		a.Reasons.steps(), [2]string{"for the flag", "against it"}, "Score").Figure()
	return view, err
}

// pairsOf draws the pairs of a dwelling.
func pairsOf(a *account) (all []pairView, err error) {
	for _, p := range a.Pairs {
		one := pairView{pair: p, Title: fmt.Sprintf("%s and %s: %s", p.Left, p.Right, p.Outcome)}
		title := fmt.Sprintf("Weight of %s and %s, in bits", p.Left, p.Right)
		one.Figure, err = chart.Waterfall(title, fmt.Sprintf("From 0, comparison by comparison, to "+
			"the weight of %s bits. The table below holds the same numbers.", spell.Bits(p.Total)),
			p.steps(), [2]string{"for one person", "against it"}, "Weight", p.Marks...).Figure()
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

func placeOfAccount(line uint32) string { return fmt.Sprintf("council tax line %d", line) }
