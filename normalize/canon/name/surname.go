package name

import "strings"

// surnameOf writes the words of a surname as one: particles join what follows
// them, other words become halves. Single letters are dropped beside a whole
// word, since they are initials that strayed.
//
// What is written must read back as it is, and a joined half may itself be a
// particle (M AC SMITH): so it is read again for as long as that makes it shorter.
func (l lexicon) surnameOf(words []nameToken) string {
	if len(words) == 1 {
		return lettersOf(words[0].text)
	}
	surname := joined(words)
	for strings.IndexByte(surname, '-') >= 0 {
		var room [nameTokensRoom]nameToken
		shorter := joined(l.appendTokens(room[:0], surname))
		if len(shorter) >= len(surname) {
			break
		}
		surname = shorter
	}
	return surname
}

func joined(words []nameToken) string {
	var room [nameTokensRoom]nameToken
	words = wholeWords(room[:0], words)
	var out []byte
	for i := range words {
		final := i == len(words)-1
		text := lettersOf(words[i].text)
		if text == "SAINT" && !final {
			text = "ST"
		}
		out = append(out, text...)
		if text != "" && !final && !words[i].is(wordParticle|wordParticleOfSurname) {
			out = append(out, '-')
		}
	}
	return strings.TrimSuffix(string(out), "-")
}

// wholeWords leaves out single letters beside whole words, unless they join the
// word after them (O BRIEN).
func wholeWords(kept, words []nameToken) []nameToken {
	whole := len(words)
	for whole > 0 && len(words[whole-1].text) == 1 {
		whole--
	}
	if whole == 0 {
		return words
	}
	for i := range words[:whole] {
		if len(words[i].text) > 1 || words[i].is(wordParticle|wordParticleOfSurname) {
			kept = append(kept, words[i])
		}
	}
	return kept
}

// Halves returns the halves of a double-barrelled surname, in order; nil for a
// surname of one part.
func Halves(surname string) []string {
	if strings.IndexByte(surname, '-') < 0 {
		return nil
	}
	return strings.FieldsFunc(surname, func(r rune) bool { return r == '-' })
}

// combine makes persons of the parts: it shares out titles that stand without a
// name, and surnames among parts that have none.
func combine(parts []namePart) []Person {
	for i := range parts {
		resolve(parts, i)
	}
	named := 0
	for i := range parts {
		if parts[i].named || parts[i].other {
			named++
		}
	}
	if named == 0 && !surnamed(parts) {
		return nil
	}
	persons := make([]Person, 0, max(len(parts), 1))
	var titles []namePart // titles whose person is still to come
	for i := range parts {
		part := parts[i]
		if !part.named && !part.other {
			titles = append(titles, part)
			continue
		}
		if len(titles) > 0 && !part.other {
			if part.titled {
				titles = append(titles, part)
			}
			part.sex, titles = titles[0].sex, titles[1:]
		}
		persons = append(persons, personOf(part))
		if more := i+1 < len(parts) && parts[i+1].named && !parts[i+1].titled; !more {
			for _, title := range titles {
				persons = append(persons, Person{
					Surname: part.surname, Sex: title.sex, JointTitle: true,
				})
			}
			titles = titles[:0]
		}
	}
	for _, title := range titles { // SMITH, MR & MRS
		surname := surnameBefore(parts, len(parts))
		if title.lost {
			surname = ""
		}
		persons = append(persons, Person{Surname: surname, Sex: title.sex,
			JointTitle: len(persons) > 0})
	}
	persons = persons[:min(len(persons), PersonsMax)]
	last := persons[len(persons)-1]
	for i := range persons { // JOHN & MARY SMIT
		persons[i].CutSurname = last.CutSurname && persons[i].Surname == last.Surname
	}
	return persons
}

// womansName stands before the given name of Vietnamese women, to say that they are: alone in
// a field of given names it is nobody's name.
const womansName = "THI"

func personOf(part namePart) Person {
	if part.given1 == womansName {
		part.given1, part.given2, part.given3 = part.given2, part.given3, ""
	}
	part.joinSyllables()
	return Person{
		Surname: part.surname, Given1: part.given1, Given2: part.given2,
		Form: FormOf(part.given1), Sex: part.sex, Generation: part.generation,
		JointTitle: part.other, More: part.more || part.given3 != "", Syllabic: part.isSyllabic(),
		Cut: part.cutGiven, CutSurname: part.cutSurname,
	}
}

// resolve decides whether part i's one word is a surname or a given name, and
// where the surname of a given name comes from: from the part before when its
// surname is written first, else from the next part that has one.
func resolve(parts []namePart, i int) {
	part := &parts[i]
	if part.single != "" {
		if isGivenName(parts, i) {
			for _, given := range strings.Split(part.single, "-") {
				part.addGiven(given)
			}
			part.single = ""
		} else {
			part.surname, part.single = part.single, ""
		}
	}
	if part.surname != "" || !part.named || part.lost {
		return
	}
	before := surnameBefore(parts, i)
	if before != "" && surnameFirstBefore(parts, i) {
		part.surname = before
		return
	}
	for j := i + 1; j < len(parts); j++ {
		if next := parts[j]; next.surname != "" {
			part.surname = next.surname
			return
		} else if next.single != "" {
			part.surname = next.single
			return
		}
	}
	part.surname = before
}

// isGivenName decides about one full word among several persons.
func isGivenName(parts []namePart, i int) bool {
	for j := i + 1; j < len(parts); j++ {
		if next := &parts[j]; next.surname != "" && !next.surnameFirst {
			return FormOf(next.given1) == FormFull // JOHN & MARY SMITH, not SMITH & J PATEL
		}
	}
	for j := i - 1; j >= 0; j-- {
		before := &parts[j]
		switch {
		case before.surname == "":
			continue
		case before.surnameFirst: // SMITH, JOHN & MARY, not SMITH J & PATEL
			return FormOf(before.given1) == FormFull
		}
		return FormOf(before.given1) == FormFull && !parts[i].titled // JOHN SMITH & MARY
	}
	return false
}

func surnameBefore(parts []namePart, i int) string {
	for j := i - 1; j >= 0; j-- {
		if parts[j].surname != "" {
			return parts[j].surname
		}
	}
	return ""
}

func surnameFirstBefore(parts []namePart, i int) bool {
	for j := i - 1; j >= 0; j-- {
		if parts[j].surname != "" {
			return parts[j].surnameFirst
		}
	}
	return false
}

func surnamed(parts []namePart) bool { return surnameBefore(parts, len(parts)) != "" }
