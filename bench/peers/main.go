// Command peers prepares what the comparison with other systems needs, and judges
// what they found. The comparison itself is peers.py beside it, which "make peers"
// runs; it calls this command:
//
//	peers sets -labelled FOLDER -out DIR      the published sets, a folder each
//	peers council -out DIR [-profile …]       an invented council, as lists of people too
//	peers judge -truth FILE [-best] PAIRS     found, right and true pairs, as JSON
//
// A folder of a set holds set.json (where the lists are and what their columns mean)
// and truth.csv. README.md of the folder above says what is compared and how.
package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"nfimatch/bench/labelled"
)

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "peers: error:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, arguments []string, out io.Writer) error {
	if len(arguments) == 0 {
		return errors.New("sets, council or judge must be given")
	}
	switch arguments[0] {
	case "sets":
		return runSets(arguments[1:], out)
	case "council":
		return runCouncil(ctx, arguments[1:], out)
	case "judge":
		return runJudge(arguments[1:], out)
	}
	return fmt.Errorf("no %q; there are sets, council and judge", arguments[0])
}

// manifest is set.json: what peers.py and the systems read of a set.
type manifest struct {
	Name    string            `json:"name"`
	Left    string            `json:"left"`    // path
	Right   string            `json:"right"`   // path, empty for one list
	Map     string            `json:"map"`     // as nfi link --map takes it
	Columns map[string]string `json:"columns"` // column by field
	True    int               `json:"true"`    // pairs
}

// runSets writes every published set that is there, and says which is not.
func runSets(arguments []string, out io.Writer) error {
	flags := flag.NewFlagSet("sets", flag.ContinueOnError)
	folder := flags.String("labelled", os.Getenv(labelled.FolderVariable), "folder of the sets")
	into := flags.String("out", "", "folder to write to")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	if *into == "" {
		return errors.New("-out must be given")
	}
	for _, name := range labelled.Names() {
		at := filepath.Join(*into, name)
		if err := os.MkdirAll(at, 0o755); err != nil {
			return err
		}
		set, err := labelled.Load(*folder, name, at)
		if errors.Is(err, fs.ErrNotExist) {
			fmt.Fprintf(out, "%s: not there\n", name)
			if err := os.Remove(at); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return err
		}
		if err := writeSet(at, set, nil); err != nil {
			return err
		}
	}
	return nil
}

// writeSet writes set.json and truth.csv. Pairs that are neither right nor wrong are
// in the truth too, and marked.
func writeSet(folder string, set *labelled.Set, neutral []labelled.Pair) error {
	m := manifest{Name: set.Name, Left: set.Left, Right: set.Right, Map: set.Map(),
		Columns: make(map[string]string), True: len(set.Truth)}
	for _, column := range set.Columns {
		m.Columns[column.Field] = column.Column
	}
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(folder, "set.json"), text, 0o644); err != nil {
		return err
	}
	rows := [][]string{{"left_line", "right_line", "counts"}}
	for _, pair := range set.Truth {
		rows = append(rows, []string{number(pair.Left), number(pair.Right), "Y"})
	}
	for _, pair := range neutral {
		rows = append(rows, []string{number(pair.Left), number(pair.Right), "N"})
	}
	return writeRows(filepath.Join(folder, "truth.csv"), rows)
}

func number(n uint32) string { return strconv.FormatUint(uint64(n), 10) }

func writeRows(path string, rows [][]string) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(csv.NewWriter(file).WriteAll(rows), file.Close())
}

// runJudge judges the likely pairs of a file, or with -best those of them that are
// the best of both their rows.
func runJudge(arguments []string, out io.Writer) error {
	flags := flag.NewFlagSet("judge", flag.ContinueOnError)
	truthPath := flags.String("truth", "", "truth.csv of the set")
	best := flags.Bool("best", false, "only pairs that are the best of both rows")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	if flags.NArg() != 1 {
		return errors.New("one file of pairs must be given")
	}
	truth, neutral, err := readTruth(*truthPath)
	if err != nil {
		return err
	}
	file, err := os.Open(flags.Arg(0))
	if err != nil {
		return err
	}
	defer file.Close()
	scored, err := labelled.ReadPairs(file)
	if err != nil {
		return err
	}
	found := labelled.Likely(scored)
	if *best {
		found = labelled.MutualBest(scored)
	}
	counted := found[:0]
	for _, pair := range found {
		if !neutral[pair] {
			counted = append(counted, pair)
		}
	}
	return json.NewEncoder(out).Encode(labelled.Judge(counted, truth))
}

// readTruth reads truth.csv: the true pairs, and those that are neither right nor wrong.
func readTruth(path string) (truth []labelled.Pair, neutral map[labelled.Pair]bool, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return nil, nil, err
	}
	neutral = make(map[labelled.Pair]bool)
	for i, record := range records[min(1, len(records)):] {
		left, errLeft := strconv.ParseUint(record[0], 10, 32)
		right, errRight := strconv.ParseUint(record[1], 10, 32)
		if errLeft != nil || errRight != nil || len(record) != 3 {
			return nil, nil, fmt.Errorf("truth: row %d must be two lines, Y or N", i+1)
		}
		pair := labelled.Pair{Left: uint32(left), Right: uint32(right)}
		if record[2] == "N" {
			neutral[pair] = true
			continue
		}
		truth = append(truth, pair)
	}
	return truth, neutral, nil
}
