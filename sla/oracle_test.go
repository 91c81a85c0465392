package sla_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/sla"
)

// oracleZones have half-hour and quarter-hour offsets, half-hour daylight saving, changes at midnight, days left out,
// negative daylight saving (Dublin, Casablanca), and none at all.
var oracleZones = []string{
	"America/New_York", "Europe/London", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "Asia/Shanghai",
	"America/Sao_Paulo", "Africa/Casablanca", "Europe/Dublin", "America/Havana", "Asia/Tehran", "Pacific/Chatham",
	"America/St_Johns", "Asia/Gaza", "Antarctica/Troll", "Pacific/Kwajalein", "UTC",
}

// oracle answers by looking at the clock on the wall once a minute. It shares nothing with the engine: no table, no
// transitions, no arithmetic on midnights. Spans and changes of the clock must stand on whole minutes.
type oracle struct {
	spec sla.CalendarSpec
	loc  *time.Location
}

// open reads the wall clock: is there a span of today, or one of yesterday counted on past midnight, that holds it?
func (o oracle) open(u time.Time) bool {
	wall := u.In(o.loc)
	clock := time.Duration(wall.Hour())*time.Hour + time.Duration(wall.Minute())*time.Minute
	y, m, d := wall.Date()
	if o.holds(y, m, d, wall.Weekday(), clock) {
		return true
	}
	if clock >= 12*time.Hour { // the random shifts end before ten in the morning
		return false
	}
	y, m, d = time.Date(y, m, d-1, 12, 0, 0, 0, time.UTC).Date()
	return o.holds(y, m, d, (wall.Weekday()+6)%7, clock+24*time.Hour)
}

func (o oracle) holds(y int, m time.Month, d int, day time.Weekday, clock time.Duration) bool {
	spans, own := o.spec.Dates[sla.Date{Year: y, Month: m, Day: d}]
	if !own {
		spans = o.spec.Week[day]
	}
	for _, s := range spans {
		if s.From <= clock && clock < s.To {
			return true
		}
	}
	return false
}

// walk goes minute by minute from t until d has been worked, at most limit, forwards or backwards.
func (o oracle) walk(t time.Time, d, limit time.Duration) (time.Time, bool) {
	if d < 0 {
		for u := t; t.Sub(u) < limit; {
			start := u.Add(-time.Nanosecond).Truncate(time.Minute)
			if o.open(start) {
				if -d <= u.Sub(start) { // what runs out at an opening stays there, in both readings
					return u.Add(d), true
				}
				d += u.Sub(start)
			}
			u = start
		}
		return t, false
	}
	for u := t; u.Sub(t) < limit; {
		next := u.Truncate(time.Minute).Add(time.Minute)
		if o.open(u) {
			if d < next.Sub(u) || (d == next.Sub(u) && o.spec.Closing == sla.StayAtClosing) {
				return u.Add(d), true
			}
			d -= next.Sub(u)
		}
		u = next
	}
	return t, false
}

// count adds up the open minutes, and parts of minutes, from a to b.
func (o oracle) count(a, b time.Time) (sum time.Duration) {
	for a.Before(b) {
		next := a.Truncate(time.Minute).Add(time.Minute)
		if next.After(b) {
			next = b
		}
		if o.open(a) {
			sum += next.Sub(a)
		}
		a = next
	}
	return sum
}

// randomStart is an instant in the years 1950 to 2090; every second one stands near a change of the clock.
func randomStart(r *rand.Rand, loc *time.Location) time.Time {
	lo, hi := time.Date(1950, 1, 1, 0, 0, 0, 0, time.UTC).Unix(), time.Date(2090, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	t := time.Unix(lo+r.Int64N(hi-lo), 0).In(loc)
	if _, end := t.ZoneBounds(); r.IntN(2) == 0 && !end.IsZero() && end.Unix() < hi {
		t = end.Add(time.Duration(r.Int64N(int64(6*24*time.Hour))) - 3*24*time.Hour)
	}
	switch r.IntN(3) {
	case 0:
		return t.Truncate(time.Hour)
	case 1:
		return t.Truncate(time.Minute)
	default:
		return t.Add(time.Duration(r.Int64N(int64(time.Second))))
	}
}

// randomSpans are up to three spans, the last one possibly over midnight.
func randomSpans(r *rand.Rand) []sla.Span {
	switch r.IntN(8) {
	case 0, 1:
		return nil
	case 2:
		return []sla.Span{{From: 0, To: 24 * time.Hour}}
	}
	cuts := map[int]bool{}
	for range 2 * (1 + r.IntN(3)) {
		cuts[r.IntN(24*60/5)*5] = true
	}
	if r.IntN(3) == 0 {
		cuts[24*60+r.IntN(10*12)*5] = true
	}
	at := slices.Sorted(maps.Keys(cuts))
	var spans []sla.Span
	for i := 0; i+1 < len(at); i += 2 {
		spans = append(spans, sla.Span{From: time.Duration(at[i]) * time.Minute, To: time.Duration(at[i+1]) * time.Minute})
	}
	return spans
}

// randomSpec has dates with hours of their own around t.
func randomSpec(r *rand.Rand, name string, t time.Time) (sla.CalendarSpec, *sla.Calendar) {
	for {
		spec := sla.CalendarSpec{
			Zone: name, Week: map[time.Weekday][]sla.Span{}, Dates: map[sla.Date][]sla.Span{},
			Closing: sla.Closing(r.IntN(2)),
		}
		for d := time.Sunday; d <= time.Saturday; d++ {
			spec.Week[d] = randomSpans(r)
		}
		for range r.IntN(6) {
			spec.Dates[sla.DateOf(t.AddDate(0, 0, r.IntN(31)-15))] = randomSpans(r)
		}
		if c, err := sla.NewCalendar(spec); err == nil {
			return spec, c
		}
	}
}

// TestOracle compares the engine with the oracle. SLA_ORACLE_CASES sets the number of cases, SLA_SEED the seed.
func TestOracle(t *testing.T) {
	cases, seed := envInt(t, "SLA_ORACLE_CASES", sla.Fewer(1_500)), envInt(t, "SLA_SEED", 1)
	const limit = 40 * 24 * time.Hour
	compared, inChange := map[string]int{}, 0
	for n := range cases {
		r := rand.New(rand.NewPCG(uint64(seed), uint64(n)))
		name := oracleZones[n%len(oracleZones)]
		loc := zone(t, name)
		start := randomStart(r, loc)
		spec, c := randomSpec(r, name, start)
		o := oracle{spec, loc}
		d := time.Duration(r.Int64N(int64(60 * time.Hour)))
		switch r.IntN(3) {
		case 0:
			d = d.Truncate(5 * time.Minute)
		case 1:
			d = d.Truncate(time.Minute)
		}
		if d == 0 {
			d = time.Hour
		}
		if r.IntN(3) == 0 {
			d = -d
		}
		at := func() string { return fmt.Sprintf("case %d seed %d: %s + %s in %+v", n, seed, start, d, spec) }
		require.Equal(t, o.open(start), c.Open(start), "case %d: %s", n, start)
		want, found := o.walk(start, d, limit)
		if !found {
			continue
		}
		got := c.Add(start, d)
		if !got.Equal(want) {
			t.Fatalf("%s: oracle %s, engine %s", at(), want, got)
		}
		from, to := start, start.Add(time.Duration(r.Int64N(int64(8*24*time.Hour))))
		if counted, between := o.count(from, to), c.Between(from, to); counted != between {
			t.Fatalf("%s: between it and %s the oracle counts %s, the engine %s", at(), to, counted, between)
		}
		if _, before := start.Zone(); before != offset(want.In(loc)) {
			inChange++
		}
		compared[name]++
	}
	total := 0
	for _, n := range compared {
		total += n
	}
	t.Logf("%d cases agree in %d zones, seed %d; %d of them over a change of the clock; %d had no answer within %s",
		total, len(compared), seed, inChange, cases-total, limit)
	require.Greater(t, total, cases*3/4, "too many cases without an answer")
	require.Greater(t, inChange, cases/20, "too few cases over a change of the clock")
}

func offset(t time.Time) int {
	_, off := t.Zone()
	return off
}

func envInt(t testing.TB, name string, fallback int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return fallback
	}
	n, err := strconv.Atoi(text)
	require.NoError(t, err, name)
	return n
}

// TestOracleOpenings compares the next opening and the next closing with what a walk along the clock finds.
func TestOracleOpenings(t *testing.T) {
	for n := range envInt(t, "SLA_ORACLE_CASES", sla.Fewer(1_500)) / 10 {
		r := rand.New(rand.NewPCG(7, uint64(n)))
		name := oracleZones[n%len(oracleZones)]
		start := randomStart(r, zone(t, name)).Truncate(time.Minute)
		spec, c := randomSpec(r, name, start)
		o := oracle{spec, zone(t, name)}
		var opening, closing time.Time
		for u, was := start, o.open(start); u.Sub(start) < 30*24*time.Hour; u = u.Add(time.Minute) {
			is := o.open(u)
			if is && !was && opening.IsZero() {
				opening = u
			}
			if was && !is && closing.IsZero() {
				closing = u
			}
			was = is
		}
		if !opening.IsZero() {
			got, ok := c.NextOpening(start)
			require.True(t, ok)
			equalTime(t, opening, got, "opening after", start, spec)
		}
		if !closing.IsZero() {
			got, ok := c.NextClosing(start)
			require.True(t, ok)
			equalTime(t, closing, got, "closing after", start, spec)
		}
	}
}
