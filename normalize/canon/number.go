package canon

import "strings"

// uprnDigitsMax is the length of the longest UPRN.
const uprnDigitsMax = 12

// UPRN returns a unique property reference number as digits without leading
// zeros; what spreadsheets add, a decimal part of zeros or the marks of a text
// (="…", '…), is dropped. False for anything else: blank, zero, more than 12
// digits, and the form 1.0E+11, which has lost digits.
func UPRN(s string) (string, bool) {
	text := strings.TrimLeft(unmarked(s), "0")
	if len(text) > uprnDigitsMax || !allDigits(text) {
		return "", false
	}
	return text, true
}

// Reference returns an account, claim or elector reference: folded, without
// spaces and without what spreadsheets add. Leading zeros stay, for they are part
// of it. "" if blank.
func Reference(s string) string { return unmarked(strings.ReplaceAll(Blank(s), " ", "")) }

// unmarked folds a number without what spreadsheets add to it: the marks of a
// text, and a decimal part of zeros behind digits.
func unmarked(s string) string {
	text := Blank(strings.Trim(Blank(s), `="'`))
	if whole, decimals, ok := strings.Cut(text, "."); ok && whole != "" &&
		strings.Trim(decimals, "0") == "" && allDigits(whole) {
		return whole
	}
	return text
}

// NINOKind says what a national insurance number field holds.
type NINOKind uint8

// Kinds of number.
const (
	NINOMissing   NINOKind = iota
	NINOValid              // a number that can have been issued
	NINOSynthetic          // QQ: never issued, the mark of invented data
	NINOTemporary          // a temporary or administrative number: of no person for life
	NINOInvalid
)

// ninoBytes is the part that identifies: the suffix is often absent or wrong.
const ninoBytes = 8

// NINO returns the first eight characters of a national insurance number, upper
// case, without spaces. The string is "" unless the kind is NINOValid or
// NINOSynthetic: two persons may hold one temporary number.
//
// Source: HMRC National Insurance Manual NIM39110 and NIM39120: the letters that
// no prefix has, the prefixes never issued, and the administrative prefixes.
func NINO(s string) (string, NINOKind) {
	text := strings.Map(func(r rune) rune {
		if contains(" -./", byte(r)) {
			return -1
		}
		return r
	}, Blank(s))
	if text == "" {
		return "", NINOMissing
	}
	if len(text) == ninoBytes && isTemporaryNINO(text) {
		return "", NINOTemporary
	}
	if len(text) != ninoBytes && (len(text) != ninoBytes+1 || !isLetter(text[ninoBytes])) ||
		!isLetter(text[0]) || !isLetter(text[1]) || !allDigits(text[2:ninoBytes]) {
		return "", NINOInvalid
	}
	switch prefix := text[:2]; {
	case prefix == "QQ":
		return text[:ninoBytes], NINOSynthetic
	case strings.Contains(" TN OO CR FY MW NC ", " "+prefix+" "):
		return "", NINOTemporary
	case contains("DFIQUV", prefix[0]), contains("DFIOQUV", prefix[1]),
		strings.Contains(" BG GB KN NK NT ZZ ", " "+prefix+" "):
		return "", NINOInvalid
	}
	return text[:ninoBytes], NINOValid
}

// isTemporaryNINO reads the form 11A11111.
func isTemporaryNINO(text string) bool {
	return allDigits(text[:2]) && isLetter(text[2]) && allDigits(text[3:])
}

// Limits of an amount of money.
const (
	penceMax         = 1_000_000_000_000 // ten thousand million pounds
	moneyDecimalsMax = 8                 // decimals beyond these are no money
	pencePerPound    = 100
	thousandsDigits  = 3
	halfPenny        = 5
)

// Pence returns an amount in pounds as pence: with or without £ or GBP, commas
// between thousands, and decimals; a minus before or after, brackets, or CR make
// it negative. More than two decimals round half away from zero. Zero with
// Missing if blank, with Invalid for any other form or beyond £10,000 million.
func Pence(s string) (int64, Status) {
	text := Blank(s)
	if text == "" {
		return 0, Missing
	}
	negative := false
	for _, sign := range [...]struct{ before, after string }{
		{"(", ")"}, {"-", ""}, {"", "-"}, {"", "CR"},
	} {
		if strings.HasPrefix(text, sign.before) && strings.HasSuffix(text, sign.after) {
			text = text[len(sign.before) : len(text)-len(sign.after)]
			negative = true
			break
		}
	}
	text = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(text), "GBP"))
	pounds, decimals, _ := strings.Cut(text, ".")
	whole, ok := poundsOf(pounds)
	if !ok || len(decimals) > moneyDecimalsMax || decimals != "" && !allDigits(decimals) ||
		pounds == "" && decimals == "" {
		return 0, Invalid
	}
	pence := whole * pencePerPound
	for i, unit := range [...]int64{10, 1} {
		if i < len(decimals) {
			pence += int64(decimals[i]-'0') * unit
		}
	}
	if len(decimals) > 2 && decimals[2] >= '0'+halfPenny {
		pence++
	}
	if pence > penceMax {
		return 0, Invalid
	}
	if negative {
		pence = -pence
	}
	return pence, Valid
}

// poundsOf reads digits, in groups of three if there is a comma.
func poundsOf(s string) (pounds int64, ok bool) {
	groups := 0
	for group := range strings.SplitSeq(s, ",") {
		grouped := strings.Contains(s, ",")
		if grouped && (groups > 0 && len(group) != thousandsDigits ||
			groups == 0 && (len(group) == 0 || len(group) > thousandsDigits)) {
			return 0, false
		}
		for i := range len(group) {
			if !isDigit(group[i]) {
				return 0, false
			}
			pounds = pounds*10 + int64(group[i]-'0')
			if pounds > penceMax {
				return 0, false
			}
		}
		groups++
	}
	return pounds, true
}
