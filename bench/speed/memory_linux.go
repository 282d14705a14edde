package main

import (
	"fmt"
	"os"
	"syscall"
)

// peakMemory tells the largest resident size of a process that has ended.
func peakMemory(state *os.ProcessState) string {
	usage, ok := state.SysUsage().(*syscall.Rusage)
	if !ok {
		return ""
	}
	return fmt.Sprintf("; peak memory %d MiB", usage.Maxrss>>10) // Linux counts in KiB
}
