// Package normalize turns source rows into pseudonymous entries and the
// mentions of persons in them.
//
//	row → parse (canonical, by workers) → intern (tokens, filters, codes) → entry, mention, facts
//
// Plaintext ends here. Values are made canonical by canon, pseudonymised by
// token under the run's keys, and kept once each in value tables; the rows of
// record hold codes. What a row says that nothing downstream reads is not kept.
package normalize

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/sync/errgroup"

	"nfimatch/extract/retention"
	"nfimatch/extract/row"
	"nfimatch/normalize/canon"
	"nfimatch/normalize/record"
	"nfimatch/normalize/token"
)

// Options are what a run decides.
type Options struct {
	Ring         *token.Ring
	Terms        *retention.Register // the terms that batches refer to
	Meta         map[string]string   // metadata of every table of the run
	AsOf         retention.Date      // the day that ages are reckoned at
	RegisterDate retention.Date      // publication: tells births from days of reaching 18
	DeathsDate   retention.Date      // of the file of deaths: none is later; 0 = AsOf
	Workers      int                 // parsing goroutines; 0 or less means one
	Exact, Text  []string            // columns of general lists that their user named, in order

	// Vocabulary says which terms of the parser's tables are known (upper case),
	// for measuring what the parser is worth on words it has not seen. Nil is all of
	// them: the product. The NewReader of canon/address and canon/name say what is asked.
	Vocabulary func(term string) bool
}

// A Summary accounts for every row of each dataset, and names those not kept.
type Summary struct {
	Counts         map[row.Dataset]row.Counts // of the rows handed to Add
	Faults         []row.Fault                // rejected and set aside, by dataset and row
	RegisterDates  canon.AdultDates           // what the register's date of birth column holds
	UnknownMarkers int                        // electors, marker not known: no adults without a date
	AddedLater     int                        // electors with a date of registration after publication
	UnknownDates   int                        // electors with a date that is none of these
	Placeholders   int                        // UPRNs of accounts in many places: dropped
	NoPostcode     map[row.Dataset]int        // entries without a usable postcode
	OddBirths      map[row.Dataset]int        // list rows with a date of birth that cannot be so
	FurtherPersons map[row.Dataset]int        // list rows that name others, who are left out
}

// A Stage turns batches into tables: Add them in order of dataset and line,
// then Finish once. It is for one goroutine; it starts its own.
type Stage struct {
	options Options
	readers readers
	group   *errgroup.Group
	ctx     context.Context
	queue   chan *job
	limit   chan struct{}
	done    chan struct{}
	builder *builder
	last    row.Dataset
	closed  bool
}

// A job is a batch on its way: parsed by any worker, interned in order.
type job struct {
	dataset row.Dataset
	terms   retention.TermsID
	rows    chan []parsedRow
}

// New starts a stage.
func New(ctx context.Context, options Options) (*Stage, error) {
	if options.Ring == nil || options.Terms == nil || options.AsOf == 0 {
		return nil, errors.New("normalize needs keys, terms and an as-of date")
	}
	workers := max(options.Workers, 1)
	readers := readersOf(options.Vocabulary)
	stage := &Stage{
		options: options, queue: make(chan *job, 2*workers), limit: make(chan struct{}, workers),
		done: make(chan struct{}), builder: newBuilder(options, readers), readers: readers,
	}
	stage.group, stage.ctx = errgroup.WithContext(ctx)
	go stage.intern()
	return stage, nil
}

// Add hands a batch over; the stage owns it from here and clears its plaintext
// once it is parsed. Batches of a dataset come together, datasets in order of
// their numbers, lines ascending: anything else is a programmer's mistake.
func (s *Stage) Add(batch *row.Batch) error {
	if batch.Dataset < s.last || s.closed {
		panic("normalize: batches out of order")
	}
	if batch.Terms == 0 {
		return fmt.Errorf("%s: an entry without retention terms cannot be built", batch.Dataset)
	}
	s.last = batch.Dataset
	select {
	case s.limit <- struct{}{}:
	case <-s.ctx.Done():
		return context.Cause(s.ctx)
	}
	job := &job{dataset: batch.Dataset, terms: batch.Terms, rows: make(chan []parsedRow, 1)}
	readers := s.readers
	s.group.Go(func() error {
		defer func() { <-s.limit }()
		job.rows <- parse(batch, &s.options, readers)
		batch.Clear()
		return nil
	})
	s.queue <- job
	return nil
}

// intern is the one goroutine that gives codes, in the order of Add.
func (s *Stage) intern() {
	defer close(s.done)
	for job := range s.queue {
		s.builder.add(job.dataset, job.terms, <-job.rows)
	}
}

// Finish waits for the last batch and returns the tables. It fails where the
// register's dates cannot be told apart, and where rows do not add up.
func (s *Stage) Finish() (*record.Tables, Summary, error) {
	s.closed = true
	close(s.queue)
	<-s.done
	if err := s.group.Wait(); err != nil {
		return nil, Summary{}, err
	}
	return s.builder.finish()
}
