package canon

import (
	"fmt"
	"testing"
)

func TestParseBirth(t *testing.T) {
	for _, tt := range []struct {
		text  string
		want  Date
		sound bool
	}{
		{"5/11/1967", Date{1967, 11, 5}, true}, {"1967-11-05", Date{1967, 11, 5}, true},
		{"05 NOV 67", Date{1967, 11, 5}, true}, {"19671105", Date{1967, 11, 5}, true},
		{"-/11/1967", Date{1967, 11, 0}, true}, {"/11/1967", Date{1967, 11, 0}, true},
		{"00/11/1967", Date{1967, 11, 0}, true}, {"??/XX/1967", Date{1967, 0, 0}, true},
		{"5/11/", Date{0, 11, 5}, true}, {"5/11/????", Date{0, 11, 5}, true},
		{"1967-11-00", Date{1967, 11, 0}, true}, {"1967-11-00 00:00:00", Date{1967, 11, 0}, true},
		{"19671100", Date{1967, 11, 0}, true}, {"????-11-05", Date{0, 11, 5}, true},
		{"Nov 1967", Date{1967, 11, 0}, true}, {"11/1967", Date{1967, 11, 0}, true},
		{"1967-11", Date{1967, 11, 0}, true}, {"1967", Date{1967, 0, 0}, true},
		{"", Date{}, true}, {"-/-/-", Date{}, true}, {"01/01/1900", Date{}, true},
		{"9999", Date{}, true}, {"0000-00-00", Date{}, true}, {"unknown", Date{}, true},
		{"31/11/1967", Date{1967, 11, 0}, false}, {"29/02/1967", Date{1967, 2, 0}, false},
		{"29/02/????", Date{0, 2, 29}, true}, {"5/13/1967", Date{1967, 0, 5}, false},
		{"45/11/1967", Date{1967, 11, 0}, false}, {"5/11/1867", Date{0, 11, 5}, false},
		{"5/11/2031", Date{0, 11, 5}, false}, {"19671305", Date{1967, 0, 5}, false},
		{"05111967", Date{}, false}, {"yesterday", Date{}, false}, {"24432", Date{}, false},
		{"00/00/1967", Date{1967, 0, 0}, true}, {"19670000", Date{1967, 0, 0}, true},
		{"11/11/1111", Date{}, true}, {"11/67", Date{}, false}, {"-/11/67", Date{1967, 11, 0}, true},
		{"5/11/1967/8", Date{}, false}, {"A/B/C", Date{}, false},
	} {
		got, sound := ParseBirth(tt.text, 2026)
		if got != tt.want || sound != tt.sound {
			t.Errorf("ParseBirth(%q) = %v, %v; want %v, %v", tt.text, got, sound, tt.want, tt.sound)
		}
	}
}

func TestBirthOf(t *testing.T) {
	for _, tt := range []struct {
		day, month, year string
		want             Date
		sound            bool
	}{
		{"5", "11", "1967", Date{1967, 11, 5}, true}, {"05", "November", "67", Date{1967, 11, 5}, true},
		{"5.0", "11.0", "1967.0", Date{1967, 11, 5}, true}, {"", "", "26", Date{2026, 0, 0}, true},
		{"", "", "27", Date{1927, 0, 0}, true}, {"0", "NA", "", Date{}, true},
		{"32", "11", "1967", Date{1967, 11, 0}, false}, {"5", "0", "7", Date{0, 0, 5}, false},
		{"1", "1", "1900", Date{}, true}, {"-5", "x1", "1967", Date{1967, 0, 0}, false},
	} {
		got, sound := BirthOf(tt.day, tt.month, tt.year, 2026)
		if got != tt.want || sound != tt.sound {
			t.Errorf("BirthOf(%q, %q, %q) = %v, %v; want %v, %v", tt.day, tt.month, tt.year, got, sound,
				tt.want, tt.sound)
		}
	}
}

// Whatever is written, a part is one that can be, and a date that a register's reader
// accepts is the same date here.
func FuzzParseBirth(f *testing.F) {
	for _, text := range []string{"5/11/1967", "-/11/1967", "19671131", "Nov 1967", "1967-11-00 0:0"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		date, _ := ParseBirth(text, 2026)
		if date.Year != 0 && (date.Year < yearMin || date.Year > 2026) || date.Month < 0 ||
			date.Month > 12 || date.Day < 0 || date.Day > 31 ||
			date.Month != 0 && date.Day > daysOf(date.Month, date.Year) {
			t.Fatalf("ParseBirth(%q) = %v", text, date)
		}
		if whole, status := ParseDate(text, DateBirth, 2026); status == Valid && whole != date {
			t.Fatalf("ParseBirth(%q) = %v, and ParseDate %v", text, date, whole)
		}
		written := fmt.Sprintf("%02d/%02d/%04d", date.Day, date.Month, date.Year)
		if again, sound := ParseBirth(written, 2026); again != date || !sound {
			t.Fatalf("ParseBirth(%q) = %v, and of that %v, %v", text, date, again, sound)
		}
	})
}

func TestText(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "  Rose-Cottage, 12a ": "ROSE COTTAGE 12A", "O'Neill & Sons": "ONEILL SONS",
		"n/a": "", "---": "", "Łódź": "LODZ", "(b)": "B", "a..b": "A B",
	} {
		if got := Text(text); got != want {
			t.Errorf("Text(%q) = %q, want %q", text, got, want)
		}
	}
}
