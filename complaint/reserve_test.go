package complaint_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/casegen"
)

// reserved proposes an offer with two options, 50 or 30 in cash, with reserves for each.
func reserved(t testing.TB, approval *complaint.Approval, first, second []complaint.Reserve) complaint.Complaint {
	t.Helper()
	o := cash("o", "50.00")
	o.Options = append(o.Options, cash("", "30.00").Options...)
	return decide(t, assigned(t), complaint.Propose{Offers: []complaint.Offer{o}}, mia(),
		complaint.OfferDecision{Offer: "o", Approval: approval, Reserves: [][]complaint.Reserve{first, second}})
}

func list(r ...complaint.Reserve) []complaint.Reserve { return r }

func TestReservedFollowsTheOffer(t *testing.T) {
	first := list(reserve("budget/x", "50.00", "1000.00"), reserve("customer/u-1", "50.00", "200.00"))
	second := list(reserve("budget/x", "20.00", "900.00"), reserve("coupons", "30.00", ""), reserve("budget/x", "10.00", "800.00"))
	open := list(reserve("budget/x", "50.00", "1000.00"), reserve("coupons", "30.00", ""), reserve("customer/u-1", "50.00", "200.00"))
	c := reserved(t, nil, first, second)
	require.Equal(t, open, c.Reserved(), "in each account what the dearest option needs there")

	one, _ := do(t, c, complaint.Accept{Offer: "o", Option: 1}, customer())
	require.Equal(t, list(reserve("budget/x", "30.00", "800.00"), reserve("coupons", "30.00", "")), one.Reserved())
	for _, end := range []complaint.Action{complaint.Decline{Offer: "o"}, complaint.Withdraw{}, complaint.Propose{Offers: []complaint.Offer{cash("n", "1.00")}, Replace: true}} {
		ended, _ := do(t, c, end, mia())
		require.Empty(t, ended.Reserved(), "after %s", end.Kind())
	}
	merged, _ := do(t, c, complaint.Merge{Into: complaint.KeyID("", "other")}, manager())
	require.Empty(t, merged.Reserved(), "what nobody accepted goes on elsewhere")
	back, _ := do(t, merged, complaint.Unmerge{}, manager())
	require.Equal(t, open, back.Reserved())
	mergedOne, _ := do(t, one, complaint.Merge{Into: complaint.KeyID("", "other")}, manager())
	require.Equal(t, one.Reserved(), mergedOne.Reserved())
	archived, _ := do(t, merged, complaint.Archive{}, manager())
	require.Empty(t, archived.Reserved())

	paid, _ := do(t, one, complaint.PayOut{Payout: payout("p", "30.00", "")}, lin())
	require.Equal(t, one.Reserved(), paid.Reserved(), "what is paid is spent")
	closed, _ := do(t, paid, complaint.Withdraw{}, customer())
	erased, _ := do(t, closed, complaint.Erase{Basis: "customer_request"}, manager())
	require.Equal(t, one.Reserved(), erased.Reserved(), "an erasure gives no money back")
}

func TestReservedOfWhatWaitsForApproval(t *testing.T) {
	some := list(reserve("budget/x", "50.00", "100.00"))
	for _, before := range []bool{true, false} {
		c := reserved(t, &complaint.Approval{Needs: complaint.RoleSenior, Before: before}, some, nil)
		require.Equal(t, some, c.Reserved(), "the money is there")
		rejected, _ := do(t, c, complaint.Reject{Offer: "o", Reason: complaint.Hide("no")}, manager())
		require.Empty(t, rejected.Reserved())

		c = reserved(t, &complaint.Approval{Needs: complaint.RoleSenior, Before: before, Unfunded: true}, some, nil)
		require.Empty(t, c.Reserved(), "no account has the money")
		if !before {
			c, _ = do(t, c, complaint.Accept{Offer: "o"}, customer())
			require.Empty(t, c.Reserved())
		}
		approved := decide(t, c, complaint.Approve{Offer: "o"}, lin(),
			complaint.OfferDecision{Offer: "o", Reserves: [][]complaint.Reserve{list(reserve("budget/extra", "50.00", "")), nil}})
		require.Equal(t, list(reserve("budget/extra", "50.00", "")), approved.Reserved())
		require.True(t, approved.Offers[0].Approval.Unfunded)
	}
}

func TestReservedOfMoneyThatCameBack(t *testing.T) {
	jpy := func(amount string) complaint.Money {
		m, err := complaint.NewMoney(amount, "JPY")
		require.NoError(t, err)
		return m
	}
	c := reserved(t, nil, list(reserve("budget/x", "50.00", ""), reserve("part", "10.00", ""), reserve("fen", "0.01", ""),
		complaint.Reserve{Account: "yen", Amount: jpy("700")}), nil)
	c, _ = do(t, c, complaint.Accept{Offer: "o"}, customer())
	c, _ = do(t, c, complaint.PayOut{Payout: payout("p", "50.00", "")}, lin())
	for _, x := range []struct {
		back string
		want []complaint.Reserve
	}{
		// A third came back of 10.00 to the fen, and of a single fen nothing.
		{"16.67", list(reserve("budget/x", "33.33", ""), reserve("fen", "0.01", ""), reserve("part", "6.67", ""))},
		{"33.32", list(reserve("budget/x", "0.01", ""), reserve("fen", "0.01", ""), reserve("part", "0.01", ""))},
		{"0.01", nil},
	} {
		c, _ = do(t, c, complaint.ClawBack{Payout: "p", Amount: cny(x.back), Reason: complaint.Hide("x")}, manager())
		require.Equal(t, append(x.want, complaint.Reserve{Account: "yen", Amount: jpy("700")}), c.Reserved(), "no yen came back")
	}
}

// TestReservedOfAnotherOffer: what came back of one offer gives nothing back of another.
func TestReservedOfAnotherOffer(t *testing.T) {
	c := reserved(t, nil, list(reserve("budget/x", "50.00", "")), nil)
	c, _ = do(t, c, complaint.Accept{Offer: "o"}, customer())
	c = decide(t, c, complaint.Propose{Offers: []complaint.Offer{cash("n", "70.00")}}, mia(), complaint.OfferDecision{
		Offer: "n", Reserves: [][]complaint.Reserve{list(reserve("budget/n", "70.00", ""))},
	})
	c, _ = do(t, c, complaint.Accept{Offer: "n"}, customer())
	c, _ = do(t, c, complaint.PayOut{Payout: payout("p", "50.00", "")}, lin())
	c, _ = do(t, c, complaint.ClawBack{Payout: "p", Amount: cny("50.00"), Reason: complaint.Hide("x")}, manager())
	require.Equal(t, list(reserve("budget/n", "70.00", "")), c.Reserved())
}

func TestReservedOfSeveralOffersAndClaims(t *testing.T) {
	c := reserved(t, nil, list(reserve("budget/x", "50.00", "1000.00"), reserve("recourse/carrier/SF", "1.00", "2.00")), nil)
	c, _ = do(t, c, complaint.Accept{Offer: "o"}, customer())
	c = decide(t, c, complaint.Propose{Offers: []complaint.Offer{cash("n", "70.00")}}, mia(), complaint.OfferDecision{
		Offer: "n", Reserves: [][]complaint.Reserve{list(reserve("budget/x", "70.00", "500.00"))},
	})
	want := list(reserve("budget/x", "120.00", "500.00"), reserve("recourse/carrier/SF", "1.00", "2.00"))
	require.Equal(t, want, c.Reserved(), "the limit is the latest offer's")
	c, _ = do(t, c, file("k", "15.00"), mia())
	c, _ = do(t, c, file("k2", "4.00"), mia())
	want[1].Amount = cny("20.00")
	require.Equal(t, want, c.Reserved())
	c, _ = do(t, c, complaint.SettleClaim{Claim: "k", Received: cny("5.00")}, lin())
	c, _ = do(t, c, complaint.SettleClaim{Claim: "k2", Refused: true}, lin())
	want[1].Amount = cny("11.00")
	require.Equal(t, want, c.Reserved())
	c, _ = do(t, c, complaint.FileClaim{Claim: complaint.Claim{ID: "k3", Against: complaint.ClaimOther, Amount: cny("1.00")}}, mia())
	require.Equal(t, append(want, reserve("recourse/other/", "1.00", "")), c.Reserved())
	c, _ = do(t, c, complaint.Withdraw{}, customer())
	require.Equal(t, list(reserve("budget/x", "50.00", "1000.00")), c.Reserved()[:1], "the open offer has lapsed")
}

// account is an account of a ledger in one currency.
type account struct{ name, currency string }

// debits are what a ledger is told of a step: what is reserved after it less what was before.
func debits(before, after complaint.Complaint) map[account]complaint.Money {
	changes := map[account]complaint.Money{}
	for _, r := range after.Reserved() {
		changes[account{r.Account, r.Amount.Currency}] = r.Amount
	}
	for _, r := range before.Reserved() {
		key := account{r.Account, r.Amount.Currency}
		changes[key], _ = changes[key].Sub(r.Amount) // of one currency
	}
	return changes
}

// TestTheLedgerIsTheSumOfWhatIsReserved: whoever adds up the differences of all steps has what the end says, no account is ever
// below zero, nothing is reserved without an offer or a claim, and a replay of what an erasure left says the same.
func TestTheLedgerIsTheSumOfWhatIsReserved(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := source(t)
		c, e, err := complaint.Open(casegen.ID(s), casegen.Intake(s), casegen.Meta(s, complaint.Complaint{}))
		require.NoError(t, err)
		events, ledger := []complaint.Event{e.Redacted()}, map[account]complaint.Money{}
		require.Empty(t, c.Reserved())
		for range rapid.IntRange(0, 40).Draw(t, "steps") {
			a, m := casegen.Next(s, c)
			next, e, err := c.Apply(a, m)
			if err != nil {
				continue
			}
			for key, change := range debits(c, next) {
				ledger[key], err = ledger[key].Add(change)
				require.NoError(t, err)
				require.GreaterOrEqual(t, ledger[key].Sign(), 0, "%s after %s", key, a.Kind())
			}
			c, events = next, append(events, e.Redacted())
			sane(t, c)
		}
		for _, r := range c.Reserved() {
			key := account{r.Account, r.Amount.Currency}
			require.True(t, ledger[key].Equal(r.Amount), "%s: %s and %s", key, ledger[key], r.Amount)
			delete(ledger, key)
		}
		for key, rest := range ledger {
			require.Zero(t, rest.Sign(), "%s is left in the ledger", key)
		}
		replayed, err := complaint.Replay(events)
		require.NoError(t, err)
		require.Equal(t, text(t, c.Reserved()), text(t, replayed.Reserved()))
	})
}

// sane checks what must hold in every state.
func sane(t *rapid.T, c complaint.Complaint) {
	most := map[account]complaint.Money{} // all that could be reserved: an offer's options together, and the claims
	for _, o := range c.Offers {
		if o.State != complaint.OfferOpen && o.State != complaint.OfferAccepted {
			continue
		}
		for _, option := range o.Options {
			for _, r := range option.Reserves {
				key := account{r.Account, r.Amount.Currency}
				most[key], _ = most[key].Add(r.Amount)
			}
		}
	}
	for _, k := range c.Claims {
		key := account{"recourse/" + string(k.Against) + "/" + k.Name, k.Amount.Currency}
		most[key], _ = most[key].Add(k.Amount)
	}
	var last account
	for _, r := range c.Reserved() {
		key := account{r.Account, r.Amount.Currency}
		require.Positive(t, r.Amount.Sign())
		require.True(t, last.name < key.name || last.name == key.name && last.currency < key.currency, "sorted, each once")
		last = key
		cmp, err := r.Amount.Cmp(most[key])
		require.NoError(t, err)
		require.LessOrEqual(t, cmp, 0, "%s holds %s, and there is no more than %s", key, r.Amount, most[key])
		require.Contains(t, []string{"", r.Amount.Currency}, r.Limit.Currency)
	}
	under := time.Time{}
	for _, p := range c.Payouts {
		require.Equal(t, p.State == complaint.PayoutPending, !p.Again.IsZero(), "payout %s", p.ID)
		require.Equal(t, p.State == complaint.PayoutPaid || p.State == complaint.PayoutReturned, !p.At.IsZero(), "payout %s", p.ID)
		if p.State == complaint.PayoutPending && (under.IsZero() || p.Again.Before(under)) {
			under = p.Again
		}
	}
	if !under.IsZero() {
		require.Contains(t, c.Allowed(), complaint.KindPayOut)
		require.Contains(t, c.Allowed(), complaint.KindFailPayout)
		require.False(t, c.Due.IsZero() || c.Due.After(under), "what is under way is due")
	}
	paid(t, c)
}

// paid checks that no more is paid or under way than an offer grants.
func paid(t *rapid.T, c complaint.Complaint) {
	for _, o := range c.Offers {
		granted := o.Granted()
		for _, p := range c.Payouts {
			if p.Offer == o.ID && p.State != complaint.PayoutFailed {
				left, err := granted[p.Amount.Currency].Sub(p.Amount)
				require.NoError(t, err)
				require.GreaterOrEqual(t, left.Sign(), 0, "offer %s", o.ID)
				granted[p.Amount.Currency] = left
			}
		}
	}
}
