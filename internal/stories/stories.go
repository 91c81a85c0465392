// Package stories tells situations from the life of a shop from end to end, through the desk on any store. The tests of the
// desk and of the adapters run them.
package stories

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/internal/fakepay"
	"github.com/recourse-go/recourse/storage"
)

// Run tells all stories, each on a store of its own that open makes. The store must have tenants and be able to erase.
func Run(t *testing.T, open func(t *testing.T) storage.Store) {
	t.Helper()
	for name, tell := range map[string]func(t *testing.T, s *shop){
		"broken screen over the holidays":         brokenScreen,
		"you closed it and it is not solved":      notSolved,
		"nobody looked":                           nobodyLooked,
		"one customer, two channels, three shops": twoChannels,
		"delete my data":                          deleteMyData,
		"the bad lot":                             badLot,
		"pay me or else":                          payOrElse,
		"in words of their own":                   ownWords,
		"slow parcel":                             slowParcel,
		"expired milk":                            expiredMilk,
		"counterfeit shoes":                       counterfeitShoes,
	} {
		t.Run(name, func(t *testing.T) { tell(t, newShop(t, open(t))) })
	}
}

// DeleteMyData tells the one story that erases, on a store that the caller wants to look into afterwards.
func DeleteMyData(t *testing.T, store storage.Store) {
	t.Helper()
	deleteMyData(t, newShop(t, store))
}

// shop is a desk with a clock that the story sets.
type shop struct {
	t     *testing.T
	store storage.Store
	desk  *desk.Desk
	till  *fakepay.Provider
	now   time.Time
}

func newShop(t *testing.T, store storage.Store) *shop {
	t.Helper()
	s := &shop{t: t, store: store, till: &fakepay.Provider{}}
	d, err := desk.New(desk.Config{
		Store: store, Tenant: "a", Now: func() time.Time { return s.now }, SLA: shopEngine(t), Triage: triageEngine(t),
		Roster: roster{}, Compensation: remedies(t, ""), Orders: desk.StoredOrders{Store: s.tenant()}, Payer: s.till,
	})
	require.NoError(t, err)
	s.desk = d
	return s
}

// at sets the clock to a time in Shanghai.
func (s *shop) at(when string) *shop {
	s.t.Helper()
	s.now = s.when(when)
	return s
}

func (s *shop) open(in complaint.Intake) complaint.Complaint {
	s.t.Helper()
	c, err := s.desk.Open(s.t.Context(), string(in.Channel), in)
	require.NoError(s.t, err)
	return c
}

func (s *shop) do(id complaint.ID, who complaint.Actor, a complaint.Action) complaint.Complaint {
	s.t.Helper()
	c, err := s.desk.Do(s.t.Context(), desk.Command{ID: id, Actor: who, Action: a})
	require.NoError(s.t, err)
	return c
}

func (s *shop) refused(id complaint.ID, who complaint.Actor, a complaint.Action) error {
	s.t.Helper()
	_, err := s.desk.Do(s.t.Context(), desk.Command{ID: id, Actor: who, Action: a})
	require.Error(s.t, err)
	return err
}

// holds checks that the stored history leads to the stored state.
func (s *shop) holds(ids ...complaint.ID) {
	s.t.Helper()
	for _, id := range ids {
		require.NoError(s.t, s.desk.Verify(context.WithoutCancel(s.t.Context()), id))
	}
}

func mia() complaint.Actor {
	return complaint.Actor{ID: "mia", Role: complaint.RoleMid, Department: "aftersales"}
}

func li() complaint.Actor {
	return complaint.Actor{ID: "li", Role: complaint.RoleSenior, Department: "aftersales"}
}

func bob() complaint.Actor { return complaint.Actor{ID: "bob", Role: complaint.RoleSupervisor} }

func zhao() complaint.Actor { return complaint.Actor{ID: "zhao", Role: complaint.RoleManager} }

func wang() complaint.Actor { return complaint.Actor{ID: "u-wang", Role: complaint.RoleCustomer} }

func say(words string) complaint.Message {
	return complaint.Message{Channel: complaint.ChannelApp, Language: "zh-CN", Text: complaint.Hide(words)}
}

func money(t *testing.T, amount string) complaint.Money {
	t.Helper()
	m, err := complaint.NewMoney(amount, "CNY")
	require.NoError(t, err)
	return m
}

func (s *shop) wang() complaint.Customer {
	return complaint.Customer{
		ID: "u-wang", Name: complaint.Hide("王建国"), Language: "zh-CN",
		Contacts: []complaint.Contact{
			{Kind: complaint.ContactPhone, Value: complaint.Hide("13812345678")},
			{Kind: complaint.ContactEmail, Value: complaint.Hide("wang.jianguo@example.com")},
		},
	}
}

func (s *shop) wangSays(channel complaint.Channel, words string) complaint.Intake {
	return complaint.Intake{
		Channel: channel, Language: "zh-CN", Category: "quality.defect", Content: complaint.Hide(words), Customer: s.wang(),
		Order: "SO-20260925-17", Items: []complaint.Item{{Line: "1", Product: "phone-x", Price: money(s.t, "2999")}},
		Amount: money(s.t, "2999"), Sought: []complaint.Remedy{complaint.RemedyExchange},
	}
}

// storageAll selects all complaints.
func storageAll() storage.Query { return storage.Query{} }

// brokenScreen is story 1: a complaint on the eve of National Day.
func brokenScreen(t *testing.T, s *shop) {
	in := s.wangSays(complaint.ChannelApp, "手机刚买五天，一开箱屏幕就有问题，要求换货")
	in.Category, in.Sought = "", nil // the form names nothing
	c := s.at("2026-09-30 16:40").open(in)
	require.Equal(t, []complaint.Remedy{complaint.RemedyExchange}, c.Assessment.Sought)
	require.Equal(t, complaint.SeveritySerious, c.Assessment.Severity)
	require.Equal(t, "quality.defect", c.Assessment.Category)
	s.due(c.ID, "first_response", "2026-10-08 11:40")
	s.due(c.ID, "first_resolution", "2026-10-09 16:40")
	require.Equal(t, "75%", s.clock(c.ID, "first_resolution").Marks[0].Label)
	require.True(t, s.clock(c.ID, "first_resolution").Marks[0].At.Equal(s.when("2026-10-09 11:40")), "warning")
	s.do(c.ID, bob(), complaint.Assign{To: complaint.Party{Department: "aftersales", Person: "mia"}})
	require.Zero(t, s.at("2026-10-08 10:40").sweeps(1), "nothing is due over the holidays")
	s.lawOfTheScreen(c.ID)

	c = s.at("2026-10-08 11:05").do(c.ID, mia(), complaint.Acknowledge{Message: say("您好，我们已收到，正在为您处理。")})
	first := c.Messages.FirstSent.Sub(c.Received)
	require.Equal(t, 186*time.Hour+25*time.Minute, first, "first response in calendar time")
	response := s.clock(c.ID, "first_response")
	require.Equal(t, complaint.VerdictMet, response.Verdict)
	require.Equal(t, 3*time.Hour+25*time.Minute, response.Worked)
	require.Equal(t, 186*time.Hour+25*time.Minute, response.Elapsed)
	s.explained(c.ID, response, 3*time.Hour+25*time.Minute, 0)

	s.at("2026-10-08 14:00").do(c.ID, mia(), complaint.Wait{For: complaint.WaitCustomer, Reason: complaint.Hide("屏幕照片")})
	p, err := s.desk.Progress(t.Context(), c.ID, "zh-CN")
	require.NoError(t, err)
	require.Contains(t, p.Next, "等您")
	require.Zero(t, s.at("2026-10-09 09:57").sweeps(1), "a clock that stands still warns nobody")
	s.at("2026-10-09 09:58").do(c.ID, wang(), complaint.Receive{Message: say("照片发给您了")})
	risks, err := s.desk.Due(t.Context(), desk.DueQuery{Until: s.now})
	require.NoError(t, err)
	require.Len(t, risks, 1)
	require.Equal(t, desk.RiskAnswered, risks[0].Kind, "the clock still stands although the customer has answered")
	c = s.at("2026-10-09 10:00").do(c.ID, mia(), complaint.Resume{})
	require.Equal(t, complaint.StatusAssigned, c.Status)
	s.due(c.ID, "first_resolution", "2026-10-10 13:40")

	s.at("2026-10-09 10:30").do(c.ID, mia(), complaint.Propose{Offers: []complaint.Offer{{
		ID: "exchange", Options: []complaint.Option{{Grants: []complaint.Grant{{Remedy: complaint.RemedyExchange}}}},
	}}})
	c = s.at("2026-10-09 10:45").do(c.ID, wang(), complaint.Accept{Offer: "exchange"})
	require.Equal(t, complaint.StatusAgreed, c.Status)
	s.do(c.ID, mia(), complaint.Plan{Steps: []complaint.PlanStep{
		{ID: "collect", What: complaint.Hide("上门取件"), Offer: "exchange", Owner: complaint.Party{Department: "logistics"}},
		{ID: "deliver", Remedy: complaint.RemedyExchange, Offer: "exchange", Owner: complaint.Party{Department: "logistics"}},
	}})
	c = s.at("2026-10-09 15:00").do(c.ID, mia(), complaint.CarryOut{Step: "collect"})
	require.Equal(t, complaint.StatusAgreed, c.Status)
	c = s.at("2026-10-10 11:00").do(c.ID, mia(), complaint.CarryOut{Step: "deliver"})
	require.Equal(t, complaint.StatusCarriedOut, c.Status)
	s.at("2026-10-10 11:20").do(c.ID, mia(), complaint.Communicate{Purpose: complaint.PurposeResult, Message: say("新手机已送达")})
	resolution := s.clock(c.ID, "first_resolution")
	require.Equal(t, complaint.VerdictMet, resolution.Verdict)
	require.Equal(t, 14*time.Hour+40*time.Minute, resolution.Worked)
	s.explained(c.ID, resolution, 14*time.Hour+40*time.Minute, 5*time.Hour)
	s.at("2026-10-13 10:00").do(c.ID, mia(), complaint.FollowUp{Message: say("新手机用得好吗？")})
	s.at("2026-10-13 10:20").do(c.ID, wang(), complaint.AnswerSurvey{Survey: complaint.Survey{Satisfaction: 5}})
	c = s.at("2026-10-13 10:30").do(c.ID, mia(), complaint.Close{Outcome: complaint.OutcomeResolved})
	require.Equal(t, complaint.StatusClosed, c.Status)
	require.Equal(t, 5, c.Survey.Satisfaction)
	require.Empty(t, c.Payouts, "an exchange needs no money")
	require.Equal(t, complaint.VerdictMet, s.clock(c.ID, "follow_up").Verdict, "after three days")
	s.holds(c.ID)
}

// offerCash proposes an amount of cash that the customer accepts.
func (s *shop) offerCash(id complaint.ID, who complaint.Actor, offer, amount string) {
	s.t.Helper()
	s.do(id, who, complaint.Propose{Offers: []complaint.Offer{{
		ID: offer, Options: []complaint.Option{{Grants: []complaint.Grant{{Remedy: complaint.RemedyCash, Amount: money(s.t, amount)}}}},
	}}})
	s.do(id, wang(), complaint.Accept{Offer: offer})
	s.do(id, li(), complaint.PayOut{Payout: complaint.Payout{ID: "pay-" + offer, Offer: offer, Amount: money(s.t, amount), Method: "wallet"}})
}

// notSolved is story 7: reopened, appealed, raised from 50 to 120.
func notSolved(t *testing.T, s *shop) {
	c := s.at("2026-10-12 09:00").open(s.wangSays(complaint.ChannelChat, "拍照总是模糊"))
	s.do(c.ID, bob(), complaint.Assess{Assessment: complaint.Assessment{Severity: complaint.SeveritySerious}})
	s.do(c.ID, bob(), complaint.Assign{To: complaint.Party{Department: "aftersales", Person: "mia"}})
	s.do(c.ID, mia(), complaint.Acknowledge{Message: say("已收到")})
	s.offerCash(c.ID, mia(), "goodwill", "50")
	s.do(c.ID, mia(), complaint.Communicate{Purpose: complaint.PurposeResult, Message: say("已补偿 50 元")})
	c = s.at("2026-10-12 17:00").do(c.ID, mia(), complaint.Close{Outcome: complaint.OutcomeResolved})
	require.Equal(t, 1, c.Cycle)
	firstClosed := c.Closed
	firstVerdict := s.clock(c.ID, "first_resolution")
	require.Equal(t, complaint.VerdictMet, firstVerdict.Verdict)

	c = s.at("2026-10-14 17:00").do(c.ID, wang(), complaint.Reopen{Reason: complaint.Hide("问题没有解决")})
	require.Equal(t, 2, c.Cycle, "a new cycle")
	require.Equal(t, 1, c.Reopens)
	require.Equal(t, complaint.StatusReopened, c.Status)
	require.True(t, c.Closed.IsZero())
	require.True(t, c.Acknowledged.IsZero(), "clocks of its own")
	s.due(c.ID, "first_response", "2026-10-15 12:00")
	s.due(c.ID, "first_resolution", "2026-10-16 17:00")
	s.do(c.ID, mia(), complaint.Communicate{Purpose: complaint.PurposeResult, Message: say("维持原方案")})
	verdicts := s.clocks(c.ID, "first_resolution")
	require.Len(t, verdicts, 2, "one case, two cycles")
	require.Equal(t, firstVerdict, verdicts[0], "the first verdict stays")
	require.Equal(t, 2, verdicts[1].Cycle)
	require.Equal(t, complaint.VerdictMet, verdicts[1].Verdict)

	s.at("2026-10-15 10:00").do(c.ID, wang(), complaint.FileAppeal{Ground: complaint.Hide("补偿太少"), Due: s.now.Add(7 * 24 * time.Hour)})
	lastMoment := s.clock(c.ID, "appeal_decision").Due
	require.True(t, lastMoment.Equal(s.when("2026-10-27 00:00").Add(-time.Microsecond)), "the end of the seventh working day: %s", lastMoment)
	decide := complaint.DecideAppeal{Outcome: complaint.AppealChanged, Reason: complaint.Hide("两次维修未果")}
	require.ErrorIs(t, s.refused(c.ID, mia(), decide), desk.ErrForbidden)
	require.ErrorIs(t, s.refused(c.ID, complaint.Actor{ID: "mia", Role: complaint.RoleSupervisor}, decide), complaint.ErrInvalid,
		"the first decider must not decide the appeal, in whatever role")
	c = s.at("2026-10-16 10:00").do(c.ID, bob(), decide)
	require.Equal(t, "bob", c.Appeal.By)
	require.True(t, c.Appeal.Decided.Before(c.Appeal.Due))
	require.Equal(t, complaint.VerdictMet, s.clock(c.ID, "appeal_decision").Verdict, "decided in its own time")

	raise := complaint.Propose{Offers: []complaint.Offer{{
		ID: "raise", Options: []complaint.Option{{Grants: []complaint.Grant{{Remedy: complaint.RemedyCash, Amount: money(t, "160")}}}},
	}}}
	require.ErrorContains(t, s.refused(c.ID, bob(), raise), "CNY 150.00", "the cap of CNY 200 has that much left")
	s.offerCash(c.ID, bob(), "raise", "70")
	c = s.do(c.ID, mia(), complaint.Communicate{Purpose: complaint.PurposeResult, Message: say("补偿提高到 120 元")})
	require.Len(t, c.Payouts, 2)
	total, err := c.Payouts[0].Amount.Add(c.Payouts[1].Amount)
	require.NoError(t, err)
	require.Equal(t, "CNY 120.00", total.String())
	require.Equal(t, "CNY 50.00", c.Payouts[0].Amount.String())
	require.Equal(t, "CNY 70.00", c.Payouts[1].Amount.String())
	entries, err := s.desk.Ledger(t.Context(), c.ID)
	require.NoError(t, err)
	require.Len(t, entries, 2, "the ledger shows 50 + 70")
	require.Equal(t, "CNY 50.00", entries[0].Amount.String())
	require.Equal(t, "CNY 70.00", entries[1].Amount.String())
	require.Equal(t, "CNY 120.00", s.balance("cap/goodwill/"+c.ID.String()))
	s.ledgerHolds()

	// The first verdict stays in the history.
	events, err := s.desk.History(t.Context(), c.ID)
	require.NoError(t, err)
	closings := 0
	for _, e := range events {
		if e.Kind == complaint.KindClose {
			closings++
			require.True(t, e.At.Equal(firstClosed))
		}
	}
	require.Equal(t, 1, closings)
	n, err := storage.Count(t.Context(), s.tenant(), storage.Query{})
	require.NoError(t, err)
	require.Equal(t, 1, n, "one case, two cycles")
	s.holds(c.ID)
}

func (s *shop) tenant() storage.Store {
	s.t.Helper()
	tenants, ok := storage.As[storage.Tenants](s.store)
	require.True(s.t, ok, "the store needs tenants")
	return tenants.Tenant("a")
}

// twoChannels is story 8: tenants apart, a merge and its undoing.
func twoChannels(t *testing.T, s *shop) {
	mail := s.at("2026-10-11 08:00").open(s.wangSays(complaint.ChannelEmail, "屏幕坏了，请处理"))
	app := s.at("2026-10-11 12:00").open(s.wangSays(complaint.ChannelApp, "手机屏幕坏了"))
	elsewhere, err := s.desk.Tenant("b").Open(t.Context(), "app", s.wangSays(complaint.ChannelApp, "另一家店的问题"))
	require.NoError(t, err)

	// The same e-mail address at tenants a and b: neither sees the other's cases.
	for tenant, want := range map[string]int{"a": 2, "b": 1, "c": 0} {
		page, err := s.desk.Tenant(tenant).Find(t.Context(), storage.Query{Customer: []string{"u-wang"}})
		require.NoError(t, err)
		require.Len(t, page.Complaints, want, "tenant %s", tenant)
	}
	_, err = s.desk.Get(t.Context(), elsewhere.ID)
	require.ErrorIs(t, err, storage.ErrNotFound)
	require.ErrorIs(t, s.refused(elsewhere.ID, mia(), complaint.Note{Text: complaint.Hide("x")}), storage.ErrNotFound)
	require.ErrorIs(t, s.refused(app.ID, mia(), complaint.Merge{Into: elsewhere.ID}), storage.ErrNotFound)

	s.do(app.ID, bob(), complaint.Assign{To: complaint.Party{Person: "mia"}})
	before, err := s.desk.Get(t.Context(), app.ID)
	require.NoError(t, err)
	mailBefore, err := s.desk.Get(t.Context(), mail.ID)
	require.NoError(t, err)

	merged := s.at("2026-10-11 13:00").do(mail.ID, mia(), complaint.Merge{Into: app.ID, Reason: complaint.Hide("同一问题")})
	require.Equal(t, complaint.StatusMerged, merged.Status)
	main, err := s.desk.Get(t.Context(), app.ID)
	require.NoError(t, err)
	require.True(t, main.Received.Equal(mail.Received), "the earliest start counts")
	for _, id := range []complaint.ID{mail.ID, app.ID} {
		events, err := s.desk.History(t.Context(), id)
		require.NoError(t, err)
		first, err := events[0].Action()
		require.NoError(t, err)
		registration, ok := first.(complaint.Registration)
		require.True(t, ok)
		require.False(t, registration.Intake.Content.IsZero(), "both messages stay")
	}
	require.ErrorIs(t, s.refused(mail.ID, wang(), complaint.AnswerSurvey{Survey: complaint.Survey{Satisfaction: 3}}),
		complaint.ErrTransition, "one survey only")

	undone := s.at("2026-10-11 14:00").do(mail.ID, mia(), complaint.Unmerge{})
	s.asBefore(mailBefore, undone)
	main, err = s.desk.Get(t.Context(), app.ID)
	require.NoError(t, err)
	s.asBefore(before, main)
	s.holds(mail.ID, app.ID)

	other := s.wangSays(complaint.ChannelApp, "别人的投诉")
	other.Customer = complaint.Customer{ID: "u-other"}
	require.ErrorIs(t, s.refused(s.open(other).ID, mia(), complaint.Merge{Into: app.ID}), complaint.ErrInvalid,
		"complaints of two customers are never merged")
}

// asBefore checks that nothing but the place in the history has changed.
func (s *shop) asBefore(before, after complaint.Complaint) {
	s.t.Helper()
	require.Equal(s.t, before.Version+2, after.Version)
	after.Version, after.Updated, after.Head = before.Version, before.Updated, before.Head
	require.Equal(s.t, before, after, "everything is as before")
}

// deleteMyData is story 10: erasure under a legal hold.
func deleteMyData(t *testing.T, s *shop) {
	c := s.at("2026-10-12 09:00").open(s.wangSays(complaint.ChannelChat, "秘密内容甲"))
	s.do(c.ID, bob(), complaint.Assign{To: complaint.Party{Person: "mia"}})
	s.do(c.ID, mia(), complaint.Note{Text: complaint.Hide("秘密内容乙")})
	s.offerCash(c.ID, mia(), "goodwill", "50")
	s.do(c.ID, mia(), complaint.Communicate{Purpose: complaint.PurposeResult, Message: say("秘密内容丙")})
	s.do(c.ID, mia(), complaint.Close{Outcome: complaint.OutcomeResolved})
	s.do(c.ID, bob(), complaint.Hold{Name: "chargeback", Reason: complaint.Hide("银行拒付未结")})
	erase := complaint.Erase{Basis: "customer_request"}
	require.ErrorContains(t, s.refused(c.ID, zhao(), erase), "legal hold: chargeback")
	require.ErrorIs(t, s.refused(c.ID, mia(), erase), desk.ErrForbidden)
	c = s.do(c.ID, bob(), complaint.Release{Name: "chargeback"})

	facts := func(c complaint.Complaint) []any {
		return []any{c.Received, c.Registered, c.Closed, c.Messages, c.Intake.Amount, c.Payouts, c.Assessment, c.Quality, c.Status, c.Cycle}
	}
	before := facts(c)
	c = s.at("2026-10-20 09:00").do(c.ID, zhao(), erase)
	require.Equal(t, before, facts(c), "times and amounts do not change by one")
	require.False(t, c.Erased.IsZero())

	stored, err := s.desk.Get(t.Context(), c.ID)
	require.NoError(t, err)
	events, err := s.desk.History(t.Context(), c.ID)
	require.NoError(t, err)
	all := reveal(t, stored, events)
	if outbox, ok := storage.As[storage.Outbox](s.tenant()); ok {
		pending, err := outbox.Unpublished(t.Context(), 1000)
		require.NoError(t, err)
		require.NotEmpty(t, pending)
		all += reveal(t, complaint.Complaint{}, pending)
	}
	for _, secret := range Secrets() {
		if strings.Contains(all, secret) {
			t.Errorf("%q is still there after the erasure", secret)
		}
	}
	n, err := storage.Count(t.Context(), s.tenant(), storage.Query{})
	require.NoError(t, err)
	require.Equal(t, 1, n, "the number of cases does not change")
	s.holds(c.ID)
	require.ErrorIs(t, s.refused(c.ID, mia(), complaint.Reopen{Reason: complaint.Hide("x")}), complaint.ErrTransition)
}

// Secrets lists the personal data of the story "delete my data", none of which may be left anywhere.
func Secrets() []string {
	return []string{"王建国", "13812345678", "wang.jianguo", "秘密内容", "银行拒付"}
}
