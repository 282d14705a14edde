package yardstick

import (
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"nfimatch/extract/row"
)

// A Place is one mention: dataset, line and ordinal.
type Place struct {
	Dataset uint8
	Line    uint32
	Ordinal uint8
}

// PlaceOf returns the place of a mention.
func PlaceOf(dataset uint8, line uint32, ordinal uint8) Place {
	return Place{dataset, line, ordinal}
}

// Truth is what is known of one council.
type Truth struct {
	Homes    []Home             // [0] is none; the rest as dwellings.csv has them
	Mentions map[Place]Mention  // who each mention is
	Accounts map[uint32]Account // by line of council_tax.csv
	UPRN     map[Place]UPRN     // of register entries and claims, by their first mention
}

// A Home is a dwelling of the council.
type Home struct {
	UPRN      string
	Kind      string // house, block_flat, …: words of the generator
	Building  string // UPRN of the building that holds it, or ""
	Community string // of who rents or owns it now, or ""
}

// A Mention is what is true of one person that a row names.
type Mention struct {
	Person string
	Home   uint32   // the one whose address the row shows; 0 none
	Tags   []string // what became of the name and the address
}

// An Account is what is true of one account.
type Account struct {
	Home           uint32
	SingleDiscount bool // in payment
	Undeclared     bool // a second adult counts and nobody told
	Adults         int  // distinct adults that the sources name there
}

// A UPRN says whose number a row shows, as the accounts have it. Where two
// dwellings' accounts show it, it is another's.
type UPRN uint8

// What a row's UPRN can be.
const (
	UPRNNone     UPRN = iota // the row shows none
	UPRNNobodys              // no account shows it: a building's, an old or a false one
	UPRNOwn                  // only accounts of the dwelling whose address the row shows
	UPRNAnothers             // an account of another dwelling shows it
)

var errNoHome = errors.New("names a dwelling that dwellings.csv does not have")

// ReadTruth reads the truth of a council that the generator wrote to folder, and of
// its extracts what a row shows as UPRN. O(rows) time; some 300 B a mention.
func ReadTruth(folder string) (*Truth, error) {
	r := reader{folder: folder, homes: map[string]uint32{"": 0}, truth: &Truth{
		Homes: make([]Home, 1), Mentions: make(map[Place]Mention),
		Accounts: make(map[uint32]Account), UPRN: make(map[Place]UPRN),
	}}
	for _, step := range []func() error{
		r.readHomes, r.readMentions, r.readAccounts, r.readUPRNs,
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return r.truth, nil
}

type reader struct {
	folder string
	homes  map[string]uint32 // number by name
	truth  *Truth
}

func (r *reader) homeOf(name string) (uint32, error) {
	home, ok := r.homes[name]
	if !ok {
		return 0, errNoHome
	}
	return home, nil
}

func (r *reader) readHomes() error {
	return EachRecord(filepath.Join(r.folder, "truth", "dwellings.csv"),
		func(_ uint32, f map[string]string) error {
			r.homes[f["dwelling"]] = uint32(len(r.truth.Homes))
			r.truth.Homes = append(r.truth.Homes,
				Home{f["uprn"], f["kind"], f["building"], f["community"]})
			return nil
		})
}

func (r *reader) readMentions() error {
	numbers := map[string]uint8{}
	for _, dataset := range row.Datasets {
		numbers[dataset.String()] = uint8(dataset)
	}
	return EachRecord(filepath.Join(r.folder, "truth", "records.csv"),
		func(_ uint32, f map[string]string) error {
			line, err := strconv.ParseUint(f["line"], 10, 32)
			if err != nil {
				return err
			}
			ordinal, err := strconv.ParseUint(f["ordinal"], 10, 8)
			if err != nil {
				return err
			}
			home, err := r.homeOf(f["recorded_dwelling"])
			at := PlaceOf(numbers[f["dataset"]], uint32(line), uint8(ordinal))
			r.truth.Mentions[at] = Mention{Person: f["person"], Home: home,
				Tags: strings.FieldsFunc(f["tags"], func(r rune) bool { return r == '|' })}
			return err
		})
}

func (r *reader) readAccounts() error {
	return EachRecord(filepath.Join(r.folder, "truth", "accounts.csv"),
		func(_ uint32, f map[string]string) error {
			line, err := strconv.ParseUint(f["line"], 10, 32)
			if err != nil {
				return err
			}
			adults, err := strconv.Atoi(f["recorded_adults"])
			if err != nil {
				return err
			}
			home, err := r.homeOf(f["dwelling"])
			r.truth.Accounts[uint32(line)] = Account{Home: home, Adults: adults,
				SingleDiscount: f["spd_in_payment"] == "Y", Undeclared: f["truth"] == "undeclared"}
			return err
		})
}

// readUPRNs finds whose number every register entry and claim shows.
func (r *reader) readUPRNs() error {
	shown := map[string][]uint32{} // homes of the accounts that show it
	err := EachRecord(filepath.Join(r.folder, row.CouncilTax.String()+".csv"),
		func(line uint32, f map[string]string) error {
			number := digits(f["UPRN"])
			shown[number] = append(shown[number], r.truth.Accounts[line].Home)
			return nil
		})
	if err != nil {
		return err
	}
	for _, dataset := range []row.Dataset{row.ElectoralRegister, row.CTR} {
		err := EachRecord(filepath.Join(r.folder, dataset.String()+".csv"),
			func(line uint32, f map[string]string) error {
				at, number := PlaceOf(uint8(dataset), line, 0), digits(f["UPRN"])
				r.truth.UPRN[at] = whose(number, r.truth.Mentions[at].Home, shown)
				return nil
			})
		if err != nil {
			return err
		}
	}
	return nil
}

// whose says whose number a row of a home shows.
func whose(number string, home uint32, shown map[string][]uint32) UPRN {
	if number == "" {
		return UPRNNone
	}
	answer := UPRNNobodys
	for _, other := range shown[number] {
		if other != home {
			return UPRNAnothers
		}
		answer = UPRNOwn
	}
	return answer
}

// digits returns a UPRN as a number is written: without blanks, leading zeros and
// the ".0" of a spreadsheet; "" for a cell that is no number.
func digits(cell string) string {
	number := strings.TrimLeft(strings.TrimSuffix(strings.TrimSpace(cell), ".0"), "0")
	if strings.Trim(number, "0123456789") != "" {
		return ""
	}
	return number
}

// EachRecord calls visit with the line, from 1, and the fields by header of each
// row of a CSV file. It stops at the first error, and names the row.
func EachRecord(path string, visit func(line uint32, fields map[string]string) error) error {
	header, records, err := readCSV(path)
	if err != nil {
		return err
	}
	fields := make(map[string]string, len(header))
	for i, record := range records {
		for c, name := range header {
			fields[name] = record[c]
		}
		if err := visit(uint32(i+1), fields); err != nil {
			return fmt.Errorf("%s: row %d: %w", filepath.Base(path), i+1, err)
		}
	}
	return nil
}

func readCSV(path string) (header []string, records [][]string, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer file.Close()
	all, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	if len(all) == 0 {
		return nil, nil, fmt.Errorf("%s: no header", filepath.Base(path))
	}
	return all[0], all[1:], nil
}
