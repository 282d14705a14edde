package workspace

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"nfimatch/cmd/nfi/disk"
)

func TestKeyFileRoundTrip(t *testing.T) {
	made := newTestKeys(t)
	first, err := made.exerciseKey("2026Q4")
	if err != nil {
		t.Fatal(err)
	}
	again, err := made.exerciseKey("2026Q4")
	if err != nil || !bytes.Equal(first, again) {
		t.Errorf("the exercise's key changed: %v", err)
	}
	read, err := ReadKeyring(made.path)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := read.exerciseKey("2026Q4")
	if err != nil || !bytes.Equal(kept, first) {
		t.Errorf("the exercise's key was not kept: %v", err)
	}
	if !bytes.Equal(read.keys().continuity, made.keys().continuity) ||
		read.keys().seal.String() != made.keys().seal.String() {
		t.Error("the continuity key or the seal was not kept")
	}
	other, err := read.exerciseKey("2027Q1")
	if err != nil || bytes.Equal(other, first) {
		t.Errorf("two exercises have one key: %v", err)
	}
	if runtime.GOOS != "windows" {
		info, err := os.Stat(made.path)
		if err != nil || info.Mode().Perm() != disk.FileMode {
			t.Errorf("the key file has mode %v, %v; want %o", info.Mode(), err, disk.FileMode)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(made.path), "*.new")); len(left) > 0 {
		t.Errorf("left beside the key file: %v", left)
	}
}

// Two commands that read the key file at the same time each add an exercise.
func TestKeyFileLosesNoExercise(t *testing.T) {
	one := newTestKeys(t)
	two, err := ReadKeyring(one.path)
	if err != nil {
		t.Fatal(err)
	}
	for _, add := range []struct {
		keys     *Keyring
		exercise string
	}{{one, "2026Q3"}, {two, "2026Q4"}, {one, "2026Q4"}} {
		if _, err := add.keys.exerciseKey(add.exercise); err != nil {
			t.Fatal(err)
		}
	}
	last, err := ReadKeyring(one.path)
	if err != nil || len(last.keys().exercises) != 2 {
		t.Errorf("the key file holds %d exercises, %v; want 2", len(last.keys().exercises), err)
	}
	if !bytes.Equal(one.keys().exercises["2026Q4"], two.keys().exercises["2026Q4"]) {
		t.Error("one exercise has two keys")
	}
	release, err := disk.Hold(one.path + disk.LockSuffix)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := one.exerciseKey("2027Q1"); err == nil {
		t.Error("a key was added while another command was writing")
	}
	// What a killed command left aside is in nobody's way.
	aside, _ := disk.AsideOf(one.path)
	if err := errors.Join(release(), os.WriteFile(aside, nil, disk.FileMode)); err != nil {
		t.Fatal(err)
	}
	if _, err := one.exerciseKey("2027Q1"); err != nil {
		t.Errorf("after a killed command: %v", err)
	}
}

// A destroyed key is in no copy of the ring and not in the file; the others stay.
func TestDestroyKey(t *testing.T) {
	keys := newTestKeys(t)
	for _, exercise := range []string{"2026Q3", "2026Q4"} {
		if _, err := keys.exerciseKey(exercise); err != nil {
			t.Fatal(err)
		}
	}
	gone, kept := keys.ExerciseID("2026Q3"), keys.ExerciseID("2026Q4")
	hex := fmt.Sprintf("%x", keys.keys().exercises["2026Q3"])
	if err := keys.Destroy("2026Q3"); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(keys.path)
	if err != nil || strings.Contains(string(content), hex) || keys.ExerciseID("2026Q3") != "" {
		t.Errorf("the key %s is still there: %v", gone, err)
	}
	again, err := ReadKeyring(keys.path)
	if err != nil || again.ExerciseID("2026Q4") != kept {
		t.Errorf("the other key is %q, want %q: %v", again.ExerciseID("2026Q4"), kept, err)
	}
	if err := keys.Destroy("2026Q3"); err != nil {
		t.Errorf("destroying it again: %v", err)
	}
}

func TestKeysDoNotPrint(t *testing.T) {
	keys := newTestKeys(t)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d"} {
		for _, value := range []any{keys, struct{ k *Keyring }{keys}, []*Keyring{keys}} {
			text := strings.ToLower(fmt.Sprintf(verb, value))
			for _, secret := range []string{fmt.Sprintf("%x", keys.keys().continuity),
				strings.ToLower(keys.keys().seal.String()), fmt.Sprint(keys.keys().continuity)} {
				if strings.Contains(text, secret) {
					t.Errorf("%s of %T prints a key", verb, value)
				}
			}
		}
	}
	ring, err := keys.Ring("2026Q4")
	if err != nil {
		t.Fatal(err)
	}
	defer ring.Clear()
	id := ring.ContinuityID()
	if id == "" || strings.Contains(fmt.Sprintf("%x", keys.keys().continuity), id) {
		t.Errorf("the key id %q is a part of the key", id)
	}
}

func TestKeyFileFaults(t *testing.T) {
	keys := newTestKeys(t)
	content, err := os.ReadFile(keys.path)
	if err != nil {
		t.Fatal(err)
	}
	key := fmt.Sprintf("%x", keys.keys().continuity)
	for name, tt := range map[string]struct{ old, new, want string }{
		"short key":     {key, key[2:], ":4: continuity must be 64 hexadecimal digits"},
		"no key":        {`continuity = "` + key + `"`, "", ": continuity must be 64 hexadecimal digits"},
		"other version": {"version = 1", "version = 7", ":3: version must be 1"},
		"broken seal":   {"AGE-SECRET-KEY-1", "AGE-SECRET-KEY-2", ":5: seal must be an age identity"},
		"unknown name":  {"seal =", "lock =", ":5: lock must be a setting this program knows"},
	} {
		path := filepath.Join(t.TempDir(), "metro.keys")
		changed := strings.Replace(string(content), tt.old, tt.new, 1)
		if err := os.WriteFile(path, []byte(changed), disk.FileMode); err != nil {
			t.Fatal(err)
		}
		_, err := ReadKeyring(path)
		if err == nil || !strings.Contains(err.Error(), "metro.keys"+tt.want) {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
			continue
		}
		if strings.Contains(err.Error(), key[2:]) {
			t.Errorf("%s: the message shows a key", name)
		}
	}
}

func TestExerciseNames(t *testing.T) {
	for exercise, allowed := range map[string]bool{
		"2026Q4": true, "2026-27_autumn": true, "q": true, strings.Repeat("x", exerciseBytesMax): true,
		"": false, "2026/27": false, "..": false, ".new": false, "-x": false, "2026 Q4": false,
		"Q4é": false, "con": false, "LPT1": false, strings.Repeat("x", exerciseBytesMax+1): false,
	} {
		if err := CheckExercise(exercise); (err == nil) != allowed {
			t.Errorf("exercise %q: %v, want allowed %v", exercise, err, allowed)
		}
	}
	keys := newTestKeys(t)
	if _, err := keys.exerciseKey("2026Q4"); err != nil {
		t.Fatal(err)
	}
	// On Windows and macOS both would be one folder.
	if _, err := keys.exerciseKey("2026q4"); err == nil {
		t.Error("exercises that differ by capital letters only were both accepted")
	}
}

func newTestKeys(t *testing.T) *Keyring {
	t.Helper()
	keys, err := newKeyring(filepath.Join(t.TempDir(), "folder of keys", "metro.keys"))
	if err != nil {
		t.Fatal(err)
	}
	if err := keys.create(); err != nil {
		t.Fatal(err)
	}
	if err := keys.create(); err == nil {
		t.Fatal("a key file was overwritten")
	}
	return keys
}
