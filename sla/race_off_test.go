//go:build !race

package sla

// RaceOn says that the race detector is off.
const RaceOn = false
