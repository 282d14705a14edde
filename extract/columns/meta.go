package columns

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/apache/arrow/go/v17/arrow"
)

// Keys of the metadata of every table. Of writes the first three itself.
const (
	MetaTable        = "nfi.table"         // name of the table
	MetaVersion      = "nfi.version"       // version of its columns, from 1
	MetaRows         = "nfi.rows"          // number of rows
	MetaExercise     = "nfi.exercise"      // exercise the data belongs to
	MetaKeyID        = "nfi.key_id"        // id of the key of its tokens
	MetaSpec         = "nfi.spec"          // data specification: id and SHA-256
	MetaCanon        = "nfi.canon"         // version of the canonical forms
	MetaEncoding     = "nfi.encoding"      // version of the filters
	MetaTermsSHA256  = "nfi.terms_sha256"  // digest of the retention terms
	MetaSourceSHA256 = "nfi.source_sha256" // digest of the source files
	MetaAsOf         = "nfi.as_of"         // day the run looks at, yyyy-mm-dd

	metaPrefix = "nfi."
)

const (
	// MetaKeysMax is the most metadata keys of one table.
	MetaKeysMax = 64
	// MetaBytesMax is the most bytes of one table's metadata, keys and values.
	MetaBytesMax = 256 << 10
	// VersionMax is the highest version of a table.
	VersionMax = 1<<16 - 1

	nameBytesMax = 64 // of a table, column or key
)

var (
	metaOwn   = []string{MetaRows, MetaTable, MetaVersion}
	metaGiven = []string{MetaAsOf, MetaCanon, MetaEncoding, MetaExercise, MetaKeyID,
		MetaSourceSHA256, MetaSpec, MetaTermsSHA256}
)

// RequiredMeta returns the keys that the metadata given to Of must hold, sorted.
func RequiredMeta() []string { return slices.Clone(metaGiven) }

// schemaMeta returns the metadata of a table, sorted by key, or an error that
// names the key that is missing, not ours or too long.
func schemaMeta(name string, version, rows int, given map[string]string) (arrow.Metadata, error) {
	all := make(map[string]string, len(given)+len(metaOwn))
	for key, value := range given {
		if slices.Contains(metaOwn, key) {
			return arrow.Metadata{}, fmt.Errorf("metadata %s is written by Of, not given", key)
		}
		all[key] = value
	}
	all[MetaTable] = name
	all[MetaVersion] = strconv.Itoa(version)
	all[MetaRows] = strconv.Itoa(rows)
	meta := arrow.MetadataFrom(all) // sorts by key
	_, err := checkMeta(meta, rows)
	return meta, err
}

// checkMeta checks the metadata of a table of rows rows and returns its version.
func checkMeta(meta arrow.Metadata, rows int) (version int, err error) {
	keys, values := meta.Keys(), meta.Values()
	if len(keys) > MetaKeysMax {
		return 0, fmt.Errorf("metadata must have at most %d keys", MetaKeysMax)
	}
	bytes := 0
	for i, key := range keys {
		switch tail, ours := strings.CutPrefix(key, metaPrefix); {
		case !ours || !validName(tail):
			return 0, fmt.Errorf("metadata keys must be %s and a lower-case name", metaPrefix)
		case i > 0 && keys[i-1] >= key:
			return 0, fmt.Errorf("metadata keys must be sorted and differ")
		case values[i] == "":
			return 0, fmt.Errorf("metadata %s must not be empty", key)
		case !utf8.ValidString(values[i]):
			return 0, fmt.Errorf("metadata %s must be UTF-8", key)
		}
		bytes += len(key) + len(values[i])
	}
	if bytes > MetaBytesMax {
		return 0, fmt.Errorf("metadata must hold at most %d bytes", MetaBytesMax)
	}
	for _, key := range slices.Concat(metaOwn, metaGiven) {
		if meta.FindKey(key) < 0 {
			return 0, fmt.Errorf("metadata %s is missing", key)
		}
	}
	return checkOwnMeta(meta, rows)
}

// checkOwnMeta checks the keys that Of writes and returns the version.
func checkOwnMeta(meta arrow.Metadata, rows int) (version int, err error) {
	if name, _ := meta.GetValue(MetaTable); !validName(name) {
		return 0, fmt.Errorf("metadata %s must be a lower-case name", MetaTable)
	}
	if text, _ := meta.GetValue(MetaRows); text != strconv.Itoa(rows) {
		return 0, fmt.Errorf("metadata %s must be the number of rows", MetaRows)
	}
	text, _ := meta.GetValue(MetaVersion)
	version, err = strconv.Atoi(text)
	if err != nil || version < 1 || version > VersionMax || text != strconv.Itoa(version) {
		return 0, fmt.Errorf("metadata %s must be a number from 1 to %d", MetaVersion, VersionMax)
	}
	return version, nil
}

// validName reports whether s is a name of a table or column: a letter, then
// letters, digits and _, all lower case, at most nameBytesMax bytes.
func validName(s string) bool {
	if s == "" || len(s) > nameBytesMax {
		return false
	}
	for i := range len(s) {
		letter := s[i] >= 'a' && s[i] <= 'z'
		if !letter && (i == 0 || s[i] != '_' && (s[i] < '0' || s[i] > '9')) {
			return false
		}
	}
	return true
}
