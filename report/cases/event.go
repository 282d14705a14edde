package cases

import "nfimatch/extract/retention"

// Kind says what an Event records.
type Kind string

// What a log records. Exercise, Batch and the other names are fields of Event.
const (
	// KindRun: an exercise was run and its cases sealed. Exercise, KeyID, SHA256 of
	// the seals' index, Manifest, DeleteBy, Cases; Ledger where it wrote that; Reason
	// where it began a lost ledger anew. A later run of the exercise replaces it.
	KindRun Kind = "run"
	// KindOpening: a case is about to be opened. Exercise, Case, Batch, Officer,
	// Reason, Second where one was needed, DeleteBy of the case.
	KindOpening Kind = "opening"
	// KindList: the list of a batch is in its place. Exercise, Batch, Name, Inside,
	// SHA256, DeleteBy, Officer, Cases.
	KindList Kind = "list"
	// KindFailed: a batch was opened, but its list was not written. Exercise, Batch,
	// Reason.
	KindFailed Kind = "failed"
	// KindHold: a run is held back from purges. Exercise, Officer, Reason.
	KindHold Kind = "hold"
	// KindRelease: the hold ends. Exercise, Officer, Reason.
	KindRelease Kind = "release"
	// KindDecision: somebody settled a conflict of the schedule. Name is the class,
	// Period the period in force, Words those it was decided over, Officer, Reason.
	KindDecision Kind = "decision"
	// KindPurge: a purge is about to delete Items. Batch is its number, Officer,
	// Second who approved it, SHA256 what it planned in full; Name a file of which nobody
	// can tell what is due, and Reason why it is given up, where it is.
	KindPurge Kind = "purge"
	// KindPurged: the purge numbered Batch has deleted Items. Name and SHA256 are its
	// certificate's; Ledger where it took entries out of that.
	KindPurged Kind = "purged"
)

// An Event is one line of the log. Append sets Seq and Prev. Which fields a kind
// needs stands at the Kind constants; others may be empty. Texts are UTF-8 of one
// line, without control characters.
type Event struct {
	Seq      int      `json:"seq"` // from 1, without a gap
	At       string   `json:"at"`  // RFC 3339 in UTC to the second: "2026-11-01T09:30:00Z"
	Kind     Kind     `json:"kind"`
	By       string   `json:"by"`                 // user@host of the system
	Exercise string   `json:"exercise,omitempty"` // "2026Q4"
	Case     string   `json:"case,omitempty"`     // "2026Q4-0001"
	Batch    string   `json:"batch,omitempty"`    // "B0001"; "P0001" of a purge
	Officer  string   `json:"officer,omitempty"`
	Second   string   `json:"second,omitempty"` // second officer, or who approved
	Reason   string   `json:"reason,omitempty"`
	Name     string   `json:"name,omitempty"`     // of a file, or of a retention class
	Inside   bool     `json:"inside,omitempty"`   // the file lies in the workspace
	SHA256   string   `json:"sha256,omitempty"`   // 64 hexadecimal digits, small letters
	Manifest string   `json:"manifest,omitempty"` // SHA-256 of a run's manifest
	Cases    int      `json:"cases,omitempty"`
	KeyID    string   `json:"key_id,omitempty"`
	Period   string   `json:"period,omitempty"`
	Words    string   `json:"words,omitempty"`
	Items    []string `json:"items,omitempty"` // as Item.String writes them
	// Ledger is the SHA-256 of the sealed ledger of first-seen days that is there from
	// then on, NoHash where none is left; "" = it stays as it was.
	Ledger   string         `json:"ledger,omitempty"`
	DeleteBy retention.Date `json:"-"` // delete_by in JSON, as yyyy-mm-dd
	Prev     string         `json:"-"` // prev in JSON: hash of the line before
}
