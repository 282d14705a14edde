// Package agree says in what two addresses agree, over tokens only: a level
// each for their postcodes, their words, and their identifiers (unit and
// number as one). It knows codes and levels, and neither dwellings nor what a
// level is worth: that is the business of place, which asks.
package agree
