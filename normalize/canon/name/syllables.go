package name

import "strings"

// A given name of two Chinese syllables is written WAI MAN, WAI-MAN or WAIMAN, and a name
// in another language stands before or after it: KELVIN WAI MAN, WAI MAN KELVIN. Which
// words are syllables is told by how they are made, a beginning and an end, since a list
// of given names would be without end: any two syllables may be one.
//
// Source: ISO 7098:2015 (Pinyin) for Mandarin; for Cantonese the forms that the government
// of Hong Kong writes (CHEUNG, KWOK, TSZ), which have no standard.
const (
	syllableStarts = " B P M F D T N L G K H J Q X ZH CH SH R Z C S Y W TS TZ KW GW NG HS "
	syllableEnds   = " A AH AI AK AM AN ANG AO AP AT AU AY E EE EI EK EN ENG ER EUK EUN EUNG I IA" +
		" IAN IANG IAO IE IK IM IN ING IONG IP IT IU O OI OK ON ONG OO OON OT OU OW U UA UAI UAN" +
		" UANG UE UEN UET UI UK UM UN UNG UO UT UY "
	syllablesWhole = " AI AN ANG AO AU EN ER IP NG OI ON OU SZ SZE TSZ UNG "
)

// isSyllable tells whether a word is one Chinese syllable in Latin letters. Many an English
// name is too (DAN, KIM, LEE), so that one alone says nothing.
func isSyllable(word string) bool {
	for end := 1; end <= 2 && end < len(word); end++ {
		if isListed(syllableStarts, word[:end]) && isListed(syllableEnds, word[end:]) {
			return true
		}
	}
	return word != "" && isListed(syllablesWhole, word)
}

// isTwoSyllables tells whether a word may be two syllables run together: WAIMAN.
func isTwoSyllables(word string) bool {
	for i := 1; i < len(word); i++ {
		if isSyllable(word[:i]) && isSyllable(word[i:]) {
			return true
		}
	}
	return false
}

// isListed tells whether a list of words between spaces has a word.
func isListed(list, word string) bool {
	for at := 0; ; {
		found := strings.Index(list[at:], word)
		if found < 0 {
			return false
		}
		at += found
		if list[at-1] == ' ' && list[at+len(word)] == ' ' {
			return true
		}
		at++
	}
}

// surnameAndSyllables is how many words CHAN TAI MAN has.
const surnameAndSyllables = 3

func allSyllables(words []nameToken) bool {
	for i := range words {
		if !isSyllable(words[i].text) {
			return false
		}
	}
	return true
}

// joinSyllables makes of three given names, of which two are syllables of one, the other
// name and that one: KELVIN and WAI-MAN. The last two may be so beside any surname; the
// first two only beside a surname that is a syllable too, or MAY LEE ANN were one.
func (p *namePart) joinSyllables() {
	if p.given3 == "" || p.more {
		return
	}
	one, two, three := isSyllable(p.given1), isSyllable(p.given2), isSyllable(p.given3)
	switch {
	case two && three:
		p.given2 += "-" + p.given3
	case one && two && len(p.given3) > 1 && isSyllable(p.surname):
		p.given1, p.given2 = p.given3, p.given1+"-"+p.given2
	default:
		return
	}
	p.given3 = ""
}

// isSyllabic tells whether the given names are one of two syllables, the second of which
// may be an initial, beside a surname of one: YIP WAI MAN, YIP WAI M.
func (p *namePart) isSyllabic() bool {
	return isSyllable(p.surname) && isSyllable(p.given1) &&
		(isSyllable(p.given2) || len(p.given2) == 1)
}

// isAlias tells whether the given name is one in another language than the surname, which
// is a syllable: YIP KELVIN. PETER could be two syllables, but is known for another.
func (r *Reader) isAlias(p *Person) bool {
	return p.Form == FormFull && isSyllable(p.Surname) && !isSyllable(p.Given1) &&
		(len(r.families[p.Given1]) > 0 || !isTwoSyllables(p.Given1))
}
