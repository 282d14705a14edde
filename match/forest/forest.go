// Package forest joins numbered things into sets that grow together.
package forest

// Forest holds disjoint sets of the numbers below its length, each a tree that points
// towards the set's smallest number. Which of two is joined to which makes no difference.
type Forest []uint32

// New returns n sets of one number each.
func New(n int) Forest {
	f := make(Forest, n)
	for i := range f {
		f[i] = uint32(i)
	}
	return f
}

// Root returns the smallest number of the set that i is in, and shortens the way there.
// It is not safe for concurrent use.
func (f Forest) Root(i uint32) uint32 {
	for f[i] != i {
		f[i] = f[f[i]]
		i = f[i]
	}
	return i
}

// Join makes one set of those that a and b are in.
func (f Forest) Join(a, b uint32) {
	a, b = f.Root(a), f.Root(b)
	f[max(a, b)] = min(a, b)
}
