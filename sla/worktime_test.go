package sla_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/sla"
)

// piece is a stretch of time in which nothing changes: the calendar is open or not, something pauses the clock or not.
type piece struct {
	from, to time.Time
	pause    complaint.WaitFor // "" for none
}

// pieces cuts the open time of a calendar between two instants at every beginning and end of a pause. It is the slow way to
// count: no table, no jumps.
func pieces(cal *sla.Calendar, from, to time.Time, pauses []complaint.Pause) []piece {
	var list []piece
	for open := range cal.Intervals(from, to) {
		cuts := []time.Time{open.From, open.To}
		for _, p := range pauses {
			for _, at := range []time.Time{p.From, p.To} {
				if at.After(open.From) && at.Before(open.To) {
					cuts = append(cuts, at)
				}
			}
		}
		slices.SortFunc(cuts, time.Time.Compare)
		for i := 1; i < len(cuts); i++ {
			x := piece{from: cuts[i-1], to: cuts[i]}
			for _, p := range pauses {
				if !x.from.Before(p.From) && (p.To.IsZero() || x.from.Before(p.To)) && x.pause == "" {
					x.pause = p.For
				}
			}
			if x.to.After(x.from) {
				list = append(list, x)
			}
		}
	}
	return list
}

// pausing are the pauses of a complaint that a clock heeds.
func pausing(c *complaint.Complaint, k *complaint.Clock) []complaint.Pause {
	list := slices.Clone(k.Pauses)
	for _, p := range c.Pauses {
		if slices.Contains(k.PausedBy, p.For) {
			list = append(list, p)
		}
	}
	if c.Wait != nil && slices.Contains(k.PausedBy, c.Wait.For) {
		list = append(list, complaint.Pause{For: c.Wait.For, From: c.Wait.Since})
	}
	slices.SortStableFunc(list, func(a, b complaint.Pause) int { return a.From.Compare(b.From) })
	return list
}

// counted walks through the pieces and returns what counts, and when so much has counted; zero when it never does.
func counted(k *complaint.Clock, list []piece, limit time.Duration) (work time.Duration, due time.Time) {
	left := k.MaxPause
	for _, x := range list {
		// The part of the piece that a pause takes out, at its beginning.
		out := time.Duration(0)
		if x.pause != "" {
			out = x.to.Sub(x.from)
			if k.MaxPause > 0 && x.pause != complaint.PauseClosed {
				out = min(out, left)
				left -= out
			}
		}
		length := x.to.Sub(x.from) - out
		if due.IsZero() && length > 0 && work+length >= limit {
			due = x.from.Add(out + limit - work)
		}
		work += length
	}
	return work, due
}

// TestLawDue: due times, verdicts and working times of clocks in working time are those of a count that is written otherwise.
func TestLawDue(t *testing.T) {
	engines := lawEngines(t)
	const horizon = 200 * 24 * time.Hour
	rapid.Check(t, func(t *rapid.T) {
		e := rapid.SampledFrom(engines).Draw(t, "engine")
		play(t, e, func(p *played, _ complaint.Complaint) {
			d, err := p.events[len(p.events)-1].Decided()
			if err != nil {
				t.Fatal(err)
			}
			for _, k := range p.c.Clocks {
				ended := slices.ContainsFunc(d.Clocks, func(c complaint.ClockChange) bool { return c.Clock.Ref() == k.Ref() })
				cal, ok := e.Calendar(k.Calendar)
				limit, err := sla.ParseLimit(k.Target)
				if !ok || err != nil || limit.Days > 0 || !k.State.Active() && !ended {
					continue
				}
				pauses := pausing(&p.c, &k)
				_, due := counted(&k, pieces(cal, k.Started, k.Started.Add(horizon), pauses), limit.Time)
				if !k.Due.Equal(due.Truncate(time.Microsecond)) && (!due.IsZero() || !k.Due.After(k.Started.Add(horizon))) {
					t.Fatalf("%s\nis due %s, counted %s with %s", asJSON(t, k), k.Due, due, asJSON(t, pauses))
				}
				if k.State.Active() {
					continue
				}
				work, _ := counted(&k, pieces(cal, k.Started, k.Stopped, pauses), limit.Time)
				late := !due.IsZero() && k.Stopped.After(due.Truncate(time.Microsecond))
				breached := k.Verdict == complaint.VerdictBreached
				if work != k.Worked || late && !breached && k.Kind != complaint.ClockSilence {
					t.Fatalf("%s\nworked %s, due %s with %s", asJSON(t, k), work, due, asJSON(t, pauses))
				}
				// A breach without being late has a reason: an earlier target had passed.
				if breached && !late && k.Breached.Equal(k.Due) {
					t.Fatalf("%s\nis breached by a limit that was kept", asJSON(t, k))
				}
			}
		})
	})
}

// TestLawMarks: marks stand in order, in the clock's own working time, and the next one is what the complaint is due for.
func TestLawMarks(t *testing.T) {
	engines := lawEngines(t)
	rapid.Check(t, func(t *rapid.T) {
		play(t, rapid.SampledFrom(engines).Draw(t, "engine"), func(p *played, _ complaint.Complaint) {
			for _, k := range p.c.Clocks {
				for i, m := range k.Marks {
					switch {
					case i > 0 && m.After < k.Marks[i-1].After:
						t.Fatalf("marks out of order: %s", asJSON(t, k))
					case k.State.Active() && m.Done.IsZero() && m.Kind == complaint.MarkBreach && !m.At.Equal(k.Due):
						t.Fatalf("the breach is not at the due time: %s", asJSON(t, k))
					case k.State.Active() && m.Done.IsZero() && i > 0 && k.Marks[i-1].Done.IsZero() && !m.At.IsZero() &&
						!k.Marks[i-1].At.IsZero() && m.At.Before(k.Marks[i-1].At):
						t.Fatalf("marks back in time: %s", asJSON(t, k))
					case k.State.Active() && m.Done.IsZero() && !m.At.IsZero() && p.c.Status.Open() && (p.c.Due.IsZero() || p.c.Due.After(m.At)):
						t.Fatalf("due %s, but %s", p.c.Due, asJSON(t, k))
					}
				}
			}
		})
	})
}

// TestLawLongerLimit: a longer limit is never due earlier, whatever happens.
func TestLawLongerLimit(t *testing.T) {
	pair := func(short, long, further string) string {
		return policyWith(shopCalendar + further + `, 'targets': [
			{'name': 'short', 'metric': 'first_resolution', 'within': '` + short + `'}, {'name': 'long', 'metric': 'first_resolution', 'within': '` + long + `'}]`)
	}
	engines := []*sla.Engine{
		engine(t, pair("4h", "4h1us", "")), engine(t, pair("7h", "16h", `, 'max_pause': '3h'`)),
		engine(t, pair("3 working days", "4 working days", "")), engine(t, pair("3 working days by close", "3 working days", "")),
		engine(t, pair("3 calendar days", "3 working days", "")), engine(t, pair("13 calendar days", "2 weeks", "")),
	}
	rapid.Check(t, func(t *rapid.T) {
		play(t, rapid.SampledFrom(engines).Draw(t, "engine"), func(p *played, _ complaint.Complaint) {
			due := map[string]time.Time{}
			for _, k := range p.c.Clocks {
				due[k.Name] = k.Due
			}
			if short, long := due["short"], due["long"]; !long.IsZero() && (short.IsZero() || long.Before(short)) {
				t.Fatalf("short %s, long %s in %s", short, long, asJSON(t, p.c.Clocks))
			}
		})
	})
}

// TestLawExplain: the rows of an explanation follow each other without gaps, and add up to what the clock and the calendar say.
func TestLawExplain(t *testing.T) {
	engines := lawEngines(t)
	rapid.Check(t, func(t *rapid.T) {
		e := rapid.SampledFrom(engines).Draw(t, "engine")
		last := map[complaint.ClockRef]bool{}
		p := play(t, e, func(p *played, _ complaint.Complaint) {
			for _, k := range p.c.Clocks {
				x, err := e.Explain(p.c, k.Ref(), p.c.Updated)
				if err != nil {
					t.Fatal(err)
				}
				checkRows(t, e, &x)
				if !k.State.Active() && !last[k.Ref()] && x.Worked != k.Worked {
					t.Fatalf("%s worked, explained as %s: %s", k.Worked, x.Worked, asJSON(t, k))
				}
				last[k.Ref()] = !k.State.Active()
				if x.Text("zh-CN") == "" || x.Text("en") == "" {
					t.Fatal("no text")
				}
			}
		})
		clocks, err := sla.Verdicts(p.events)
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range clocks {
			x, err := e.ExplainClock(p.c, k, p.c.Updated)
			if err != nil {
				t.Fatal(err)
			}
			checkRows(t, e, &x)
		}
	})
}

func checkRows(t *rapid.T, e *sla.Engine, x *sla.Explanation) {
	at, worked, paused := x.From, time.Duration(0), time.Duration(0)
	for _, r := range x.Rows {
		if !r.From.Equal(at) || !r.To.After(r.From) {
			t.Fatalf("a gap or an empty row at %s: %s", at, asJSON(t, x))
		}
		at = r.To
		switch r.Why {
		case sla.RowCounted:
			worked += r.Time
		case sla.RowPaused:
			paused += r.Time
			if r.For == "" {
				t.Fatalf("a pause without a reason: %s", asJSON(t, x))
			}
		case sla.RowClosed:
		}
		if r.Sum != worked {
			t.Fatalf("the sum is %s, not %s: %s", r.Sum, worked, asJSON(t, x))
		}
	}
	cal, _ := e.Calendar(x.Clock.Calendar)
	if !at.Equal(x.To) || worked != x.Worked || paused != x.Paused || worked+paused != cal.Between(x.From, x.To) || x.Elapsed != x.To.Sub(x.From) {
		t.Fatalf("%s and %s do not add up to %s: %s", worked, paused, cal.Between(x.From, x.To), asJSON(t, x))
	}
}
