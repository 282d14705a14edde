package vault

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"
)

// plainKey is a key for tests that only go through the container: the file key
// stands in the header, so that any process opens what another has sealed, at once.
type plainKey struct{}

func (plainKey) Wrap(fileKey []byte) ([]*age.Stanza, error) {
	return []*age.Stanza{{Type: "plain", Body: bytes.Clone(fileKey)}}, nil
}

func (plainKey) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	for _, stanza := range stanzas {
		if stanza.Type == "plain" && len(stanza.Body) == 16 {
			return bytes.Clone(stanza.Body), nil
		}
	}
	return nil, age.ErrIncorrectIdentity
}

// openAll reads a container and opens every case. It returns what the cases are, and
// the first error.
func openAll(content []byte, keys ...age.Identity) (cases []string, err error) {
	s, err := Read(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, err
	}
	for _, c := range s.Index().Cases {
		o, err := s.Open(c.Name, keys...)
		if err != nil {
			return nil, err
		}
		cases = append(cases, show(o))
		o.Clear()
	}
	return cases, nil
}

// TestEveryByteCounts changes each byte of a container in two ways. Either there is
// an error, which names nothing of what is sealed, or every case is what it was.
func TestEveryByteCounts(t *testing.T) {
	key := identity(t)
	content, index := sealAll(t, "2026Q4", writeCouncil(t, 12, ""), someCases()[1:], key.Recipient())
	want, err := openAll(content, key)
	if err != nil {
		t.Fatal(err)
	}
	harmless := 0
	for at := range content {
		for _, flip := range []byte{0x01, 0x20, 0x80} {
			content[at] ^= flip
			got, err := openAll(content, key)
			content[at] ^= flip
			var damage *DamagedError
			switch {
			case err == nil && slices.Equal(got, want):
				harmless++
			case err == nil:
				t.Errorf("byte %d of %d changed by %#x: cases are others", at, len(content), flip)
			case !errors.As(err, &damage):
				t.Errorf("byte %d changed by %#x: %v", at, flip, err)
			case strings.Contains(err.Error(), "QX"):
				t.Errorf("byte %d changed by %#x: the error tells a value", at, flip)
			}
		}
	}
	// Only what a zip archive says twice or to nobody may be changed without harm: of
	// each entry the versions, times, attributes and checksum.
	const spareBytes = 30 + 46
	entries := len(index.Cases) + 1
	if most := 3 * entries * (spareBytes + 2*len(index.Cases[0].Name)); harmless > most {
		t.Errorf("%d changes do no harm, want at most %d", harmless, most)
	}
}

func TestEveryCutCounts(t *testing.T) {
	content, _ := sealAll(t, "2026Q4", writeCouncil(t, 12, ""), someCases(), plainKey{})
	for size := range content {
		for _, cut := range [][]byte{content[:size], content[size+1:],
			slices.Concat(content[:size], content[size+1:]),
			slices.Concat(content[:size], []byte{0}, content[size:])} {
			var damage *DamagedError
			if _, err := openAll(cut, plainKey{}); !errors.As(err, &damage) {
				t.Fatalf("cut at %d: %v", size, err)
			}
		}
	}
}

// A part is one entry of a container that a test puts together.
type part struct {
	name    string
	content []byte
}

// parts takes a container apart.
func parts(t testing.TB, content []byte) []part {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	var all []part
	for _, file := range archive.File {
		from, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(from)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, part{file.Name, content})
	}
	return all
}

// assemble writes entries as Seal does.
func assemble(t testing.TB, all ...part) []byte {
	t.Helper()
	var out bytes.Buffer
	c := newContainer(&out, "")
	for _, one := range all {
		if err := c.entry(one.name, one.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.zip.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// forge writes entries with an index to them, as somebody does who has the public
// key and this program.
func forge(t testing.TB, index Index, seals ...part) []byte {
	t.Helper()
	x := Index{Exercise: index.Exercise}
	for i, c := range index.Cases {
		x.Cases = append(x.Cases, IndexCase{c.Name, c.DeleteBy, digest(seals[i].content)})
	}
	return assemble(t, append(slices.Clone(seals), part{indexName, x.encode()})...)
}

// TestForgedContainers: what is damaged on purpose is found, and named where it can
// be.
func TestForgedContainers(t *testing.T) {
	key, sources := identity(t), writeCouncil(t, 12, "")
	content, index := sealAll(t, "2026Q4", sources, someCases(), key.Recipient())
	foreign, _ := sealAll(t, "2027Q1", sources, someCases(), key.Recipient())
	p, other := parts(t, content), parts(t, foreign)
	a, b, c, x := p[0], p[1], p[2], p[3]
	named := func(to, from part) part { return part{to.name, from.content} }
	flipped := func(p part, at int) part {
		p.content = bytes.Clone(p.content)
		p.content[at] ^= 1
		return p
	}
	indexed := func(content []byte) []byte { return assemble(t, a, b, c, part{indexName, content}) }
	spelt := func(old, new string) []byte {
		return indexed(bytes.Replace(x.content, []byte(old), []byte(new), 1))
	}
	of := func(cases ...IndexCase) Index { return Index{index.Exercise, cases, ""} }
	i := index.Cases
	later := i[0]
	later.DeleteBy += 365
	last, mac := len(a.content)-1, bytes.Index(a.content, []byte("\n--- "))+8
	first, second, third := i[0].Name, i[1].Name, i[2].Name
	for name, tt := range map[string]struct {
		content []byte
		damaged string // the case that is named
	}{
		"contents swapped":     {assemble(t, named(a, b), named(b, a), c, x), first},
		"entries swapped":      {assemble(t, b, a, c, x), first},
		"renamed":              {assemble(t, a, part{"2026Q4-0009.age", b.content}, c, x), second},
		"path":                 {assemble(t, part{"../x.age", a.content}, b, c, x), first},
		"missing":              {assemble(t, a, b, x), third},
		"more":                 {assemble(t, a, b, c, part{"x.age", nil}, x), "x"},
		"twice":                {assemble(t, a, a, c, x), second},
		"thrice":               {assemble(t, a, b, c, c, x), third},
		"another exercise's":   {assemble(t, other[0], b, c, x), first},
		"no index":             {assemble(t, a, b, c), ""},
		"index first":          {assemble(t, x, a, b, c), ""},
		"index spaced":         {indexed(append(x.content, ' ')), ""},
		"index of capitals":    {spelt("exercise", "Exercise"), ""},
		"index of version 2":   {spelt(`"version":1`, `"version":2`), ""},
		"index of no day":      {spelt(until.String(), "2027-02-29"), first},
		"index of no name":     {spelt(first, "-"), ""},
		"no entries":           {assemble(t), ""},
		"something after":      {append(bytes.Clone(content), 0), ""},
		"something before":     {append([]byte{0}, content...), ""},
		"a comment":            {commented(content), ""},
		"a gap before a case":  {gap(content, 1), second},
		"a gap at the end":     {gap(content, 4), ""},
		"said to be packed":    {directoryByte(content, 2, 10, byte(zip.Deflate)), third},
		"flagged as encrypted": {directoryByte(content, 2, 8, 1), third},

		// All that follow have an index to what they hold.
		"names swapped":        {forge(t, of(i[1], i[0], i[2]), named(b, a), named(a, b), c), second},
		"contents of one day":  {forge(t, index, a, named(b, c), named(c, b)), second},
		"one case twice":       {forge(t, of(i[0], i[0], i[2]), a, a, c), first},
		"another exercise":     {forge(t, index, other[0], b, c), first},
		"another day":          {forge(t, of(later, i[1], i[2]), a, b, c), first},
		"changed":              {forge(t, index, flipped(a, last), b, c), first},
		"its header changed":   {forge(t, index, flipped(a, mac), b, c), first},
		"cut":                  {forge(t, index, part{a.name, a.content[:last]}, b, c), first},
		"longer":               {forge(t, index, part{a.name, append(a.content, 0)}, b, c), first},
		"empty":                {forge(t, index, part{a.name, nil}, b, c), first},
		"what is no seal":      {forge(t, index, part{a.name, []byte("age")}, b, c), first},
		"what is sealed is no": {forge(t, index, part{a.name, sealedBytes(t, "{", key)}, b, c), first},
		"what is sealed is {}": {forge(t, index, part{a.name, sealedBytes(t, "{}", key)}, b, c), first},
	} {
		cases, err := openAll(tt.content, key)
		var damage *DamagedError
		if !errors.As(err, &damage) || damage.Case != tt.damaged {
			t.Errorf("%s: %d cases, and %v; want case %q", name, len(cases), err, tt.damaged)
		}
	}
}

// TestCaseTooLarge: what is sealed is refused before memory is taken for it.
func TestCaseTooLarge(t *testing.T) {
	key, index := identity(t), Index{"2026Q4", []IndexCase{{caseName(1), until, ""}}, ""}
	large := sealedBytes(t, strings.Repeat(" ", CaseBytesMax+1), key)
	content := forge(t, index, part{caseName(1) + sealSuffix, large})
	if _, err := openAll(content, key); err == nil || !strings.Contains(err.Error(), "at most 4 MiB") {
		t.Errorf("a case that is too large gives %v", err)
	}
}

// sealedBytes returns an age file that holds content.
func sealedBytes(t testing.TB, content string, key *age.X25519Identity) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := age.Encrypt(&out, key.Recipient())
	if err == nil {
		if _, err = io.WriteString(w, content); err == nil {
			err = w.Close()
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// commented returns a container with a comment, which nothing else tells of.
func commented(content []byte) []byte {
	content = append(bytes.Clone(content), "comment"...)
	binary.LittleEndian.PutUint16(content[len(content)-len("comment")-2:], uint16(len("comment")))
	return content
}

// directoryOf returns where the directory starts, and each of its entries.
func directoryOf(content []byte) (start int, entries []int) {
	end := content[len(content)-zipEndBytes:]
	start = int(binary.LittleEndian.Uint32(end[16:]))
	for at := start; at < len(content)-zipEndBytes; {
		entries = append(entries, at)
		at += zipDirectoryBytes + int(binary.LittleEndian.Uint16(content[at+28:]))
	}
	return start, entries
}

// directoryByte returns a container with one byte of entry i in the directory changed.
func directoryByte(content []byte, i, at int, to byte) []byte {
	content = bytes.Clone(content)
	_, entries := directoryOf(content)
	content[entries[i]+at] = to
	return content
}

// gap returns a container with bytes before entry i that belong to none, or between
// the entries and the directory; the directory tells the places as they are then.
func gap(content []byte, i int) []byte {
	const hidden = "hidden"
	content = bytes.Clone(content)
	start, entries := directoryOf(content)
	at := start
	if i < len(entries) {
		at = int(binary.LittleEndian.Uint32(content[entries[i]+42:]))
	}
	for _, entry := range entries[min(i, len(entries)):] {
		offset := content[entry+42:]
		binary.LittleEndian.PutUint32(offset, binary.LittleEndian.Uint32(offset)+uint32(len(hidden)))
	}
	end := content[len(content)-zipEndBytes:]
	binary.LittleEndian.PutUint32(end[16:], uint32(start+len(hidden)))
	return slices.Concat(content[:at], []byte(hidden), content[at:])
}

// TestSealOfOneCaseOpensAlone: damage to one seal does not touch another, and does
// not keep others from being deleted.
func TestSealOfOneCaseOpensAlone(t *testing.T) {
	key := identity(t)
	content, _ := sealAll(t, "2026Q4", writeCouncil(t, 12, ""), someCases(), key.Recipient())
	s := mustRead(t, content)
	want := open(t, s, caseName(2), key)
	content[s.seals[0].offset+s.seals[0].bytes-1] ^= 1
	s = mustRead(t, content)
	if open(t, s, caseName(2), key) != want {
		t.Error("damage to a seal has changed another")
	}
	var out bytes.Buffer
	if _, err := s.Keep(&out, func(c IndexCase) bool { return c.Name != caseName(3) }); err != nil {
		t.Fatal(err)
	}
	after := mustRead(t, out.Bytes())
	var damage *DamagedError
	if _, err := after.Open(caseName(1), key); !errors.As(err, &damage) || damage.Case != caseName(1) {
		t.Errorf("the damaged case gives %v after Keep", err)
	}
	if open(t, after, caseName(2), key) != want {
		t.Error("Keep has changed a case")
	}
}

// hollow is a file of any size that costs no memory: zeros, but for its end.
type hollow struct {
	size int64
	end  []byte
	read int64 // bytes asked for
}

func (h *hollow) ReadAt(p []byte, offset int64) (int, error) {
	h.read += int64(len(p))
	n := int(min(int64(len(p)), max(0, h.size-offset)))
	clear(p[:n])
	if from := offset - (h.size - int64(len(h.end))); from+int64(n) > 0 {
		copy(p[max(0, -from):n], h.end[max(0, from):])
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// endOf returns the record that ends a zip archive.
func endOf(entries uint16, directoryBytes, directory uint32) []byte {
	end := []byte("PK\x05\x06\x00\x00\x00\x00")
	end = binary.LittleEndian.AppendUint16(end, entries)
	end = binary.LittleEndian.AppendUint16(end, entries)
	end = binary.LittleEndian.AppendUint32(end, directoryBytes)
	end = binary.LittleEndian.AppendUint32(end, directory)
	return append(end, 0, 0)
}

// TestHugeContainersCostNothing: sizes and numbers that a file claims, and has, are
// refused before memory is taken for them.
func TestHugeContainersCostNothing(t *testing.T) {
	million := bytes.Repeat([]byte("PK\x01\x02"+strings.Repeat("\x00", 42)), 1_000_000)
	const large, cases, layout = "at most 2048 MiB", "at most 60000 cases", "as it is written"
	millionBytes, one := uint32(len(million)), uint32(zipDirectoryBytes)
	for name, claim := range map[string]struct {
		size    int64
		end     []byte
		problem string
	}{
		"too large":            {ContainerBytesMax + 1, endOf(1, one, ContainerBytesMax+1-22-one), large},
		"of 8 EiB":             {1<<63 - 1, endOf(1, one, 0), large},
		"most entries":         {ContainerBytesMax, endOf(65535, 1<<32-1, 1<<32-1), cases},
		"entries one too many": {ContainerBytesMax, endOf(CasesMax+2, 0, ContainerBytesMax-22), cases},
		"entries and no bytes": {ContainerBytesMax, endOf(CasesMax+1, 0, ContainerBytesMax-22),
			"cannot be read"},
		"a directory of all": {ContainerBytesMax, endOf(CasesMax+1, ContainerBytesMax-22, 0), layout},
		"a million entries": {22 + int64(len(million)),
			slices.Concat(million, endOf(16960, millionBytes, 0)), layout},
		"a million before": {22 + int64(len(million)),
			slices.Concat(million, endOf(16961, 16961*one, millionBytes-16961*one)), layout},
		"negative": {-1, nil, "cut short"},
	} {
		var damage *DamagedError
		r := &hollow{size: claim.size, end: claim.end}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Read(r, claim.size)
		runtime.ReadMemStats(&after)
		if !errors.As(err, &damage) || damage.Case != "" ||
			!strings.Contains(damage.Problem, claim.problem) {
			t.Errorf("%s: %v", name, err)
		}
		if bytes := after.TotalAlloc - before.TotalAlloc; r.read > 64<<20 || bytes > 64<<20 {
			t.Errorf("%s: %d bytes are read, and %d bytes of memory taken", name, r.read, bytes)
		}
	}
	index := assemble(t, part{indexName, make([]byte, IndexBytesMax+1)})
	limit := fmt.Sprintf("at most %d bytes", IndexBytesMax)
	if _, err := openAll(index); err == nil || !strings.Contains(err.Error(), limit) {
		t.Errorf("an index too large: %v", err)
	}
	nulls := `{"cases":[` + strings.Repeat("null,", IndexBytesMax/5-5) + "null]}" // of 56 bytes each
	many := assemble(t, part{indexName, []byte(nulls)})
	if _, err := openAll(many); err == nil || !strings.Contains(err.Error(), cases) {
		t.Errorf("an index of %d cases: %v", IndexBytesMax/5, err)
	}
}

// TestPackedEntriesAreRefused: an entry that unpacks to more than it is, overlaps
// another or says that it is larger than the file.
func TestPackedEntriesAreRefused(t *testing.T) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	entry, err := w.Create(caseName(1) + sealSuffix)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := entry.Write(make([]byte, 8<<20)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	claimed := func(size uint64) []byte {
		var out bytes.Buffer
		w := zip.NewWriter(&out)
		index := Index{"2026Q4", []IndexCase{{caseName(1), until, strings.Repeat("0", 64)}}, ""}
		if _, err := w.CreateRaw(&zip.FileHeader{Name: caseName(1) + sealSuffix,
			CompressedSize64: size, UncompressedSize64: size}); err != nil {
			t.Fatal(err)
		}
		content := index.encode()
		entry, err := w.CreateRaw(&zip.FileHeader{Name: indexName, CRC32: crc32.ChecksumIEEE(content),
			CompressedSize64: uint64(len(content)), UncompressedSize64: uint64(len(content))})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := entry.Write(content); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	large := assemble(t, part{caseName(1) + sealSuffix, make([]byte, sealBytesMax+1)},
		part{indexName, []byte("{}")})
	for name, content := range map[string][]byte{
		"packed": out.Bytes(), "overlapping": claimed(100), "of 4 GiB": claimed(1<<32 - 2),
		"of 8 EiB": claimed(1<<63 - 1), "too large": large,
	} {
		_, err := openAll(content, plainKey{})
		var damage *DamagedError
		if !errors.As(err, &damage) || damage.Case != caseName(1) && name != "overlapping" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestReadErrorsAreNotDamage: a disk that fails says nothing of the seals.
func TestReadErrorsAreNotDamage(t *testing.T) {
	content, _ := sealAll(t, "2026Q4", writeCouncil(t, 12, ""), someCases(), plainKey{})
	for reads := range 20 {
		r := &breaking{bytes.NewReader(content), reads}
		s, err := Read(r, int64(len(content)))
		if err == nil {
			_, err = s.Open(caseName(1), plainKey{})
		}
		var damage *DamagedError
		if errors.As(err, &damage) || err != nil && !errors.Is(err, errFull) {
			t.Fatalf("a disk that fails at read %d gives %v", reads, err)
		}
		if err == nil && reads < 4 {
			t.Errorf("read %d was not needed", reads)
		}
	}
}

// breaking is a disk that fails after some reads.
type breaking struct {
	io.ReaderAt
	left int
}

func (b *breaking) ReadAt(p []byte, offset int64) (int, error) {
	if b.left--; b.left < 0 {
		return 0, errFull
	}
	return b.ReaderAt.ReadAt(p, offset)
}

// FuzzRead reads any bytes as a container: it gives the cases, or a DamagedError, or
// the error of a wrong key, and never panics.
func FuzzRead(f *testing.F) {
	content, _ := sealAll(f, "2026Q4", writeCouncil(f, 12, ""), someCases(), plainKey{})
	small, _ := sealAll(f, "E", writeCouncil(f, 1, ""), nil, plainKey{})
	for _, seed := range [][]byte{content, small, content[:len(content)/2], nil,
		endOf(1, 46, 0), commented(small)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		s, err := Read(bytes.NewReader(content), int64(len(content)))
		var damage *DamagedError
		if err != nil {
			if !errors.As(err, &damage) {
				t.Fatalf("%v", err)
			}
			return
		}
		for _, c := range s.Index().Cases {
			o, err := s.Open(c.Name, plainKey{})
			var unmatched *age.NoIdentityMatchError
			switch {
			case err == nil:
				o.Clear()
			case !errors.As(err, &damage) && !errors.As(err, &unmatched):
				t.Fatalf("%v", err)
			}
		}
		var out bytes.Buffer
		if _, err := s.Keep(&out, func(IndexCase) bool { return true }); err != nil {
			t.Fatalf("%v", err)
		}
		if again := mustRead(t, out.Bytes()); fmt.Sprint(again.Index()) != fmt.Sprint(s.Index()) {
			t.Fatal("keeping all changes the index")
		}
	})
}
