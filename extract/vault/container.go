package vault

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"

	"nfimatch/extract/retention"
)

const (
	indexName    = "index.json"
	indexVersion = 1
	sealSuffix   = ".age"

	// Sizes of the parts of a zip archive, by its specification (PKWARE, APPNOTE 4.3):
	// of the header before each entry and in the directory without the name, and of the
	// record at the end without a comment.
	zipHeaderBytes    = 30
	zipDirectoryBytes = 46
	zipEndBytes       = 22
	zipVersion        = 20 // 2.0, that of archives without extensions
)

// An indexFile is index.json: one line, its members in this order and no others, so
// that an index has one spelling.
type indexFile struct {
	Version  int             `json:"version"`
	Exercise string          `json:"exercise"`
	Cases    []indexFileCase `json:"cases"`
}

type indexFileCase struct {
	Case     string `json:"case"`
	DeleteBy string `json:"delete_by"`
	SHA256   string `json:"sha256"`
}

// encode returns the bytes of index.json.
func (x *Index) encode() []byte {
	file := indexFile{indexVersion, x.Exercise, make([]indexFileCase, len(x.Cases))}
	for i, c := range x.Cases {
		file.Cases[i] = indexFileCase{c.Name, c.DeleteBy.String(), c.SHA256}
	}
	content, err := json.Marshal(file)
	if err != nil {
		panic(err) // strings and numbers can be encoded
	}
	return append(content, '\n')
}

// decodeIndex reads index.json; the error is a DamagedError. Every byte that could be
// another without changing the meaning is as encode writes it.
func decodeIndex(content []byte) (Index, error) {
	const commasACase = 3 // more of them would be small values that are large in memory
	var file indexFile
	if bytes.Count(content, []byte{','}) > commasACase*(CasesMax+1) {
		return Index{}, damaged(fmt.Sprintf("its index must be of at most %d cases", CasesMax))
	}
	if err := json.Unmarshal(content, &file); err != nil {
		return Index{}, damaged("its index is no JSON")
	}
	x := Index{Exercise: file.Exercise, SHA256: digest(content)}
	names := make(map[string]bool, len(file.Cases))
	for _, c := range file.Cases {
		day, err := retention.ParseDate(c.DeleteBy)
		switch {
		case !isName(c.Case):
			return Index{}, damaged("its index has a case without a name")
		case names[c.Case]:
			return Index{}, &DamagedError{c.Case, "it is in the index twice"}
		case err != nil:
			return Index{}, &DamagedError{c.Case, "its day in the index is none"}
		}
		names[c.Case] = true
		x.Cases = append(x.Cases, IndexCase{c.Case, day, c.SHA256})
	}
	if !isName(x.Exercise) || !bytes.Equal(x.encode(), content) {
		return Index{}, damaged("its index is not as it is written")
	}
	return x, nil
}

func damaged(problem string) *DamagedError { return &DamagedError{Problem: problem} }

// digest returns the SHA-256 of content in hexadecimal.
func digest(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

func indexCase(name string, deleteBy retention.Date, sealed []byte) IndexCase {
	return IndexCase{name, deleteBy, digest(sealed)}
}

// A container is a container as it is written.
type container struct {
	zip   *zip.Writer
	index Index
	bytes int64 // of what has been written, with its share of the directory
}

func newContainer(w io.Writer, exercise string) *container {
	return &container{zip: zip.NewWriter(w), index: Index{Exercise: exercise}, bytes: zipEndBytes}
}

// add writes the age file of a case.
func (c *container) add(one IndexCase, sealed []byte) error {
	c.index.Cases = append(c.index.Cases, one)
	return c.entry(one.Name+sealSuffix, sealed)
}

// entry writes one entry. Its sizes and checksum stand before it, and its times are
// zero, so that it depends on the content alone.
func (c *container) entry(name string, content []byte) error {
	c.bytes += zipHeaderBytes + zipDirectoryBytes + int64(2*len(name)+len(content))
	if c.bytes > ContainerBytesMax {
		return fmt.Errorf("the seals of an exercise must be at most %d MiB", ContainerBytesMax>>20)
	}
	w, err := c.zip.CreateRaw(&zip.FileHeader{
		Name: name, Method: zip.Store, CreatorVersion: zipVersion, ReaderVersion: zipVersion,
		CRC32:            crc32.ChecksumIEEE(content),
		CompressedSize64: uint64(len(content)), UncompressedSize64: uint64(len(content)),
	})
	if err == nil {
		_, err = w.Write(content)
	}
	if err != nil {
		return fmt.Errorf("the seals cannot be written: %w", err)
	}
	return nil
}

// close writes the index and ends the container.
func (c *container) close() (Index, error) {
	content := c.index.encode()
	if err := c.entry(indexName, content); err != nil {
		return Index{}, err
	}
	if err := c.zip.Close(); err != nil {
		return Index{}, fmt.Errorf("the seals cannot be written: %w", err)
	}
	c.index.SHA256 = digest(content)
	return c.index, nil
}
