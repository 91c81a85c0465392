package integration_test

import (
	"encoding/binary"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/sla"
	"github.com/recourse-go/recourse/storage"
)

// sweepPolicy gives every case that waits for its customer six things that fall due: a warning, a breach, two escalations, a
// reminder and a closing.
const sweepPolicy = `{
	"kind": "sla", "name": "sweep", "version": "1", "paused_by": [],
	"ladders": {"up": [{"at": "100%", "tier": "senior"}, {"after": "4h", "tier": "supervisor"}]},
	"targets": [{"metric": "first_response", "within": "4h", "warn": ["75%"], "ladder": "up"}],
	"silence": [{
		"name": "no-answer", "when": {"field": "waiting_for", "op": "is", "value": "customer"}, "after": "240h",
		"remind": ["48h"], "outcome": "no_answer"
	}]
}`

// sweepThings are what falls due on a case in the end, by kind and clock and mark or level.
func sweepThings() []string {
	return []string{
		"warn first_response/1/1 75%", "breach first_response/1/1", "escalate first_response/1/1 1", "escalate first_response/1/1 2",
		"remind no-answer/1/1 48h", "close no-answer/1/1",
	}
}

// thing names what a sweep did, "" for what it did not do.
func thing(tb testing.TB, e complaint.Event) string {
	tb.Helper()
	if e.Actor.ID != "sweep" {
		return ""
	}
	a, err := e.Action()
	require.NoError(tb, err)
	switch a := a.(type) {
	case complaint.Warn:
		return fmt.Sprintf("%s %s %s", e.Kind, a.Clock, a.Mark)
	case complaint.Breach:
		return fmt.Sprintf("%s %s", e.Kind, a.Clock)
	case complaint.Escalate:
		return fmt.Sprintf("%s %s %d", e.Kind, a.Clock, a.Level)
	case complaint.Remind:
		return fmt.Sprintf("%s %s %s", e.Kind, a.Clock, a.Mark)
	case complaint.Close:
		return fmt.Sprintf("%s %s", e.Kind, a.Clock)
	default:
		return string(e.Kind)
	}
}

// sweepStart is when the cases of the tests came in, at the earliest.
func sweepStart() time.Time { return time.Date(2026, time.October, 12, 1, 0, 0, 0, time.UTC) }

func sweepEngine(tb testing.TB) *sla.Engine {
	tb.Helper()
	p, err := sla.ParsePolicy("sweep.json", []byte(sweepPolicy))
	require.NoError(tb, err)
	engine, err := sla.New(p)
	require.NoError(tb, err)
	return engine
}

func sweepDesk(tb testing.TB, s storage.Store, now time.Time) *desk.Desk {
	tb.Helper()
	d, err := desk.New(desk.Config{Store: s, SLA: sweepEngine(tb), Now: func() time.Time { return now }})
	require.NoError(tb, err)
	return d
}

// sweepID is a UUID of version 7 made at a time.
func sweepID(at time.Time, i int) complaint.ID {
	var id complaint.ID
	binary.BigEndian.PutUint64(id[:], uint64(at.UnixMilli())<<16)
	binary.BigEndian.PutUint64(id[8:], uint64(i)*0x9E3779B97F4A7C15)
	id[6], id[8] = 0x70|id[6]&0x0f, 0x80|id[8]&0x3f
	return id
}

// sweepCase makes a case that was opened at a time and began to wait for its customer a minute later: two versions.
func sweepCase(tb testing.TB, engine *sla.Engine, at time.Time, i int) (opened, waits storage.Change) {
	tb.Helper()
	m := complaint.Meta{
		At: at, Actor: complaint.Actor{ID: "web", Role: complaint.RoleSystem}, Salt: make([]byte, 16),
		Taxonomy: complaint.BuiltinTaxonomy(),
	}
	binary.BigEndian.PutUint64(m.Salt, uint64(i))
	c, e, err := engine.Open(sweepID(at, i), complaint.Intake{
		Channel: complaint.ChannelChat, Category: "logistics.delay", Order: fmt.Sprintf("SO-%d", i),
		Content:  complaint.Hide("My coat was to come on Monday. It is Thursday now and the tracking says nothing."),
		Customer: complaint.Customer{ID: fmt.Sprintf("u-%d", i), Name: complaint.Hide("Jane Roe")},
	}, m)
	require.NoError(tb, err)
	opened = storage.Change{Complaint: c, Event: e}
	m.At = at.Add(time.Minute)
	m.Actor = complaint.Actor{ID: "mia", Role: complaint.RoleMid}
	c, e, err = engine.Apply(c, complaint.Wait{For: complaint.WaitCustomer, Reason: complaint.Hide("which size?")}, m)
	require.NoError(tb, err)
	return opened, storage.Change{Complaint: c, Event: e}
}

// seedSweep stores n cases that came in one after the other, step apart.
func seedSweep(tb testing.TB, s storage.Store, n int, step time.Duration) {
	tb.Helper()
	const chunk = 500
	engine := sweepEngine(tb)
	for i := 0; i < n; i += chunk {
		opened, waits := make([]storage.Change, 0, chunk), make([]storage.Change, 0, chunk)
		for j := i; j < min(i+chunk, n); j++ {
			first, second := sweepCase(tb, engine, sweepStart().Add(time.Duration(j)*step), j)
			opened, waits = append(opened, first), append(waits, second)
		}
		require.NoError(tb, s.Put(tb.Context(), opened...))
		require.NoError(tb, s.Put(tb.Context(), waits...))
	}
}
