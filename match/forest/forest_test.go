package forest

import "testing"

// The root is the smallest of a set, in whatever order its members were joined.
func TestRootIsSmallest(t *testing.T) {
	for _, joins := range [][][2]uint32{
		{{5, 3}, {3, 1}, {4, 2}},
		{{1, 3}, {5, 1}, {2, 4}},
		{{3, 5}, {5, 1}, {4, 2}, {2, 4}},
	} {
		f := New(7)
		for _, join := range joins {
			f.Join(join[0], join[1])
		}
		for i, want := range []uint32{0, 1, 2, 1, 2, 1, 6} {
			if got := f.Root(uint32(i)); got != want {
				t.Errorf("%v: root of %d is %d, want %d", joins, i, got, want)
			}
		}
	}
}
