package custody

import (
	"cmp"
	"fmt"
	"slices"

	"nfimatch/cmd/nfi/workspace"
	"nfimatch/report/cases"
)

// write fills in the certificate with what is going to be done. What then turns out
// otherwise is marked on it.
func (p *purging) write(number string, before cases.Head) {
	p.paper = cases.Certificate{
		Version: cases.CertificateVersion, Council: workspace.Recorded(p.Config.Body), Number: number,
		MadeOn: p.Today.String(), By: p.Audit.Who(), Officer: cmp.Or(p.Officer, p.Audit.Who()),
		ApprovedBy: p.Approved,
		HeadBefore: cases.CertificateHead{Count: before.Count, Hash: before.Hash},
	}
	for _, one := range p.things {
		if one.exercise != "" && !slices.Contains(p.paper.Exercises, one.exercise) {
			p.paper.Exercises = append(p.paper.Exercises, one.exercise)
		}
		for _, rule := range one.rules {
			if !slices.Contains(p.paper.Rules, rule) {
				p.paper.Rules = append(p.paper.Rules, rule)
			}
		}
		if one.held != "" {
			continue
		}
		p.paper.Files = append(p.paper.Files, one.files...)
		if one.item.Kind == cases.ItemKey {
			p.paper.Keys = append(p.paper.Keys, cases.CertificateKey{
				ID: p.Keys.ExerciseID(one.item.Name), For: keyFor(one.item.Name)})
		}
	}
	for _, name := range p.paper.Exercises {
		p.count(name)
	}
	for _, stray := range p.strays {
		p.paper.Files = append(p.paper.Files, cases.CertificateFile{Name: stray,
			Outcome: "left: nobody recorded it"})
	}
	p.unreached()
}

// count says how many of an exercise's files, cases and lists go, and why others stay.
func (p *purging) count(name string) {
	files := cases.CertificateCount{Exercise: name, Of: "result files"}
	lists := cases.CertificateCount{Exercise: name, Of: "lists"}
	for _, one := range p.things {
		if one.exercise != name {
			continue
		}
		var count *cases.CertificateCount
		switch one.item.Kind {
		case cases.ItemRun, cases.ItemPairs:
			count = &files
		case cases.ItemList:
			count = &lists
		default:
			continue
		}
		count.Before += len(one.files)
		if one.held == "" {
			count.Deleted += len(one.files)
		} else {
			count.Kept = append(count.Kept, cases.CertificateKept{Count: len(one.files), Why: one.held})
		}
	}
	for _, one := range []cases.CertificateCount{files, p.countSeals(name), lists} {
		if one.Before > 0 {
			p.paper.Counts = append(p.paper.Counts, one)
		}
	}
}

// countSeals says how many sealed cases go, and why the others stay.
func (p *purging) countSeals(name string) cases.CertificateCount {
	count := cases.CertificateCount{Exercise: name, Of: "sealed cases"}
	for _, one := range p.things {
		if one.item.Kind != cases.ItemSeals || one.exercise != name {
			continue
		}
		left := len(p.keep[name])
		count.Before = p.sealed[name]
		going := count.Before - left
		if one.held == "" {
			count.Deleted = going
		} else if going > 0 {
			count.Kept = append(count.Kept, cases.CertificateKept{Count: going, Why: one.held})
		}
		if left > 0 {
			count.Kept = append(count.Kept, cases.CertificateKept{Count: left,
				Why: "not due: " + p.whyLeft(name)})
		}
	}
	return count
}

// whyLeft says until when the cases that stay are kept.
func (p *purging) whyLeft(name string) string {
	state := p.Audit.State()
	first, last := "", ""
	for _, kept := range p.keep[name] {
		work, taken := state.Taken[kept]
		if !taken {
			return "their day has not come"
		}
		day := work.DeleteBy.String()
		if first == "" || day < first {
			first = day
		}
		last = max(last, day)
	}
	if first == last {
		return "somebody works them, due " + first
	}
	return fmt.Sprintf("somebody works them, due %s to %s", first, last)
}

// unreached names what the purge cannot delete, and the small statistic that is kept.
func (p *purging) unreached() {
	state := p.Audit.State()
	for _, source := range p.sources {
		if p.deletes(cases.RunItem(source.Exercise)) {
			p.paper.Sources = append(p.paper.Sources, source)
		}
	}
	for _, list := range state.Lists {
		if !list.Inside && !list.Gone() && slices.Contains(p.paper.Exercises, list.Exercise) {
			p.paper.Lists = append(p.paper.Lists, cases.CertificateList{Batch: list.Batch,
				Name: list.Name, Date: cases.Day(list.At), To: list.Officer, SHA256: list.SHA256})
		}
	}
	for _, name := range p.paper.Exercises {
		run, ok := state.Runs[name]
		if !ok {
			continue
		}
		taken := 0
		for _, work := range state.Taken {
			if work.Exercise == name {
				taken++
			}
		}
		p.paper.Statistics = append(p.paper.Statistics,
			cases.CertificateFigure{Name: name + ": cases listed", Value: int64(run.Cases)},
			cases.CertificateFigure{Name: name + ": cases opened", Value: int64(taken)})
	}
}

// deletes reports whether an item is among those that go.
func (p *purging) deletes(item cases.Item) bool {
	return slices.ContainsFunc(p.things, func(one thing) bool {
		return one.item == item && one.held == ""
	})
}
