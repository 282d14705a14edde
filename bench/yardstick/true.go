package yardstick

import (
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"nfimatch/extract/row"
)

// addressFields are the headers of an address, in every dataset.
var addressFields = []string{"Address 1", "Address 2", "Address 3", "Address 4", "Postcode"}

const (
	fieldUPRN  = "UPRN"
	fileMode   = 0o600
	folderMode = 0o700
)

// writeTrue copies the extracts of a council to another folder, with addresses that
// cannot be mistaken: each account has its dwelling's UPRN, and each register entry
// and claim the UPRN and the address of the account at the dwelling it shows. Rows
// that show none keep what they have.
func writeTrue(from, to string, t *Truth) error {
	if err := os.MkdirAll(to, folderMode); err != nil {
		return err
	}
	codes, err := os.ReadFile(filepath.Join(from, "codes.csv"))
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(to, "codes.csv"), codes, fileMode); err != nil {
		return err
	}
	addresses := make([][]string, len(t.Homes)) // by home, as its account has it
	for _, dataset := range sources {
		name := dataset.String() + ".csv"
		header, records, err := readCSV(filepath.Join(from, name))
		if err != nil {
			return err
		}
		fields, err := positions(header, append(slices.Clone(addressFields), fieldUPRN))
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for i, record := range records {
			t.correct(dataset, uint32(i+1), record, fields, addresses)
		}
		if err := writeCSV(filepath.Join(to, name), header, records); err != nil {
			return err
		}
	}
	return nil
}

// correct gives a row the true UPRN, and one that is no account its account's address.
func (t *Truth) correct(dataset row.Dataset, line uint32, record []string, fields []int,
	addresses [][]string,
) {
	home := t.Mentions[PlaceOf(uint8(dataset), line, 0)].Home
	address, uprn := fields[:len(addressFields)], fields[len(addressFields)]
	if dataset == row.CouncilTax {
		home = t.Accounts[line].Home
		if addresses[home] == nil {
			for _, field := range address {
				addresses[home] = append(addresses[home], record[field])
			}
		}
	}
	if home == 0 || addresses[home] == nil {
		return
	}
	record[uprn] = t.Homes[home].UPRN
	for i, field := range address {
		record[field] = addresses[home][i]
	}
}

var errHeader = errors.New("a column of the address is missing")

func positions(header, names []string) ([]int, error) {
	var at []int
	for _, name := range names {
		position := slices.Index(header, name)
		if position < 0 {
			return nil, errHeader
		}
		at = append(at, position)
	}
	return at, nil
}

func writeCSV(path string, header []string, records [][]string) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, fileMode)
	if err != nil {
		return err
	}
	out := csv.NewWriter(file)
	err = errors.Join(out.Write(header), out.WriteAll(records)) // WriteAll flushes
	return errors.Join(err, file.Close())
}
