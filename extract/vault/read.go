package vault

import (
	"archive/zip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Seals is a container that can be opened case by case. Its methods may be used by
// several goroutines, if its reader may.
type Seals struct {
	r     io.ReaderAt
	index Index
	seals []span
	at    map[string]int // of a case in index.Cases and seals
}

// A span is where an age file lies in the container.
type span struct{ offset, bytes int64 }

// Read reads what a container of so many bytes shows without a key: its directory
// and index. Whatever is not as Seal writes it is a DamagedError: entries that are
// not those of the index in its order, that overlap or leave gaps, that are packed,
// and anything beyond a limit. The age files are not read: those that are damaged
// show when they are opened. Other errors are those of r.
//
// The cost is a read of the directory and one of each entry's header. Memory is about
// a kilobyte a case, and never more than CasesMax of them take, whatever the file says.
func Read(r io.ReaderAt, size int64) (*Seals, error) {
	watched := &watchedReader{r: r}
	s, err := read(watched, size)
	switch {
	case err == nil:
		s.r = r
		return s, nil
	case watched.err != nil:
		return nil, fmt.Errorf("the seals cannot be read: %w", watched.err)
	}
	return nil, err
}

// A watchedReader keeps the first error that is not the end of a file, which the
// zip package does not tell from damage.
type watchedReader struct {
	r   io.ReaderAt
	err error
}

func (w *watchedReader) ReadAt(p []byte, offset int64) (int, error) {
	n, err := w.r.ReadAt(p, offset)
	if err != nil && !errors.Is(err, io.EOF) && w.err == nil {
		w.err = err
	}
	return n, err
}

// readFull fills p. A reader may say that the file ends right after it.
func readFull(r io.ReaderAt, p []byte, offset int64) error {
	n, err := r.ReadAt(p, offset)
	if n == len(p) {
		return nil
	}
	return err
}

// read is Read with only one sort of error: a DamagedError.
func read(r io.ReaderAt, size int64) (*Seals, error) {
	directory, entries, err := readEnd(r, size)
	if err != nil {
		return nil, err
	}
	archive, err := zip.NewReader(r, size)
	if err != nil || len(archive.File) != entries {
		return nil, damaged("its directory cannot be read")
	}
	spans, err := layout(archive.File, directory)
	if err != nil {
		return nil, err
	}
	last := len(spans) - 1
	if archive.File[last].Name != indexName {
		return nil, damaged("its last entry is not its index")
	}
	if spans[last].bytes > IndexBytesMax {
		return nil, damaged(fmt.Sprintf("its index must be at most %d bytes", IndexBytesMax))
	}
	content := make([]byte, spans[last].bytes)
	if err := readFull(r, content, spans[last].offset); err != nil {
		return nil, damaged("its index cannot be read")
	}
	index, err := decodeIndex(content)
	if err != nil {
		return nil, err
	}
	s := &Seals{index: index, seals: spans[:last], at: make(map[string]int, last)}
	for i, c := range index.Cases {
		s.at[c.Name] = i
	}
	return s, s.matches(archive.File[:last])
}

// readEnd reads the record at the end, before the zip package believes it, and
// returns where the directory starts and how many entries it has.
func readEnd(r io.ReaderAt, size int64) (directory int64, entries int, err error) {
	var end [zipEndBytes]byte
	if size > ContainerBytesMax {
		return 0, 0, damaged(fmt.Sprintf("it must be at most %d MiB", ContainerBytesMax>>20))
	}
	if size < zipEndBytes {
		return 0, 0, damaged("it is cut short")
	}
	if err := readFull(r, end[:], size-zipEndBytes); err != nil {
		return 0, 0, damaged("its end cannot be read")
	}
	const signature = "PK\x05\x06\x00\x00\x00\x00" // and both numbers of disks, which are 0
	here, all := binary.LittleEndian.Uint16(end[8:]), binary.LittleEndian.Uint16(end[10:])
	bytes := int64(binary.LittleEndian.Uint32(end[12:]))
	directory, entries = int64(binary.LittleEndian.Uint32(end[16:])), int(all)
	most := int64(entries) * (zipDirectoryBytes + NameBytesMax + int64(len(sealSuffix)))
	switch {
	case !strings.HasPrefix(string(end[:]), signature), end[20] != 0, end[21] != 0, here != all:
		return 0, 0, damaged("it does not end as it is written")
	case entries == 0 || entries > CasesMax+1:
		return 0, 0, damaged(fmt.Sprintf("it must have its index and at most %d cases", CasesMax))
	case bytes > most || directory+bytes+zipEndBytes != size:
		return 0, 0, damaged("its directory is not as it is written")
	}
	return directory, entries, nil
}

// layout returns where the content of each entry lies. Entries must follow one
// another from the first byte to the directory.
func layout(files []*zip.File, directory int64) ([]span, error) {
	spans, end := make([]span, len(files)), int64(0)
	for i, file := range files {
		offset, err := file.DataOffset()
		bytes := file.CompressedSize64
		switch {
		case err != nil, offset != end+zipHeaderBytes+int64(len(file.Name)),
			file.Method != zip.Store, file.UncompressedSize64 != bytes,
			file.Flags != 0, len(file.Extra) > 0, file.Comment != "", bytes > uint64(directory):
			return nil, entryDamaged(file.Name, "its entry is not as it is written")
		case bytes > sealBytesMax && i < len(files)-1:
			return nil, entryDamaged(file.Name, fmt.Sprintf("it must be at most %d bytes", sealBytesMax))
		}
		spans[i] = span{offset, int64(bytes)}
		end = offset + int64(bytes)
	}
	if end != directory {
		return nil, damaged("its entries do not fill it")
	}
	return spans, nil
}

// entryDamaged names the case of an entry, if it can be one.
func entryDamaged(entry, problem string) *DamagedError {
	name, isSeal := strings.CutSuffix(entry, sealSuffix)
	if !isSeal || !isName(name) {
		return damaged("an entry of it: " + problem)
	}
	return &DamagedError{name, problem}
}

// matches checks that the entries are the cases of the index, in its order.
func (s *Seals) matches(files []*zip.File) error {
	cases := s.index.Cases
	for i := range max(len(files), len(cases)) {
		switch {
		case i >= len(files):
			return &DamagedError{cases[i].Name, "it is in the index, but its entry is not there"}
		case i >= len(cases):
			return entryDamaged(files[i].Name, "its entry is not in the index")
		case files[i].Name != cases[i].Name+sealSuffix:
			return &DamagedError{cases[i].Name, "its entry is missing, renamed or out of order"}
		}
	}
	return nil
}

// Index returns what the container shows without a key.
func (s *Seals) Index() Index {
	index := s.index
	index.Cases = slices.Clone(index.Cases)
	return index
}

// sealed returns the age file of case i.
func (s *Seals) sealed(i int) ([]byte, error) {
	name, content := s.index.Cases[i].Name, make([]byte, s.seals[i].bytes)
	switch err := readFull(s.r, content, s.seals[i].offset); {
	case errors.Is(err, io.EOF):
		return nil, &DamagedError{name, "it is cut short"}
	case err != nil:
		return nil, fmt.Errorf("the seal of case %s cannot be read: %w", name, err)
	}
	return content, nil
}

// Keep writes a container with the cases that keep says, in the same order, and
// returns its index. Age files are copied as they are and no key is needed, so that
// cases can be deleted by anybody and without being opened; one that is damaged is
// as damaged in the copy. What w was given is void if Keep fails.
func (s *Seals) Keep(w io.Writer, keep func(IndexCase) bool) (Index, error) {
	to := newContainer(w, s.index.Exercise)
	for i, c := range s.index.Cases {
		if !keep(c) {
			continue
		}
		content, err := s.sealed(i)
		if err != nil {
			return Index{}, err
		}
		if err := to.add(c, content); err != nil {
			return Index{}, err
		}
	}
	return to.close()
}
