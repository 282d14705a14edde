package purge

import (
	"cmp"
	"fmt"
	"slices"

	"nfimatch/cmd/nfi/custody"
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
	p.paper.Exercises = p.touched()
	for _, one := range p.things {
		p.paper.AddRules(one.rules)
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
		for _, kept := range p.keep[name] {
			if work, taken := p.Audit.State().Taken[kept]; taken {
				p.paper.AddRules(p.ruleOf(name, custody.ClassCaseOpen, work.DeleteBy))
			}
		}
	}
	p.countLines()
	for _, stray := range p.strays {
		file, _ := p.file(stray)
		file.Outcome = "left: nobody recorded it"
		p.paper.Files = append(p.paper.Files, file)
	}
	for _, left := range []*cases.CertificateFile{p.unread, p.decided} {
		if left != nil {
			p.paper.Files = append(p.paper.Files, *left)
		}
	}
	p.unreached()
	p.paper.MakePrintable()
}

// touched are the exercises of which something is due, in the order it was found.
func (p *purging) touched() (names []string) {
	for _, one := range p.things {
		if one.exercise != "" && !slices.Contains(names, one.exercise) {
			names = append(names, one.exercise)
		}
	}
	return names
}

// What a certificate counts.
const (
	countFiles  = "result files"
	countKeys   = "keys"
	countSealed = "sealed cases"
	countLists  = "lists"
	countLines  = "lines of the audit log"
)

// countedAs says under what an item that a purge deletes is counted.
var countedAs = map[cases.ItemKind]string{
	cases.ItemRun: countFiles, cases.ItemPairs: countFiles, cases.ItemKey: countKeys,
	cases.ItemSeals: countSealed, cases.ItemList: countLists, cases.ItemAudit: countLines,
}

// count says how many of an exercise's files, keys, cases and lists go, and why others
// stay. What was not there any more is not counted.
func (p *purging) count(name string) {
	counts := []cases.CertificateCount{{Of: countFiles}, {Of: countKeys}, p.countSeals(name),
		{Of: countLists}}
	for _, one := range p.things {
		of := countedAs[one.item.Kind]
		if one.exercise != name || of == countSealed {
			continue
		}
		there := 0
		for _, file := range one.files {
			if file.SHA256 != "" {
				there++
			}
		}
		if of == countKeys {
			there = 1
		}
		i := slices.IndexFunc(counts, func(c cases.CertificateCount) bool { return c.Of == of })
		if i < 0 || there == 0 {
			continue
		}
		count := &counts[i]
		count.Before += there
		if one.held == "" {
			count.Deleted += there
		} else {
			count.Kept = append(count.Kept, cases.CertificateKept{Count: there, Why: one.held})
		}
	}
	for _, one := range counts {
		if one.Exercise = name; one.Before > 0 {
			p.paper.Counts = append(p.paper.Counts, one)
		}
	}
}

// countSeals says how many sealed cases go, and why the others stay.
func (p *purging) countSeals(name string) cases.CertificateCount {
	left := len(p.keep[name])
	count := cases.CertificateCount{Of: countSealed, Before: p.sealed[name]}
	going := count.Before - left
	if held := p.heldWhy(name); held == "" {
		count.Deleted = going
	} else if going > 0 {
		count.Kept = append(count.Kept, cases.CertificateKept{Count: going, Why: held})
	}
	if left > 0 {
		count.Kept = append(count.Kept, cases.CertificateKept{Count: left,
			Why: "not due: " + p.whyLeft(name)})
	}
	return count
}

// countLines says how many lines of the log go.
func (p *purging) countLines() {
	for _, one := range p.things {
		if one.item.Kind != cases.ItemAudit {
			continue
		}
		before, gone := len(p.Audit.Log().Events), one.item.Last-one.item.First+1
		count := cases.CertificateCount{Of: countLines, Before: before, Deleted: gone}
		if before > gone {
			count.Kept = []cases.CertificateKept{{Count: before - gone,
				Why: "not due, or something that is kept rests on them"}}
		}
		p.paper.Counts = append(p.paper.Counts, count)
	}
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
	items := p.items()
	for _, source := range p.sources {
		if slices.Contains(items, cases.RunItem(source.Exercise).String()) {
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
