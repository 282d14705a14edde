// Package settings reads files that people write in TOML: strictly, with every fault at
// its line and none of its values.
package settings

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// A fault is one thing wrong with a file, at a line from 1; 0 is the file as a whole.
type fault struct {
	line int
	text string // "nation must be …"
}

// A File is a decoded file: where each key stands, and what is wrong.
type File struct {
	Lines  map[string]int // "dataset.ctr.purpose", "schedule.0.class" → line from 1
	Parsed bool           // the file is TOML, so that its settings can be checked
	faults []fault
}

// Fault records that the setting at path must follow rule. A path that is not in
// the file is reported at the nearest table that is.
func (s *File) Fault(path, rule string) {
	at := path
	for s.Lines[at] == 0 && strings.Contains(at, ".") {
		at = at[:strings.LastIndexByte(at, '.')]
	}
	name := path
	if dot := strings.LastIndexByte(path, '.'); dot >= 0 {
		name = path[dot+1:]
	}
	s.faults = append(s.faults, fault{s.Lines[at], name + " must " + rule})
}

// OK reports whether nothing is wrong.
func (s *File) OK() bool { return len(s.faults) == 0 }

// Messages returns the faults as "file:line: text", in the order of lines.
func (s *File) Messages(file string) []string {
	slices.SortStableFunc(s.faults, func(a, b fault) int { return a.line - b.line })
	var messages []string
	for _, f := range s.faults {
		if f.line == 0 {
			messages = append(messages, fmt.Sprintf("%s: %s", file, f.text))
		} else {
			messages = append(messages, fmt.Sprintf("%s:%d: %s", file, f.line, f.text))
		}
	}
	return messages
}

// Decode reads TOML into target, a pointer to a struct whose fields carry
// toml tags and hold strings, integers, structs, slices of structs or maps of
// structs. Unlike toml.Unmarshal, which stops at the first value of a wrong
// type, it goes on and collects every fault, so that all are put right at once;
// only a file that is no TOML has one fault. Faults never repeat a value.
func Decode(content []byte, target any) *File {
	s := &File{Lines: map[string]int{}}
	content = bytes.TrimPrefix(content, []byte("\xef\xbb\xbf")) // some editors write a BOM
	var tree map[string]any
	if err := toml.Unmarshal(content, &tree); err != nil {
		line := 0
		var at *toml.DecodeError
		if errors.As(err, &at) {
			line, _ = at.Position()
		}
		s.faults = append(s.faults, fault{line,
			"the file must be TOML: look at this line's quotes, brackets and repeated names"})
		return s
	}
	s.Parsed = true
	s.findLines(content)
	s.bindTable("", tree, reflect.ValueOf(target).Elem())
	return s
}

// findLines fills lines from the parser's own tree, which unlike the decoded
// values knows where each key stands.
func (s *File) findLines(content []byte) {
	var parser unstable.Parser
	parser.Reset(content)
	table := ""
	arrays := map[string]int{} // entries seen of an array of tables
	for parser.NextExpression() {
		expression := parser.Expression()
		var words []string
		line := 0
		for key := expression.Key(); key.Next(); {
			words = append(words, string(key.Node().Data))
			if line == 0 {
				line = parser.Shape(key.Node().Raw).Start.Line
			}
		}
		name := strings.Join(words, ".")
		switch expression.Kind {
		case unstable.Table:
			table = name
		case unstable.ArrayTable:
			table = fmt.Sprintf("%s.%d", name, arrays[name])
			arrays[name]++
		case unstable.KeyValue:
			if table != "" {
				name = table + "." + name
			}
			s.Lines[name] = line
			continue
		default:
			continue
		}
		s.Lines[table] = line
	}
}

// bindTable copies tree into a struct or a map of structs.
func (s *File) bindTable(path string, tree map[string]any, target reflect.Value) {
	for _, key := range sortedKeys(tree) {
		at := key
		if path != "" {
			at = path + "." + key
		}
		if target.Kind() == reflect.Map {
			entry := reflect.New(target.Type().Elem()).Elem()
			s.bind(at, tree[key], entry)
			target.SetMapIndex(reflect.ValueOf(key), entry)
			continue
		}
		field := fieldTagged(target, key)
		if !field.IsValid() {
			s.Fault(at, "be a setting this program knows")
			continue
		}
		s.bind(at, tree[key], field)
	}
}

func (s *File) bind(path string, value any, target reflect.Value) {
	switch target.Kind() {
	case reflect.Struct, reflect.Map:
		table, ok := value.(map[string]any)
		if !ok {
			s.Fault(path, "be a table")
			return
		}
		if target.Kind() == reflect.Map {
			target.Set(reflect.MakeMap(target.Type()))
		}
		s.bindTable(path, table, target)
	case reflect.Slice:
		tables, ok := value.([]any)
		if !ok {
			s.Fault(path, "be a list of tables, each under its own [["+path+"]]")
			return
		}
		target.Set(reflect.MakeSlice(target.Type(), len(tables), len(tables)))
		for i, table := range tables {
			s.bind(fmt.Sprintf("%s.%d", path, i), table, target.Index(i))
		}
	case reflect.Int:
		n, ok := value.(int64)
		if !ok {
			s.Fault(path, "be a whole number")
			return
		}
		target.SetInt(n)
	case reflect.String:
		switch text := value.(type) {
		case string:
			target.SetString(text)
		case toml.LocalDate:
			target.SetString(text.String()) // 2026-11-01 without quotes means the same
		default:
			s.Fault(path, "be text in quotes")
		}
	default:
		panic("settings cannot hold a " + target.Kind().String())
	}
}

// fieldTagged returns the field for a key, none for one that is no setting's: what a
// settings struct keeps for itself has no tag, or the tag "-".
func fieldTagged(target reflect.Value, key string) reflect.Value {
	if key == "" || key == "-" {
		return reflect.Value{}
	}
	for i := range target.NumField() {
		if target.Type().Field(i).Tag.Get("toml") == key {
			return target.Field(i)
		}
	}
	return reflect.Value{}
}

func sortedKeys(tree map[string]any) []string {
	keys := make([]string, 0, len(tree))
	for key := range tree {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
