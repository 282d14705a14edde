package canon

import "strings"

// ParseBirth reads a date of birth of which parts may not be known: a part of the
// Date is 0 then. Besides the forms of [ParseDate] it reads
//
//	-/11/1967, 00/11/1967, ??/??/1967, 1967-11-00   parts left out, or 0, or of ? and X
//	11/1967, 1967-11, 1967                          month and year, or the year alone
//
// A part that cannot be, such as a 13th month, a year after asOfYear or the 31st of a
// month without one, is not known, and sound is false: the other parts stand. So is
// all of what has none of these forms. A dummy date is not known and sound.
func ParseBirth(s string, asOfYear int) (date Date, sound bool) {
	text := Blank(s)
	date, status := ParseDate(text, DateBirth, asOfYear)
	if status == Valid {
		return date, true
	}
	date, sound = parseBirthParts(text, asOfYear)
	if status == Missing && (date.Month != 0 || date.Day != 0 || date.Year == 0) {
		return Date{}, true // 00/00/1967 tells the year, and a dummy nothing
	}
	return date, sound
}

// parseBirthParts is ParseBirth for what is no whole date.
func parseBirthParts(text string, asOfYear int) (date Date, sound bool) {
	if len(text) == len("yyyymmdd") && allDigits(text) {
		if date, sound = BirthOf(text[6:], text[4:6], text[:4], asOfYear); date.Year == 0 {
			return Date{}, false // in another order, or no date: no part of it can be relied on
		}
		return date, sound
	}
	day, month, year, ok := birthParts(text)
	if !ok {
		return Date{}, false
	}
	return BirthOf(day, month, year, asOfYear)
}

// BirthOf is ParseBirth for parts that stand apart; a month may be a name, and a year
// have two digits. A blank part is not known.
func BirthOf(day, month, year string, asOfYear int) (date Date, sound bool) {
	sound = true
	if text := birthPart(year); text != "" {
		date.Year = yearOfBirth(text, asOfYear)
		sound = sound && date.Year != 0
	}
	if text := birthPart(month); text != "" {
		if n, ok := readMonth(text); ok && n <= len(monthLongNames) {
			date.Month = n
		}
		sound = sound && date.Month != 0
	}
	if text := birthPart(day); text != "" {
		most := 31
		if date.Month != 0 {
			most = daysOf(date.Month, date.Year)
		}
		if allDigits(text) && len(text) <= 2 && number(text) <= most {
			date.Day = number(text)
		}
		sound = sound && date.Day != 0
	}
	if isDummy(date) && date.Year != 0 && date.Month != 0 {
		return Date{}, true
	}
	return date, sound
}

// yearOfBirth returns a year from 1900 to asOfYear, 0 for any other text.
func yearOfBirth(text string, asOfYear int) int {
	if !allDigits(text) || len(text) != 4 && len(text) != 2 {
		return 0
	}
	year := number(text)
	if len(text) == 2 {
		year = fullYear(year, DateBirth, asOfYear)
	}
	if year < yearMin || year > asOfYear {
		return 0
	}
	return year
}

// birthPart returns a part folded, "" if it says that it is not known.
func birthPart(s string) string {
	text := unmarked(s)
	if strings.Trim(text, "0X?*-/ ") == "" || text == "NA" || text == "UNK" || text == "9999" {
		return ""
	}
	return text
}

// birthParts divides a date at its separators.
func birthParts(text string) (day, month, year string, ok bool) {
	separator := " "
	for _, mark := range [...]string{"/", ".", "-"} {
		if strings.Contains(text, mark) {
			separator = mark
			break
		}
	}
	if len(text) > dateBytesMax {
		return "", "", "", false
	}
	parts := strings.Split(text, separator)
	last := &parts[len(parts)-1]
	if at := strings.IndexAny(*last, "T "); at > 0 && isTime((*last)[at:]) {
		*last = (*last)[:at]
	}
	yearFirst := len(parts[0]) == 4 && len(*last) != 4
	switch {
	case len(parts) == 1 && len(text) == 4:
		return "", "", text, true
	case len(parts) == 2 && yearFirst:
		return "", parts[1], parts[0], true
	case len(parts) == 2 && len(*last) == 4:
		return "", parts[0], parts[1], true
	case len(parts) == 3 && yearFirst:
		return parts[2], parts[1], parts[0], true
	case len(parts) == 3:
		return parts[0], parts[1], parts[2], true
	}
	return "", "", "", false
}
