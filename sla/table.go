package sla

import (
	"math"
	"sort"
)

// table is a compiled stretch of a calendar, immutable and without pointers into anything else. Two functions are
// read off it in constant time: the working time before an instant, and the instant before which so much working time
// lies. Instants are nanoseconds after lo, working time is nanoseconds worked since lo.
type table struct {
	lo, hi   int64 // Unix seconds
	length   int64 // nanoseconds from lo to hi
	total    int64 // working time from lo to hi
	rows     []row // the first and the last are sentinels
	byTime   index
	byWork   index
	fromYear int
	toYear   int // exclusive
}

// row is an opening: when it is and how much has been worked before it. It closes when the work of the next row is
// done.
type row struct{ start, work int64 }

// index maps a value to the row it belongs to: the answer for a value in bucket b lies in [row[b], row[b+1]]. Buckets
// are powers of two wide and about as many as there are rows, so a look-up reads one or two rows.
type index struct {
	row   []uint32
	shift uint8
}

// newTable compiles the UTC years [fromYear, toYear).
func newTable(src source, fromYear, toYear int) *table {
	t := &table{lo: unixYear(fromYear), hi: unixYear(toYear), fromYear: fromYear, toYear: toYear}
	t.length = (t.hi - t.lo) * second
	spans := src.open(make([]interval, 0, 640*(toYear-fromYear)), t.lo, t.hi)
	t.rows = make([]row, 1, len(spans)+2)
	for _, s := range spans {
		t.rows = append(t.rows, row{s.from, t.total})
		t.total += s.to - s.from
	}
	t.rows = append(t.rows, row{math.MaxInt64, t.total})
	t.byTime = newIndex(t.length, len(t.rows), t.rowAt)
	t.byWork = newIndex(t.total, len(t.rows), t.rowOf)
	return t
}

func newIndex(limit int64, rows int, find func(hint int, v int64) int) index {
	shift := 0
	for limit>>shift > int64(2*rows) {
		shift++
	}
	ix := index{row: make([]uint32, limit>>shift+2), shift: uint8(shift)}
	at := 0
	for b := range ix.row {
		at = find(at, min(int64(b)<<shift, limit))
		ix.row[b] = uint32(at)
	}
	return ix
}

// rowAt is the last row that starts at r or before, searched from row i on.
func (t *table) rowAt(i int, r int64) int {
	for t.rows[i+1].start <= r {
		i++
	}
	return i
}

// rowOf is the first row whose closing has seen the work w, searched from row i on.
func (t *table) rowOf(i int, w int64) int {
	for i+2 < len(t.rows) && t.rows[i+1].work < w {
		i++
	}
	return i
}

const dense = 8 // rows in one bucket beyond which a binary search is quicker

// at is the row of instant r in [0, length].
func (t *table) at(r int64) int {
	b := uint64(r) >> (t.byTime.shift & 63)
	i := int(t.byTime.row[b])
	if t.rows[i+1].start > r {
		return i
	}
	if n := int(t.byTime.row[b+1]) - i; n > dense {
		return i + sort.Search(n, func(k int) bool { return t.rows[i+k+1].start > r })
	}
	return t.rowAt(i+1, r)
}

// worked is the working time from lo to instant r in [0, length].
func (t *table) worked(r int64) int64 {
	i := t.at(r)
	return t.rows[i].work + min(r-t.rows[i].start, t.rows[i+1].work-t.rows[i].work)
}

// earliest is the first instant at which w has been worked; w is in (0, total].
func (t *table) earliest(w int64) int64 {
	b := uint64(w) >> (t.byWork.shift & 63)
	i := int(t.byWork.row[b])
	if t.rows[i+1].work < w {
		if n := int(t.byWork.row[b+1]) - i; n > dense {
			i += sort.Search(n, func(k int) bool { return t.rows[i+k+1].work >= w })
		} else {
			for i++; t.rows[i+1].work < w; i++ { //nolint:revive // the loop is the search
			}
		}
	}
	return t.rows[i].start + w - t.rows[i].work
}

// rel is the instant as nanoseconds after lo, and whether the table holds it.
func (t *table) rel(sec int64, nsec int) (int64, bool) {
	return (sec-t.lo)*second + int64(nsec), sec >= t.lo && sec < t.hi
}

// add is how far instant r moves when d is worked, and false when the table does not reach so far. For a negative d,
// and with move set, it is the last instant with that working time, else the first.
func (t *table) add(r, d int64, move bool) (int64, bool) {
	w := t.worked(r)
	if d > 0 && !move {
		if d > t.total-w {
			return 0, false
		}
		return t.earliest(w+d) - r, true
	}
	// The last instant at which x has been worked stands one nanosecond before the first at which one more has.
	if d >= t.total-w || d < -w {
		return 0, false
	}
	return t.earliest(w+d+1) - 1 - r, true
}

// change is the first instant after r at which the calendar opens or closes, and false when the table does not hold
// it. What looks like a closing at the end of the table may be none, so it does not count.
func (t *table) change(r int64) (int64, bool) {
	i := t.at(r)
	c := t.rows[i].start + t.rows[i+1].work - t.rows[i].work
	if c <= r {
		c = t.rows[i+1].start
	}
	return c, c < t.length
}

func (t *table) isOpen(r int64) bool {
	i := t.at(r)
	return r-t.rows[i].start < t.rows[i+1].work-t.rows[i].work
}
