package name

import "strings"

// cutFields marks what the widths of separate fields may have cut: the last person's
// given name, and the surname that ends them.
func (r *nameRow) cutFields(parts []namePart) []namePart {
	last := &parts[len(parts)-1]
	last.cutGiven = r.cutGiven && last.given1 != ""
	last.cutSurname = r.cutSurname
	return parts
}

// cutLast reads the last of the parts of one field again, if the width of the field may
// have cut it. How the part before is written tells what its last word is:
//
//	MR JOHN BROWN & MRS ROSE PA   a surname, of which the beginning is sure
//	MR JOHN BROWN & MRS ROS       a given name; the surname was cut off
//	MR JOHN BROWN & M             a title; the whole name was
//	BROWN J & PALMER RO           a half of the surname before the initials
//
// Somebody whose surname was cut off is not called by the surname before.
func cutLast(parts []namePart, cut bool) []namePart {
	if !cut || len(parts) == 0 {
		return parts
	}
	last := &parts[len(parts)-1]
	if len(parts) == 1 {
		last.cutGiven = last.surnameFirst && last.given1 != ""
		last.cutSurname = !last.cutGiven
		return parts
	}
	before := &parts[len(parts)-2]
	natural := before.surname != "" && before.given1 != "" && !before.surnameFirst
	initials := before.surnameFirst && FormOf(before.given1) == FormInitial
	switch {
	case natural && before.titled && last.isTitleCut():
		*last = namePart{titled: true, sex: last.sex, lost: true}
	case natural && last.single != "":
		last.given1, last.given2, _ = strings.Cut(last.single, "-")
		last.single, last.cutGiven, last.lost = "", true, true
	case initials && !last.titled && FormOf(last.given1) == FormFull:
		if !last.surnameFirst {
			last.surname, last.surnameFirst = last.given1, true
		}
		last.given1, last.given2, last.given3, last.more = "", "", "", false
	case last.surnameFirst && last.given1 != "":
		last.cutGiven = true
	default:
		last.cutSurname = true
	}
	return parts
}

// isTitleCut tells whether all that is left of a name is a title or its beginning.
func (p *namePart) isTitleCut() bool {
	if p.titled {
		return !p.named
	}
	word := p.single + p.given1 + p.surname
	for _, title := range [...]string{"MR", "MRS", "MISS", "MS", "DR"} {
		if word != "" && p.given2 == "" && strings.HasPrefix(title, word) {
			return true
		}
	}
	return false
}
