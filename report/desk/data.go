package desk

import (
	"bytes"
	"embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

//go:embed data
var files embed.FS

// A kind is what the cells of a column hold.
type kind uint8

const (
	kindText kind = iota
	kindCount
	kindMoney
	kindDate
	kindList // a word of the sheet Lists, under the column's own name
)

var kinds = map[string]kind{"text": kindText, "count": kindCount, "money": kindMoney,
	"date": kindDate, "list": kindList}

// A column of a sheet.
type column struct {
	header  string
	width   int // characters
	kind    kind
	entry   bool // an officer fills it in
	meaning string
}

// words are the embedded tables.
type words struct {
	cases, people []column
	lists         []listItem
	entries       map[string]entryWords // by column
	readMe        []readMeLine
}

type listItem struct{ list, item, meaning string }

type entryWords struct{ prompt, fault string }

type readMeLine struct{ label, text string }

// wording returns the embedded tables, read once. A fault in them is ours.
var wording = sync.OnceValue(func() *words {
	w := &words{cases: columnsOf("cases"), people: columnsOf("people"),
		entries: map[string]entryWords{}}
	for _, line := range table("lists", 3) {
		w.lists = append(w.lists, listItem{line[0], line[1], line[2]})
	}
	for _, line := range table("entries", 3) {
		w.entries[line[0]] = entryWords{line[1], line[2]}
	}
	for _, line := range table("readme", 2) {
		w.readMe = append(w.readMe, readMeLine{line[0], line[1]})
	}
	return w
})

func columnsOf(name string) (columns []column) {
	for _, line := range table(name, 5) {
		width, err := strconv.Atoi(line[1])
		kind, known := kinds[line[2]]
		if err != nil || !known {
			panic(fmt.Sprintf("desk: data/%s.csv: %s needs a width and a kind", name, line[0]))
		}
		columns = append(columns, column{line[0], width, kind, line[3] == "yes", line[4]})
	}
	return columns
}

// table returns the rows of an embedded file without its header.
func table(name string, fields int) [][]string {
	content, err := files.ReadFile("data/" + name + ".csv")
	if err != nil {
		panic("desk: " + err.Error())
	}
	reader := csv.NewReader(bytes.NewReader(content))
	reader.Comment, reader.FieldsPerRecord = '#', fields
	rows, err := reader.ReadAll()
	if err != nil {
		panic("desk: data/" + name + ".csv: " + err.Error())
	}
	return rows[1:]
}

// itemsOf returns the words of one drop-down.
func (w *words) itemsOf(list string) (items []listItem) {
	for _, item := range w.lists {
		if item.list == list {
			items = append(items, item)
		}
	}
	return items
}

// filled replaces the words in braces by facts of the list.
func (l *List) filled(text string) string {
	second := ""
	if l.Second != "" {
		second = ", agreed by " + l.Second
	}
	return strings.NewReplacer("{council}", l.Council, "{exercise}", l.Exercise,
		"{batch}", l.Batch, "{purpose}", l.Purpose, "{officer}", l.Officer,
		"{second}", second, "{reason}", l.Reason, "{as_of}", dayWords(l.AsOf),
		"{opened}", dayWords(l.Opened), "{delete_by}", dayWords(l.DeleteBy),
		"{count}", counted(len(l.Cases), "opened case"),
		"{lines}", counted(l.AuditCount, "line"),
		"{audit_count}", strconv.Itoa(l.AuditCount), "{head}", l.AuditHead,
		"{program}", l.Program).Replace(text)
}

// counted returns "1 line" and "2 lines".
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
