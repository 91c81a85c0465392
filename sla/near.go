package sla

import "time"

// The near table may grow over these UTC years. They are few enough for their length in nanoseconds to be an int64,
// and outside of them [far] answers. Growing goes by decades.
const (
	nearFirst = 1900
	nearLast  = 2190 // exclusive
	decade    = 10
	maxRows   = 1 << 20 // 16 MB: a calendar with more openings than that in the years asked for is answered by far
)

// extend returns a table that holds both instants, compiling it when there is none yet, or nil when no table may.
func (c *Calendar) extend(a, b time.Time) *table {
	if b.Unix() < a.Unix() {
		a, b = b, a
	}
	if a.Unix() < unixYear(nearFirst) || b.Unix() >= unixYear(nearLast) {
		return nil
	}
	return c.compile(a.UTC().Year(), b.UTC().Year()+1)
}

// extendBy returns a table that is larger than n by so many years, or nil when no table may be.
func (c *Calendar) extendBy(n *table, years int) *table {
	if years > 0 {
		return c.compile(n.fromYear, min(n.toYear+years, nearLast))
	}
	return c.compile(max(n.fromYear+years, nearFirst), n.toYear)
}

// compile returns a table over at least the years [from, to), which stand inside the limits.
func (c *Calendar) compile(from, to int) *table {
	c.grow.Lock()
	defer c.grow.Unlock()
	from -= from % decade
	to = min(to+(decade-to%decade)%decade, nearLast)
	n := c.near.Load()
	if n == nil { // one decade shows how many rows a year has
		n = newTable(c.src, from, min(from+decade, nearLast))
		c.near.Store(n)
	}
	from, to = min(from, n.fromYear), max(to, n.toYear)
	if from == n.fromYear && to == n.toYear {
		return n
	}
	if len(n.rows)/(n.toYear-n.fromYear)*(to-from) > maxRows {
		return nil
	}
	n = newTable(c.src, from, to)
	c.near.Store(n)
	return n
}

// reach estimates how many years the table lacks to hold the result of adding d at r: negative for the past, 0 when
// it could not even after growing to the limits, which leaves the answer to far.
func (t *table) reach(r, d int64) int {
	w := t.worked(r)
	years, lack := t.toYear-t.fromYear, float64(d)-float64(t.total-w)
	if d < 0 {
		lack = -float64(d) - float64(w)
	}
	need := decade
	if t.total > 0 {
		need += int(min(max(lack, 0)/float64(t.total)*float64(years), 10_000))
	} else {
		need = max(need, years)
	}
	switch {
	case d > 0 && t.toYear < nearLast && t.toYear+need < nearLast+2*decade:
		return need
	case d < 0 && t.fromYear > nearFirst && t.fromYear-need > nearFirst-2*decade:
		return -need
	}
	return 0
}
