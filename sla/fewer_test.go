package sla

// Fewer is a tenth of n under the race detector, which has nothing to see in a test of one goroutine and makes it slow, else n.
func Fewer(n int) int {
	if RaceOn {
		return n / 10
	}
	return n
}
