package yardstick

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"nfimatch/extract/row"
)

// A Place is one mention: dataset, line and ordinal.
type Place struct {
	Dataset uint8
	Line    uint32
	Ordinal uint8
}

// Truth is what is known of one council: who each mention is, and which dwelling's address
// its row shows.
type Truth struct {
	Person   map[Place]string
	Recorded map[Place]string
	Accounts map[uint32]Account // by line
}

// An Account is what is true of one account.
type Account struct {
	Dwelling       string
	SingleDiscount bool
	Adults         int // distinct adults that the sources name there
}

// ReadTruth reads the truth of a council that the generator wrote to folder.
func ReadTruth(folder string) (*Truth, error) {
	t := &Truth{
		Person: make(map[Place]string), Recorded: make(map[Place]string),
		Accounts: make(map[uint32]Account),
	}
	numbers := map[string]uint8{}
	for _, dataset := range row.Datasets {
		numbers[dataset.String()] = uint8(dataset)
	}
	err := eachRecord(filepath.Join(folder, "truth", "records.csv"), func(r map[string]string) error {
		line, err := strconv.ParseUint(r["line"], 10, 32)
		if err != nil {
			return err
		}
		ordinal, err := strconv.ParseUint(r["ordinal"], 10, 8)
		at := Place{numbers[r["dataset"]], uint32(line), uint8(ordinal)}
		t.Person[at], t.Recorded[at] = r["person"], r["recorded_dwelling"]
		return err
	})
	if err != nil {
		return nil, err
	}
	return t, eachRecord(filepath.Join(folder, "truth", "accounts.csv"),
		func(r map[string]string) error {
			line, err := strconv.ParseUint(r["line"], 10, 32)
			if err != nil {
				return err
			}
			adults, err := strconv.Atoi(r["recorded_adults"])
			t.Accounts[uint32(line)] = Account{r["dwelling"], r["spd_in_payment"] == "Y", adults}
			return err
		})
}

// eachRecord calls visit with each row of a CSV file, by header.
func eachRecord(path string, visit func(map[string]string) error) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return err
	}
	for i, record := range records[1:] {
		fields := make(map[string]string, len(record))
		for c, header := range records[0] {
			fields[header] = record[c]
		}
		if err := visit(fields); err != nil {
			return fmt.Errorf("%s: row %d: %w", filepath.Base(path), i+1, err)
		}
	}
	return nil
}

// PlaceOf returns the place of a mention.
func PlaceOf(dataset uint8, line uint32, ordinal uint8) Place {
	return Place{dataset, line, ordinal}
}
