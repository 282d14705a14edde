package main

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "nfimatch/"

// stages is the order data moves in. A stage uses its own packages, and of the
// stages before it only what shared names; never anything of a later one.
var stages = []string{"extract", "normalize", "match", "report"}

// shared is what other stages may import, and which of them may. README.md draws
// the same table. Do not add a line to make this test pass; move the code that
// broke it.
var shared = map[string][]string{
	"extract/row":       {"normalize"},
	"extract/plaintext": {"normalize", "report"}, // of report only report/desk: revealers
	"extract/retention": {"normalize", "match", "report"},
	"extract/columns":   {"normalize", "match", "report"},
	"extract/vault":     {"report"}, // only report/desk: revealers
	"normalize/record":  {"match", "report"},
	"match/result":      {"report"},
}

// revealers are the only packages, each with all below it, that may see personal
// data in clear.
var revealers = []string{"extract", "normalize", "report/desk", "cmd", "bench"}

// leaves know nothing of ours but what is below them: they are arithmetic, or the
// vocabulary everything else stands on.
var leaves = []string{"extract/plaintext", "extract/retention", "normalize/canon",
	"normalize/token", "match/forest", "match/kernel", "match/weigh", "fixtures/council",
	"cmd/nfi/refusal", "cmd/nfi/settings"}

// belowTheCommands is what the commands stand on, from the bottom up: each may import
// those before it. They take flags, streams and the machine as arguments, so the bans
// below hold for them too.
var belowTheCommands = []string{"cmd/nfi/refusal", "cmd/nfi/settings", "cmd/nfi/disk",
	"cmd/nfi/workspace", "cmd/nfi/firstseen", "cmd/nfi/sealing", "cmd/nfi/exercise",
	"cmd/nfi/check", "cmd/nfi/linkage/judging", "cmd/nfi/linkage", "cmd/nfi/custody",
	"cmd/nfi/explain", "cmd/nfi/purge"}

// belowItsPage are the packages that may import the page of their own stage: they
// take what it made, and it knows nothing of them.
var belowItsPage = map[string]string{"extract/vault": "extract", "report/publish": "report"}

// onlyIn names the imports that one package keeps from all others.
var onlyIn = map[string]string{
	"github.com/apache/arrow":  "extract/columns",
	"github.com/spf13/cobra":   "cmd/nfi",
	"github.com/xuri/excelize": "report/desk",
}

// testsOnly are the imports no program may have: one is under a licence that
// would bind ours, the other returns wrong rows for damaged files.
var testsOnly = []string{"github.com/antzucaro/matchr", "github.com/xitongsys/parquet-go"}

// below the commands a package is a function of its arguments: it prints nothing of
// its own, exits nothing, has no options of its own and reaches no network.
var bannedBelowCmd = []string{"flag", "log", "log/slog", "net", "net/http", "os/signal"}

// mayImport lists what the ban above does not mean.
var mayImport = map[string][]string{
	"extract/plaintext": {"log/slog"}, // to redact itself in anybody's log
}

// mayRead lists what the ban on the machine's state does not mean.
var mayRead = map[string][]string{
	"cmd/nfi/exercise": {"time.Now", "time.Since"}, // what steps took, for timing.json alone
}

func TestImportsGoForward(t *testing.T) {
	for _, file := range sources(t) {
		if file.test {
			continue
		}
		for _, imported := range file.ours() {
			if fault := importFault(file.pkg, imported); fault != "" {
				t.Errorf("%s imports %s, which %s", file.name, imported, fault)
			}
		}
	}
}

// importFault says what is wrong with importer using imported, "" if nothing is.
func importFault(importer, imported string) string {
	from, to := stageOf(importer), stageOf(imported)
	for _, leaf := range leaves {
		if isUnder(importer, leaf) && !isUnder(imported, leaf) {
			return "is not below " + leaf
		}
	}
	at, below := slices.Index(belowTheCommands, importer), slices.Index(belowTheCommands, imported)
	switch {
	case at >= 0 && below > at:
		return "stands on it"
	case at >= 0 && (isUnder(imported, "fixtures") || isUnder(imported, "bench")):
		return "is no part of a run"
	case isUnder(imported, "match/kernel/reference"):
		return "is for tests only"
	case isUnder(imported, "cmd") && !isUnder(importer, "cmd"),
		isUnder(imported, "bench") && !isUnder(importer, "bench"):
		return "nothing may import"
	case (isUnder(imported, "extract/plaintext") || isUnder(imported, "extract/vault")) &&
		!slices.ContainsFunc(revealers, func(r string) bool { return isUnder(importer, r) }):
		return "holds personal data in clear"
	case isUnder(importer, "cmd"), isUnder(importer, "bench"):
		return ""
	case isUnder(imported, "fixtures"):
		if isUnder(importer, "fixtures") {
			return ""
		}
		return "is for tests, benchmarks and the synth command"
	}
	switch {
	case from == to && imported == from && belowItsPage[importer] != imported:
		return "is the page of its own stage"
	case from != to && slices.Contains(stages, from) &&
		!slices.Contains(shared[imported], from):
		return "is not shared with " + from
	}
	return ""
}

// The rules are code too: each must refuse what it is there for.
func TestImportFaults(t *testing.T) {
	for _, tt := range []struct {
		importer, imported string
		allowed            bool
	}{
		{"normalize", "extract/row", true},
		{"normalize", "normalize/canon", true},
		{"match", "normalize/record", true},
		{"report", "match/result", true},
		{"report/desk", "extract/plaintext", true},
		{"extract/vault", "extract", true},
		{"cmd/nfi", "fixtures/council", true},
		{"cmd/nfi", "cmd/nfi/exercise", true},
		{"cmd/nfi/exercise", "cmd/nfi/workspace", true},
		{"cmd/nfi/custody", "cmd/nfi/exercise", true},
		{"cmd/nfi/custody", "report/desk", true},
		{"cmd/nfi/exercise", "cmd/nfi/custody", false},
		{"report/desk", "report/cases", true},
		{"report/desk", "extract/row", false},
		{"report/cases", "extract/plaintext", false},
		{"cmd/nfi/exercise", "extract", true},
		{"cmd/nfi/workspace", "normalize/token", true},
		{"bench", "match", true},
		{"fixtures/council", "fixtures/council/world", true},
		{"extract", "normalize", false},
		{"normalize", "match/result", false},
		{"match", "extract/row", false},
		{"match", "extract/plaintext", false},
		{"report", "extract/plaintext", false},
		{"report/cases", "extract/vault", false},
		{"report", "normalize", false},
		{"match", "match/kernel/reference", false},
		{"match/kernel", "match/result", false},
		{"match/weigh", "match", false},
		{"normalize/canon", "normalize/record", false},
		{"normalize/record", "normalize", false},
		{"extract/retention", "extract/plaintext", false},
		{"fixtures/council", "extract/retention", false},
		{"match", "fixtures/council", false},
		{"report", "cmd/nfi", false},
		{"report", "cmd/nfi/refusal", false},
		{"bench", "cmd/nfi/exercise", false},
		{"cmd/nfi/workspace", "cmd/nfi/exercise", false},
		{"cmd/nfi/refusal", "cmd/nfi/workspace", false},
		{"cmd/nfi/disk", "cmd/nfi/workspace", false},
		{"cmd/nfi/refusal", "extract/retention", false},
		{"cmd/nfi/exercise", "fixtures/council", false},
	} {
		if fault := importFault(tt.importer, tt.imported); (fault == "") != tt.allowed {
			t.Errorf("%s importing %s: %q, want allowed %v",
				tt.importer, tt.imported, fault, tt.allowed)
		}
	}
}

func TestForeignImports(t *testing.T) {
	for _, file := range sources(t) {
		for _, imported := range file.imports {
			for prefix, home := range onlyIn {
				if isUnder(imported, prefix) && file.pkg != home {
					t.Errorf("%s imports %s, which only %s may", file.name, imported, home)
				}
			}
			for _, prefix := range testsOnly {
				if isUnder(imported, prefix) && !file.test {
					t.Errorf("%s imports %s, which only tests may", file.name, imported)
				}
			}
			if !file.test && belowCmd(file.pkg) && slices.Contains(bannedBelowCmd, imported) &&
				!slices.Contains(mayImport[file.pkg], imported) {
				t.Errorf("%s imports %s, which only cmd may", file.name, imported)
			}
		}
	}
}

// TestNoClockBelowTheCommands: what a stage returns depends on its arguments alone.
func TestNoClockBelowTheCommands(t *testing.T) {
	banned := map[string][]string{
		"os":   {"Exit", "Stdout", "Stderr", "Stdin", "Getenv", "LookupEnv"},
		"time": {"Now", "Since", "Until"},
	}
	for _, file := range sources(t) {
		if file.test || !belowCmd(file.pkg) {
			continue
		}
		ast.Inspect(file.syntax, func(node ast.Node) bool {
			selector, ok := node.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if pkg, ok := selector.X.(*ast.Ident); ok &&
				slices.Contains(banned[pkg.Name], selector.Sel.Name) &&
				!slices.Contains(mayRead[file.pkg], pkg.Name+"."+selector.Sel.Name) {
				t.Errorf("%s:%d uses %s.%s, which only cmd may",
					file.name, file.line(node), pkg.Name, selector.Sel.Name)
			}
			return true
		})
	}
}

// belowCmd reports whether pkg is none of the programs, but below them.
func belowCmd(pkg string) bool { return pkg != "cmd/nfi" && !isUnder(pkg, "bench") }

// isUnder reports whether pkg is folder or below it.
func isUnder(pkg, folder string) bool {
	return pkg == folder || strings.HasPrefix(pkg, folder+"/")
}

func stageOf(pkg string) string {
	stage, _, _ := strings.Cut(pkg, "/")
	return stage
}

// source is one Go file of the repository.
type source struct {
	name      string // path from the repository's root
	pkg       string // its folder
	test      bool
	generated bool
	content   []byte
	imports   []string
	syntax    *ast.File
	positions *token.FileSet
}

// ours returns the imports from this repository, without the module's name.
func (s *source) ours() []string {
	var ours []string
	for _, imported := range s.imports {
		if pkg, ok := strings.CutPrefix(imported, module); ok {
			ours = append(ours, pkg)
		}
	}
	return ours
}

func (s *source) line(node ast.Node) int { return s.positions.Position(node.Pos()).Line }

var (
	readSources []*source
	errSources  error
)

// sources reads every Go file of the repository once, hidden and underscore
// folders apart: those are modules of their own. It reads the files itself and
// does not ask "go list", so that go test's cache sees them: a cached pass of
// these tests would be worse than no test.
func sources(t *testing.T) []*source {
	t.Helper()
	if readSources == nil && errSources == nil {
		readSources, errSources = readAllSources()
	}
	if errSources != nil {
		t.Fatal(errSources)
	}
	return readSources
}

func readAllSources() ([]*source, error) {
	var all []*source
	root := os.DirFS("../..")
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		switch base := path.Base(name); {
		case err != nil:
			return err
		case entry.IsDir() && name != "." &&
			(base == "testdata" || strings.ContainsAny(base[:1], "._")):
			return fs.SkipDir
		case entry.IsDir() || !strings.HasSuffix(base, ".go"):
			return nil
		}
		content, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		positions := token.NewFileSet()
		syntax, err := parser.ParseFile(positions, name, content,
			parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		file := &source{name: name, pkg: path.Dir(name), content: content, syntax: syntax,
			test:      strings.HasSuffix(name, "_test.go"),
			generated: isGenerated(content), positions: positions}
		for _, spec := range syntax.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			file.imports = append(file.imports, imported)
		}
		all = append(all, file)
		return nil
	})
	if err == nil && len(all) == 0 {
		err = errors.New("the repository has no Go files")
	}
	return all, err
}

// isGenerated reports whether the first line says so, in Go's own words.
func isGenerated(content []byte) bool {
	first, _, _ := strings.Cut(string(content), "\n")
	return strings.HasPrefix(first, "// Code generated ") && strings.HasSuffix(first, " DO NOT EDIT.")
}
