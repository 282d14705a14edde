package retention

import (
	"fmt"
	"math/rand"
	"reflect"
	"testing"
	"testing/quick"
)

// terms draws from so few values that equal fields, where an order that is not
// total would show, are common.
func terms(random *rand.Rand) Terms {
	word := func() string { return []string{"", "a", "b"}[random.Intn(3)] }
	day := func() Date { return 46000 + Date(random.Intn(2)) }
	return Terms{word(), word(), day(), word(), word(), word(), word(), word(), word(), day(),
		Maximum + Bound(random.Intn(2)), word(), word(), word(), day()}
}

func TestStrictestLaws(t *testing.T) {
	values := func(args []reflect.Value, random *rand.Rand) {
		for i := range args {
			args[i] = reflect.ValueOf(terms(random))
		}
		if random.Intn(4) == 0 {
			// Neighbours: equal in all but one field, or altogether.
			near := args[0].Interface().(Terms)
			other := reflect.ValueOf(terms(random))
			field := random.Intn(other.NumField())
			reflect.ValueOf(&near).Elem().Field(field).Set(other.Field(field))
			args[len(args)-1] = reflect.ValueOf(near)
		}
	}
	for name, law := range map[string]any{
		"commutes": func(a, b Terms) bool { return Strictest(a, b) == Strictest(b, a) },
		"associates": func(a, b, c Terms) bool {
			return Strictest(a, Strictest(b, c)) == Strictest(Strictest(a, b), c)
		},
		"is idempotent": func(a Terms) bool { return Strictest(a, a) == a },
		"is never laxer": func(a, b Terms) bool {
			s := Strictest(a, b)
			return s.DeleteBy <= a.DeleteBy && s.DeleteBy <= b.DeleteBy
		},
		"is one of the two": func(a, b Terms) bool {
			s := Strictest(a, b)
			return s == a || s == b
		},
		"orders only unequal terms": func(a, b Terms) bool {
			return (compareTerms(a, b) == 0) == (a == b) && compareTerms(a, b) == -compareTerms(b, a)
		},
		"is what the register says": func(a, b Terms) bool {
			var r Register
			ids := [2]TermsID{}
			for i, t := range []Terms{a, b} {
				id, err := r.Add(t)
				if err != nil {
					return false
				}
				ids[i] = id
			}
			return r.Get(r.StrictestOf(ids[0], ids[1])) == Strictest(a, b) &&
				r.StrictestOf(ids[0], ids[1]) == r.StrictestOf(ids[1], ids[0])
		},
	} {
		if err := quick.Check(law, &quick.Config{Values: values, MaxCount: 20000}); err != nil {
			t.Errorf("Strictest %s: %v", name, err)
		}
	}
}

// A field that compareTerms forgot would make two unequal terms compare equal.
func TestEveryFieldOfTermsIsOrdered(t *testing.T) {
	base := reflect.ValueOf(Terms{})
	for i := range base.NumField() {
		changed := Terms{}
		switch field := reflect.ValueOf(&changed).Elem().Field(i); field.Kind() {
		case reflect.String:
			field.SetString("x")
		case reflect.Int32:
			field.SetInt(7)
		case reflect.Uint8:
			field.SetUint(1)
		default:
			t.Fatalf("field of kind %v", field.Kind())
		}
		name := base.Type().Field(i).Name
		if compareTerms(Terms{}, changed) >= 0 || compareTerms(changed, Terms{}) <= 0 {
			t.Errorf("compareTerms does not see %s", name)
		}
		a, b := registerOf(t, Terms{DeleteBy: 1}), Register{}
		changed.DeleteBy = max(changed.DeleteBy, 1)
		if _, err := b.Add(changed); err != nil {
			t.Fatal(err)
		}
		if a.SHA256() == b.SHA256() {
			t.Errorf("SHA256 does not see %s", name)
		}
	}
}

func TestExpired(t *testing.T) {
	due := Terms{DeleteBy: mustDate(t, "2027-05-01")}
	for _, tt := range []struct {
		terms Terms
		today string
		want  bool
	}{
		{due, "2027-04-30", false},
		{due, "2027-05-01", false}, // its last day
		{due, "2027-05-02", true},
		{Terms{}, "1900-01-01", true}, // no date to delete by fails closed
	} {
		if got := Expired(tt.terms, mustDate(t, tt.today)); got != tt.want {
			t.Errorf("Expired(due %v, %s) = %v, want %v", tt.terms.DeleteBy, tt.today, got, tt.want)
		}
	}
}

func TestRegister(t *testing.T) {
	a, b := Terms{Dataset: "a", DeleteBy: 5}, Terms{Dataset: "b", DeleteBy: 4}
	r := registerOf(t, a, b, a)
	if r.Len() != 2 || r.Get(1) != a || r.Get(2) != b {
		t.Errorf("register holds %v, want a then b", r.All())
	}
	if got := r.StrictestOf(1, 2); got != 2 {
		t.Errorf("StrictestOf(1, 2) = %d, want 2", got)
	}
	if r.SHA256() == registerOf(t, b, a).SHA256() {
		t.Error("the digest does not see which id has which terms")
	}
	if r.SHA256() != registerOf(t, a, b).SHA256() {
		t.Error("the digest of equal registers differs")
	}
	if id, err := r.Add(Terms{Dataset: "c"}); err == nil {
		t.Errorf("terms without a DeleteBy were added as %d", id)
	}
	for _, id := range []TermsID{0, 3} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("Get(%d) gave terms", id)
				}
			}()
			r.Get(id)
		}()
	}
}

func TestRegisterLimit(t *testing.T) {
	var r Register
	for i := range TermsMax {
		if _, err := r.Add(Terms{Dataset: fmt.Sprint(i), DeleteBy: 1 + Date(i*7919%1000)}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := r.Add(Terms{DeleteBy: 1}); err == nil {
		t.Error("the register grew past TermsMax")
	}
	strictest := TermsID(1)
	for id := TermsID(2); int(id) <= r.Len(); id++ {
		strictest = r.StrictestOf(strictest, id)
	}
	for _, other := range r.All() {
		if Strictest(r.Get(strictest), other) != r.Get(strictest) {
			t.Fatalf("%v is stricter than the strictest of all", other)
		}
	}
}

func registerOf(t *testing.T, all ...Terms) *Register {
	t.Helper()
	var r Register
	for _, terms := range all {
		if _, err := r.Add(terms); err != nil {
			t.Fatal(err)
		}
	}
	return &r
}
