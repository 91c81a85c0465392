package stories

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/sla"
)

// when reads a time in Shanghai.
func (s *shop) when(text string) time.Time {
	s.t.Helper()
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	require.NoError(s.t, err)
	at, err := time.ParseInLocation("2006-01-02 15:04", text, shanghai)
	require.NoError(s.t, err)
	return at
}

// clock returns the last clock of a name that ever ran on a complaint.
func (s *shop) clock(id complaint.ID, name string) complaint.Clock {
	s.t.Helper()
	clocks := s.clocks(id, name)
	require.NotEmpty(s.t, clocks, "no clock %s", name)
	return clocks[len(clocks)-1]
}

func (s *shop) clocks(id complaint.ID, name string) []complaint.Clock {
	s.t.Helper()
	all, err := s.desk.Verdicts(s.t.Context(), id)
	require.NoError(s.t, err)
	var list []complaint.Clock
	for _, k := range all {
		if k.Name == name {
			list = append(list, k)
		}
	}
	return list
}

func (s *shop) due(id complaint.ID, name, want string) {
	s.t.Helper()
	k := s.clock(id, name)
	require.True(s.t, k.Due.Equal(s.when(want)), "%s is due %s, want %s", name, k.Due.In(s.when(want).Location()), want)
}

// sweeps does what is due now, with several workers at once on the same store, and returns how many things that were.
func (s *shop) sweeps(workers int) int {
	s.t.Helper()
	done := make([]int, workers)
	var wg sync.WaitGroup
	for i := range workers {
		wg.Go(func() {
			n, err := s.desk.Sweep(s.t.Context())
			if err != nil {
				s.t.Errorf("sweep: %v", err)
			}
			done[i] = n
		})
	}
	wg.Wait()
	sum := 0
	for _, n := range done {
		sum += n
	}
	return sum
}

// happened counts the events of a kind.
func (s *shop) happened(id complaint.ID, kind complaint.Kind) []complaint.Event {
	s.t.Helper()
	events, err := s.desk.History(s.t.Context(), id)
	require.NoError(s.t, err)
	var list []complaint.Event
	for _, e := range events {
		if e.Kind == kind {
			list = append(list, e)
		}
	}
	return list
}

// explained checks that a clock is explained with the totals that the story gives.
func (s *shop) explained(id complaint.ID, k complaint.Clock, worked, paused time.Duration) {
	s.t.Helper()
	x, err := s.desk.Explain(s.t.Context(), id, k.Ref())
	require.NoError(s.t, err)
	require.Equal(s.t, worked, x.Worked)
	require.Equal(s.t, paused, x.Paused)
	sum := time.Duration(0)
	for _, row := range x.Rows {
		if row.Why == sla.RowCounted {
			sum += row.Time
		}
	}
	require.Equal(s.t, worked, sum)
}

// roster is a shop with one person of each tier.
type roster struct{}

// People implements [desk.Roster]: nobody takes what comes in, it goes to departments.
func (roster) People(context.Context, string) ([]desk.Person, error) { return nil, nil }

// Pick implements [desk.Picker].
func (roster) Pick(_ context.Context, tier complaint.Role, _ complaint.Complaint) (complaint.Party, error) {
	people := map[complaint.Role]string{
		complaint.RoleMid: "mia", complaint.RoleSenior: "li", complaint.RoleSupervisor: "bob", complaint.RoleManager: "zhao",
	}
	name, ok := people[tier]
	if !ok {
		return complaint.Party{}, fmt.Errorf("nobody of tier %s", tier)
	}
	return complaint.Party{Department: "aftersales", Person: name}, nil
}

// nobodyLooked is story 9: a general case that nobody takes.
func nobodyLooked(t *testing.T, s *shop) {
	const workers = 3
	coat := func(channel complaint.Channel, words string) complaint.Intake {
		in := s.wangSays(channel, words)
		in.Items[0].Product, in.Items[0].Price, in.Amount = "coat-3", money(t, "399"), money(t, "399")
		return in
	}
	c := s.at("2026-10-12 09:00").open(coat(complaint.ChannelApp, "外套颜色和图片不太一样，想问问怎么处理"))
	require.Empty(t, c.Assignment.Person, "it sits with a department, and nobody has it")
	s.due(c.ID, "first_response", "2026-10-12 14:00")

	require.Zero(t, s.at("2026-10-12 12:00").sweeps(workers), "75 % of the working time are not over before noon")
	require.Equal(t, 1, s.at("2026-10-12 12:01").sweeps(workers), "the warning, once")
	warning := s.happened(c.ID, complaint.KindWarn)
	require.Len(t, warning, 1)
	require.True(t, warning[0].At.Equal(s.when("2026-10-12 12:00")), "it happened when 75 % were over, whenever it was noticed")
	require.Zero(t, s.at("2026-10-12 13:59").sweeps(workers))
	risks, err := s.desk.Due(t.Context(), desk.DueQuery{Until: s.now.Add(time.Hour)})
	require.NoError(t, err)
	require.Len(t, risks, 1)
	require.Equal(t, time.Minute, risks[0].Clocks[0].Left)
	require.False(t, risks[0].Clocks[0].Late)

	// One worker is killed in the middle of a sweep: whatever it had stored is stored, and the others do the rest once.
	killed, kill := context.WithCancel(t.Context())
	kill()
	_, err = s.at("2026-10-12 14:10").desk.Sweep(killed)
	require.Error(t, err)
	require.Equal(t, 2, s.sweeps(workers), "the breach, and the first step of the ladder")
	breach := s.happened(c.ID, complaint.KindBreach)
	require.Len(t, breach, 1)
	require.True(t, breach[0].At.Equal(s.when("2026-10-12 14:00")))
	require.True(t, breach[0].Recorded.Equal(s.when("2026-10-12 14:10")))
	c, err = s.desk.Get(t.Context(), c.ID)
	require.NoError(t, err)
	require.Equal(t, "mia", c.Assignment.Person)
	require.Equal(t, 1, c.Escalation)
	require.Zero(t, s.at("2026-10-12 18:00").sweeps(workers), "four working hours after the limit, to the minute")
	require.Equal(t, 1, s.at("2026-10-13 09:00").sweeps(workers), "the senior")
	c, err = s.desk.Get(t.Context(), c.ID)
	require.NoError(t, err)
	require.Equal(t, "li", c.Assignment.Person)
	require.Zero(t, s.at("2026-10-13 13:59").sweeps(workers), "in working time: noon does not count")
	require.Equal(t, 1, s.at("2026-10-13 14:01").sweeps(workers), "the supervisor")
	require.Zero(t, s.at("2026-10-20 14:01").sweeps(workers), "each step once, and the ladder ends")
	require.Len(t, s.happened(c.ID, complaint.KindEscalate), 3)

	risks, err = s.desk.Due(t.Context(), desk.DueQuery{Until: s.now})
	require.NoError(t, err)
	require.Len(t, risks, 1, "what is late stays on the list")
	require.True(t, risks[0].Clocks[0].Late)

	s.accountsOf(t, c.ID)
	s.repeatRaises(t, c.ID, coat)
	s.holds(c.ID)
}

// accountsOf checks who held the case when.
func (s *shop) accountsOf(t *testing.T, id complaint.ID) {
	t.Helper()
	s.at("2026-10-14 10:00").do(id, bob(), complaint.Communicate{Purpose: complaint.PurposeProgress, Message: say("抱歉让您久等")})
	k := s.clock(id, "first_response")
	require.Equal(t, complaint.VerdictBreached, k.Verdict)
	found := 0
	for x, err := range s.desk.Accounts(t.Context(), storageAll()) {
		require.NoError(t, err)
		require.Equal(t, id, x.Complaint)
		require.Len(t, x.Accounts, 1)
		a := x.Accounts[0]
		require.Empty(t, a.Holder.Person, "when the limit passed nobody had it")
		people := make([]string, 0, len(a.Holdings))
		var late time.Duration
		for _, h := range a.Holdings {
			people = append(people, h.Party.Person)
			late += h.Late
		}
		require.Equal(t, []string{"", "mia", "li", "bob"}, people)
		require.Equal(t, 4*time.Hour+10*time.Minute, a.Holdings[0].Worked, "unassigned until the sweep of 14:10")
		require.Equal(t, late, a.Late)
		require.Equal(t, k.Worked-4*time.Hour, a.Late)
		kinds := make([]complaint.Kind, 0, len(a.Evidence))
		for _, e := range a.Evidence {
			kinds = append(kinds, e.Kind)
		}
		require.Equal(t, []complaint.Kind{
			complaint.KindOpen, complaint.KindWarn, complaint.KindBreach, complaint.KindEscalate, complaint.KindEscalate,
			complaint.KindEscalate, complaint.KindCommunicate,
		}, kinds)
		found++
	}
	require.Equal(t, 1, found)
}

// repeatRaises: a repeat by the same customer raises the priority, and with it the target, with the old one on record. The desk
// finds one that names the same order; one that does not is linked by a person and looked at anew.
func (s *shop) repeatRaises(
	t *testing.T, first complaint.ID, coat func(complaint.Channel, string) complaint.Intake,
) {
	t.Helper()
	in := coat(complaint.ChannelChat, "外套颜色的事，到现在还是没人处理")
	again := s.at("2026-10-14 10:00").open(in)
	require.Contains(t, again.Links, complaint.Link{Type: complaint.LinkRepeat, To: first}, "found by the desk")
	require.Equal(t, complaint.P3, again.Assessment.Priority)
	s.due(again.ID, "first_response", "2026-10-14 12:00")

	in = coat(complaint.ChannelPhone, "买的外套一直没有人处理")
	in.Order, in.Items, in.Category = "SO-20260925-18", nil, "aftersales.unresponsive"
	other := s.open(in)
	require.NotContains(t, other.Links, complaint.Link{Type: complaint.LinkRepeat, To: first}, "of another order")
	require.Equal(t, complaint.P4, other.Assessment.Priority, "the repeat comes first")
	s.due(other.ID, "first_response", "2026-10-14 15:00")
	s.do(other.ID, bob(), complaint.AddLink{Link: complaint.Link{Type: complaint.LinkRepeat, To: first}})
	other, err := s.desk.Reassess(t.Context(), other.ID, bob(), complaint.Hide("同一件外套"))
	require.NoError(t, err)
	require.Equal(t, complaint.P3, other.Assessment.Priority)
	s.due(other.ID, "first_response", "2026-10-14 12:00")
	events, err := s.desk.History(t.Context(), other.ID)
	require.NoError(t, err)
	decided, err := events[len(events)-1].Decided()
	require.NoError(t, err)
	require.Len(t, decided.Clocks, 1)
	require.Equal(t, complaint.ClockRetarget, decided.Clocks[0].Step)
	require.Equal(t, "4h", decided.Clocks[0].WasTarget)
	require.True(t, decided.Clocks[0].WasDue.Equal(s.when("2026-10-14 15:00")))
	require.Equal(t, "2h", decided.Clocks[0].Clock.Target)
	s.holds(again.ID, other.ID)
}
