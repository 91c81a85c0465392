package stories

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/triage"
)

// Together has two desks on one store, in eight threads each, open complaints that belong together at the same time.
func Together(t *testing.T, open func(t *testing.T) storage.Store) {
	t.Helper()
	t.Run("one lot", func(t *testing.T) { oneIncident(t, open(t)) })
	t.Run("one customer", func(t *testing.T) { oneFirst(t, open(t)) })
	t.Run("in turn", func(t *testing.T) { inTurn(t, open(t)) })
}

const threads = 8

// both opens count complaints with two desks at once.
func both(t *testing.T, c desk.Config, count int, in func(n int) complaint.Intake) {
	t.Helper()
	c.Tries = 200
	var wg sync.WaitGroup
	work := make(chan int)
	for range 2 {
		d, err := desk.New(c)
		require.NoError(t, err)
		for range threads {
			wg.Go(func() {
				for n := range work {
					if _, err := d.Open(t.Context(), "app", in(n)); err != nil {
						t.Errorf("open %d: %v", n, err)
					}
				}
			})
		}
	}
	for n := range count {
		work <- n
	}
	close(work)
	wg.Wait()
}

func oneIncident(t *testing.T, store storage.Store) {
	t.Helper()
	const count = 40
	texts := lotTexts()
	both(t, desk.Config{Store: store, Triage: triageEngine(t)}, count, func(n int) complaint.Intake {
		words := texts[n%20]
		return complaint.Intake{
			Content: complaint.Hide(fmt.Sprintf("%s (%d)", words, n)), Customer: complaint.Customer{ID: fmt.Sprintf("u-%d", n)},
			Items: []complaint.Item{{Line: "1", Product: "shoe-7", Lot: "26B"}},
		}
	})
	d, err := desk.New(desk.Config{Store: store})
	require.NoError(t, err)
	incidents, err := d.Incidents(t.Context(), complaint.ID{}, 100)
	require.NoError(t, err)
	require.Len(t, incidents, 1, "exactly one incident")
	seen := 0
	for c, err := range storage.All(t.Context(), store, storage.Query{}) {
		require.NoError(t, err)
		links := 0
		for _, l := range c.Links {
			if l.Type == complaint.LinkIncident {
				links++
				require.Equal(t, incidents[0].ID, l.To)
			}
		}
		require.Equal(t, 1, links, "each belongs to it once")
		require.NoError(t, d.Verify(t.Context(), c.ID))
		seen++
	}
	require.Equal(t, count, seen)
}

// oneFirst: of the same text that the same customer sends many times at once, one is the first.
func oneFirst(t *testing.T, store storage.Store) {
	t.Helper()
	const count = 16
	both(t, desk.Config{Store: store}, count, func(int) complaint.Intake {
		return complaint.Intake{
			Content: complaint.Hide("The kettle that I bought last week leaks at the bottom, please exchange it."), Customer: complaint.Customer{ID: "u-1"},
		}
	})
	d, err := desk.New(desk.Config{Store: store})
	require.NoError(t, err)
	byID := map[complaint.ID]complaint.Complaint{}
	for c, err := range storage.All(t.Context(), store, storage.Query{}) {
		require.NoError(t, err)
		require.NoError(t, d.Verify(t.Context(), c.ID))
		byID[c.ID] = c
	}
	require.Len(t, byID, count)
	first := 0
	for _, c := range byID {
		to := complaint.ID{}
		for _, l := range c.Links {
			require.Equal(t, complaint.LinkDuplicate, l.Type)
			require.Zero(t, to, "linked once")
			to = l.To
		}
		if to == (complaint.ID{}) {
			first++
			continue
		}
		for steps := 0; to != (complaint.ID{}); steps++ { // whatever it is linked to leads to the first
			require.Less(t, steps, count, "links go round")
			next := complaint.ID{}
			if links := byID[to].Links; len(links) > 0 {
				next = links[0].To
			}
			to = next
		}
	}
	require.Equal(t, 1, first, "one is the first")
}

// inTurn: those who take cases in turn get exactly as many each.
func inTurn(t *testing.T, store storage.Store) {
	t.Helper()
	const people, each = 4, 20
	p := triage.DefaultPolicy()
	p.Assignment.Load, p.Incidents = triage.RoundRobin, nil
	e, err := triage.New(p)
	require.NoError(t, err)
	roster := desk.StoredRoster{Store: store}
	for n := range people {
		require.NoError(t, roster.Save(t.Context(), desk.Person{
			ID: fmt.Sprintf("p-%d", n), Department: "logistics", Tier: complaint.RoleManager,
		}))
	}
	at := time.Date(2026, time.October, 12, 9, 0, 0, 0, time.UTC)
	config := desk.Config{Store: store, Triage: e, Roster: roster, Now: func() time.Time { return at }}
	both(t, config, people*each, func(n int) complaint.Intake {
		return complaint.Intake{
			Category: "logistics.delay", Feedback: complaint.FeedbackComplaint, Customer: complaint.Customer{ID: fmt.Sprintf("u-%d", n)},
			Content: complaint.Hide(fmt.Sprintf("Parcel number %d is late by %d days.", n, n%5)),
		}
	})
	got := map[string]int{}
	for c, err := range storage.All(t.Context(), store, storage.Query{}) {
		require.NoError(t, err)
		got[c.Assignment.Person]++
	}
	require.Len(t, got, people)
	for person, n := range got {
		require.Equal(t, each, n, person)
	}
}
