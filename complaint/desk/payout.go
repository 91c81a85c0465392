package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/recourse-go/recourse/complaint"
)

// PayoutOptions say what is paid.
type PayoutOptions struct {
	// Offer is the accepted offer. Default: all of them.
	Offer string
	// Method is a code of the host's for the way of paying, such as original_payment.
	Method string
}

const (
	// firstWait and longWait are how long a payout of which nobody knows whether it was paid waits for the next try.
	firstWait = time.Minute
	longWait  = 6 * time.Hour
	maxCode   = 60
)

// Payout pays what accepted offers owe, through [Config.Payer]. Of each grant it first records that the provider is about to be
// asked, then asks, then records the answer. Where the process dies between any two of these, [Desk.Sweep] asks again with the
// same key, so that the customer is paid exactly once. Without a Payer, and on a desk in the host's own transaction
// ([Desk.With]), it only records what is to be paid: the sweep of a desk with a Payer pays.
//
// Coupons and points are given in the same way. cmd.Action must be nil. It returns the complaint as it is then; a payment that
// failed or of which nobody knows is no error, see [complaint.Payout].
func (d *Desk) Payout(ctx context.Context, cmd Command, o PayoutOptions) (complaint.Complaint, error) {
	if d.broken != nil {
		return complaint.Complaint{}, d.broken
	}
	if cmd.Action != nil {
		return complaint.Complaint{}, &complaint.FieldError{Field: "action", Rule: "must be nil: the accepted offers say what is paid"}
	}
	for {
		c, err := d.Get(ctx, cmd.ID)
		if err != nil {
			return complaint.Complaint{}, err
		}
		p, ok := nextPayout(c, o)
		if !ok {
			return c, nil
		}
		p.Again = d.present().Add(firstWait)
		start := Command{
			ID: cmd.ID, Version: cmd.Version, Actor: cmd.Actor, At: cmd.At, Action: complaint.StartPayout{Payout: p},
		}
		cmd.Version = 0
		begun, err := d.Do(ctx, start)
		if err != nil {
			if again, got := d.Get(ctx, cmd.ID); got == nil && slices.ContainsFunc(again.Payouts, isPayout(p.ID)) {
				continue // somebody else has begun it meanwhile
			}
			return complaint.Complaint{}, err
		}
		if d.config.Payer == nil || d.inTx {
			continue
		}
		if _, err := d.pay(ctx, begun, p.ID); err != nil {
			return complaint.Complaint{}, err
		}
	}
}

func isPayout(id string) func(complaint.Payout) bool {
	return func(p complaint.Payout) bool { return p.ID == id }
}

// nextPayout is the first grant of an accepted and approved offer that no payout was begun for.
func nextPayout(c complaint.Complaint, o PayoutOptions) (complaint.Payout, bool) {
	for i := range c.Offers {
		offer := &c.Offers[i]
		if offer.State != complaint.OfferAccepted || o.Offer != "" && o.Offer != offer.ID || !approved(offer) {
			continue
		}
		for j, g := range offer.Options[offer.Chosen].Grants {
			if !payable(g.Remedy) || g.Amount.Sign() <= 0 {
				continue
			}
			p := complaint.Payout{Offer: offer.ID, Remedy: g.Remedy, Amount: g.Amount, Method: o.Method}
			var open bool
			p.ID, open = payoutID(c, offer.ID, j)
			if left := c.Unpaid(offer.ID, g.Remedy, g.Amount.Currency); open && left.Sign() > 0 {
				if less, err := left.Cmp(p.Amount); err == nil && less < 0 {
					p.Amount = left // the host has paid a part by itself
				}
				return p, true
			}
		}
	}
	return complaint.Payout{}, false
}

// payoutID names the next payout of a grant: a provider that refused one for good is asked under a new key. It is false while one
// is under way or paid.
func payoutID(c complaint.Complaint, offer string, grant int) (string, bool) {
	id := offer + "-" + strconv.Itoa(grant+1)
	for try := 2; ; try++ {
		i := slices.IndexFunc(c.Payouts, isPayout(id))
		if i < 0 {
			return id, true
		}
		if c.Payouts[i].State != complaint.PayoutFailed {
			return "", false
		}
		id = offer + "-" + strconv.Itoa(grant+1) + "-" + strconv.Itoa(try)
	}
}

func approved(o *complaint.Offer) bool {
	return o.Approval == nil || o.Approval.State == complaint.ApprovalGiven
}

// payable says whether a remedy is paid out.
func payable(r complaint.Remedy) bool {
	switch r {
	case complaint.RemedyRefund, complaint.RemedyPartialRefund, complaint.RemedyCash, complaint.RemedyReturn, complaint.RemedyCoupon,
		complaint.RemedyPoints:
		return true
	default:
		return false
	}
}

// pay asks the provider for a payout that was begun and records the answer.
func (d *Desk) pay(ctx context.Context, c complaint.Complaint, id string) (complaint.Complaint, error) {
	i := slices.IndexFunc(c.Payouts, isPayout(id))
	if i < 0 || c.Payouts[i].State != complaint.PayoutPending {
		return c, nil
	}
	p := c.Payouts[i]
	receipt, err := d.config.Payer.Pay(ctx, d.payment(c, p))
	if ctx.Err() != nil && err != nil {
		return c, fmt.Errorf("pay %s of complaint %s: %w", id, c.ID, err) // the sweep asks again
	}
	var a complaint.Action
	failed, known := errors.AsType[*PaymentError](err)
	switch {
	case err == nil:
		p.Reference = receipt.Reference
		a = complaint.PayOut{Payout: complaint.Payout{
			ID: p.ID, Offer: p.Offer, Remedy: p.Remedy, Amount: p.Amount, Method: p.Method, Reference: receipt.Reference,
		}}
	case known && failed.Final:
		a = complaint.FailPayout{Payout: id, Problem: problemCode(failed.Code)}
	default:
		code := "unknown"
		if known {
			code = problemCode(failed.Code)
		}
		a = complaint.FailPayout{Payout: id, Problem: code, Again: d.present().Add(waitAfter(p.Tries))}
	}
	next, err := d.Do(ctx, Command{ID: c.ID, Actor: complaint.Actor{ID: payerActor, Role: complaint.RoleSystem}, Action: a})
	if err == nil {
		return next, nil
	}
	// Another worker has recorded an answer meanwhile: the provider pays once for a key, so that is the same payment.
	again, got := d.Get(ctx, c.ID)
	if got == nil {
		if i := slices.IndexFunc(again.Payouts, isPayout(id)); i >= 0 && again.Payouts[i].State != complaint.PayoutPending {
			return again, nil
		}
	}
	return c, err
}

// payerActor is who records a provider's answers in the history.
const payerActor = "payer"

func (d *Desk) payment(c complaint.Complaint, p complaint.Payout) Payment {
	out := Payment{
		Key: c.ID.String() + "/" + p.ID, Tenant: c.Tenant, Complaint: c.ID, Offer: p.Offer, Remedy: p.Remedy, Amount: p.Amount,
		Method: p.Method, Customer: c.Intake.Customer.ID, Order: c.Intake.Order,
	}
	offer := offerOf(c, p.Offer)
	if offer == nil || offer.Chosen >= len(offer.Options) {
		return out
	}
	for j, g := range offer.Options[offer.Chosen].Grants {
		first := offer.ID + "-" + strconv.Itoa(j+1)
		if p.ID != first && !strings.HasPrefix(p.ID, first+"-") {
			continue
		}
		out.Points, out.Line = g.Points, g.Line
		if g.Order != "" {
			out.Order = g.Order
		}
	}
	return out
}

// problemCode makes a code of what a provider calls a problem.
func problemCode(s string) string {
	out := make([]byte, 0, len(s))
	for i := range min(len(s), maxCode) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '_', c == '-', c == '.':
			out = append(out, c)
		case c >= 'A' && c <= 'Z':
			out = append(out, c+'a'-'A')
		default:
			out = append(out, '_')
		}
	}
	if len(out) == 0 || out[0] < 'a' || out[0] > 'z' {
		return "problem_" + string(out)
	}
	return string(out)
}

// waitAfter grows from try to try.
func waitAfter(tries int) time.Duration {
	wait := firstWait
	for range tries {
		if wait *= 2; wait >= longWait {
			return longWait
		}
	}
	return wait
}

// payDue asks the provider for the payouts of a complaint that are due, and returns how many it asked for.
func (d *Desk) payDue(ctx context.Context, c complaint.Complaint, now time.Time) (int, error) {
	n := 0
	for _, p := range c.Payouts {
		if p.State != complaint.PayoutPending || p.Again.After(now) {
			continue
		}
		var err error
		if c, err = d.pay(ctx, c, p.ID); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// claims are what the shop claims from others because of a payment.
func (d *Desk) claims(ctx context.Context, c complaint.Complaint, p complaint.Payout) ([]complaint.Claim, error) {
	engine := d.remedy()
	x, err := d.caseOf(ctx, engine, c, Circumstances{}, nil)
	if err != nil {
		return nil, err
	}
	rights, err := engine.RecourseOf(x)
	if err != nil {
		return nil, fmt.Errorf("claims of complaint %s: %w", c.ID, err)
	}
	var list []complaint.Claim
	for _, r := range rights {
		amount := r.ClaimOf(p.Amount)
		id := p.ID + "-" + string(r.Against)
		if amount.Sign() <= 0 || slices.ContainsFunc(c.Claims, func(k complaint.Claim) bool { return k.ID == id }) {
			continue
		}
		list = append(list, complaint.Claim{
			ID: id, Against: complaint.ClaimParty(r.Against), Name: r.Name, Offer: p.Offer, Amount: amount,
		})
	}
	return list, nil
}

// paid returns the payout of an action that records one.
func paid(a complaint.Action) (complaint.Payout, bool) {
	switch act := a.(type) {
	case complaint.PayOut:
		return act.Payout, true
	case *complaint.PayOut:
		if act != nil {
			return act.Payout, true
		}
	}
	return complaint.Payout{}, false
}
