package sla

import (
	"math"
	"sort"
	"sync"
	"time"
)

// Outside the years of the near table a calendar is periodic: the Gregorian calendar repeats after 400 years, which
// are whole weeks, dates with hours of their own lie in the years 1900 to 2199, no zone changed its offset before
// 1834, and after its last listed change, 2087 in the data of 2026, each keeps one rule for all years. So working
// time at any instant is that of whole 400-year cycles plus what three tables of year totals say plus one year, which
// is compiled for the question and thrown away. A question costs some tens of microseconds, the first one some
// milliseconds.
const (
	midFirst    = 1800 // the years that are like no others
	midLast     = 2400 // exclusive
	cycleYears  = 400
	cycleSecs   = 146_097 * daySeconds
	latestYear  = 9999
	yearRoom    = 640 // intervals of a year for which a question makes room at once
	edgeSeconds = daySeconds
)

// far holds the totals of years before, in and after the middle, compiled at the first question that needs them.
type far struct {
	once [3]sync.Once
	era  [3]era
}

// era is a run of years with the working time before each of them; the last entry is the total.
type era struct {
	first  int
	before []work
}

// work is an amount of working time that may be longer than a [time.Duration]: 0 <= nsec < 1e9.
type work struct{ sec, nsec int64 }

func (a work) plus(b work) work {
	s := work{a.sec + b.sec, a.nsec + b.nsec}
	if s.nsec >= second {
		s.sec, s.nsec = s.sec+1, s.nsec-second
	}
	return s
}

func (a work) minus(b work) work {
	s := work{a.sec - b.sec, a.nsec - b.nsec}
	if s.nsec < 0 {
		s.sec, s.nsec = s.sec-1, s.nsec+second
	}
	return s
}

func (a work) times(k int64) work { return workOf(a.nsec * k).plus(work{a.sec * k, 0}) }

func (a work) less(b work) bool { return a.sec < b.sec || (a.sec == b.sec && a.nsec < b.nsec) }

func workOf(nsec int64) work {
	q := floorDiv(nsec, second)
	return work{q, nsec - q*second}
}

// duration is the amount as a Duration, cut to plus or minus the largest one.
func (a work) duration() time.Duration {
	largest := workOf(math.MaxInt64)
	switch smallest := workOf(-math.MaxInt64); {
	case largest.less(a):
		return maxDuration
	case a.less(smallest):
		return -maxDuration
	}
	return time.Duration(a.sec*second + a.nsec)
}

// eraOf gives the totals of the past, the middle or the future (0, 1, 2).
func (c *Calendar) eraOf(i int) *era {
	c.far.once[i].Do(func() {
		first, last := midFirst, midLast
		switch i {
		case 0:
			first, last = midFirst-cycleYears, midFirst
		case 2:
			first, last = midLast, midLast+cycleYears
		}
		e := era{first: first, before: make([]work, 1, last-first+1)}
		buf := make([]interval, 0, yearRoom)
		for y := first; y < last; y++ {
			buf = c.src.open(buf[:0], unixYear(y), unixYear(y+1))
			var sum int64
			for _, v := range buf {
				sum += v.to - v.from
			}
			e.before = append(e.before, e.before[len(e.before)-1].plus(workOf(sum)))
		}
		c.far.era[i] = e
	})
	return &c.far.era[i]
}

func (e *era) total() work { return e.before[len(e.before)-1] }

// fold finds the year that stands for year y: its era and how many cycles lie between them.
func fold(y int) (era, year, cycles int) {
	switch {
	case y < midFirst:
		k := int(floorDiv(int64(y-(midFirst-cycleYears)), cycleYears))
		return 0, y - k*cycleYears, k
	case y >= midLast:
		k := (y - midLast) / cycleYears
		return 2, y - k*cycleYears, k
	}
	return 1, y, 0
}

// base is the working time from the start of 1800 to the start of the era's cycle k.
func (c *Calendar) base(i, k int) work {
	total := c.eraOf(i).total()
	switch i {
	case 0:
		return total.times(int64(k - 1))
	case 2:
		return c.eraOf(1).total().plus(total.times(int64(k)))
	}
	return work{}
}

// workedFar is the working time from the start of 1800 to t, negative before.
func (c *Calendar) workedFar(t time.Time) work {
	i, y, k := fold(t.UTC().Year())
	e := c.eraOf(i)
	r := (t.Unix()-int64(k)*cycleSecs-unixYear(y))*second + int64(t.Nanosecond())
	var sum int64
	for _, v := range c.src.open(make([]interval, 0, yearRoom), unixYear(y), unixYear(y+1)) {
		if v.from >= r {
			break
		}
		sum += min(v.to, r) - v.from
	}
	return c.base(i, k).plus(e.before[y-e.first]).plus(workOf(sum))
}

// earliestFar is the first instant at which w has been worked since the start of 1800, and false when there is none
// in the years 1 to 9999.
func (c *Calendar) earliestFar(w work) (time.Time, bool) {
	i, k := 1, 0
	switch zero := (work{}); {
	case !zero.less(w): // before 1800, or at the last closing before it
		for i = 0; ; k-- {
			if c.base(0, k).less(w) {
				break
			}
			if k < -midFirst/cycleYears {
				return time.Time{}, false
			}
		}
	case c.eraOf(1).total().less(w):
		for i = 2; c.base(2, k+1).less(w); k++ {
			if k > latestYear/cycleYears {
				return time.Time{}, false
			}
		}
	}
	e := c.eraOf(i)
	rest := w.minus(c.base(i, k))
	n := sort.Search(len(e.before)-1, func(n int) bool { return !e.before[n+1].less(rest) })
	y := e.first + n
	if n == len(e.before)-1 || y+k*cycleYears < 1 || y+k*cycleYears > latestYear {
		return time.Time{}, false
	}
	left := int64(rest.minus(e.before[n]).duration())
	for _, v := range c.src.open(make([]interval, 0, yearRoom), unixYear(y), unixYear(y+1)) {
		if left <= v.to-v.from {
			r := v.from + left
			return time.Unix(unixYear(y)+int64(k)*cycleSecs+r/second, r%second).UTC(), true
		}
		left -= v.to - v.from
	}
	return time.Time{}, false
}

func (c *Calendar) addFar(t time.Time, d time.Duration) time.Time {
	w := c.workedFar(t).plus(workOf(int64(d)))
	if d < 0 || c.move {
		if u, ok := c.earliestFar(w.plus(work{0, 1})); ok {
			return u.Add(-1)
		}
		if d < 0 {
			return Earliest()
		}
	}
	if u, ok := c.earliestFar(w); ok {
		return u
	}
	return Latest()
}

func (c *Calendar) betweenFar(from, to time.Time) time.Duration {
	return c.workedFar(to).minus(c.workedFar(from)).duration()
}

func (c *Calendar) openFar(t time.Time) bool {
	v := c.yearAround(t.UTC().Year())
	r := (t.Unix()-v.origin)*second + int64(t.Nanosecond())
	i := sort.Search(len(v.spans), func(i int) bool { return v.spans[i].to > r })
	return i < len(v.spans) && v.spans[i].from <= r
}

// yearSpans are the open intervals of a year and of a day on each side of it, after an origin in Unix seconds.
type yearSpans struct {
	spans  []interval
	origin int64
	length int64 // nanoseconds
}

func (c *Calendar) yearAround(year int) yearSpans {
	_, y, k := fold(year)
	lo, hi := unixYear(y)-edgeSeconds, unixYear(y+1)+edgeSeconds
	return yearSpans{c.src.open(make([]interval, 0, yearRoom), lo, hi), lo + int64(k)*cycleSecs, (hi - lo) * second}
}

// yearTotal is the working time of a UTC year.
func (c *Calendar) yearTotal(year int) work {
	i, y, _ := fold(year)
	e := c.eraOf(i)
	return e.before[y-e.first+1].minus(e.before[y-e.first])
}
