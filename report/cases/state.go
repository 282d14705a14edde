package cases

import (
	"cmp"
	"slices"
	"strings"

	"nfimatch/extract/retention"
)

// State is what is in force: the fold of the log. Maps are by exercise where they
// say nothing else. Seq is the line that says so.
type State struct {
	Runs      map[string]Run   // the last of each exercise that was not purged
	Latest    string           // exercise of the newest of them; "" = none
	Seals     map[string]Seals // outlive the run while a taken case is in them
	Taken     map[string]Taken // by case: it was opened, and its seal was not purged
	Batches   []Batch          // every batch of the log, in order
	Lists     []List           // every list of the log, in order, purged ones too
	Holds     map[string]Hold
	Decisions map[string]Decision // by retention class
	// Unfinished are the purges that were begun and not ended: what they name may be
	// gone or not, and is to be deleted before anything else is done.
	Unfinished []Purge
	Ledger     Ledger // of first-seen days
	NextBatch  string // "B0001": number of the next batch
	NextPurge  string // "P0001": number of the next purge

	papersGone map[string]bool // by purge: its certificate was purged
}

// Run is one exercise as it was last run.
type Run struct {
	Seq          int
	At           string
	KeyID        string
	Manifest     string // SHA-256 of its manifest
	SealsSHA256  string // of the seals' index now: that of Seals; "" = no file is there
	DeleteBy     retention.Date
	Cases        int
	PairsDeleted bool // the evidence of people who are not listed was purged
}

// Seals are the seals of an exercise as they must be found.
type Seals struct {
	Seq    int
	SHA256 string // of the index
	// Next is the index that an unfinished purge puts in its place: until it is ended
	// either may be found. "" = none, unless the purge deletes the file: NextGone.
	Next     string
	NextGone bool
}

// Ledger says how the ledger of first-seen days must be found.
type Ledger struct {
	Seq    int    // of the line that says so; 0 = none does, and any may be found
	SHA256 string // of the sealed file; "" = none is there
	// Changing: an unfinished purge takes entries out of it, and it may have done so.
	Changing bool
}

// Taken is a case that was opened: from then on it is a record of its own class.
type Taken struct {
	Seq             int
	Exercise, Batch string
	DeleteBy        retention.Date
}

// Batch is what one officer opened at one time for one reason. Neither Listed nor
// Failed: the program was stopped in between, and Failed is to be appended.
type Batch struct {
	Seq             int // of its first opening
	At              string
	Number          string
	Exercise        string
	Officer, Second string
	Reason          string
	Cases           []string // in the order of the list
	Listed          bool
	Failed          bool // its cases count as not taken
}

// List is one list that was written for people.
type List struct {
	Seq             int
	At              string
	Exercise, Batch string
	Name            string
	Inside          bool // it lies in the workspace: a purge reaches it
	SHA256          string
	DeleteBy        retention.Date
	Officer         string
	Cases           int
	Failed          bool   // it never came to its place
	Purged          string // number of the purge that deleted it or named it as out of reach
}

// Gone reports whether no purge has to deal with the list any more.
func (l List) Gone() bool { return l.Failed || l.Purged != "" }

// Hold keeps an exercise from purges.
type Hold struct {
	Seq             int
	At              string
	Officer, Reason string
}

// Decision settles a conflict of the schedule: Period is in force for the class while
// the schedule still says Words.
type Decision struct {
	Seq             int
	At              string
	Period, Words   string
	Officer, Reason string
}

// Purge is one that was begun.
type Purge struct {
	Seq             int
	At              string
	Number          string
	Officer, Second string
	SHA256          string // of what it had planned, for whoever finishes it; "" = none
	Items           []string
}

// Fold returns what is in force after events, which Verify has returned. A re-run
// replaces the run of its exercise, its seals and its taken cases; a purge changes
// what is in force when it has ended. What a line undoes may have been cut off at the
// front. Cost: one pass.
func Fold(events []Event) State {
	f := fold{taken: map[string][]Taken{}, State: State{
		Runs: map[string]Run{}, Seals: map[string]Seals{}, Taken: map[string]Taken{},
		Holds: map[string]Hold{}, Decisions: map[string]Decision{}, papersGone: map[string]bool{}}}
	for i := range events {
		f.add(&events[i])
	}
	for name, taken := range f.taken {
		if len(taken) > 0 {
			f.Taken[name] = taken[len(taken)-1]
		}
	}
	newest := 0
	for exercise, run := range f.Runs {
		run.SealsSHA256 = f.Seals[exercise].SHA256
		f.Runs[exercise] = run
		if run.Seq > newest {
			newest, f.Latest = run.Seq, exercise
		}
	}
	f.foresee()
	f.NextBatch = number(batchLetter, f.batchLast+1)
	f.NextPurge = number(purgeLetter, f.purgeLast+1)
	return f.State
}

type fold struct {
	State
	taken                map[string][]Taken // by case, every opening that did not fail
	batchLast, purgeLast int
}

func (f *fold) add(e *Event) {
	if e.Ledger != "" {
		f.Ledger = Ledger{Seq: e.Seq, SHA256: strings.TrimPrefix(e.Ledger, NoHash)}
	}
	switch e.Kind {
	case KindRun:
		f.Runs[e.Exercise] = Run{Seq: e.Seq, At: e.At, KeyID: e.KeyID, Manifest: e.Manifest,
			DeleteBy: e.DeleteBy, Cases: e.Cases}
		f.putSeals(e.Exercise, e.Seq, e.SHA256)
		for name, taken := range f.taken {
			f.taken[name] = slices.DeleteFunc(taken,
				func(t Taken) bool { return t.Exercise == e.Exercise })
		}
	case KindOpening:
		f.open(e)
	case KindList:
		f.batchLast = max(f.batchLast, numberOf(e.Batch))
		f.Lists = append(f.Lists, List{Seq: e.Seq, At: e.At, Exercise: e.Exercise,
			Batch: e.Batch, Name: e.Name, Inside: e.Inside, SHA256: e.SHA256,
			DeleteBy: e.DeleteBy, Officer: e.Officer, Cases: e.Cases})
		if batch := f.batch(e.Batch); batch != nil {
			batch.Listed = true
		}
	case KindFailed:
		f.fail(e)
	case KindHold:
		f.Holds[e.Exercise] = Hold{e.Seq, e.At, e.Officer, e.Reason}
	case KindRelease:
		delete(f.Holds, e.Exercise)
	case KindDecision:
		f.Decisions[e.Name] = Decision{e.Seq, e.At, e.Period, e.Words, e.Officer, e.Reason}
	case KindPurge:
		f.purgeLast = max(f.purgeLast, numberOf(e.Batch))
		f.Unfinished = append(f.Unfinished,
			Purge{e.Seq, e.At, e.Batch, e.Officer, e.Second, e.SHA256, e.Items})
	case KindPurged:
		f.purgeLast = max(f.purgeLast, numberOf(e.Batch))
		f.Unfinished = slices.DeleteFunc(f.Unfinished,
			func(p Purge) bool { return p.Number == e.Batch })
		for _, item := range itemsOf(e.Items) {
			f.purged(e, item)
		}
	}
}

func (f *fold) open(e *Event) {
	f.batchLast = max(f.batchLast, numberOf(e.Batch))
	if f.batch(e.Batch) == nil {
		f.Batches = append(f.Batches, Batch{Seq: e.Seq, At: e.At, Number: e.Batch,
			Exercise: e.Exercise, Officer: e.Officer, Second: e.Second, Reason: e.Reason})
	}
	batch := f.batch(e.Batch)
	batch.Cases = append(batch.Cases, e.Case)
	f.taken[e.Case] = append(f.taken[e.Case], Taken{e.Seq, e.Exercise, e.Batch, e.DeleteBy})
}

// batch returns the newest batch of a number, nil if its openings were cut off.
func (f *fold) batch(number string) *Batch {
	for i := len(f.Batches) - 1; i >= 0; i-- {
		if f.Batches[i].Number == number {
			return &f.Batches[i]
		}
	}
	return nil
}

// fail gives the cases of a batch back: one that an earlier batch took stays taken.
func (f *fold) fail(e *Event) {
	f.batchLast = max(f.batchLast, numberOf(e.Batch))
	if batch := f.batch(e.Batch); batch != nil {
		batch.Failed = true
	}
	for name, taken := range f.taken {
		f.taken[name] = slices.DeleteFunc(taken, func(t Taken) bool { return t.Batch == e.Batch })
	}
	for i := range f.Lists {
		if f.Lists[i].Batch == e.Batch {
			f.Lists[i].Failed = true
		}
	}
}

func (f *fold) purged(e *Event, item Item) {
	switch item.Kind {
	case ItemRun:
		delete(f.Runs, item.Name)
	case ItemPairs:
		if run, ok := f.Runs[item.Name]; ok {
			run.PairsDeleted = true
			f.Runs[item.Name] = run
		}
	case ItemSeals:
		f.putSeals(item.Name, e.Seq, item.SHA256)
	case ItemSeal:
		delete(f.taken, item.Name)
	case ItemList:
		f.batchLast = max(f.batchLast, numberOf(item.Name))
		for i := range f.Lists {
			if list := &f.Lists[i]; list.Batch == item.Name {
				list.Purged = cmp.Or(list.Purged, e.Batch)
			}
		}
	case ItemCertificate:
		f.papersGone[item.Name] = true
	case ItemAudit, ItemKey, ItemFirstSeen: // nothing of the state, or the line says it
	}
}

func (f *fold) putSeals(exercise string, seq int, sha256 string) {
	if sha256 == "" {
		delete(f.Seals, exercise)
		return
	}
	f.Seals[exercise] = Seals{Seq: seq, SHA256: sha256}
}

// foresee marks the seals, and the ledger, that an unfinished purge is replacing.
func (f *fold) foresee() {
	for _, purge := range f.Unfinished {
		for _, item := range itemsOf(purge.Items) {
			f.Ledger.Changing = f.Ledger.Changing || item.Kind == ItemFirstSeen
			if seals, ok := f.Seals[item.Name]; ok && item.Kind == ItemSeals {
				seals.Next, seals.NextGone = item.SHA256, item.SHA256 == ""
				f.Seals[item.Name] = seals
			}
		}
	}
}

func itemsOf(texts []string) []Item {
	items := make([]Item, 0, len(texts))
	for _, text := range texts {
		item, err := ParseItem(text)
		if err != nil {
			panic("cases: an event that was not verified: " + err.Error())
		}
		items = append(items, item)
	}
	return items
}

// CertificatePurged reports whether a later purge deleted the certificate of the purge
// of a number.
func (s *State) CertificatePurged(number string) bool { return s.papersGone[number] }

// Needed reports whether what is in force rests on the event: a hold, a decision, a
// run, seals, a ledger, a taken case or a certificate that were not purged, a list that no purge
// has dealt with, a purge that has not ended. The newest purge's lines are needed too,
// so that no number comes twice on certificates. It is what Log.Trimmable asks.
func (s *State) Needed(e Event) bool {
	if s.Ledger.Seq == e.Seq && s.Ledger.SHA256 != "" {
		return true
	}
	switch e.Kind {
	case KindRun:
		return s.Runs[e.Exercise].Seq == e.Seq || s.Seals[e.Exercise].Seq == e.Seq
	case KindOpening:
		return s.Taken[e.Case].Seq == e.Seq
	case KindList:
		return slices.ContainsFunc(s.Lists, func(l List) bool { return l.Seq == e.Seq && !l.Gone() })
	case KindHold:
		return s.Holds[e.Exercise].Seq == e.Seq
	case KindDecision:
		return s.Decisions[e.Name].Seq == e.Seq
	case KindPurge:
		return s.newestPurge(e) || slices.ContainsFunc(s.Unfinished,
			func(p Purge) bool { return p.Seq == e.Seq })
	case KindPurged:
		for _, item := range itemsOf(e.Items) {
			if item.Kind == ItemSeals && s.Seals[item.Name].Seq == e.Seq {
				return true
			}
		}
		return s.newestPurge(e) || e.Name != "" && !s.papersGone[e.Batch]
	case KindFailed, KindRelease: // they only undo
	}
	return false
}

func (s *State) newestPurge(e Event) bool {
	return numberOf(e.Batch)+1 == numberOf(s.NextPurge)
}
