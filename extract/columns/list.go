package columns

// Row returns the values of row i, a view. It panics where there is no such row.
func (l List) Row(i int) []uint32 { return l.Values[l.Offsets[i]:l.Offsets[i+1]] }

// Rows returns the number of rows.
func (l List) Rows() int { return max(len(l.Offsets)-1, 0) }
