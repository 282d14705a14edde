package main

import "hash/fnv"

// tune stands for the generator's own split of words.
func tune(word string) bool {
	h := fnv.New32a()
	h.Write([]byte(word))
	return h.Sum32()%10 < 7
}
