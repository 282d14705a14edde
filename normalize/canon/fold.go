package canon

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// foldStackBytes is the output that is built on the stack: longer fields pay
// one more allocation.
const foldStackBytes = 128

// Fold returns s in upper case printable ASCII, without marks, with every run
// of white space one space and none at the ends. Letters that have no
// decomposition are spelt (Ł L, Ø O, Æ AE, ß SS, Þ TH), typographic quotes and
// dashes become ' " and -, UTF-8 once read as Windows-1252 is read again, and
// bytes that are not UTF-8 are taken as Windows-1252. What has no Latin letter
// is left out. Fold(Fold(s)) = Fold(s).
//
// The result may share memory with a string s; it allocates nothing when s is
// canonical already.
func Fold[T ~string | ~[]byte](s T) string {
	switch classify(s) {
	case foldNothing:
		return string(s)
	case foldASCII:
		var stack [foldStackBytes]byte
		out := stack[:0]
		for i := range len(s) {
			out = appendFolded(out, s[i])
		}
		return string(trimSpaceRight(out))
	default:
		return foldUnicode(string(s))
	}
}

// What folding a string takes.
const (
	foldNothing = iota // canonical already
	foldASCII
	foldRunes
)

func classify[T ~string | ~[]byte](s T) int {
	work := foldNothing
	previous := byte(' ')
	for i := range len(s) {
		c := s[i]
		if c >= utf8.RuneSelf {
			return foldRunes
		}
		if c < ' ' || c == 0x7f || c == '`' || 'a' <= c && c <= 'z' || c == ' ' && previous == ' ' {
			work = foldASCII
		}
		previous = c
	}
	if previous == ' ' && len(s) > 0 {
		work = foldASCII
	}
	return work
}

// appendFolded appends one ASCII character in canonical form.
func appendFolded(out []byte, c byte) []byte {
	switch {
	case 'a' <= c && c <= 'z':
		return append(out, c-'a'+'A')
	case c == '`':
		return append(out, '\'')
	case c <= ' ' || c == 0x7f:
		if len(out) == 0 || out[len(out)-1] == ' ' {
			return out
		}
		return append(out, ' ')
	}
	return append(out, c)
}

func trimSpaceRight(out []byte) []byte {
	if n := len(out); n > 0 && out[n-1] == ' ' {
		return out[:n-1]
	}
	return out
}

// foldUnicode is Fold for text beyond ASCII.
func foldUnicode(s string) string {
	s = repair(s)
	out := make([]byte, 0, len(s))
	for _, r := range norm.NFKD.String(respell(s)) {
		switch {
		case r < utf8.RuneSelf:
			out = appendFolded(out, byte(r))
		case r == 0x2028 || r == 0x2029 || r == 0x1680:
			out = appendFolded(out, ' ')
		default:
			// A decomposition may end in a letter that must be spelt: ǿ is ø and a mark.
			for _, c := range []byte(spelling[r]) {
				out = appendFolded(out, c)
			}
		}
	}
	return string(trimSpaceRight(out))
}

// respell replaces the characters whose decomposition would mislead: a spacing
// accent becomes a space and a mark, and "14½" becomes "141/2".
func respell(s string) string {
	var out strings.Builder
	for _, r := range s {
		if spelt, ok := spelling[r]; ok {
			out.WriteString(spelt)
		} else {
			out.WriteRune(r)
		}
	}
	return out.String()
}

// spelling is how characters without a useful decomposition are written in
// English: own work, after the national conventions.
var spelling = map[rune]string{
	'Ł': "L", 'ł': "L", 'Ø': "O", 'ø': "O", 'Æ': "AE", 'æ': "AE", 'Œ': "OE", 'œ': "OE",
	'ß': "SS", 'ẞ': "SS", 'Đ': "D", 'đ': "D", 'Ð': "D", 'ð': "D", 'Þ': "TH", 'þ': "TH",
	'ı': "I", 'Ħ': "H", 'ħ': "H", 'Ŧ': "T", 'ŧ': "T", 'Ŋ': "NG", 'ŋ': "NG", 'ĸ': "K",
	'Ə': "A", 'ə': "A", 'Ɛ': "E", 'ɛ': "E", 'Ɔ': "O", 'ɔ': "O", 'Ɓ': "B", 'ɓ': "B",
	'Ɖ': "D", 'ɖ': "D", 'Ɗ': "D", 'ɗ': "D", 'Ɣ': "G", 'ɣ': "G", 'Ƙ': "K", 'ƙ': "K",
	'Ƴ': "Y", 'ƴ': "Y", 'Ǝ': "E", 'ǝ': "E", 'Ʋ': "V", 'ʋ': "V", 'Ƒ': "F", 'ƒ': "F",
	'½': " 1/2 ", '¼': " 1/4 ", '¾': " 3/4 ", '⁄': "/", '∕': "/", '×': "X",
	'‘': "'", '’': "'", '‚': "'", '‛': "'", '′': "'", '´': "'", '‵': "'", 'ʹ': "'",
	'ʻ': "'", 'ʼ': "'", 'ʽ': "'", 'ʾ': "'", 'ʿ': "'", 'ˈ': "'", '＇': "'", 'ˋ': "'",
	'‹': "'", '›': "'",
	'“': "\"", '”': "\"", '„': "\"", '‟': "\"", '″': "\"", '«': "\"", '»': "\"",
	'‐': "-", '‑': "-", '‒': "-", '–': "-", '—': "-", '―': "-", '−': "-", '﹘': "-", '﹣': "-",
	'·': ".", '•': " ", '\u0085': " ", '\u200b': "", '\ufeff': "", '\u00ad': "",
	'¨': "", '¯': "", '¸': "", '˘': "", '˙': "", '˚': "", '˛': "", '˜': "", '˝': "",
}

// repairRoundsMax is how often text may have been through the same mistake.
const repairRoundsMax = 3

// repair undoes UTF-8 read as Windows-1252 ("SiÃ¢n"), run by run of characters
// beyond ASCII, so that sound text beside damaged text is left alone. A run is
// damaged when its Windows-1252 bytes are whole UTF-8: sound European text
// is not, since an accented capital is hardly ever followed by a sign.
func repair(s string) string {
	if !utf8.ValidString(s) {
		s = fromWindows1252(s)
	}
	for range repairRoundsMax {
		repaired, changed := repairOnce(s)
		if !changed {
			break
		}
		s = repaired
	}
	return s
}

func repairOnce(s string) (repaired string, changed bool) {
	var out strings.Builder
	for i := 0; i < len(s); {
		end := i
		for end < len(s) && (s[end] >= utf8.RuneSelf) == (s[i] >= utf8.RuneSelf) {
			end++
		}
		run := s[i:end]
		if raw, ok := toWindows1252(run); s[i] >= utf8.RuneSelf && ok && utf8.Valid(raw) {
			out.Write(raw)
			changed = true
		} else {
			out.WriteString(run)
		}
		i = end
	}
	return out.String(), changed
}

// windows1252 holds the characters of bytes 0x80 to 0x9F; the five undefined
// ones stand for themselves, as browsers and spreadsheets read them.
var windows1252 = [32]rune{
	'€', 0x81, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0x8d, 'Ž', 0x8f,
	0x90, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0x9d, 'ž', 'Ÿ',
}

func toWindows1252(run string) (raw []byte, ok bool) {
	for _, r := range run {
		switch {
		case 0xa0 <= r && r <= 0xff:
			raw = append(raw, byte(r))
		default:
			i := 0
			for i < len(windows1252) && windows1252[i] != r {
				i++
			}
			if i == len(windows1252) {
				return nil, false
			}
			raw = append(raw, byte(0x80+i))
		}
	}
	return raw, true
}

// fromWindows1252 reads the bytes that are not UTF-8 as Windows-1252.
func fromWindows1252(s string) string {
	var out strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size <= 1 {
			r = rune(s[i])
			if 0x80 <= r && r <= 0x9f {
				r = windows1252[r-0x80]
			}
		}
		out.WriteRune(r)
		i += size
	}
	return out.String()
}

// blankMarkers are the words that say a field is empty, folded.
var blankMarkers = map[string]bool{
	"NULL": true, "(NULL)": true, "<NULL>": true, "NIL": true, "NONE": true, "N/A": true,
	"#N/A": true, "TBC": true, "TBA": true, "UNKNOWN": true, "NOT KNOWN": true, "N/K": true,
	"NOT GIVEN": true, "NOT PROVIDED": true, "NOT APPLICABLE": true, "NOT SUPPLIED": true,
}

// blankBytesMax is the length of the longest blank marker.
const blankBytesMax = 14

// Blank returns s folded, or "" if it says that nothing is known: a marker such
// as NULL, N/A, TBC or UNKNOWN, or no letter and no digit at all (-, ., ?).
func Blank[T ~string | ~[]byte](s T) string {
	folded := Fold(s)
	if len(folded) <= blankBytesMax && blankMarkers[folded] {
		return ""
	}
	for i := range len(folded) {
		if isLetter(folded[i]) || isDigit(folded[i]) {
			return folded
		}
	}
	return ""
}

// Text returns a text of no particular form as it is compared for likeness: letters
// and digits of [Blank] in runs with one space between them, apostrophes left out.
// Text(Text(s)) = Text(s) but for a text that is then a blank marker.
func Text[T ~string | ~[]byte](s T) string {
	folded := Blank(s)
	out := make([]byte, 0, len(folded))
	for i := range len(folded) {
		switch c := folded[i]; {
		case isLetter(c) || isDigit(c):
			out = append(out, c)
		case c != '\'' && len(out) > 0 && out[len(out)-1] != ' ':
			out = append(out, ' ')
		}
	}
	return string(trimSpaceRight(out))
}

func isLetter(c byte) bool { return 'A' <= c && c <= 'Z' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func upperByte(c byte) byte {
	if 'a' <= c && c <= 'z' {
		return c - 'a' + 'A'
	}
	return c
}

func contains(letters string, c byte) bool { return strings.IndexByte(letters, c) >= 0 }
