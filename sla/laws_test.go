package sla_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/recourse-go/recourse/sla"
)

// drawCalendar is a random calendar around a random instant.
func drawCalendar(t *rapid.T, label string) (*sla.Calendar, sla.CalendarSpec, time.Time) {
	r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, label), 1))
	name := rapid.SampledFrom(oracleZones).Draw(t, label+" zone")
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	at := randomStart(r, loc)
	spec, c := randomSpec(r, name, at)
	return c, spec, at
}

// drawTime is an instant within some days of a calendar's dates, or now and then anywhere from 1900 to 2200.
func drawTime(t *rapid.T, label string, near time.Time) time.Time {
	if rapid.IntRange(0, 9).Draw(t, label+" far") == 0 {
		sec := rapid.Int64Range(-2_208_988_800, 7_258_118_400).Draw(t, label+" sec")
		return time.Unix(sec, rapid.Int64Range(0, 999_999_999).Draw(t, label+" nsec"))
	}
	return near.Add(time.Duration(rapid.Int64Range(-int64(20*24*time.Hour), int64(20*24*time.Hour)).Draw(t, label)))
}

func drawDuration(t *rapid.T, label string) time.Duration {
	limit := int64(100 * time.Hour)
	if rapid.IntRange(0, 9).Draw(t, label+" long") == 0 {
		limit = 200 * 365 * 24 * int64(time.Hour)
	}
	d := time.Duration(rapid.Int64Range(-limit, limit).Draw(t, label))
	if rapid.Bool().Draw(t, label+" whole") {
		d = d.Truncate(5 * time.Minute)
	}
	return d
}

// inside says that no result was cut off at the ends of time.
func inside(times ...time.Time) bool {
	for _, u := range times {
		if u.Equal(sla.Earliest()) || u.Equal(sla.Latest()) {
			return false
		}
	}
	return true
}

func TestLawInverse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, spec, near := drawCalendar(t, "calendar")
		at, d := drawTime(t, "t", near), drawDuration(t, "d")
		u := c.Add(at, d)
		if got := c.Between(at, u); inside(u) && got != d {
			t.Fatalf("Between(%s, %s) = %s, want %s in %+v", at, u, got, d, spec)
		}
		if got := c.Between(u, at); inside(u) && got != -d {
			t.Fatalf("Between(%s, %s) = %s, want %s", u, at, got, -d)
		}
		if d > 0 && u.Before(at) || d < 0 && u.After(at) {
			t.Fatalf("%s + %s = %s goes the wrong way", at, d, u)
		}
	})
}

func TestLawAdditive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, spec, near := drawCalendar(t, "calendar")
		at, a, b := drawTime(t, "t", near), drawDuration(t, "a"), drawDuration(t, "b")
		if a != 0 && b != 0 && (a < 0) != (b < 0) && rapid.Bool().Draw(t, "same sign") {
			b = -b
		}
		if sum := a + b; (sum < a) != (b < 0) && b != 0 { // overflow of the durations themselves
			return
		}
		step, whole := c.Add(c.Add(at, a), b), c.Add(at, a+b)
		if !inside(c.Add(at, a), step, whole) {
			return
		}
		sameSign := (a >= 0) == (b >= 0) || a == 0 || b == 0
		switch {
		case sameSign && !step.Equal(whole):
			t.Fatalf("%s + %s + %s = %s, at once %s in %+v", at, a, b, step, whole, spec)
		case c.Between(at, step) != a+b:
			t.Fatalf("between %s and %s: %s, want %s", at, step, c.Between(at, step), a+b)
		case !sameSign && spec.Closing == sla.MoveToOpening && a+b != 0 && !step.Equal(whole):
			t.Fatalf("%s + %s + %s = %s, at once %s, moving to the opening", at, a, b, step, whole)
		case !sameSign && c.Between(step, whole) != 0:
			t.Fatalf("%s and %s have not the same working time", step, whole)
		}
	})
}

func TestLawMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, spec, near := drawCalendar(t, "calendar")
		a, b, d := drawTime(t, "a", near), drawTime(t, "b", near), drawDuration(t, "d")
		if b.Before(a) {
			a, b = b, a
		}
		if d != 0 && c.Add(b, d).Before(c.Add(a, d)) {
			t.Fatalf("%s + %s is before %s + %s in %+v", b, d, a, d, spec)
		}
		e := drawDuration(t, "e")
		if d < e && c.Add(a, e).Before(c.Add(a, d)) && d != 0 && e != 0 {
			t.Fatalf("%s + %s is before %s + %s", a, e, a, d)
		}
	})
}

func TestLawBetween(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, spec, near := drawCalendar(t, "calendar")
		x, y, z := drawTime(t, "x", near), drawTime(t, "y", near), drawTime(t, "z", near)
		if got, want := c.Between(x, y)+c.Between(y, z), c.Between(x, z); got != want {
			t.Fatalf("%s by way of %s, %s at once from %s to %s in %+v", got, y, want, x, z, spec)
		}
		if c.Between(x, y) != -c.Between(y, x) {
			t.Fatal("not antisymmetric")
		}
		if elapsed := y.Sub(x); elapsed >= 0 && (c.Between(x, y) < 0 || c.Between(x, y) > elapsed) {
			t.Fatalf("%s of work in %s", c.Between(x, y), elapsed)
		}
	})
}

func TestLawIntervals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, spec, near := drawCalendar(t, "calendar")
		from := near.Add(-time.Duration(rapid.Int64Range(0, int64(20*24*time.Hour)).Draw(t, "from")))
		to := from.Add(time.Duration(rapid.Int64Range(0, int64(40*24*time.Hour)).Draw(t, "to")))
		sum, last := time.Duration(0), from.Add(-1)
		for i := range c.Intervals(from, to) {
			if !i.From.After(last) || !i.To.After(i.From) || i.To.After(to) || !c.Open(i.From) || c.Open(i.To) && i.To.Before(to) {
				t.Fatalf("%+v after %s to %s in %+v", i, last, to, spec)
			}
			sum, last = sum+i.Duration(), i.To
		}
		if want := c.Between(from, to); sum != want {
			t.Fatalf("%s in intervals, %s between in %+v", sum, want, spec)
		}
	})
}

func TestLawUnionAndIntersection(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, specA, near := drawCalendar(t, "a")
		specB, b := randomSpec(rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "b"), 2)),
			rapid.SampledFrom(oracleZones).Draw(t, "b zone"), near)
		if specB.Closing != specA.Closing {
			specB.Closing = specA.Closing
			b, _ = sla.NewCalendar(specB)
		}
		from, to := drawTime(t, "from", near), drawTime(t, "to", near)
		or, err := sla.Union(a, b)
		if err != nil {
			t.Fatal(err)
		}
		both, common := time.Duration(0), false
		if and, err := sla.Intersection(a, b); err == nil {
			both, common = and.Between(from, to), and.Open(from)
		}
		if got, want := or.Between(from, to)+both, a.Between(from, to)+b.Between(from, to); got != want {
			t.Fatalf("union and intersection have %s, the calendars %s from %s to %s\n%+v\n%+v", got, want, from, to, specA, specB)
		}
		if or.Open(from) != (a.Open(from) || b.Open(from)) || common != (a.Open(from) && b.Open(from)) {
			t.Fatalf("open at %s", from)
		}
	})
}

// TestLawPiecewise: versions count as their pieces do, and versions that are all alike count as the whole.
func TestLawPiecewise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, specA, near := drawCalendar(t, "a")
		specB, b := randomSpec(rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "b"), 2)), specA.Zone, near)
		if specB.Closing != specA.Closing {
			specB.Closing = specA.Closing
			b, _ = sla.NewCalendar(specB)
		}
		cut := near.Add(time.Duration(rapid.Int64Range(-1_000_000, 1_000_000).Draw(t, "cut")) * time.Second).Truncate(time.Second)
		from, to, d := drawTime(t, "from", near), drawTime(t, "to", near), drawDuration(t, "d")
		same, err := sla.NewVersions(sla.CalendarVersion{Calendar: a}, sla.CalendarVersion{From: cut, Calendar: a})
		if err != nil {
			t.Fatal(err)
		}
		if !same.Add(from, d).Equal(a.Add(from, d)) || same.Between(from, to) != a.Between(from, to) {
			t.Fatalf("two versions that are one: %s + %s", from, d)
		}
		change, err := sla.NewVersions(sla.CalendarVersion{Calendar: a}, sla.CalendarVersion{From: cut, Calendar: b})
		if err != nil {
			t.Fatal(err)
		}
		clip := func(u time.Time, lo, hi bool) time.Time {
			if lo && u.Before(cut) || hi && u.After(cut) {
				return cut
			}
			return u
		}
		want := a.Between(clip(from, false, true), clip(to, false, true)) + b.Between(clip(from, true, false), clip(to, true, false))
		if got := change.Between(from, to); got != want {
			t.Fatalf("%s from %s to %s with a change at %s, want %s", got, from, to, cut, want)
		}
	})
}

// TestLawOrder: what was asked before changes no answer.
func TestLawOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		warm, spec, near := drawCalendar(t, "calendar")
		for i := range rapid.IntRange(0, 4).Draw(t, "questions") {
			warm.Add(drawTime(t, "earlier", near), time.Duration(i)*time.Hour)
		}
		cold, err := sla.NewCalendar(spec)
		if err != nil {
			t.Fatal(err)
		}
		at, d := drawTime(t, "t", near), drawDuration(t, "d")
		if a, b := warm.Add(at, d), cold.Add(at, d); !a.Equal(b) {
			t.Fatalf("%s + %s = %s, without earlier questions %s in %+v", at, d, a, b, spec)
		}
	})
}
