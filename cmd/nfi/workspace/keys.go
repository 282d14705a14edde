package workspace

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"filippo.io/age"

	"nfimatch/cmd/nfi/disk"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/settings"
	"nfimatch/normalize/token"
)

const (
	keyFileVersion  = 1
	keyFileBytesMax = 1 << 20
	exercisesMax    = 1000 // 250 years of quarters
)

// Keyring is the key file of a workspace.
//
// The continuity key makes equal facts score equally in every quarter; the seal
// is the identity that opened cases are sealed to; each exercise has a key of its
// own, made when it is first named and deleted with its run.
//
// The keys stand behind a function, since of a function fmt prints the address
// only, wherever in another value the keyring is and whatever the verb; a Format
// method is not called for a value in an unexported field.
type Keyring struct {
	path      string
	workspace string // id of the workspace whose exercises are meant; "" = of any
	keys      func() *keyMaterial
}

type keyMaterial struct {
	continuity []byte
	seal       *age.X25519Identity
	exercises  map[string][]byte
}

// keyringOf hides keys, which lie or are to lie at path, behind a keyring.
func keyringOf(path string, keys *keyMaterial) *Keyring {
	return &Keyring{path: path, keys: func() *keyMaterial { return keys }}
}

// keyFileForm is the key file as TOML.
type keyFileForm struct {
	Version    int                     `toml:"version"`
	Continuity string                  `toml:"continuity"` // hexadecimal
	Seal       string                  `toml:"seal"`       // an age identity
	Exercises  map[string]exerciseForm `toml:"exercise"`
}

type exerciseForm struct {
	Key string `toml:"key"` // hexadecimal
}

// newKey returns fresh random bytes; crypto/rand never fails.
func newKey() []byte {
	key := make([]byte, token.KeyBytes)
	rand.Read(key)
	return key
}

// newKeyring makes the keys of a new workspace. Nothing is written yet.
func newKeyring(path string) (*Keyring, error) {
	seal, err := age.GenerateX25519Identity()
	if err != nil {
		return nil, fmt.Errorf("a seal cannot be made: %w", err)
	}
	return keyringOf(path, &keyMaterial{newKey(), seal, map[string][]byte{}}), nil
}

// PassingRing returns a ring of keys that nobody keeps, for work whose tokens are
// thrown away. The caller must clear it.
func PassingRing() (*token.Ring, error) { return token.NewRing(newKey(), newKey()) }

// LoadKeys reads the workspace's key file. It warns if others on the machine can
// read the file. A missing or faulty file is refused as configuration.
func (w *Workspace) LoadKeys(voice refusal.Voice) (*Keyring, error) {
	info, err := os.Stat(w.Config.KeyFile)
	if err != nil {
		return nil, refusal.New(refusal.Configuration,
			"bring the key file back from its copy, or correct key_file in "+ConfigFile+
				"; without it, cases of earlier quarters cannot be recognised",
			"key file %s cannot be read: %w", filepath.Base(w.Config.KeyFile), disk.WithoutPath(err))
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		voice.Warn("the key file can be read by others on this machine: chmod 600 %s", w.Config.KeyFile)
	}
	keys, err := ReadKeyring(w.Config.KeyFile)
	if err == nil {
		keys.workspace = w.Config.ID
	}
	return keys, err
}

// ReadKeyring reads the key file at path. All its faults are in one failure of
// status refusal.Configuration; they name the line, never the value.
func ReadKeyring(path string) (*Keyring, error) {
	const hint = "bring the key file back from its copy"
	content, err := disk.ReadFileWithin(path, keyFileBytesMax)
	if err != nil {
		return nil, refusal.Of(refusal.Configuration, hint, err)
	}
	defer clear(content)
	var form keyFileForm
	s := settings.Decode(content, &form)
	k := &keyMaterial{exercises: map[string][]byte{}}
	if s.Parsed {
		k.fill(form, s)
	}
	if messages := s.Messages(filepath.Base(path)); len(messages) > 0 {
		return nil, refusal.All(refusal.Configuration, hint, messages)
	}
	return keyringOf(path, k), nil
}

// fill takes the keys out of form, recording what is wrong.
func (k *keyMaterial) fill(form keyFileForm, s *settings.File) {
	if form.Version != keyFileVersion {
		s.Fault("version", fmt.Sprintf("be %d, the one this program reads", keyFileVersion))
	}
	key := func(path, text string) []byte {
		decoded, err := hex.DecodeString(text)
		if err != nil || len(decoded) != token.KeyBytes {
			s.Fault(path, fmt.Sprintf("be %d hexadecimal digits", 2*token.KeyBytes))
		}
		return decoded
	}
	k.continuity = key("continuity", form.Continuity)
	seal, err := age.ParseX25519Identity(form.Seal)
	if err != nil {
		s.Fault("seal", "be an age identity")
	}
	k.seal = seal
	for _, name := range slices.Sorted(maps.Keys(form.Exercises)) {
		k.exercises[name] = key("exercise."+name+".key", form.Exercises[name].Key)
	}
	if len(form.Exercises) > exercisesMax {
		s.Fault("exercise", fmt.Sprintf("be at most %d keys", exercisesMax))
	}
}

// encode writes the key file's text.
func (k *keyMaterial) encode(w io.Writer) error {
	var text strings.Builder
	fmt.Fprintf(&text, `# Keys of an nfi workspace. Whoever holds this file and the council's data can
# link people across exercises: keep it, and a copy, where the data is not.
version = %d
continuity = "%x"
seal = "%s"
`, keyFileVersion, k.continuity, k.seal)
	for _, name := range slices.Sorted(maps.Keys(k.exercises)) {
		table := name
		if strings.Contains(name, "/") {
			table = strconv.Quote(name)
		}
		fmt.Fprintf(&text, "\n[exercise.%s]\nkey = \"%x\"\n", table, k.exercises[name])
	}
	_, err := io.WriteString(w, text.String())
	return err
}

// create writes a key file that must not exist yet.
func (k *Keyring) create() error {
	if err := os.MkdirAll(filepath.Dir(k.path), disk.FolderMode); err != nil {
		return fmt.Errorf("the folder of the key file cannot be made: %w", disk.WithoutPath(err))
	}
	file, err := os.OpenFile(k.path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, disk.FileMode)
	if err != nil {
		return fmt.Errorf("key file %s cannot be made: %w", filepath.Base(k.path), disk.WithoutPath(err))
	}
	if err := errors.Join(k.keys().encode(file), file.Sync(), file.Close()); err != nil {
		return errors.Join(fmt.Errorf("key file %s cannot be written: %w",
			filepath.Base(k.path), disk.WithoutPath(err)), os.Remove(k.path))
	}
	return nil
}

// Ring returns the keys of exercise for the stages, making and saving the
// exercise's own the first time. A name that cannot be one, or that differs from an
// earlier one by capital letters only, is refused as usage; while another command
// writes the key file, a new exercise is refused by policy. The caller must clear
// the ring.
func (k *Keyring) Ring(exercise string) (*token.Ring, error) {
	key, err := k.exerciseKey(exercise)
	if err != nil {
		return nil, err
	}
	return token.NewRing(key, k.keys().continuity)
}

// exerciseKey returns the key of exercise, making and saving one the first time.
func (k *Keyring) exerciseKey(exercise string) ([]byte, error) {
	if err := CheckExercise(exercise); err != nil {
		return nil, err
	}
	exercises, keyName := k.keys().exercises, k.nameOf(exercise)
	if key, ok := exercises[keyName]; ok {
		return key, nil
	}
	for name := range exercises {
		if strings.EqualFold(name, keyName) {
			return nil, refusal.New(refusal.Usage, "name it as it was named first",
				"exercise must differ from an earlier one by more than capital letters")
		}
	}
	if len(exercises) == exercisesMax {
		return nil, refusal.New(refusal.Configuration, "purge exercises that are due",
			"the key file must have at most %d exercises", exercisesMax)
	}
	return k.addExercise(exercise)
}

// nameOf returns the name of an exercise's key in the file. Workspaces that share the
// file have keys of their own, so that a purge of one destroys none of another; a name
// that stands there without a workspace was written by hand or by an earlier version.
func (k *Keyring) nameOf(exercise string) string {
	if _, ok := k.keys().exercises[exercise]; ok || k.workspace == "" {
		return exercise
	}
	return k.workspace + "/" + exercise
}

// addExercise saves a new key, unless another command has made it since.
func (k *Keyring) addExercise(exercise string) (key []byte, err error) {
	name := k.nameOf(exercise)
	err = k.change(func(latest *keyMaterial) {
		if _, ok := latest.exercises[name]; !ok {
			latest.exercises[name] = newKey()
		}
	})
	if err != nil {
		return nil, err
	}
	return k.keys().exercises[name], nil
}

// Destroy takes the key of an exercise out of the key file: what was written under
// it can be read by nobody any more, copies of the key file apart. An exercise
// without a key is no error.
func (k *Keyring) Destroy(exercise string) error {
	name := k.nameOf(exercise)
	if _, ok := k.keys().exercises[name]; !ok {
		return nil
	}
	return k.change(func(latest *keyMaterial) {
		clear(latest.exercises[name])
		delete(latest.exercises, name)
	})
}

// ExerciseID returns the name in outputs of an exercise's key, "" if it has none.
func (k *Keyring) ExerciseID(exercise string) string {
	key, ok := k.keys().exercises[k.nameOf(exercise)]
	if !ok {
		return ""
	}
	return token.KeyID(key)
}

// Recipients returns whom cases are sealed to.
func (k *Keyring) Recipients() []age.Recipient { return []age.Recipient{k.keys().seal.Recipient()} }

// Identities returns what opens a sealed case.
func (k *Keyring) Identities() []age.Identity { return []age.Identity{k.keys().seal} }

// change reads the key file again, changes it and puts it in place, so that of two
// commands at once, perhaps of two workspaces, neither loses the other's keys.
func (k *Keyring) change(edit func(latest *keyMaterial)) error {
	release, err := disk.Hold(k.path + disk.LockSuffix)
	if errors.Is(err, disk.ErrHeld) {
		return refusal.New(refusal.Policy, "try again in a moment",
			"the key file is being written by another command")
	}
	if err != nil {
		return fmt.Errorf("the key file cannot be locked: %w", disk.WithoutPath(err))
	}
	defer release()
	read, err := ReadKeyring(k.path)
	if err != nil {
		return err
	}
	edit(read.keys())
	if err := disk.WriteFile(k.path, read.keys().encode); err != nil {
		return fmt.Errorf("key file %w", err)
	}
	k.keys = read.keys
	return nil
}
