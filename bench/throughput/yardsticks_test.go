package throughput

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"runtime"
	"testing"

	"github.com/antzucaro/matchr"

	"nfimatch/extract/row"
)

// What a yardstick returned last: results that go nowhere would not be computed.
var (
	keptFloat float64
	keptWord  uint64
	keptInt   int
)

// yardstickNames are invented: thirty-two surnames of the lengths that surnames
// have. They are compared with each other and with themselves misspelt, and must
// not be changed: every ratio to Jaro–Winkler moves with them.
var yardstickNames = []string{
	"ABBOTT", "ADEYEMI", "ASHWORTH", "BAINBRIDGE", "BEGUM", "BUTTERFIELD", "CHEN", "CLARKE",
	"DHILLON", "DOHERTY", "EL-SAYED", "FAIRCLOUGH", "FERNANDES", "GALLAGHER", "HARGREAVES", "HUSSAIN",
	"IQBAL", "JONES", "KOWALCZYK", "LE", "LLEWELLYN", "MACDONALD", "NGUYEN", "OKONKWO",
	"PETTIGREW", "RATHBONE", "SHARMA", "SMITH-JONES", "THISTLETHWAITE", "VASILIAUSKAS", "WHITE",
	"YOUNG",
}

// jaroWinkler is the yardstick of computing: matchr's Jaro–Winkler over 64 pairs.
func jaroWinkler() Work {
	var pairs [][2]string
	for i, name := range yardstickNames {
		other := yardstickNames[(i+7)%len(yardstickNames)]
		misspelt := name[:1] + name[len(name)-1:] + name[1:len(name)-1]
		pairs = append(pairs, [2]string{name, other}, [2]string{name, misspelt})
	}
	return Work{Units: len(pairs), Run: func() {
		for _, pair := range pairs {
			keptFloat += matchr.JaroWinkler(pair[0], pair[1], false)
		}
	}}
}

// digest is the yardstick of tokens: SHA-256 of the standard library over a name
// and its padding, which uses the processor's instructions where a token does. A
// ratio to Jaro–Winkler would tell machines apart and not versions of the program.
func digest(names []string) Work {
	buffer := make([]byte, 0, 64)
	return Work{Units: len(names), Run: func() {
		for _, name := range names {
			buffer = append(buffer[:0], name...)
			sum := sha256.Sum256(buffer)
			keptWord += uint64(sum[0])
		}
	}}
}

// parse is the yardstick of reading: encoding/csv over a file, its rows forgotten.
func parse(tb testing.TB, path string, rows int) Work {
	return Work{Units: rows, Run: func() {
		file, err := os.Open(path)
		if err != nil {
			tb.Fatal(err)
		}
		defer file.Close()
		reader := csv.NewReader(file)
		reader.ReuseRecord = true
		for {
			record, err := reader.Read()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				tb.Fatal(err)
			}
			keptInt += len(record)
		}
	}}
}

// The yardstick of making tables takes so many electors in pieces of so many bytes.
const (
	internRows       = 700
	internPieceBytes = 4
)

// intern is the yardstick of making tables: pieces of the register's cells, each
// distinct one kept once in a map and numbered. It allocates and looks up as
// normalize does, so that a neighbour who takes the memory slows both: a ratio to
// Jaro–Winkler, which needs no memory, fell by 14 % beside busy neighbours.
func intern(tb testing.TB, town *town) Work {
	var pieces [][]byte
	for _, record := range town.records(row.ElectoralRegister)[1 : internRows+1] {
		for _, cell := range record {
			for from := 0; from < len(cell); from += internPieceBytes {
				piece := cell[from:min(from+internPieceBytes, len(cell))]
				pieces = append(pieces, []byte(piece))
			}
		}
	}
	return Work{Units: len(pieces), Prepare: runtime.GC, Run: func() {
		codes := make(map[string]uint32)
		var values [][]byte
		for _, piece := range pieces {
			if _, known := codes[string(piece)]; !known {
				codes[string(piece)] = uint32(len(codes))
				values = append(values, bytes.Clone(piece))
			}
		}
		keptInt += len(codes) + len(values)
	}}
}
