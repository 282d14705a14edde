package delimited

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

const digestBytes = 1 << 20 // read at once

// Digest returns the SHA-256 of a whole file in hexadecimal, which is that of its
// Summary once it has been read to the end. A folder, pipe or device is a Refusal.
// Nothing of the file stays in memory. ctx ends it.
func Digest(ctx context.Context, path string) (digest string, err error) {
	base := filepath.Base(path)
	info, err := os.Stat(path) // before it is opened, which waits for the writer of a pipe
	if err != nil {
		return "", fmt.Errorf("%s cannot be opened: %w", base, errors.Unwrap(err))
	}
	if !info.Mode().IsRegular() {
		return "", &Refusal{File: base, Problem: "is not a file"}
	}
	file, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("%s cannot be opened: %w", base, errors.Unwrap(err))
	}
	defer func() { err = cmp.Or(err, file.Close()) }()
	hash, buffer := sha256.New(), make([]byte, min(info.Size()+1, digestBytes))
	defer clear(buffer)
	for {
		if ctx.Err() != nil {
			return "", context.Cause(ctx)
		}
		n, err := file.Read(buffer)
		hash.Write(buffer[:n])
		switch {
		case err == io.EOF:
			return hex.EncodeToString(hash.Sum(nil)), nil
		case err != nil:
			return "", fmt.Errorf("%s cannot be read: %w", base, err)
		}
	}
}
