package normalize

import (
	"nfimatch/normalize/canon/address"
	"nfimatch/normalize/canon/name"
)

// readers read names and addresses by the run's vocabulary.
type readers struct {
	addresses *address.Reader
	names     *name.Reader
}

func readersOf(vocabulary func(term string) bool) readers {
	return readers{address.NewReader(vocabulary), name.NewReader(vocabulary)}
}
