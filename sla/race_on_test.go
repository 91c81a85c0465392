//go:build race

package sla

// RaceOn says that the race detector makes everything slow, so that long tests of one goroutine do less.
const RaceOn = true
