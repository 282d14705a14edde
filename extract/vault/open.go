package vault

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"
)

// Open opens one case with any of the keys, and no other. The caller clears it.
//
// It checks the age file against the digest of the index and by its own
// authentication, and that what is sealed names the exercise, the case and the day
// that the index has: anything else is a DamagedError that names the case. If none
// of the keys is one the case is sealed to, the error wraps age.NoIdentityMatchError;
// so it does if somebody has changed for whom a case is sealed, and the index with it.
// A name that is not in the index is an error too.
//
// The cost is one age file in memory, at most CaseBytesMax in clear, and about 0.2 ms
// for each key tried.
func (s *Seals) Open(name string, identities ...age.Identity) (*Opened, error) {
	i, ok := s.at[name]
	if !ok {
		return nil, fmt.Errorf("the seals of %s have no case of this name", s.index.Exercise)
	}
	sealed, err := s.sealed(i)
	if err != nil {
		return nil, err
	}
	c := s.index.Cases[i]
	if digest(sealed) != c.SHA256 {
		return nil, &DamagedError{name, "it is not the one that the index has the digest of"}
	}
	content, err := decrypt(name, sealed, identities)
	if err != nil {
		return nil, err
	}
	defer clear(content)
	return decode(content, s.index.Exercise, c)
}

// decrypt returns what an age file holds, in memory of its own.
func decrypt(name string, sealed []byte, identities []age.Identity) ([]byte, error) {
	from, size, err := age.DecryptReaderAt(bytes.NewReader(sealed), int64(len(sealed)), identities...)
	var unmatched *age.NoIdentityMatchError
	switch {
	case len(identities) == 0:
		return nil, fmt.Errorf("case %s cannot be opened without a key", name)
	case errors.As(err, &unmatched):
		return nil, fmt.Errorf("case %s is not sealed to this key: %w", name, err)
	case err != nil:
		return nil, &DamagedError{name, "its encryption is not as it was written"}
	case size > CaseBytesMax:
		return nil, &DamagedError{name, fmt.Sprintf("it must be at most %d MiB", CaseBytesMax>>20)}
	}
	content := make([]byte, size)
	if _, err := io.ReadFull(io.NewSectionReader(from, 0, size), content); err != nil {
		clear(content)
		return nil, &DamagedError{name, "its encryption is not as it was written"}
	}
	return content, nil
}

// decode returns the case that content holds, which must be case c of the exercise.
func decode(content []byte, exercise string, c IndexCase) (*Opened, error) {
	var p payload
	err := json.Unmarshal(content, &p)
	var o *Opened
	if err == nil {
		o, err = p.opened()
	}
	switch {
	case err != nil: // the error itself may quote what is sealed
		p.clear()
		return nil, &DamagedError{c.Name, "what is sealed cannot be read"}
	case p.Exercise != exercise || p.Case != c.Name:
		p.clear()
		return nil, &DamagedError{c.Name, "what is sealed is of another case or exercise"}
	case o.DeleteBy != c.DeleteBy:
		p.clear()
		return nil, &DamagedError{c.Name, "what is sealed has another day to be deleted by"}
	}
	return o, nil
}
