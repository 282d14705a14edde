package name

import "strings"

// A namePart is what stands between two joints (&, AND) of a name field.
type namePart struct {
	surname, given1, given2 string
	given3                  string // only kept for what it tells of the second
	single                  string // one full word: a surname or a given name
	sex                     Sex
	generation              Generation
	titled                  bool // has a title of its own
	named                   bool // has a word that is a name
	surnameFirst            bool
	more                    bool // given names beyond the third
	cutGiven, cutSurname    bool // may be cut
	lost                    bool // its surname was cut off
	other                   bool // a person without a name: & WIFE
}

// titledParts puts the titles of the title field before the parts they belong
// to. Where the parts have titles of their own, those stand.
func titledParts(title []nameToken, parts []namePart) []namePart {
	pieces := split(title)
	for i := range parts {
		if !parts[i].titled {
			continue
		}
		if len(pieces) == 1 && !parts[0].titled {
			parts[0].takeTitleField(pieces[0])
		}
		return parts
	}
	var all []namePart
	for _, tokens := range pieces {
		var part namePart
		part.takeTitleField(tokens)
		all = append(all, part)
	}
	if len(all) == 1 && len(parts) > 0 && parts[0].named {
		parts[0].titled, parts[0].sex = true, all[0].sex
		return parts
	}
	return append(all, parts...)
}

// appendParts appends the parts of a field that holds whole names.
func (l lexicon) appendParts(parts []namePart, tokens []nameToken, surnameField bool) []namePart {
	for _, between := range split(tokens) {
		parts = append(parts, l.readPart(between, surnameField))
	}
	return parts
}

// split divides at the joints and leaves out what has no word.
func split(tokens []nameToken) [][]nameToken {
	var pieces [][]nameToken
	start := 0
	for i := 0; i <= len(tokens) && len(pieces) < PersonsMax; i++ {
		length := 1
		if i < len(tokens) && tokens[i].kind != tokenAnd {
			if length = jointLength(tokens[start:], i-start); length < 0 {
				continue
			}
		}
		if hasWord(tokens[start:i]) {
			pieces = append(pieces, clip(tokens[start:i]))
		}
		start = i + length
	}
	return pieces
}

// jointLength tells, of a word inside the part that tokens begin with, how many words it is
// a joint of; -1 if it is none:
//
//	MR J SMITH OR MRS P SMITH   one
//	MR J SMITH MRS P SMITH      none: the second title begins the next part
//
// A title begins no part that has none before it, since SMITH MR JOHN is one person.
func jointLength(tokens []nameToken, i int) int {
	if i == 0 || i+1 >= len(tokens) || tokens[i+1].kind != tokenWord {
		return -1
	}
	word := &tokens[i]
	switch {
	case word.text == alternative:
		if isOneWord(tokens[i+1:]) {
			return -1
		}
		return 1
	case !word.is(wordTitle) || word.has(tokenAside|tokenHyphened):
		return -1
	case tokens[0].is(wordTitle) && isName(tokens[:i]):
		return 0
	}
	return -1
}

// alternative parts two persons, or two surnames of one in papers of Scots law, where a
// married woman keeps her own: JEAN ROSS OR MACKAY.
const alternative = "OR"

// isOneWord tells whether a joint or the end follows the first word.
func isOneWord(tokens []nameToken) bool {
	return len(tokens) == 1 || tokens[1].kind == tokenAnd
}

// isName tells whether there is a word that is no title and no initials, and none after
// which a title is another's: MR J SMITH C/O MRS R JONES.
func isName(tokens []nameToken) bool {
	found := false
	for i := range tokens {
		token := &tokens[i]
		switch {
		case token.is(wordFormer):
			return false
		case token.kind == tokenWord && !token.is(wordTitle|wordTitleOrName) && !token.isInitials():
			found = true
		}
	}
	return found
}

// withoutAlternative makes one surname of two: ROSS OR MACKAY.
func withoutAlternative(tokens []nameToken) []nameToken {
	for i := range tokens {
		if i > 0 && i+2 == len(tokens) && tokens[i].text == alternative {
			last := tokens[i+1]
			last.flags |= tokenHyphened
			return append(clip(tokens[:i]), last)
		}
	}
	return tokens
}

// readPart reads one whole name.
func (l lexicon) readPart(tokens []nameToken, surnameField bool) namePart {
	tokens = withoutAlternative(withoutAsides(tokens))
	if comma := commaAt(tokens); comma >= 0 {
		return l.readCommaPart(wordsOf(tokens[:comma]), wordsOf(tokens[comma:]))
	}
	var part namePart
	words := part.takeTitles(tokens, titleOrNameWordsMin)
	for i := 1; i < len(words); i++ {
		if words[i].is(wordTitle) && !words[i].has(tokenHyphened) {
			return l.readTitleInside(words, i)
		}
	}
	words = part.takeSuffixes(words, part.titled)
	switch {
	case len(words) == 0:
		return part
	case allAre(words, wordOther):
		part.sex, part.other = words[len(words)-1].entry.sex, true
		return part
	}
	part.named = true
	if first := finalInitials(words); first == 0 {
		part.setGiven(words)
	} else if first < len(words) {
		part.surname, part.surnameFirst = l.surnameOf(words[:first]), true
		part.setGiven(words[first:])
	} else {
		l.readNatural(&part, words, surnameField)
	}
	return part
}

// readTitleInside reads a surname before the title at i, and the given names before or after
// it: SMITH MR JOHN, SMITH J MR, SMITH JOHN MR.
func (l lexicon) readTitleInside(words []nameToken, i int) namePart {
	if i < len(words)-1 || i == 1 {
		return l.readCommaPart(words[:i], words[i:])
	}
	surname := finalInitials(words[:i])
	if surname == i {
		surname = max(particlesEnd(words[:i]), 1)
	}
	part := l.readCommaPart(words[:surname], words[surname:i])
	part.titled, part.sex = true, words[i].entry.sex
	return part
}

// finalInitials returns where the initials begin that end a name whose surname
// is first (SMITH J R): 0 when there is nothing else, and the number of words
// when the name ends in a word or begins with an initial too.
func finalInitials(words []nameToken) int {
	first := len(words)
	for first > 0 && words[first-1].isInitials() {
		first--
	}
	if first == 0 && len(words) == 1 && isCluster(words[0].text) {
		return 1 // one cluster alone is a surname: VLK
	}
	if first > 0 && words[0].isInitials() && !(first > 1 && words[0].is(wordParticleOfSurname)) {
		return len(words)
	}
	return first
}

// readNatural reads given names and then a surname.
func (l lexicon) readNatural(p *namePart, words []nameToken, surnameField bool) {
	start := surnameStart(words, surnameField)
	if start == 0 {
		p.single = l.surnameOf(words)
		return
	}
	if end := particlesEnd(words); end > 0 {
		p.surname, p.surnameFirst = l.surnameOf(words[:end]), true
		p.setGiven(words[end:])
		return
	}
	p.surname = l.surnameOf(words[start:])
	p.setGiven(words[:start])
}

// surnameStart returns where the surname begins that ends the words: at the last
// word, with the particles and hyphened halves before it.
func surnameStart(words []nameToken, surnameField bool) int {
	start := len(words) - 1
	for start > 0 {
		before := &words[start-1]
		leads := before.is(wordParticle) || joinsNext(before.text, &words[start])
		switch {
		case start > 1:
		case before.is(wordGiven):
			leads = joinsNext(before.text, &words[start])
		case surnameField:
			leads = leads || before.is(wordParticleOfSurname) && len(before.text) > 1
		case isGivenToo(before.text) && !words[1].is(wordParticle):
			leads = false
		}
		if !leads && !words[start].has(tokenHyphened) {
			break
		}
		start--
	}
	return start
}

// joinsNext reports whether a single letter belongs to the surname after it: O BRIEN,
// D SOUZA. Any other is an initial, in a field of its own name too, since far more people
// are called D SMITH than D'SMITH. NI is a syllable too, but before an Irish name.
func joinsNext(word string, after *nameToken) bool {
	switch word {
	case "O":
		return after.is(wordAfterO)
	case "D":
		return after.is(wordAfterD)
	}
	return word == "NI" && !isSyllable(after.text)
}

// isGivenToo reports whether a particle is a given name when it comes first.
func isGivenToo(text string) bool { return text == "AL" || text == "EL" || text == "VAN" }

// particlesEnd returns the end of the surname that a particle at the beginning
// leads (DE SOUZA MARIA); 0 when none does.
func particlesEnd(words []nameToken) int {
	if !words[0].is(wordParticle) || isGivenToo(words[0].text) || words[0].text == "ST" {
		return 0
	}
	end := 1
	for end < len(words) && (words[end-1].is(wordParticle) || words[end].has(tokenHyphened)) {
		end++
	}
	if end == len(words) {
		return 0
	}
	return end
}

// readCommaPart reads SURNAME, TITLE GIVEN; or a natural name and, after the
// comma, only what follows a name.
func (l lexicon) readCommaPart(before, after []nameToken) namePart {
	switch {
	case len(before) == 0:
		return l.readPart(after, false)
	case len(after) == 0:
		return l.readPart(before, false)
	case len(before) > 1 && allAre(after, wordSuffix|wordSuffixDotted|wordGeneration):
		part := l.readPart(before, false)
		part.generation = max(part.generation, after[0].entry.generation)
		return part
	}
	if len(before) == surnameAndSyllables && allSyllables(before) {
		after = append(before[1:len(before):len(before)], after...) // CHAN TAI MAN, PETER
		before = before[:1]
	}
	part := l.readSurnameField(before)
	part.readGiven(after)
	part.surnameFirst = true
	part.named = part.given1 != "" || !part.titled
	return part
}

// readSurnameField reads a field that holds a surname, beside another that holds
// the given names; titles and what follows a comma are left out.
func (l lexicon) readSurnameField(tokens []nameToken) (part namePart) {
	tokens = withoutAsides(tokens)
	if comma := commaAt(tokens); comma > 0 {
		tokens = tokens[:comma]
	}
	words := wordsOf(tokens)
	if named := part.takeTitles(words, 0); len(named) > 0 {
		words = named
	}
	part.surname = l.surnameOf(part.takeSuffixes(words, true))
	return part
}

// readGiven reads a field of given names.
func (p *namePart) readGiven(tokens []nameToken) {
	words := p.takeTitles(withoutAsides(tokens), 0)
	p.setGiven(p.takeSuffixes(words, true))
}

// setGiven takes the given names that are still wanted from words, in order.
func (p *namePart) setGiven(words []nameToken) {
	for i := 0; i < len(words) && !p.more; i++ {
		word := &words[i]
		switch {
		case word.text == "ST" && i+1 < len(words):
			p.addGiven("ST" + lettersOf(words[i+1].text))
			i++
		case i > 0 && i+1 < len(words) && word.is(wordParticleOfGiven):
		case word.has(tokenDotted) || isCluster(word.text):
			for j := range len(word.text) {
				p.addGiven(lettersOf(word.text[j : j+1]))
			}
		default:
			p.addGiven(lettersOf(word.text))
		}
	}
}

func (p *namePart) addGiven(given string) {
	given = withoutCourtesy(given)
	switch {
	case p.given1 != "" && given == courtesyBrother:
	case p.given1 == "":
		p.given1 = given
	case p.given2 == "":
		p.given2 = given
	case p.given3 == "":
		p.given3 = given
	default:
		p.more = true
	}
}

// In Gujarati a courtesy, brother or sister, is written behind a given name or joined to
// it: KIRAN BHAI, KIRANBHAI, JYOTIBEN. One source of two leaves it out.
const (
	courtesyBrother = "BHAI"
	courtesySister  = "BEN"
)

// Letters before a courtesy, at least: REUBEN and RUBEN have none.
const (
	brotherLettersMin = 3
	sisterLettersMin  = 4
)

func withoutCourtesy(given string) string {
	for {
		rest, found := strings.CutSuffix(given, courtesyBrother)
		letters := brotherLettersMin
		if !found {
			rest, found = strings.CutSuffix(given, courtesySister)
			if letters = sisterLettersMin; strings.HasSuffix(rest, "A") {
				letters-- // ILABEN
			}
		}
		if !found || len(rest) < letters {
			return given
		}
		given = rest
	}
}

// takeTitleField takes a whole title field: a word it does not know is a title.
func (p *namePart) takeTitleField(tokens []nameToken) {
	p.titled = true
	for i := range tokens {
		if tokens[i].is(wordTitle|wordTitleOrName) && tokens[i].entry.sex != SexUnknown {
			p.sex = tokens[i].entry.sex
			return
		}
	}
}

// titleOrNameWordsMin is how many words a name has at least when its first is a
// title that may be a name: MAJOR SINGH is a man's name, MAJOR J SINGH is not.
const titleOrNameWordsMin = 3

// takeTitles takes the titles before a name and returns the other words. Titles
// that may be names are taken before orName words or more; 0 is never.
func (p *namePart) takeTitles(tokens []nameToken, orName int) []nameToken {
	words := wordsOf(tokens)
	for len(words) > 0 {
		title := &words[0]
		orNameTaken := title.is(wordTitleOrName) && orName > 0 && len(words) >= orName &&
			!words[1].is(wordBesideGiven)
		taken := title.is(wordTitle) || orNameTaken
		if !taken || len(words) > 1 && words[1].has(tokenHyphened) {
			break
		}
		p.titled = true
		if p.sex == SexUnknown {
			p.sex = title.entry.sex
		}
		words = words[1:]
	}
	return words
}

// takeSuffixes takes what follows a name and returns the other words, at least
// one. A suffix that may be a name or initials is taken from a name of two words
// only where they are known to be more than a surname and its initials.
func (p *namePart) takeSuffixes(words []nameToken, sure bool) []nameToken {
	for len(words) > 1 {
		last := &words[len(words)-1]
		dotted := last.is(wordSuffixDotted) && last.has(tokenDotted)
		if !last.is(wordSuffix|wordGeneration) && !dotted || last.has(tokenHyphened) {
			break
		}
		if len(words) == 2 && !sure && (last.isInitials() || !isSuffixOnly(last.text)) {
			break
		}
		p.generation = max(p.generation, last.entry.generation)
		words = words[:len(words)-1]
	}
	return words
}

func isSuffixOnly(text string) bool { return text != "JUNIOR" && text != "SENIOR" && len(text) > 2 }

// withoutAsides leaves out what stands in brackets, if that is not all, and what
// follows a word such as NEE or C/O.
func withoutAsides(tokens []nameToken) []nameToken {
	for i := range tokens {
		if !tokens[i].is(wordFormer) && !tokens[i].has(tokenAside) {
			continue
		}
		kept := make([]nameToken, 0, len(tokens))
		for j := range tokens {
			if tokens[j].is(wordFormer) && (j > 0 || tokens[j].text == "C/O") {
				break
			}
			if !tokens[j].has(tokenAside) {
				kept = append(kept, tokens[j])
			}
		}
		if hasWord(kept) || tokens[0].text == "C/O" {
			return kept
		}
		break
	}
	return tokens
}

// wordsOf leaves out what is no word.
func wordsOf(tokens []nameToken) []nameToken {
	if !hasKind(tokens, tokenComma) && !hasKind(tokens, tokenAnd) {
		return tokens
	}
	words := make([]nameToken, 0, len(tokens))
	for i := range tokens {
		if tokens[i].kind == tokenWord {
			words = append(words, tokens[i])
		}
	}
	return words
}

func commaAt(tokens []nameToken) int {
	for i := range tokens {
		if tokens[i].kind == tokenComma {
			return i
		}
	}
	return -1
}

func allAre(words []nameToken, class wordClass) bool {
	for i := range words {
		if !words[i].is(class) {
			return false
		}
	}
	return true
}
