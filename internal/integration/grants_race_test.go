package integration_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/internal/fakepay"
	"github.com/recourse-go/recourse/sla"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/storage/memory"
)

// grantsEach is how many things each of the 64 workers does, for a run in full on SQLite:
//
//	RECOURSE_GRANTS=1000 go test ./internal/integration -run '^TestGrants' -v -timeout 60m
const grantsEach = "RECOURSE_GRANTS"

const grantsPolicy = `{
	"kind": "compensation", "name": "race", "version": "1", "currency": "CNY", "coupons": {"cost": "60%"},
	"standards": [
		{"name": "late", "when": {"field": "category", "op": "under", "value": "logistics"}, "options": [
			{"name": "coupon", "grants": [{"remedy": "coupon", "amount": {"fixed": "CNY 9.99"}}]},
			{"name": "cash", "grants": [{"remedy": "cash", "amount": {"fixed": "CNY 5.01"}}]}]},
		{"name": "broken", "when": {"field": "category", "op": "under", "value": "quality"}, "options": [
			{"name": "money back", "grants": [{"remedy": "refund", "amount": {"rate": "100%", "of": "line"}}, {"remedy": "cash", "amount": {"fixed": "CNY 3"}}]}]}],
	"caps": [
		{"name": "complaint", "per": "complaint", "most": ["CNY 60"]},
		{"name": "customer", "per": "customer", "period": "month", "most": ["CNY 120"]},
		{"name": "handler", "per": "handler", "period": "year", "most": ["CNY 6000"]},
		{"name": "budget", "per": "all", "period": "month", "most": ["CNY 30000"], "counts": "all", "over": "ask"}],
	"authority": {"limits": [{"role": "mid", "most": ["CNY 50"]}, {"role": "senior"}, {"role": "manager"}], "four_eyes": ["CNY 80"]}
}`

// limitsOfRace are what no account may ever hold more of, in fen, by how its name begins; the longest counts.
var limitsOfRace = []struct {
	prefix string
	most   int64
}{
	{"cap/complaint/", 60_00},
	{"cap/customer/", 120_00},
	{"cap/handler/", 6000_00},
	{"cap/budget/", 30000_00},
	{"refund/", 100_00},
}

func TestGrantsOnMemory(t *testing.T) {
	each := 1000
	if raceEnabled || testing.Short() {
		each = 200
	}
	r := newGrants(t, memory.New(), 6000, 7)
	r.race(64, each)
	require.Empty(t, r.wrong())
	r.report(64 * each)
}

func TestGrantsOnSQLite(t *testing.T) {
	each := 200
	if raceEnabled || testing.Short() {
		each = 4
	}
	if text := os.Getenv(grantsEach); text != "" {
		var err error
		each, err = strconv.Atoi(text)
		require.NoError(t, err)
	}
	s, _ := newSQLite(t, 4)
	r := newGrants(t, s, max(64, min(6*each, 6000)), 8)
	r.race(64, each)
	require.Empty(t, r.wrong())
	r.report(64 * each)
}

// A store that looks whether a debit fits and adds it afterwards must be found out.
func TestGrantsFindALooseStore(t *testing.T) {
	r := newGrants(t, looseStore{memory.New()}, 90, 9)
	r.race(64, 40)
	require.NotEmpty(t, r.wrong(), "more was granted than there was")
}

// looseStore checks and then inserts.
type looseStore struct{ *memory.Store }

func (s looseStore) Put(ctx context.Context, changes ...storage.Change) error {
	for i := range changes {
		for j, d := range changes[i].Debits {
			held, err := s.Balance(ctx, d.Account, d.Amount.Currency)
			if err != nil {
				return err
			}
			sum, err := held.Add(d.Amount)
			if err != nil {
				return err
			}
			if over, err := sum.Cmp(d.Limit); err == nil && over > 0 && !d.Limit.IsZero() && d.Amount.Sign() > 0 {
				return &storage.LimitError{Debit: d, Balance: held}
			}
			changes[i].Debits[j].Limit = complaint.Money{}
		}
	}
	runtime.Gosched()
	return s.Store.Put(ctx, changes...)
}

// grants is a desk that many grant money at, with a store that is watched.
type grants struct {
	*desk.Desk

	t        *testing.T
	store    *watched
	provider *fakepay.Provider
	ids      []complaint.ID
	now      atomic.Int64
	seed     uint64

	mu       sync.Mutex
	done     map[string]int
	failures []error
}

func newGrants(t *testing.T, s storage.Store, cases int, seed uint64) *grants {
	t.Helper()
	p, err := compensation.ParsePolicy("race.json", []byte(grantsPolicy))
	require.NoError(t, err)
	remedies, err := compensation.New(p)
	require.NoError(t, err)
	limits, err := sla.ParsePolicy("race.json", []byte(`{"kind": "sla", "name": "race", "version": "1", "targets": [{"metric": "first_response", "within": "9000h"}]}`))
	require.NoError(t, err)
	clocks, err := sla.New(limits)
	require.NoError(t, err)
	r := &grants{t: t, store: &watched{Store: s}, seed: seed, done: map[string]int{}}
	r.provider = &fakepay.Provider{Next: fakepay.Seeded(seed, fakepay.Pay, fakepay.Pay, fakepay.Lose, fakepay.Drop, fakepay.Refuse)}
	start := time.Date(2026, time.November, 2, 9, 0, 0, 0, time.UTC)
	r.Desk, err = desk.New(desk.Config{
		Store: r.store, SLA: clocks, Compensation: remedies, Orders: raceOrders{t}, Payer: r.provider,
		Now: func() time.Time { return start.Add(time.Duration(r.now.Load()) * time.Second) },
	})
	require.NoError(t, err)
	changes := make([]storage.Change, cases)
	for i := range changes {
		in := complaint.Intake{
			Channel: complaint.ChannelApp, Category: "logistics.delay", Content: complaint.Hide("x"),
			Customer: complaint.Customer{ID: fmt.Sprint("u-", i%(cases/15+1))}, Order: fmt.Sprint("SO-", i/3),
		}
		if i%2 == 0 {
			in.Category = "quality.defect"
		}
		m := complaint.Meta{At: start, Actor: complaint.Actor{ID: "web", Role: complaint.RoleSystem}, Salt: make([]byte, 16)}
		c, e, err := clocks.Open(complaint.KeyID("race", strconv.Itoa(i)), in, m)
		require.NoError(t, err)
		changes[i], r.ids = storage.Change{Complaint: c, Event: e}, append(r.ids, c.ID)
	}
	require.NoError(t, s.Put(t.Context(), changes...))
	return r
}

// raceOrders knows that every order is one line of CNY 90 and CNY 10 for delivery.
type raceOrders struct{ t *testing.T }

func (o raceOrders) Order(_ context.Context, id string) (compensation.Order, bool, error) {
	return compensation.Order{
		ID: id, Paid: fen(o.t, 100_00), Freight: fen(o.t, 10_00), Lines: []compensation.Line{{ID: "1", Product: "p", Paid: fen(o.t, 90_00)}},
	}, true, nil
}

// watched looks at the accounts of every step when it is stored.
type watched struct {
	storage.Store

	mu   sync.Mutex
	over []string
}

func (w *watched) Unwrap() storage.Store { return w.Store }

func (w *watched) Put(ctx context.Context, changes ...storage.Change) error {
	if err := w.Store.Put(ctx, changes...); err != nil {
		return err
	}
	for i := range changes {
		for _, d := range changes[i].Debits {
			if d.Amount.Sign() > 0 {
				w.look(ctx, d.Account)
			}
		}
	}
	return nil
}

func (w *watched) look(ctx context.Context, account string) {
	accounts, _ := storage.As[storage.Accounts](w.Store)
	held, err := accounts.Balance(ctx, account, "CNY")
	units, minor := held.Minor()
	if most := mostOf(account); err != nil || minor != nil || units > most {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.over = append(w.over, fmt.Sprintf("%s holds %s %v", account, held, errors.Join(err, minor)))
	}
}

func mostOf(account string) int64 {
	for _, l := range limitsOfRace {
		if strings.HasPrefix(account, l.prefix) {
			if strings.HasPrefix(account, "refund/") && strings.Count(account, "/") == 2 {
				return 90_00
			}
			return l.most
		}
	}
	return 1 << 50
}

// race lets workers do so many things each.
func (r *grants) race(workers, each int) {
	r.t.Helper()
	ctx := r.t.Context()
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			random := rand.New(rand.NewPCG(r.seed, uint64(w)))
			for n := range each {
				r.now.Add(1)
				kind, err := r.act(ctx, random)
				if w == 0 && n%100 == 99 {
					_, err = r.Sweep(ctx)
				}
				r.mu.Lock()
				switch {
				case err == nil:
					r.done[kind]++
				case errors.Is(err, storage.ErrLimit):
					r.done["at a limit"]++
				case errors.Is(err, desk.ErrNoRemedy), errors.Is(err, complaint.ErrInvalid), errors.Is(err, complaint.ErrTransition),
					errors.Is(err, storage.ErrConflict):
					r.done["refused"]++
				default:
					r.failures = append(r.failures, err)
				}
				r.mu.Unlock()
			}
		})
	}
	wg.Wait()
	require.NoError(r.t, errors.Join(r.failures...))
}

// act does one thing to one complaint, to some of them more often.
func (r *grants) act(ctx context.Context, random *rand.Rand) (string, error) {
	id := r.ids[random.IntN(len(r.ids))]
	if random.IntN(8) == 0 {
		id = r.ids[random.IntN(min(len(r.ids), 64))]
	}
	who := complaint.Actor{ID: fmt.Sprint("h-", random.IntN(6)), Role: complaint.RoleMid}
	if random.IntN(2) == 0 {
		who.Role = complaint.RoleSenior
	}
	kind := random.IntN(10)
	if kind < 4 {
		o := desk.OfferOptions{Besides: true, Expires: r.time().Add(time.Duration(1+random.IntN(3)) * time.Hour)}
		o.Replace = kind == 0
		_, _, err := r.Offer(ctx, desk.Command{ID: id, Actor: who}, o)
		return "offers", err
	}
	if kind == 4 {
		g := complaint.Grant{Remedy: complaint.RemedyCash, Amount: fen(r.t, 1+random.Int64N(20_00))}
		if random.IntN(2) == 0 {
			g.Remedy, g.Amount = complaint.RemedyRefund, fen(r.t, 1+random.Int64N(100_00))
		}
		a := complaint.Propose{Offers: []complaint.Offer{{
			ID: fmt.Sprint("h", random.IntN(1e9)), Options: []complaint.Option{{Grants: []complaint.Grant{g}}}, Expires: r.time().Add(time.Hour),
		}}}
		_, err := r.Do(ctx, desk.Command{ID: id, Actor: who, Action: a})
		return "offers by hand", err
	}
	return r.goOn(ctx, id, random)
}

func (r *grants) time() time.Time {
	return time.Date(2026, time.November, 2, 9, 0, 0, 0, time.UTC).Add(time.Duration(r.now.Load()) * time.Second)
}

// goOn does what may come next.
func (r *grants) goOn(ctx context.Context, id complaint.ID, random *rand.Rand) (string, error) {
	c, err := r.Get(ctx, id)
	if err != nil || len(c.Offers) == 0 {
		return "nothing", err
	}
	customer := complaint.Actor{ID: c.Intake.Customer.ID, Role: complaint.RoleCustomer}
	manager := complaint.Actor{ID: "m", Role: complaint.RoleManager}
	do := func(who complaint.Actor, a complaint.Action) (string, error) {
		_, err := r.Do(ctx, desk.Command{ID: id, Actor: who, Action: a})
		return string(a.Kind()), err
	}
	o := c.Offers[random.IntN(len(c.Offers))]
	switch reason := complaint.Hide("x"); {
	case o.Pending() && random.IntN(4) > 0:
		if random.IntN(4) == 0 {
			return do(manager, complaint.Reject{Offer: o.ID, Reason: reason})
		}
		return do(manager, complaint.Approve{Offer: o.ID})
	case o.State == complaint.OfferOpen && random.IntN(2) == 0:
		return do(customer, complaint.Decline{Offer: o.ID})
	case o.State == complaint.OfferOpen:
		return do(customer, complaint.Accept{Offer: o.ID, Option: random.IntN(len(o.Options))})
	case len(c.Payouts) > 0 && random.IntN(4) == 0:
		p := c.Payouts[random.IntN(len(c.Payouts))]
		return do(manager, complaint.ClawBack{Payout: p.ID, Amount: fen(r.t, 1+random.Int64N(5_00)), Reason: reason})
	default:
		_, err := r.Payout(ctx, desk.Command{ID: id, Actor: manager}, desk.PayoutOptions{})
		return "payouts", err
	}
}

// wrong says where more was granted or paid than may be, and where ledger and histories differ.
func (r *grants) wrong() []string {
	r.t.Helper()
	ctx := r.t.Context()
	wrong := slices.Concat(r.store.over, r.provider.Faults())
	imbalances, err := r.AuditLedger(ctx)
	require.NoError(r.t, err)
	for _, i := range imbalances {
		wrong = append(wrong, fmt.Sprintf("%s holds %s, the complaints %s", i.Account, i.Balance, i.Sum))
	}
	sums, granted, refunded := map[string]int64{}, map[complaint.ID]complaint.Money{}, map[string]int64{}
	for _, id := range r.ids {
		entries, err := r.Ledger(ctx, id)
		require.NoError(r.t, err)
		for _, e := range entries {
			units, err := e.Amount.Minor()
			require.NoError(r.t, err)
			sums[e.Account] += units
		}
		c, err := r.Get(ctx, id)
		require.NoError(r.t, err)
		refunded[c.Intake.Order] += refundedBy(r.t, c)
		for i := range c.Offers {
			granted[id], err = granted[id].Add(c.Offers[i].Granted()["CNY"])
			require.NoError(r.t, err)
			if a := c.Offers[i].Approval; a != nil && a.State == complaint.ApprovalGiven && a.By == c.Offers[i].By {
				wrong = append(wrong, c.Offers[i].By+" approved their own offer")
			}
		}
	}
	for order, units := range refunded {
		if units > 90_00 {
			wrong = append(wrong, fmt.Sprintf("order %s got %d back of the CNY 90 for its line", order, units))
		}
	}
	for account, sum := range sums {
		held, err := r.Balance(ctx, account, "CNY")
		require.NoError(r.t, err)
		units, err := held.Minor()
		require.NoError(r.t, err)
		if units != sum || units > mostOf(account) {
			wrong = append(wrong, fmt.Sprintf("%s holds %d, the events %d, at most %d", account, units, sum, mostOf(account)))
		}
	}
	for _, m := range r.provider.Payments() {
		granted[m.Complaint], err = granted[m.Complaint].Sub(m.Amount)
		require.NoError(r.t, err)
	}
	for id, left := range granted {
		if left.Sign() < 0 {
			wrong = append(wrong, fmt.Sprintf("complaint %s got %s more than it was granted", id, left.Neg()))
		}
	}
	return wrong
}

// refundedBy is what a complaint paid back and did not get back.
func refundedBy(t *testing.T, c complaint.Complaint) int64 {
	t.Helper()
	sum := int64(0)
	for _, p := range c.Payouts {
		if p.State != complaint.PayoutPaid || p.Remedy != complaint.RemedyRefund {
			continue
		}
		kept, err := p.Amount.Sub(p.Returned)
		require.NoError(t, err)
		units, err := kept.Minor()
		require.NoError(t, err)
		sum += units
	}
	return sum
}

func (r *grants) report(things int) {
	r.t.Helper()
	r.t.Logf("grants: 64 workers, %d things: %v", things, r.done)
	if things < 3000 {
		return
	}
	for _, kind := range []string{"offers", "offers by hand", "accept", "decline", "approve", "reject", "payouts", "at a limit"} {
		require.Positive(r.t, r.done[kind], kind)
	}
}
