package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
)

// table is what a measurement prints: Markdown, one figure a line, with the aim beside it.
type table struct{ missed int }

// newTable prints the head of a table.
func newTable() *table {
	fmt.Println("| what | measured | aim |\n|---|---|---|")
	return &table{}
}

// row prints one figure. An aim that is missed is marked.
func (t *table) row(what, measured, aim string, holds bool) {
	if !holds {
		t.missed++
		aim = "**missed:** " + aim
	}
	fmt.Printf("| %s | %s | %s |\n", what, measured, aim)
}

// note prints a figure that nothing is expected of.
func (t *table) note(what, measured string) { fmt.Printf("| %s | %s | |\n", what, measured) }

// median of an odd or even number of figures.
func median(of []float64) float64 {
	if len(of) == 0 {
		return 0
	}
	of = slices.Sorted(slices.Values(of))
	return (of[(len(of)-1)/2] + of[len(of)/2]) / 2
}

// quantile of durations, in milliseconds.
func quantileMS(of []time.Duration, q float64) float64 { return float64(at(of, q)) / 1e6 }

// rssOf is a process's resident memory in bytes.
func rssOf(pid int) (int64, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return 0, err
	}
	var size, resident int64
	if _, err := fmt.Sscan(string(b), &size, &resident); err != nil {
		return 0, err
	}
	return resident * int64(os.Getpagesize()), nil
}

// cpuOf is the processor time that a process has used.
func cpuOf(pid int) (time.Duration, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	// The second field is the name, in brackets, and may hold anything.
	_, rest, _ := strings.Cut(string(b), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0, fmt.Errorf("bench: /proc/%d/stat is not as expected", pid)
	}
	var user, system int64
	if _, err := fmt.Sscan(fields[11]+" "+fields[12], &user, &system); err != nil {
		return 0, err
	}
	const ticks = 100 // of a second: USER_HZ, the same on every Linux that Go runs on
	return time.Duration(user+system) * time.Second / ticks, nil
}
