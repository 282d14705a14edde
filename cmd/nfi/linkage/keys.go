package linkage

import (
	"bytes"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"nfimatch/cmd/nfi/disk"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
	"nfimatch/normalize/token"
)

const keyFileBytesMax = 256

// readKeys returns the keys that values are pseudonymised with: made of the key file,
// or random ones. Likeness of names and texts depends on them in the last digits.
func (r *run) readKeys() (*token.Ring, error) {
	if r.KeyFile == "" {
		r.Warn("a random key is used, and thrown away: pairs near the threshold may be decided " +
			"otherwise in another run; --key-file makes it repeatable")
		return workspace.PassingRing()
	}
	base := filepath.Base(r.KeyFile)
	info, err := os.Stat(r.KeyFile)
	if err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		r.Warn("the key file can be read by others on this machine: chmod 600 %s", r.KeyFile)
	}
	content, err := disk.ReadFileWithin(r.KeyFile, keyFileBytesMax)
	if err != nil {
		return nil, refusal.Of(refusal.Configuration, "", err)
	}
	defer clear(content)
	secret, err := hex.DecodeString(string(bytes.TrimSpace(content)))
	if err != nil || len(secret) != token.KeyBytes {
		return nil, refusal.New(refusal.Configuration, "for example: openssl rand -hex 32 > list.key",
			"%s must be %d hexadecimal digits", base, 2*token.KeyBytes)
	}
	defer clear(secret)
	var keys [2][]byte
	for i, use := range []string{"nfi/1/link/exercise", "nfi/1/link/continuity"} {
		if keys[i], err = hkdf.Key(sha256.New, secret, nil, use, token.KeyBytes); err != nil {
			return nil, fmt.Errorf("keys cannot be derived: %w", err)
		}
		defer clear(keys[i])
	}
	return token.NewRing(keys[0], keys[1])
}
