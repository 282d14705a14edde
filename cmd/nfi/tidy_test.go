package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"nfimatch/cmd/nfi/refusal"
)

const (
	functionLinesMax = 70
	columnsMax       = 100 // characters of a line; a tab counts as one
	packageLinesMax  = 2000
	pageLinesMax     = 150 // of <stage>/<stage>.go, the stage on one page
)

func TestSizes(t *testing.T) {
	lines := map[string]int{}
	for _, file := range sources(t) {
		if file.generated {
			continue
		}
		for i, line := range bytes.Split(file.content, []byte("\n")) {
			if n := utf8.RuneCount(bytes.TrimSuffix(line, []byte("\r"))); n > columnsMax {
				t.Errorf("%s:%d has %d columns, at most %d", file.name, i+1, n, columnsMax)
			}
		}
		if file.test {
			continue
		}
		count := bytes.Count(file.content, []byte("\n"))
		lines[file.pkg] += count
		if count > pageLinesMax && slices.Contains(stages, file.pkg) &&
			file.name == file.pkg+"/"+file.pkg+".go" {
			t.Errorf("%s has %d lines, and a stage on one page at most %d",
				file.name, count, pageLinesMax)
		}
		for _, declaration := range file.syntax.Decls {
			function, ok := declaration.(*ast.FuncDecl)
			if !ok {
				continue
			}
			n := file.positions.Position(function.End()).Line - file.line(function) + 1
			if n > functionLinesMax {
				t.Errorf("%s:%d: %s has %d lines, at most %d",
					file.name, file.line(function), function.Name, n, functionLinesMax)
			}
		}
	}
	for _, pkg := range slices.Sorted(maps.Keys(lines)) {
		if lines[pkg] > packageLinesMax {
			t.Errorf("%s has %d lines, at most %d: split it at a wall", pkg, lines[pkg],
				packageLinesMax)
		}
	}
}

// TestNames: a name that says nothing collects what belongs elsewhere.
func TestNames(t *testing.T) {
	banned := []string{"util", "utils", "common", "helper", "helpers", "types", "models", "misc"}
	for _, file := range sources(t) {
		base := strings.TrimSuffix(strings.TrimSuffix(path.Base(file.name), ".go"), "_test")
		for _, name := range append(strings.Split(file.pkg, "/"), base, file.syntax.Name.Name) {
			if slices.Contains(banned, name) {
				t.Errorf("%s: a package or file must not be named %s", file.name, name)
			}
		}
	}
}

// TestDocumented: every package and every exported name says what it is.
func TestDocumented(t *testing.T) {
	documented := map[string]bool{}
	for _, file := range sources(t) {
		if file.test {
			continue
		}
		documented[file.pkg] = documented[file.pkg] || file.syntax.Doc != nil
		for _, declaration := range file.syntax.Decls {
			for _, name := range undocumented(file, declaration) {
				t.Errorf("%s:%d: %s must have a doc comment", file.name, file.line(name), name)
			}
		}
	}
	for _, pkg := range slices.Sorted(maps.Keys(documented)) {
		if !documented[pkg] {
			t.Errorf("%s must have a package comment", pkg)
		}
	}
}

// undocumented returns the exported names of a declaration without a comment. A
// comment on a group of constants or variables serves all of it, and one on a
// constant those on the lines right below it.
func undocumented(file *source, declaration ast.Decl) []*ast.Ident {
	var bare []*ast.Ident
	servedLine := 0
	need := func(name *ast.Ident, comments ...*ast.CommentGroup) {
		if name.IsExported() && !slices.ContainsFunc(comments,
			func(c *ast.CommentGroup) bool { return c != nil }) {
			bare = append(bare, name)
		}
	}
	switch d := declaration.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil || receiverExported(d.Recv) {
			need(d.Name, d.Doc)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				need(s.Name, s.Doc, d.Doc)
			case *ast.ValueSpec:
				served := file.line(s) == servedLine+1 || s.Doc != nil
				if served {
					servedLine = file.positions.Position(s.End()).Line
					continue
				}
				for _, name := range s.Names {
					need(name, s.Comment, d.Doc)
				}
			}
		}
	}
	return bare
}

func receiverExported(receiver *ast.FieldList) bool {
	kind := receiver.List[0].Type
	for {
		switch k := kind.(type) {
		case *ast.StarExpr:
			kind = k.X
		case *ast.IndexExpr:
			kind = k.X
		case *ast.IndexListExpr:
			kind = k.X
		case *ast.Ident:
			return k.IsExported()
		default:
			return false
		}
	}
}

// TestNumbersLiveInFiles: weights, thresholds and rule parameters are versioned
// data with an origin, so match and report hold no fraction but these.
func TestNumbersLiveInFiles(t *testing.T) {
	for _, file := range sources(t) {
		if file.test || !isUnder(file.pkg, "match") && !isUnder(file.pkg, "report") {
			continue
		}
		ast.Inspect(file.syntax, func(node ast.Node) bool {
			literal, ok := node.(*ast.BasicLit)
			if !ok || literal.Kind != token.FLOAT {
				return true
			}
			if n, err := strconv.ParseFloat(literal.Value, 64); err != nil || n != 0 && n != 1 {
				t.Errorf("%s:%d: the number %s must live in a data file with its origin",
					file.name, file.line(node), literal.Value)
			}
			return true
		})
	}
}

// TestWordsAboutPeople: a flag is an apparent inconsistency that needs a person.
// No output may say more, so no text of report and cmd holds these words.
func TestWordsAboutPeople(t *testing.T) {
	for _, file := range sources(t) {
		if file.test || !isUnder(file.pkg, "report") && !isUnder(file.pkg, "cmd") {
			continue
		}
		ast.Inspect(file.syntax, func(node ast.Node) bool {
			if literal, ok := node.(*ast.BasicLit); ok && literal.Kind == token.STRING {
				if word := accusation(literal.Value); word != "" {
					t.Errorf("%s:%d: an output must not say %q", file.name, file.line(node), word)
				}
			}
			return true
		})
	}
	for name, content := range otherFiles(t) {
		words := isUnder(name, "report") || isUnder(name, "cmd")
		if !words || strings.HasSuffix(name, ".md") || strings.Contains(name, "/testdata/") ||
			isUnder(name, "cmd/nfi/licences") {
			continue
		}
		if word := accusation(content); word != "" {
			t.Errorf("%s: an output must not say %q", name, word)
		}
	}
}

// accusation returns the first word that must not be said of a person. The name of
// the national exercise is a name, and one outcome in the drop-down of a list is what
// two persons decide and the program never fills in.
func accusation(text string) string {
	text = strings.ToLower(text)
	for _, allowed := range []string{"national fraud initiative", "f1 fraud, decided by name"} {
		text = strings.ReplaceAll(text, allowed, "")
	}
	for _, word := range []string{"fraud", "confirmed"} {
		if strings.Contains(text, word) {
			return word
		}
	}
	return ""
}

// TestNothingUnfinished: what is merged is whole, and the repository stands on
// its own.
func TestNothingUnfinished(t *testing.T) {
	// Written in two parts, so that this file does not hold them.
	marks := []string{"TO" + "DO", "FIX" + "ME", "XX" + "X:", "not imple" + "mented"}
	paths := []string{"/wo" + "rk/", "../sha" + "red", "/ho" + "me/", "/tm" + "p/"}
	check := func(name, content string) {
		for _, mark := range marks {
			if strings.Contains(content, mark) {
				t.Errorf("%s holds %q: finish it or leave it out", name, mark)
			}
		}
		for _, p := range paths {
			if strings.Contains(content, p) && !isUnder(name, "bench") {
				t.Errorf("%s names a place on one machine: %s", name, p)
			}
		}
	}
	for _, file := range sources(t) {
		check(file.name, string(file.content))
	}
	for name, content := range otherFiles(t) {
		text := strings.HasSuffix(name, ".md") || strings.HasSuffix(name, ".txt") ||
			strings.HasSuffix(name, ".toml") || path.Base(name) == "Makefile"
		if text && !isUnder(name, "cmd/nfi/licences") && !strings.HasPrefix(name, ".") {
			check(name, content)
		}
	}
}

// topLevel is all that the top of the repository may hold, beside hidden files
// and what .gitignore says is not part of it.
var topLevel = []string{"cmd", "extract", "normalize", "match", "report", "fixtures", "bench",
	"go.mod", "go.sum", "Makefile", "README.md", "LICENSE"}

func TestTopLevel(t *testing.T) {
	ignored := ignoredAtTop(t)
	entries, err := os.ReadDir("../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		name := entry.Name()
		if !strings.HasPrefix(name, ".") && !slices.Contains(topLevel, name) &&
			!slices.Contains(ignored, name) {
			t.Errorf("%s must not be at the top level", name)
		}
	}
	for _, name := range topLevel {
		if slices.Contains(ignored, name) {
			t.Errorf(".gitignore must not hide %s", name)
		}
	}
}

// ignoredAtTop returns the names that .gitignore hides at the top: what the
// commands of README.md make there.
func ignoredAtTop(t *testing.T) []string {
	content, err := os.ReadFile("../../.gitignore")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for line := range strings.Lines(string(content)) {
		if name, ok := strings.CutPrefix(strings.TrimSpace(line), "/"); ok {
			names = append(names, strings.TrimSuffix(name, "/"))
		}
	}
	return names
}

// readmeRow is the first cell of a row of README's package table.
var readmeRow = regexp.MustCompile("(?m)^\\| *`([a-z/_0-9]+)` *\\|")

// TestReadmeNamesEveryPackage: the table a newcomer reads is the tree.
func TestReadmeNamesEveryPackage(t *testing.T) {
	content, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var listed []string
	for _, row := range readmeRow.FindAllStringSubmatch(string(content), -1) {
		if slices.Contains(topLevel, stageOf(row[1])) {
			listed = append(listed, row[1])
		}
	}
	slices.Sort(listed)
	packages := map[string]bool{}
	for _, file := range sources(t) {
		packages[file.pkg] = true
	}
	if tree := slices.Sorted(maps.Keys(packages)); !slices.Equal(listed, tree) {
		t.Errorf("README.md lists the packages\n%s\nand the tree has\n%s",
			strings.Join(listed, "\n"), strings.Join(tree, "\n"))
	}
	for status := refusal.Done; status <= refusal.Integrity; status++ {
		if !strings.Contains(string(content), fmt.Sprintf("| %d | ", status)) {
			t.Errorf("README.md must list exit status %d, %s", status, refusal.Meaning(status))
		}
	}
}

// otherFiles returns every text file of the repository that is not Go and not
// hidden by .gitignore, by name.
func otherFiles(t *testing.T) map[string]string {
	t.Helper()
	ignored := ignoredAtTop(t)
	files := map[string]string{}
	root := os.DirFS("../..")
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name != "." && entry.IsDir() && strings.HasPrefix(path.Base(name), "."),
			entry.IsDir() && slices.Contains(ignored, name):
			return fs.SkipDir
		case !entry.Type().IsRegular() || strings.HasSuffix(name, ".go") ||
			slices.Contains(ignored, name):
			return nil
		}
		content, err := fs.ReadFile(root, name)
		if err == nil && utf8.Valid(content) {
			files[name] = string(content)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
