package main

import (
	"embed"
	"io/fs"
	"path"
	"strings"
)

// licenceFiles holds our own licence (nfi.txt), that of each Go module linked
// into the program (modules/<module path>.txt, and go.txt for Go itself), and that
// of each source of tables (tables/*.txt). The first line of a table's file is its
// title.
//
//go:embed licences
var licenceFiles embed.FS

// licence is one text to show.
type licence struct{ title, text string }

// allLicences returns our licence, then those of the libraries and of the tables,
// each in the order of file names.
func allLicences() []licence {
	ours, err := licenceFiles.ReadFile("licences/nfi.txt")
	if err != nil {
		panic("licences: " + err.Error())
	}
	all := []licence{{"nfi", string(ours)}}
	all = append(all, licencesUnder("licences/modules")...)
	return append(all, tableLicences()...)
}

// tableLicences returns those of the tables copied from other projects.
func tableLicences() []licence {
	tables := licencesUnder("licences/tables")
	for i, t := range tables {
		tables[i].title, tables[i].text, _ = strings.Cut(t.text, "\n")
	}
	return tables
}

func licencesUnder(folder string) []licence {
	var found []licence
	err := fs.WalkDir(licenceFiles, folder, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := licenceFiles.ReadFile(name)
		title := strings.TrimSuffix(strings.TrimPrefix(name, folder+"/"), path.Ext(name))
		found = append(found, licence{title, string(text)})
		return err
	})
	if err != nil {
		panic("licences: " + err.Error())
	}
	return found
}
