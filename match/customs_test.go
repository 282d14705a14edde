package match

import (
	"fmt"
	"testing"

	"nfimatch/extract/row"
)

// Each line is two ways to write a name, and the levels that surname, given and middle
// name must come to.
func TestCustomsOfNames(t *testing.T) {
	for _, tt := range []struct {
		name, one, other       string
		surname, given, middle uint8
	}{
		{"two syllables run together", "surname=HO;forename=WAI MAN", "surname=HO;forename=WAIMAN",
			surnameExact, givenJoined, middleMissing},
		{"with a hyphen they are two", "surname=HO;forename=WAI-MAN", "surname=HO;forename=WAI MAN",
			surnameExact, givenExact, middleExact},
		{"the same letters in another order are another name",
			"surname=HO;forename=WAI MAN", "surname=HO;forename=MANWAI",
			surnameExact, givenSome, middleMissing},
		{"a name that only begins so is another",
			"surname=HO;forename=WAI MAN", "surname=HO;forename=WAIYIN",
			surnameExact, givenSome, middleMissing},
		{"two names of more letters are not run together", "surname=SILVA;forename=MARIA ANA",
			"surname=SILVA;forename=MARIANA", surnameExact, givenNear, middleMissing},
		{"known by the second name", "surname=OWEN;forename=HUW GARETH",
			"surname=OWEN;forename=GARETH", surnameExact, givenCrossed, middleMissing},
		{"turned", "surname=OWEN;forename=HUW GARETH", "surname=OWEN;forename=GARETH H",
			surnameExact, givenCrossed, middleMissing},
		{"a son who bears his father's name second", "surname=MISTRY;forename=RAHUL NILESH",
			"surname=MISTRY;forename=NILESH BHARAT", surnameExact, givenHalfCrossed, middleMissing},
		{"known by the second name, of which the other has the initial",
			"surname=OLEARY;forename=JONATHAN S", "surname=OLEARY;forename=SHAUN",
			surnameExact, givenCrossedInitial, middleMissing},
		{"turned, and each second name an initial", "surname=NGUYEN;forename=KIM T",
			"surname=NGUYEN;forename=THU K", surnameExact, givenCrossedInitial, middleMissing},
		{"an initial that fits, beside one that does not", "surname=NGUYEN;forename=KIM T",
			"surname=NGUYEN;forename=THU B", surnameExact, givenDifferent, middleInitialDifferent},
		{"exchanged", "surname=WEI;forename=ZHANG", "surname=ZHANG;forename=WEI",
			surnameSwapped, givenSwapped, middleMissing},
		{"exchanged, with a slip in one", "surname=RUKHSANA;forename=RASHID",
			"surname=RASHID;forename=RUKHSANAA", surnameSwapped, givenSwapped, middleMissing},
		{"exchanged, with a slip in both, is not to be told from chance",
			"surname=RUKHSANA;forename=RASHIDD", "surname=RASHID;forename=RUKHSANAA",
			surnameDifferent, givenDifferent, middleMissing},
		{"exchanged, with a slip in a short one", "surname=ADAM;forename=WAMG",
			"surname=WANG;forename=ADAM", surnameSwapped, givenSwapped, middleMissing},
		{"a name in English before two, of which the last is not kept",
			"surname=CHENG;forename=VICTORIA KA YAN", "surname=CHENG;forename=KA YAN",
			surnameExact, givenCrossed, middleMissing},
		{"family name first, and syllables apart", "surname=NG;forename=MEIYEE",
			"surname=MEI YEE;forename=NG", surnameSwapped, givenSwapped, middleMissing},
		{"family name first, and syllables with a hyphen", "surname=CHAN;forename=KA YAN",
			"surname=KA-YAN;forename=CHAN", surnameSwapped, givenSwapped, middleMissing},
		{"family name first, and syllables together", "surname=CHAN;forename=KA YAN",
			"surname=KAYAN;forename=CHAN", surnameSwapped, givenSwapped, middleMissing},
		{"the father's initial before one's own name", "surname=RAJAN;forename=T",
			"surname=THANGARAJAH;forename=RAJAN", surnameSwapped, givenTurnedInitial, middleMissing},
		{"syllables in the surname's place, and the family name's initial",
			"surname=KA-MING;forename=C", "surname=CHU;forename=KAMING",
			surnameSwapped, givenTurnedInitial, middleMissing},
		{"a name in English before two run together", "surname=WONG;forename=JOYCE XIN YI",
			"surname=WONG;forename=XINYI", surnameExact, givenCrossed, middleMissing},
		{"a name in English after two, and before them", "surname=YIP;forename=WAI MAN KELVIN",
			"surname=YIP;forename=KELVIN;middle_name=WAI-MAN", surnameExact, givenExact, middleExact},
		{"a name in English, and syllables apart and together",
			"surname=YIP;forename=KELVIN WAI MAN", "surname=YIP;forename=KELVIN WAIMAN",
			surnameExact, givenExact, middleExact},
		{"two of a generation", "surname=WONG;forename=JOYCE XIN YI",
			"surname=WONG;forename=XIN MING", surnameExact, givenHalfCrossed, middleMissing},
		{"a name in English beside an initial of two syllables", "surname=YIP;forename=KELVIN W",
			"surname=YIP;forename=WAI MAN", surnameExact, givenCrossedInitial, middleMissing},
		{"the same beside an initial of the second", "surname=XU;forename=ALAN K",
			"surname=XU;forename=KA Y", surnameExact, givenCrossedInitial, middleMissing},
		{"two English names are two, whatever initial fits", "surname=DEAN;forename=PAUL J",
			"surname=DEAN;forename=JAMES PETER", surnameExact, givenDifferent,
			middleInitialDifferent},
		{"two of two syllables are two, whatever initial fits", "surname=YIP;forename=WAI M",
			"surname=YIP;forename=MING FAI", surnameExact, givenDifferent,
			middleInitialDifferent},
		{"a syllable and an initial, and both together", "surname=YIP;forename=MEI L",
			"surname=YIP;forename=MEILING", surnameExact, givenInitial, middleMissing},
		{"another that begins with its letter", "surname=YIP;forename=MEI L",
			"surname=YIP;forename=MINGFAI", surnameExact, givenDifferent, middleMissing},
		{"family name in the given name's place, beside a name in English",
			"surname=LI NA;forename=LIU", "surname=LIU;forename=KELVIN;middle_name=LI NA",
			surnameSwapped, givenSwapped, middleMissing},
		{"the same, run together", "surname=LINA;forename=LIU",
			"surname=LIU;forename=KELVIN;middle_name=LI NA", surnameSwapped, givenSwapped,
			middleMissing},
		{"the same, run together and with its initial only", "surname=LAIKUEN;forename=ZHAO",
			"surname=ZHAO;forename=FIONA L", surnameSwapped, givenTurned, middleMissing},
		{"family name first in one field, and run together", "surname=LAU WAI MAN",
			"surname=LAU;forename=WAIMAN", surnameSwapped, givenSwapped, middleMissing},
		{"a courtesy joined to the name", "surname=PUSHPA;forename=JOSHI",
			"surname=JOSHI;forename=PUSHPABEN", surnameSwapped, givenSwapped, middleMissing},
		{"a half of the surname in the given name's place", "surname=E;forename=SMITH",
			"surname=SMITH-OBRIEN;forename=ELIZABETH", surnameSwapped, givenTurned, middleMissing},
		{"another spelling of it", "surname=M;forename=MUHAMMAD",
			"surname=MOHAMMED;forename=MARYAM", surnameSwapped, givenTurned, middleMissing},
		{"another's initial", "surname=RAJAN;forename=S",
			"surname=THANGARAJAH;forename=RAJAN", surnameDifferent, givenInitialDifferent,
			middleMissing},
		{"an initial in the surname's place", "surname=J;forename=PETRAUSKAS",
			"surname=PETRAUSKAS;forename=JOYCE", surnameSwapped, givenTurned, middleMissing},
		{"one name alone is the given name", "title=MISS;surname=ANNA",
			"surname=WOJCIK;forename=ANNA", surnameSwapped, givenLone, middleMissing},
		{"one name alone is the surname", "title=MISS;surname=WOJCIK",
			"surname=WOJCIK;forename=ANNA", surnameExact, givenLacking, middleMissing},
		{"the father's name for the surname", "surname=BILAL;forename=WALID",
			"surname=HADDAD;forename=WALID;middle_name=BILAL", surnameMoved, givenExact, middleMissing},
		{"surname and second name exchanged", "surname=ANTWI;forename=KWABENA;middle_name=MARC",
			"surname=MARC;forename=KWABENA;middle_name=ANTWI", surnameMoved, givenExact, middleMissing},
		{"one column off", "surname=JOANNE;forename=LINDA",
			"surname=HARGREAVES;forename=JOANNE;middle_name=LINDA", surnameMoved, givenCrossed,
			middleMissing},
		{"a child whose surname is the father's given name is somebody else",
			"surname=WALID;forename=OMAR", "surname=HADDAD;forename=WALID",
			surnameDifferent, givenDifferent, middleMissing},
		{"two surnames and no given name", "surname=COSTA FERREIRA",
			"surname=COSTA FERREIRA;forename=ANA", surnameExact, givenLacking, middleMissing},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rows := []string{tt.one, tt.other}
			for i := range rows {
				rows[i] = at + fmt.Sprintf("elector_reference=E%d;", i) + rows[i]
			}
			compare := newComparer(normalised(t, source{row.ElectoralRegister, rows}), nil)
			got := compare.pattern(0, 1)
			if got[compareSurname] != tt.surname || got[compareGiven] != tt.given ||
				got[compareMiddle] != tt.middle {
				t.Errorf("surname, given, middle are levels %v, want %d %d %d", got[:3], tt.surname,
					tt.given, tt.middle)
			}
			if back := compare.pattern(1, 0); back != got {
				t.Errorf("the other way round they are %v, not %v", back, got)
			}
		})
	}
}

// A name of two syllables and one of another language tell nothing of each other, but for
// one source, which writes a person's name in one of them.
func TestTwoLanguages(t *testing.T) {
	for _, tt := range []struct {
		name, one, other string
		across, within   uint8
	}{
		{"both of one person, or two", "surname=HUANG;forename=XIAO MING",
			"surname=HUANG;forename=JENNY", givenMissing, givenDifferent},
		{"of two surnames", "surname=HUANG;forename=XIAO MING",
			"surname=LAM;forename=JENNY", givenDifferent, givenDifferent},
		{"with another name of two syllables", "surname=HUANG;forename=XIAO MING",
			"surname=HUANG;forename=JENNY KA YAN", givenDifferent, givenDifferent},
		{"two of one language", "surname=HUANG;forename=XIAO MING",
			"surname=HUANG;forename=KA YAN", givenDifferent, givenDifferent},
		{"two of English", "surname=LEE;forename=PETER",
			"surname=LEE;forename=JENNY", givenDifferent, givenDifferent},
	} {
		t.Run(tt.name, func(t *testing.T) {
			one := at + "elector_reference=E1;" + tt.one
			other := "elector_reference=E2;" + tt.other
			compare := newComparer(normalised(t,
				source{row.ElectoralRegister, []string{one, at + other}}), nil)
			if got := compare.pattern(0, 1)[compareGiven]; got != tt.within {
				t.Errorf("in one source given is level %d, want %d", got, tt.within)
			}
			claim := at + "claim_reference=C1;account_reference=0001;" + tt.other
			compare = newComparer(normalised(t, source{row.ElectoralRegister, []string{one}},
				source{row.CTR, []string{claim}}), nil)
			got := compare.pattern(0, 1)
			if got[compareGiven] != tt.across {
				t.Errorf("in two sources given is level %d, want %d", got[compareGiven], tt.across)
			}
			if compare.pattern(1, 0) != got {
				t.Error("the other way round it is another level")
			}
		})
	}
}
