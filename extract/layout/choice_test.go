package layout

import (
	"strings"
	"testing"

	"nfimatch/extract/row"
)

// Whatever a mapping says, it is read or refused, and no column makes two fields.
func FuzzMapping(f *testing.F) {
	for _, mapping := range []string{"surname=a,forename=b", "extra.x=a,text.x=a", `"surname=a, b"`,
		"surname=surname,full_name=surname", "=,a=,=b", "extra.=a", "surname=\"", "surname=a\nb=c"} {
		f.Add(mapping)
	}
	header := []string{"a", "b", "a, b", "surname", "Full name", "c"}
	before := strings.Join(Of(row.Person).fieldNames(), " ")
	f.Fuzz(func(t *testing.T, mapping string) {
		m, err := Map("list.csv", header, Of(row.Person).With(mapping))
		if got := strings.Join(Of(row.Person).fieldNames(), " "); got != before {
			t.Fatal("a mapping changes the fields of every list")
		}
		if err != nil {
			return
		}
		used := make(map[int]bool)
		for _, field := range m.Fields {
			if len(field.Columns) != 1 || used[field.Columns[0]] {
				t.Fatalf("field %s has columns %v", field.Name, field.Columns)
			}
			used[field.Columns[0]] = true
			if m.Uses[field.Columns[0]].Field != field.Name {
				t.Fatalf("the use of a column is not %s", field.Name)
			}
		}
	})
}
