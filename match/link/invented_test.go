package link

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// invented draws people in households and two lists of them with slips: every fifth
// person of the left list is not in the right one. Nobody in them exists. It returns
// whom each row is of.
func invented(seed uint64, people int) problem {
	draw := rand.New(rand.NewPCG(seed, 1))
	word := func(letters int) string {
		const consonants, vowels = "BCDFGHJKLMNPRSTVW", "AEIOU"
		name := make([]byte, 0, letters+1)
		for len(name) < letters {
			name = append(name, consonants[draw.IntN(len(consonants))], vowels[draw.IntN(len(vowels))])
		}
		return string(name[:letters])
	}
	words := func(n, letters int) (all []string) {
		for range n {
			all = append(all, word(letters+draw.IntN(4)))
		}
		return all
	}
	surnames, given, streets := words(people/4+10, 5), words(people/20+10, 4), words(people/50+10, 6)
	common := rand.NewZipf(draw, 1.2, 10, uint64(len(surnames)-1))
	usual := rand.NewZipf(draw, 1.3, 10, uint64(len(given)-1))
	slip := func(name string) string {
		if draw.IntN(10) > 0 {
			return name
		}
		letters := []byte(name)
		letters[draw.IntN(len(letters))] = byte('A' + draw.IntN(26))
		return string(letters)
	}
	header := []string{"forename", "surname", "sex", "birth_day", "birth_month", "birth_year",
		"address", "postcode"}
	p := problem{lists: []list{{header: header}, {header: header}}}
	left, right := &p.lists[0], &p.lists[1]
	for len(left.rows) < people {
		sector := len(left.rows) / 20
		postcode := fmt.Sprintf("LS%d %d%cA", 1+sector/200%28, sector/20%10,
			"ABDEFGHJLNPQRSTUWXYZ"[sector%20])
		address := fmt.Sprintf("%d %s ROAD", 1+draw.IntN(60), streets[sector%len(streets)])
		surname := surnames[common.Uint64()]
		for range 1 + draw.IntN(4) {
			cells := []string{given[usual.Uint64()], surname, "MF"[draw.IntN(2):][:1],
				fmt.Sprint(1 + draw.IntN(28)), fmt.Sprint(1 + draw.IntN(12)),
				fmt.Sprint(1930 + draw.IntN(80)), address, postcode}
			person := fmt.Sprint(len(left.rows))
			left.rows, p.person[0] = append(left.rows, cells), append(p.person[0], person)
			if draw.IntN(5) == 0 {
				continue
			}
			other := slices.Clone(cells)
			other[0], other[1], other[6] = slip(other[0]), slip(other[1]), slip(other[6])
			if draw.IntN(20) == 0 {
				other[3+draw.IntN(3)] = ""
			}
			if draw.IntN(50) == 0 {
				other[3], other[4] = other[4], other[3]
			}
			right.rows, p.person[1] = append(right.rows, other), append(p.person[1], person)
		}
	}
	order := draw.Perm(len(right.rows)) // the right list in another order
	rows, persons := slices.Clone(right.rows), slices.Clone(p.person[1])
	for i, from := range order {
		right.rows[i], p.person[1][i] = rows[from], persons[from]
	}
	return p
}

// together is both lists of a problem in one.
func together(p problem) problem {
	one := list{header: p.lists[0].header,
		rows: slices.Concat(p.lists[0].rows, p.lists[1].rows)}
	person := slices.Concat(p.person[0], p.person[1])
	return problem{lists: []list{one}, person: [2][]string{person, person}}
}
