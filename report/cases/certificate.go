package cases

import (
	_ "embed" // the page
	"errors"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
	"unicode"

	"nfimatch/extract/retention"
	"nfimatch/report/spell"
)

// CertificateVersion is the version of Certificate as JSON and of its page.
//
//	1: first layout
const CertificateVersion = 1

// A Certificate says what one purge deleted, under which rule, what it kept and why,
// and what it could not reach. It names no person whose data was held, no address, no
// account and no token: exercises, cases, files and officers only. Days are yyyy-mm-dd.
type Certificate struct {
	Version    int                 `json:"version"` // CertificateVersion
	Council    string              `json:"council"`
	Number     string              `json:"number"` // of the purge: "P0001"
	MadeOn     string              `json:"made_on"`
	By         string              `json:"by"` // user@host of the system
	Officer    string              `json:"officer"`
	ApprovedBy string              `json:"approved_by"` // "" leaves a line to sign
	Exercises  []string            `json:"exercises"`
	Rules      []CertificateRule   `json:"rules"`
	Counts     []CertificateCount  `json:"counts"`
	Files      []CertificateFile   `json:"files"`
	Keys       []CertificateKey    `json:"keys"`    // destroyed
	Sources    []CertificateSource `json:"sources"` // not reached: extracts as read
	Lists      []CertificateList   `json:"lists"`   // not reached: outside the workspace
	Statistics []CertificateFigure `json:"statistics"`
	HeadBefore CertificateHead     `json:"head_before"` // of the log, before the purge began
	// HeadAfter is the head when this paper was written: the purge is begun, and the
	// line that ends it follows with the paper's own digest.
	HeadAfter CertificateHead `json:"head_after"`
}

// CertificateRule is the rule that a class of record fell due under.
type CertificateRule struct {
	Exercise string `json:"exercise"` // "" of a class that belongs to none
	Class    string `json:"class"`
	Period   string `json:"period"`            // the schedule's words, verbatim
	Counted  string `json:"counted"`           // from what: "as_of 2026-11-01"
	Decided  string `json:"decided,omitempty"` // how a conflict of the words was settled
	Source   string `json:"source,omitempty"`  // where the schedule has it from
	Owner    string `json:"owner,omitempty"`   // who answers for it
	Due      string `json:"due"`               // last day it might be held
}

// CertificateCount is how many records of a sort there were: Before is Deleted and all
// of Kept together.
type CertificateCount struct {
	Exercise string            `json:"exercise"`
	Of       string            `json:"of"` // "flags", "sealed cases", "lists"
	Before   int               `json:"before"`
	Deleted  int               `json:"deleted"`
	Kept     []CertificateKept `json:"kept,omitempty"`
}

// CertificateKept is how many records were kept for one reason.
type CertificateKept struct {
	Count int    `json:"count"`
	Why   string `json:"why"` // "held: appeal", "taken: due 1 May 2027"
}

// CertificateFile is a file that the purge dealt with, by its name in the workspace.
type CertificateFile struct {
	Name    string `json:"name"`
	Bytes   int64  `json:"bytes"`
	SHA256  string `json:"sha256"`  // before the purge; "" = it was gone, or could not be read
	Outcome string `json:"outcome"` // "deleted", "replaced: 12 cases are left", …
}

// CertificateKey is a key that was destroyed.
type CertificateKey struct {
	ID  string `json:"id"`
	For string `json:"for"` // "exercise 2026Q4"
}

// CertificateSource is a source file as it was read: nfi does not delete extracts.
type CertificateSource struct {
	Exercise string `json:"exercise"`
	Name     string `json:"name"`
	SHA256   string `json:"sha256"`
}

// CertificateList is a list that was written to a place outside the workspace.
type CertificateList struct {
	Batch  string `json:"batch"`
	Name   string `json:"name"`
	Date   string `json:"date"`
	To     string `json:"to"` // the officer who took it
	SHA256 string `json:"sha256"`
}

// CertificateFigure is one number of the small statistic that is kept.
type CertificateFigure struct {
	Name  string `json:"name"`
	Value int64  `json:"value"`
}

// CertificateHead is a line of the audit log and its hash.
type CertificateHead struct {
	Count int    `json:"count"`
	Hash  string `json:"hash"`
}

const certificateTextBytesMax = 4096

// Check returns what is wrong with the certificate, by field and without its values; nil
// if WriteCertificate can write it. It is asked before a purge deletes anything.
func (c *Certificate) Check() error {
	if err := c.checkFields(); err != nil {
		return err
	}
	for _, text := range c.texts() {
		if err := TextFault("text", *text, certificateTextBytesMax); err != nil {
			return err
		}
	}
	return c.checkCounts()
}

func (c *Certificate) checkFields() error {
	if c.Version != CertificateVersion {
		return fmt.Errorf("version must be %d", CertificateVersion)
	}
	if rule := numberFault(purgeLetter, c.Number); rule != "" {
		return errors.New("number must " + rule)
	}
	for _, f := range []struct{ name, value string }{{"council", c.Council}, {"by", c.By},
		{"officer", c.Officer}} {
		if strings.TrimSpace(f.value) == "" {
			return fmt.Errorf("%s must be given", f.name)
		}
	}
	days, hashes := []string{c.MadeOn}, []string{c.HeadBefore.Hash, c.HeadAfter.Hash}
	for _, r := range c.Rules {
		days = append(days, r.Due)
	}
	for _, l := range c.Lists {
		days, hashes = append(days, l.Date), append(hashes, l.SHA256)
	}
	for _, s := range c.Sources {
		hashes = append(hashes, s.SHA256)
	}
	for _, f := range c.Files {
		if f.SHA256 != "" {
			hashes = append(hashes, f.SHA256)
		}
		if f.Bytes < 0 {
			return errors.New("files: bytes must not be negative")
		}
	}
	for _, day := range days {
		if _, err := retention.ParseDate(day); err != nil {
			return err
		}
	}
	for _, hash := range hashes {
		if rule := hashFault(hash); rule != "" {
			return errors.New("digest must " + rule)
		}
	}
	return nil
}

func (c *Certificate) checkCounts() error {
	for _, count := range c.Counts {
		sum := count.Deleted
		for _, kept := range count.Kept {
			if sum += kept.Count; kept.Count < 0 || strings.TrimSpace(kept.Why) == "" {
				return errors.New("counts: what is kept must have a number and a reason")
			}
		}
		if count.Deleted < 0 || sum != count.Before {
			return errors.New("counts: before must be deleted and kept together")
		}
	}
	return nil
}

// AddRules adds those rules that the certificate does not have yet.
func (c *Certificate) AddRules(rules []CertificateRule) {
	for _, rule := range rules {
		if !slices.Contains(c.Rules, rule) {
			c.Rules = append(c.Rules, rule)
		}
	}
}

// MakePrintable replaces in every text what would not show as it is, such as a control
// character in a file's name, so that nothing anybody wrote or named can keep a
// certificate from being written.
func (c *Certificate) MakePrintable() {
	for _, text := range c.texts() {
		*text = Printable(*text)
	}
}

// Printable returns text with a ? for whatever TextFault refuses in it but its length.
func Printable(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsGraphic(r) {
			return '?'
		}
		return r
	}, strings.ToValidUTF8(text, "?"))
}

// Stays corrects the counts when of what was to be deleted up to most records are kept
// after all.
func (c *Certificate) Stays(exercise, of string, most int, why string) {
	for i := range c.Counts {
		count := &c.Counts[i]
		if kept := min(most, count.Deleted); count.Exercise == exercise && count.Of == of && kept > 0 {
			count.Deleted -= kept
			count.Kept = append(count.Kept, CertificateKept{kept, why})
		}
	}
}

// texts are the certificate's texts that somebody wrote or that come from a file's
// name: they are printed, so they must show all they hold.
func (c *Certificate) texts() []*string {
	texts := []*string{&c.Council, &c.By, &c.Officer, &c.ApprovedBy}
	for i := range c.Exercises {
		texts = append(texts, &c.Exercises[i])
	}
	for i := range c.Rules {
		r := &c.Rules[i]
		texts = append(texts, &r.Exercise, &r.Class, &r.Period, &r.Counted, &r.Decided, &r.Source,
			&r.Owner)
	}
	for i := range c.Counts {
		count := &c.Counts[i]
		texts = append(texts, &count.Exercise, &count.Of)
		for j := range count.Kept {
			texts = append(texts, &count.Kept[j].Why)
		}
	}
	for i := range c.Files {
		texts = append(texts, &c.Files[i].Name, &c.Files[i].Outcome)
	}
	for i := range c.Keys {
		texts = append(texts, &c.Keys[i].ID, &c.Keys[i].For)
	}
	for i := range c.Sources {
		texts = append(texts, &c.Sources[i].Exercise, &c.Sources[i].Name)
	}
	for i := range c.Lists {
		texts = append(texts, &c.Lists[i].Batch, &c.Lists[i].Name, &c.Lists[i].To)
	}
	for i := range c.Statistics {
		texts = append(texts, &c.Statistics[i].Name)
	}
	return texts
}

//go:embed certificate_page.html
var certificatePage string

var certificateTemplate = template.Must(template.New("certificate").Funcs(template.FuncMap{
	"count": spell.Grouped, "day": dayWords, "parts": parts,
	"size": func(n int64) string { return spell.Grouped(int(n)) },
}).Parse(certificatePage))

// WriteCertificate writes the certificate as one printable HTML page, without script
// or any reference to another file. It is a function of its arguments. It fails for a
// certificate that Check refuses, before anything is written: counts that do not add up,
// days, digests or a number that are none, no council or officer, control characters.
func WriteCertificate(w io.Writer, c Certificate) error {
	if err := c.Check(); err != nil {
		return fmt.Errorf("certificate: %w", err)
	}
	if err := certificateTemplate.Execute(w, c); err != nil {
		return fmt.Errorf("write certificate: %w", err)
	}
	return nil
}

// parts returns what a period counts from, its event and, if it has happened, its day
// apart: both are kept whole on the page.
func parts(counted string) []string {
	before, last, ok := strings.Cut(counted, " ")
	if _, err := retention.ParseDate(last); !ok || err != nil {
		return []string{counted}
	}
	return []string{before, dayWords(last)}
}

// dayWords returns a day that was checked as "12 Oct 2026".
func dayWords(text string) string {
	d, _ := retention.ParseDate(text)
	return spell.Day(d, "")
}
