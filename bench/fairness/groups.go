package main

import (
	"fmt"

	"nfimatch/bench/yardstick"
)

// communities puts the communities of the generator into groups that are large enough to
// be measured. Those in one group have names of like structure and like spellings.
var communities = map[string]string{
	"english": "british and irish", "welsh": "british and irish",
	"scottish": "british and irish", "irish": "british and irish",
	"caribbean": "caribbean",
	"yoruba":    "west african", "igbo": "west african", "ghanaian": "west african",
	"pakistani": "pakistani and bangladeshi", "bangladeshi": "pakistani and bangladeshi",
	"hindu": "indian and tamil", "sikh": "indian and tamil", "tamil": "indian and tamil",
	"arabic": "arabic and somali", "somali": "arabic and somali",
	"polish": "eastern european", "lithuanian": "eastern european",
	"romanian":   "eastern european",
	"portuguese": "portuguese and turkish", "turkish": "portuguese and turkish",
	"chinese_cantonese": "chinese and vietnamese", "chinese_mandarin": "chinese and vietnamese",
	"vietnamese": "chinese and vietnamese",
}

// kinds puts the kinds of home into what the world knows of tenure: it has no rents, but
// flats are let more often than houses, and rooms always are.
var kinds = map[string]string{
	"house": "house", "named_house": "house", "range": "house", "annexe": "house",
	"block_flat": "flat in a block", "conversion_flat": "flat in a converted house",
	"tenement_flat": "flat in a tenement",
	"hmo":           "shared house or home", "care_home": "shared house or home",
}

// checkGroups returns an error if a home of the councils is in no group: it would be left
// out of every figure without a word.
func checkGroups(pool yardstick.Pool) error {
	for _, judged := range pool {
		for _, home := range judged.Truth.Homes[1:] {
			if home.Community != "" && communities[home.Community] == "" {
				return fmt.Errorf("community %s is in no group", home.Community)
			}
			if kinds[home.Kind] == "" {
				return fmt.Errorf("homes of kind %s are in no group", home.Kind)
			}
		}
	}
	return nil
}

// A dimension divides households into groups; "" leaves one out.
type dimension struct {
	name string
	of   func(judged *yardstick.Judged, home uint32) string
}

var dimensions = []dimension{
	{"community of the household", func(j *yardstick.Judged, home uint32) string {
		return communities[j.Truth.Homes[home].Community]
	}},
	{"kind of home", func(j *yardstick.Judged, home uint32) string {
		return kinds[j.Truth.Homes[home].Kind]
	}},
	{"how long ago the account began", func(j *yardstick.Judged, home uint32) string {
		switch {
		case home == 0:
			return ""
		case j.Recent[home]:
			return "less than a year"
		}
		return "longer"
	}},
}

// groupsOf returns the groups of a kind of fact, by its home.
func groupsOf[Fact any](d dimension, home func(*Fact) uint32) yardstick.Groups[Fact] {
	return func(judged *yardstick.Judged, fact *Fact) []string {
		if group := d.of(judged, home(fact)); group != "" {
			return []string{group}
		}
		return nil
	}
}
