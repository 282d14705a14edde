package cases

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"

	"nfimatch/extract/retention"
)

const (
	// LineBytesMax is how long a line of the log may be, its end included.
	LineBytesMax = 2 << 20
	linesMax     = 1_000_000
	readBytes    = 1 << 16
)

// A Log is an audit log that was found whole.
type Log struct {
	Events []Event // lines Head.First to Head.Count
	Head   Head    // as it truly is: nothing in it is about to be done
	Bytes  int64   // length of the log; what lies beyond is to be cut off
}

// BrokenError says that a log is not as it was written. Line is the first bad one,
// by its Seq, which is its place in a log that begins with line 1.
type BrokenError struct {
	Line int
	Rule string
}

// Error returns "line 17 must …".
func (e *BrokenError) Error() string { return fmt.Sprintf("line %d must %s", e.Line, e.Rule) }

// Append chains events to the log that ends in head, setting their Seq and Prev. It
// returns the bytes to add to it, the head to be synced before they are (pending),
// and the one to be synced after they are (after). Without events it returns head
// twice. It fails for an event that lacks what its kind needs, is too long or holds
// control characters, for a head with something still about to be done (Verify
// tells what became of it), and at 1,000,000 lines.
//
//	<SHA-256 of the JSON, hexadecimal> SP <JSON of the event> LF
func Append(head Head, events ...Event) (lines []byte, pending, after Head, err error) {
	refused := func(err error) ([]byte, Head, Head, error) { return nil, Head{}, Head{}, err }
	if head, err = head.checked(); err != nil {
		return refused(err)
	}
	if head.Next != "" || head.TrimFirst != 0 {
		return refused(errors.New("audit log must be verified before more is added to it"))
	}
	pending, after = head, head
	for i, e := range events {
		e.Seq, e.Prev = after.Count+1, after.Hash
		if e.Seq > linesMax {
			return refused(fmt.Errorf("audit log must have at most %d lines", linesMax))
		}
		line, err := lineOf(&e)
		if err != nil {
			return refused(fmt.Errorf("audit event %d of %d: %w", i+1, len(events), err))
		}
		lines = append(lines, line...)
		after.Count, after.Hash = e.Seq, string(line[:len(NoHash)])
	}
	if len(events) > 0 {
		pending.Next, pending.NextCount = after.Hash, after.Count
	}
	return lines, pending, after, nil
}

// lineOf returns the line of an event, its end included.
func lineOf(e *Event) ([]byte, error) {
	if err := e.check(); err != nil {
		return nil, err
	}
	text, err := e.MarshalJSON()
	if err != nil {
		return nil, err
	}
	line := append(append([]byte(hashOf(text)), ' '), text...)
	line = append(line, '\n')
	if len(line) > LineBytesMax {
		return nil, fmt.Errorf("line must have at most %d bytes", LineBytesMax)
	}
	return line, nil
}

func hashOf(text []byte) string {
	digest := sha256.Sum256(text)
	return hex.EncodeToString(digest[:])
}

// Verify reads a whole log and returns its events if nothing in it was changed,
// moved, cut out or added since head was written; else a *BrokenError with the first
// bad line, or the reader's error wrapped. It holds one line and the events.
//
// A crash leaves a head with something still about to be done. Lines about to be
// written count if the log goes on to exactly the last of them; else what is beyond
// Count is a write that was cut off: not counted, and beyond Log.Bytes. A log whose
// front was about to be cut may begin at either place. What Log.Head says of both is
// to be written down before anything else is done.
func Verify(r io.Reader, head Head) (Log, error) {
	head, err := head.checked()
	if err != nil {
		return Log{}, err
	}
	c := &chain{in: bufio.NewReaderSize(r, readBytes), seq: head.First - 1, hash: head.FirstPrev}
	if head.TrimFirst != 0 {
		trimmed, err := c.beginsAt(head.TrimFirst, head.TrimPrev, head.Count)
		if err != nil {
			return Log{}, err
		}
		if trimmed {
			c.seq, c.hash = head.TrimFirst-1, head.TrimPrev
		}
	}
	log := Log{Head: Head{First: c.seq + 1, FirstPrev: c.hash, Count: head.Count, Hash: head.Hash}}
	if log.Events, err = c.readTo(head.Count); errors.Is(err, io.EOF) {
		err = &BrokenError{c.seq + 1, fmt.Sprintf(
			"be there: the log goes on to line %d, and its end was cut off", head.Count)}
	}
	if err == nil && c.hash != head.Hash {
		err = &BrokenError{c.seq, "have the hash that the head of the log names: it was changed"}
	}
	if err != nil {
		return Log{}, err
	}
	log.Bytes = c.bytes
	if head.Next != "" {
		return c.settle(log, head)
	}
	if _, err := c.in.ReadByte(); err == nil {
		return Log{}, &BrokenError{c.seq + 1, fmt.Sprintf(
			"not be there: the log ends with line %d, and somebody added to it", head.Count)}
	} else if !errors.Is(err, io.EOF) {
		return Log{}, fmt.Errorf("read audit log: %w", err)
	}
	return log, nil
}

// settle finds out whether the lines that were about to be written are there.
func (c *chain) settle(log Log, head Head) (Log, error) {
	events, err := c.readTo(head.NextCount)
	var broken *BrokenError
	switch {
	case errors.Is(err, io.EOF) || errors.As(err, &broken):
		return log, nil // cut off
	case err != nil:
		return Log{}, err
	}
	_, err = c.in.ReadByte()
	switch {
	case err == nil || c.hash != head.Next:
		return log, nil
	case !errors.Is(err, io.EOF):
		return Log{}, fmt.Errorf("read audit log: %w", err)
	}
	log.Events = append(log.Events, events...)
	log.Head.Count, log.Head.Hash, log.Bytes = head.NextCount, head.Next, c.bytes
	return log, nil
}

// chain reads a log line by line. Its seq, hash and bytes are those of the last line
// that followed the one before.
type chain struct {
	in    *bufio.Reader
	seq   int
	hash  string
	bytes int64

	line []byte // the line read and not yet taken, its end included; nil = none
	err  error  // why there is none; it stays, since what was read of it is gone
}

// readTo returns the events up to line last. It fails with io.EOF, as it is, where
// the log ends after a whole line.
func (c *chain) readTo(last int) ([]Event, error) {
	var events []Event
	for c.seq < last {
		e, err := c.next()
		if err != nil {
			return nil, err
		}
		events = append(events, e)
	}
	return events, nil
}

// next takes the line that follows.
func (c *chain) next() (Event, error) {
	if err := c.peek(); err != nil {
		return Event{}, err
	}
	e, err := eventOf(c.line)
	switch {
	case err != nil:
		return Event{}, &BrokenError{c.seq + 1, err.Error()}
	case e.Seq != c.seq+1 || e.Prev != c.hash:
		rule := fmt.Sprintf("follow line %d: a line was changed, moved or cut out here", c.seq)
		if c.seq == 0 {
			rule = "be the first of the log: a line was changed, moved or cut out here"
		}
		return Event{}, &BrokenError{c.seq + 1, rule}
	}
	c.seq, c.hash = e.Seq, string(c.line[:len(NoHash)])
	c.bytes += int64(len(c.line))
	c.line = nil
	return e, nil
}

// beginsAt reports whether the log begins with line first, whose Prev is prev. A log
// that is empty begins with the line after the last.
func (c *chain) beginsAt(first int, prev string, last int) (bool, error) {
	err := c.peek()
	var broken *BrokenError
	switch {
	case errors.Is(err, io.EOF):
		return first == last+1, nil
	case errors.As(err, &broken):
		return false, nil // whoever takes it next says so
	case err != nil:
		return false, err
	}
	e, err := eventOf(c.line)
	return err == nil && e.Seq == first && e.Prev == prev, nil
}

// peek reads the next line if none waits: a *BrokenError if it is not whole or too
// long, and io.EOF if there is none.
func (c *chain) peek() error {
	if c.line == nil && c.err == nil {
		c.line, c.err = c.read()
	}
	return c.err
}

func (c *chain) read() ([]byte, error) {
	var line []byte
	for {
		part, err := c.in.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case len(line) > LineBytesMax:
			return nil, &BrokenError{c.seq + 1, fmt.Sprintf("have at most %d bytes", LineBytesMax)}
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF) && len(line) == 0:
			return nil, io.EOF
		case errors.Is(err, io.EOF):
			return nil, &BrokenError{c.seq + 1, "be whole: its end was cut off"}
		case err != nil:
			return nil, fmt.Errorf("read audit log: %w", err)
		default:
			return line, nil
		}
	}
}

// eventOf reads one line, its end included. The error is the rule it breaks.
func eventOf(line []byte) (Event, error) {
	hash, text, ok := bytes.Cut(bytes.TrimSuffix(line, []byte("\n")), []byte(" "))
	if !ok || string(hash) != hashOf(text) {
		return Event{}, errors.New("have the digest it begins with: it was changed")
	}
	var e Event
	if err := e.UnmarshalJSON(text); err != nil {
		return Event{}, fmt.Errorf("be one this program wrote: %w", err)
	}
	if err := e.check(); err != nil {
		return Event{}, fmt.Errorf("be one this program wrote: %w", err)
	}
	return e, nil
}

// ErrTrimmed says that a line is no longer there, since the front of the log was cut
// off when its retention ended: nothing can be said of it.
var ErrTrimmed = errors.New("line is no longer there: the front of the log was purged")

// Has returns nil if line count has the given hash, in letters of either size, as
// somebody holds it who printed it: then nothing up to that line was changed since. It
// fails with ErrTrimmed for a line that was cut off at the front, otherwise with a
// *BrokenError. Line 0, of a log from before its first line, has NoHash.
func (l Log) Has(count int, hash string) error {
	hash = strings.ToLower(hash)
	if rule := hashFault(hash); rule != "" {
		return errors.New("hash of a line must " + rule)
	}
	switch {
	case count < 0:
		return errors.New("line must be a number from 0")
	case count < l.Head.First-1:
		return fmt.Errorf("line %d: %w", count, ErrTrimmed)
	case count > l.Head.Count:
		return &BrokenError{count, fmt.Sprintf(
			"be there: the log ends with line %d", l.Head.Count)}
	}
	if l.HashOf(count) != hash {
		return &BrokenError{count, "have the hash given: the log was changed, or it is another's"}
	}
	return nil
}

// HashOf returns the hash of a line from Head.First-1, the one before the first, to
// Head.Count; "" for a line that is not there.
func (l Log) HashOf(line int) string {
	switch {
	case line < l.Head.First-1 || line > l.Head.Count:
		return ""
	case line == l.Head.Count:
		return l.Head.Hash
	}
	return l.Events[line+1-l.Head.First].Prev
}

// Trimmable returns the last line of the longest front of the log that may be cut
// off: every line of it is dated before the day and needed by nobody. It is
// Head.First-1 if there is none.
func (l Log) Trimmable(before retention.Date, needed func(Event) bool) int {
	last := l.Head.First - 1
	for _, e := range l.Events {
		if Date(e.At) >= before || needed(e) {
			break
		}
		last = e.Seq
	}
	return last
}

// A Cut is a front of the log to be cut off. Pending is synced first, then a log that
// holds only what follows byte Bytes of the old one takes its place whole, then After
// is synced.
type Cut struct {
	Bytes          int64
	Pending, After Head
}

// Trim returns how to cut off the lines up to last. Where they are gone already there is
// nothing to do: Bytes is 0, and Pending and After are the head. It panics for a line
// behind the last. It costs an encoding of the lines that go.
func (l Log) Trim(last int) Cut {
	cut := Cut{Pending: l.Head, After: l.Head}
	switch {
	case last > l.Head.Count:
		panic("cases: no such line of the audit log")
	case last < l.Head.First:
		return cut
	}
	cut.After.First, cut.After.FirstPrev = last+1, l.HashOf(last)
	cut.Pending.TrimFirst, cut.Pending.TrimPrev = cut.After.First, cut.After.FirstPrev
	for i := range l.Events[:last+1-l.Head.First] {
		line, err := lineOf(&l.Events[i]) // a verified event has one text
		if err != nil {
			panic("cases: " + err.Error())
		}
		cut.Bytes += int64(len(line))
	}
	return cut
}
