package listing

import (
	"encoding/binary"
	"slices"

	"nfimatch/normalize/record"
)

// Buildings are the listed buildings of flats: what shows the same numbers and
// words at one postcode, the units apart.
type Buildings struct {
	Of    []uint32   // per listing: its building from 1, 0 for none
	Homes [][]uint32 // per building: its dwellings, in order
	Mixed []bool     // per building: whether its units are of several forms
}

// NewBuildings groups the listings that show a unit.
func NewBuildings(book *Book, list *List) *Buildings {
	b := &Buildings{Of: make([]uint32, len(list.Listings)), Homes: [][]uint32{nil},
		Mixed: []bool{false}}
	number, form := make(map[string]uint32), []uint8{0}
	for i, listed := range list.Listings {
		shown := &book.Addresses[listed.Address]
		if len(shown.Unit) == 0 || shown.Postcode == 0 || shown.IsRoom() ||
			len(shown.Num) == 0 && shown.Names == 0 {
			continue
		}
		key := AppendSet(nil, []record.Code{shown.Postcode})
		key = AppendSet(AppendSet(key, shown.Num), shown.Words)
		building, ok := number[string(key)]
		if !ok {
			building = uint32(len(b.Homes))
			number[string(key)] = building
			b.Homes, b.Mixed = append(b.Homes, nil), append(b.Mixed, false)
			form = append(form, shown.Form)
		}
		b.Mixed[building] = b.Mixed[building] || shown.Form != form[building]
		b.Of[i] = building
		if !slices.Contains(b.Homes[building], listed.Home) {
			b.Homes[building] = append(b.Homes[building], listed.Home)
		}
	}
	return b
}

// AppendSet appends codes as a set: sorted, each once, and their number.
func AppendSet(key []byte, codes []record.Code) []byte {
	sorted := slices.Clone(codes)
	slices.Sort(sorted)
	sorted = slices.Compact(sorted)
	key = binary.LittleEndian.AppendUint32(key, uint32(len(sorted)))
	for _, code := range sorted {
		key = binary.LittleEndian.AppendUint32(key, code)
	}
	return key
}
