package desk_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/storage/memory"
	"github.com/recourse-go/recourse/triage"
)

const kettle = "The kettle that I bought last week leaks at the bottom, please exchange it for another one."

func words(customer, content string) complaint.Intake {
	return complaint.Intake{
		Channel: complaint.ChannelChat, Content: complaint.Hide(content), Customer: complaint.Customer{ID: customer},
	}
}

func opened(t testing.TB, d *desk.Desk, in complaint.Intake) complaint.Complaint {
	t.Helper()
	c, err := d.Open(t.Context(), "app", in)
	require.NoError(t, err)
	return c
}

func TestSameCustomer(t *testing.T) {
	link := func(kind complaint.LinkType, to complaint.ID) []complaint.Link {
		return []complaint.Link{{Type: kind, To: to}}
	}
	for name, story := range map[string]struct {
		first, second func(in *complaint.Intake)
		kind          complaint.LinkType
	}{
		"other channel": {second: func(in *complaint.Intake) { in.Channel = complaint.ChannelEmail }, kind: complaint.LinkDuplicate},
		"greeting": {second: func(in *complaint.Intake) {
			in.Channel, in.Content = complaint.ChannelEmail, complaint.Hide("Dear team,\n\n"+kettle+"\n\nBest regards")
		}, kind: complaint.LinkDuplicate},
		"same order, other words": {
			first: func(in *complaint.Intake) { in.Order = "SO-1" },
			second: func(in *complaint.Intake) {
				in.Order, in.Content = "SO-1", complaint.Hide("Nobody has come back to me about the water on my kitchen table.")
			}, kind: complaint.LinkRepeat,
		},
		"same product, other words": {
			first: func(in *complaint.Intake) { in.Items = []complaint.Item{{Line: "1", Product: "kettle"}} },
			second: func(in *complaint.Intake) {
				in.Items, in.Content = []complaint.Item{{Line: "1", Product: "kettle"}}, complaint.Hide("Still no answer, water everywhere.")
			}, kind: complaint.LinkRepeat,
		},
		"another order": {
			first: func(in *complaint.Intake) { in.Order = "SO-1" },
			second: func(in *complaint.Intake) {
				in.Order, in.Content = "SO-2", complaint.Hide("Nobody has come back to me about the water on my kitchen table.")
			},
		},
		"another customer": {second: func(in *complaint.Intake) { in.Customer.ID = "u-2" }},
		"no ID, same telephone": {
			first:  func(in *complaint.Intake) { in.Customer = caller("13800138000") },
			second: func(in *complaint.Intake) { in.Customer = caller("13800138000") }, kind: complaint.LinkDuplicate,
		},
		"no ID, other telephone": {
			first:  func(in *complaint.Intake) { in.Customer = caller("13800138000") },
			second: func(in *complaint.Intake) { in.Customer = caller("13900139000") },
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, memory.New())
			first, second := words("u-1", kettle), words("u-1", kettle)
			if story.first != nil {
				story.first(&first)
			}
			story.second(&second)
			a := opened(t, d, first)
			want := []complaint.Link(nil)
			if story.kind != "" {
				want = link(story.kind, a.ID)
			}
			dry, err := d.Assess(t.Context(), second)
			require.NoError(t, err)
			b := opened(t, d, second)
			require.Equal(t, want, b.Links)
			require.Empty(t, a.Links)
			tag := map[complaint.LinkType]string{complaint.LinkDuplicate: "duplicate", complaint.LinkRepeat: "repeat"}[story.kind]
			if tag != "" {
				require.Contains(t, b.Assessment.Tags, tag)
				require.Contains(t, dry.Tags, tag, "what the desk would decide is what it decides")
			}
			require.NoError(t, d.Verify(t.Context(), b.ID))
		})
	}
}

func caller(number string) complaint.Customer {
	return complaint.Customer{Contacts: []complaint.Contact{{Kind: complaint.ContactPhone, Value: complaint.Hide(number)}}}
}

// One that says the same comes before one that is about the same, also where many others have sent the same text since.
func TestDuplicateAmongMany(t *testing.T) {
	d := newDesk(t, memory.New())
	about := words("u-1", "Water everywhere on my kitchen table, and no answer.")
	about.Order = "SO-1"
	opened(t, d, about)
	same := words("u-1", kettle)
	same.Order = "SO-1"
	first := opened(t, d, same)
	for n := range 40 {
		opened(t, d, words(fmt.Sprintf("u-1%d", n), kettle))
	}
	again := opened(t, d, same)
	require.Contains(t, again.Links, complaint.Link{Type: complaint.LinkDuplicate, To: first.ID})
}

func TestRepeatsEnd(t *testing.T) {
	at := time.Date(2026, time.October, 12, 9, 0, 0, 0, time.UTC)
	d, err := desk.New(desk.Config{Store: memory.New(), Now: func() time.Time { return at }})
	require.NoError(t, err)
	opened(t, d, words("u-1", kettle))
	at = at.Add(31 * 24 * time.Hour)
	require.Empty(t, opened(t, d, words("u-1", kettle)).Links, "after a month it is something new")
}

func TestTenantsShareNothing(t *testing.T) {
	at := time.Date(2026, time.October, 12, 9, 0, 0, 0, time.UTC)
	d, err := desk.New(desk.Config{Store: memory.New(), Tenant: "a", Now: func() time.Time { return at }})
	require.NoError(t, err)
	in := func(n int) complaint.Intake {
		x := words(fmt.Sprintf("u-%d", n), kettle)
		x.Items = []complaint.Item{{Line: "1", Product: "kettle", Lot: "L1"}}
		return x
	}
	for n := range 2 {
		require.Empty(t, opened(t, d, in(n)).Links)
		require.Empty(t, opened(t, d.Tenant("b"), in(n)).Links)
	}
	require.Len(t, opened(t, d, in(2)).Links, 1, "the third at a")
	at = at.Add(time.Minute)
	for tenant, want := range map[string]int{"a": 1, "b": 0} {
		list, err := d.Tenant(tenant).Incidents(t.Context(), complaint.ID{}, 10)
		require.NoError(t, err)
		require.Len(t, list, want, tenant)
	}
}

func TestKeyWithAnotherEngine(t *testing.T) {
	d := newDesk(t, memory.New())
	in := words("u-1", kettle)
	in.Key = "form-1"
	first := opened(t, d, in)
	p := triage.DefaultPolicy()
	p.Version = "2"
	p.Departments = []triage.TeamRule{{Department: "elsewhere"}}
	p.Departments[0].Name = "all"
	e, err := triage.New(p)
	require.NoError(t, err)
	d.UseTriage(e)
	require.Equal(t, first, opened(t, d, in))
	require.Equal(t, "elsewhere", opened(t, d, words("u-2", kettle)).Assignment.Department, "what is new is decided anew")
	other := in
	other.Content = complaint.Hide("something else")
	_, err = d.Open(t.Context(), "app", other)
	require.ErrorIs(t, err, desk.ErrKeyReused)
}

// bare is a store without any capability.
type bare struct{ storage.Store }

func TestStoreWithoutDocuments(t *testing.T) {
	d := newDesk(t, bare{memory.New()})
	in := words("u-1", kettle)
	in.Items = []complaint.Item{{Line: "1", Product: "kettle", Lot: "L1"}}
	first := opened(t, d, in)
	for _, customer := range []string{"u-2", "u-3", "u-4"} {
		in.Customer.ID = customer
		require.Empty(t, opened(t, d, in).Links, "without documents there are no incidents")
	}
	in.Customer.ID = "u-1"
	require.Contains(t, opened(t, d, in).Links, complaint.Link{Type: complaint.LinkDuplicate, To: first.ID})
	_, err := d.OpenIncident(t.Context(), complaint.Incident{})
	require.ErrorIs(t, err, storage.ErrUnsupported)
	_, err = d.Incidents(t.Context(), complaint.ID{}, 1)
	require.ErrorIs(t, err, storage.ErrUnsupported)
	require.ErrorIs(t, desk.StoredRoster{Store: bare{memory.New()}}.Save(t.Context(), desk.Person{ID: "x", Tier: complaint.RoleMid}),
		storage.ErrUnsupported)
	_, err = desk.New(desk.Config{Store: bare{memory.New()}, Tenant: "a"})
	require.ErrorIs(t, err, storage.ErrUnsupported)
}

// Whatever comes in: links lead to older complaints of the same customer, an incident has who belongs to it, and the history leads
// to the state.
func TestLinksHold(t *testing.T) {
	texts := []string{kettle, "Hello, " + kettle, "My parcel is four days late and nobody answers.", "The lid broke on the first day, poor quality."}
	rapid.Check(t, func(rt *rapid.T) {
		store := memory.New()
		at := time.Date(2026, time.October, 12, 9, 0, 0, 0, time.UTC)
		d, err := desk.New(desk.Config{Store: store, Now: func() time.Time { return at }})
		require.NoError(rt, err)
		before := map[complaint.ID]complaint.Complaint{}
		for range rapid.IntRange(1, 9).Draw(rt, "complaints") {
			at = at.Add(time.Duration(rapid.IntRange(1, 500).Draw(rt, "minutes")) * time.Minute)
			in := words(fmt.Sprintf("u-%d", rapid.IntRange(0, 5).Draw(rt, "customer")), rapid.SampledFrom(texts).Draw(rt, "text"))
			in.Category = rapid.SampledFrom([]string{"quality.defect", "quality.function", "logistics.delay"}).Draw(rt, "category")
			in.Items = []complaint.Item{{Line: "1", Product: "kettle", Lot: rapid.SampledFrom([]string{"", "L1", "L2"}).Draw(rt, "lot")}}
			c, err := d.Open(t.Context(), "app", in)
			require.NoError(rt, err)
			for _, l := range c.Links {
				if l.Type == complaint.LinkIncident {
					continue
				}
				older, ok := before[l.To]
				require.True(rt, ok, "a link leads to what was there before")
				require.Equal(rt, in.Customer.ID, older.Intake.Customer.ID)
			}
			before[c.ID] = c
		}
		incidents, err := d.Incidents(t.Context(), complaint.ID{}, 100)
		require.NoError(rt, err)
		for _, i := range incidents {
			members, err := d.Find(t.Context(), desk.Members(i.ID))
			require.NoError(rt, err)
			customers := map[string]bool{}
			for _, m := range members.Complaints {
				customers[m.Intake.Customer.ID] = true
				switch triage.IncidentKey(i.By) {
				case triage.ByLot:
					require.Equal(rt, "kettle:"+m.Intake.Items[0].Lot, i.Value)
				case triage.ByProduct:
					require.Equal(rt, "kettle", i.Value)
				default:
				}
				below := storage.Query{Category: []string{i.Category}}
				require.True(rt, i.Category == "" || below.Match(m), "%s: %s", i.Category, m.Assessment.Category)
			}
			require.GreaterOrEqual(rt, len(customers), 3, i.By)
		}
		for id := range before {
			require.NoError(rt, d.Verify(t.Context(), id))
		}
	})
}
