// Package weigh turns levels of agreement into weights of evidence: the model
// of Fellegi and Sunter with several levels a comparison, estimated by
// expectation–maximisation over counts of distinct agreement patterns, with no
// labels. It sees counts and levels only; it knows no table and no name.
//
// A level's weight is log2(m/u): m is its share among pairs that are one
// person, u among pairs that are two. Weights are int32 millibits from the
// moment they are estimated, so that every sum and decision is an integer.
//
// Levels are conditional on form: the levels of a comparison fall into groups
// (two full names; a full name and an initial; …) and m and u sum to one in
// each group. Otherwise estimation teaches itself that "initial differs"
// speaks for a match, because full names disagree with initials in no other way.
//
// Source: I. P. Fellegi, A. B. Sunter, "A theory for record linkage", JASA
// 64(328), 1969; W. E. Winkler, "Using the EM algorithm for weight computation
// in the Fellegi–Sunter model of record linkage", 1988.
package weigh
