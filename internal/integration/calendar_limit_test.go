package integration_test

import "time"

// limitTable is the table by hand: no zones, no checks, no ends of time. Times are Unix nanoseconds.
type limitTable struct {
	lo     int64
	rows   []limitRow // the last one is a sentinel
	byTime []int32    // the last row that starts at the bucket's first instant or before
	byWork []int32    // the first row that holds the bucket's first nanosecond of work
}

// limitRow is an opening and the work before it.
type limitRow struct{ start, work int64 }

const (
	timeShift = 46 // buckets of 19.5 hours
	workShift = 44 // buckets of 4.9 hours
)

func newLimit(loc *time.Location, fromYear, toYear int) *limitTable {
	start, end := time.Date(fromYear, 1, 1, 0, 0, 0, 0, loc), time.Date(toYear, 1, 1, 0, 0, 0, 0, loc)
	l := &limitTable{lo: start.UnixNano()}
	l.rows = append(make([]limitRow, 0, 262*(toYear-fromYear)+2), limitRow{})
	var work int64
	for day := start; day.Before(end); {
		y, m, d := day.Date()
		if wd := day.Weekday(); wd != time.Saturday && wd != time.Sunday {
			from, to := time.Date(y, m, d, 9, 0, 0, 0, loc).UnixNano(), time.Date(y, m, d, 17, 0, 0, 0, loc).UnixNano()
			l.rows = append(l.rows, limitRow{from - l.lo, work})
			work += to - from
		}
		day = time.Date(y, m, d+1, 0, 0, 0, 0, loc)
	}
	length := end.UnixNano() - l.lo
	l.rows = append(l.rows, limitRow{1 << 62, work})
	l.byTime, l.byWork = make([]int32, length>>timeShift+1), make([]int32, work>>workShift+1)
	i := 0
	for b := range l.byTime {
		for l.rows[i+1].start <= int64(b)<<timeShift {
			i++
		}
		l.byTime[b] = int32(i)
	}
	i = 0
	for b := range l.byWork {
		for l.rows[i+1].work < int64(b)<<workShift {
			i++
		}
		l.byWork[b] = int32(i)
	}
	return l
}

func (l *limitTable) worked(at int64) int64 {
	r := at - l.lo
	i := l.byTime[r>>timeShift]
	for l.rows[i+1].start <= r {
		i++
	}
	return l.rows[i].work + min(r-l.rows[i].start, l.rows[i+1].work-l.rows[i].work)
}

func (l *limitTable) add(at, d int64) int64 {
	w := l.worked(at) + d
	i := l.byWork[w>>workShift]
	for l.rows[i+1].work < w {
		i++
	}
	return l.lo + l.rows[i].start + w - l.rows[i].work
}

func (l *limitTable) between(from, to int64) int64 { return l.worked(to) - l.worked(from) }
