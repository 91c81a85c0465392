package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
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
)

// Payout pays what accepted offers owe, through [Config.Payer]. Of each grant it first records that the provider is about to be
// asked, then asks, then records the answer. Where the process dies between any two of these, [Desk.Sweep] asks again with the
// same key, so that the customer is paid exactly once. Without a Payer, and on a desk in the host's own transaction
// ([Desk.With]), it only records what is to be paid: the sweep of a desk with a Payer pays.
//
// Coupons and points are given in the same way. cmd.Action must be nil. It returns the complaint as it is then; a payment that
// failed or of which nobody knows is no error, see [complaint.Payout]. What the provider refused for good is asked for again, under
// a new key, by the next call only. It fails as [Desk.Do] does.
func (d *Desk) Payout(ctx context.Context, cmd Command, o PayoutOptions) (complaint.Complaint, error) {
	if d.broken != nil {
		return complaint.Complaint{}, d.broken
	}
	if cmd.Action != nil {
		return complaint.Complaint{}, &complaint.FieldError{Field: actionField, Rule: "must be nil: the accepted offers say what is paid"}
	}
	for begun := map[string]bool{}; ; {
		c, err := d.Get(ctx, cmd.ID)
		if err != nil {
			return complaint.Complaint{}, err
		}
		if err := d.permit(c, cmd.Actor, complaint.KindStartPayout); err != nil {
			return complaint.Complaint{}, err
		}
		p, ok := nextPayout(c, o, begun)
		if !ok {
			return c, nil
		}
		p.Again = d.present().Add(firstWait)
		start := Command{
			ID: cmd.ID, Version: cmd.Version, Actor: cmd.Actor, At: cmd.At, Action: complaint.StartPayout{Payout: p},
		}
		cmd.Version = 0
		c, err = d.Do(ctx, start)
		if err != nil {
			if again, got := d.Get(ctx, cmd.ID); got == nil && slices.ContainsFunc(again.Payouts, isPayout(p.ID)) {
				continue // somebody else has begun it meanwhile
			}
			return complaint.Complaint{}, err
		}
		if d.config.Payer == nil || d.inTx {
			continue
		}
		if err := d.pay(ctx, c, p.ID); err != nil {
			return complaint.Complaint{}, err
		}
	}
}

func isPayout(id string) func(complaint.Payout) bool {
	return func(p complaint.Payout) bool { return p.ID == id }
}

// nextPayout is the first grant of an accepted and approved offer that no payout was begun for, and notes that it is begun now.
func nextPayout(c complaint.Complaint, o PayoutOptions, begun map[string]bool) (complaint.Payout, bool) {
	for i := range c.Offers {
		offer := &c.Offers[i]
		if offer.State != complaint.OfferAccepted || o.Offer != "" && o.Offer != offer.ID || !approved(offer) {
			continue
		}
		for j := range offer.Options[offer.Chosen].Grants {
			first := payoutName(offer.ID, j)
			if begun[first] {
				continue
			}
			if p, ok := payoutOf(c, offer, j); ok {
				p.Method, begun[first] = o.Method, true
				return p, true
			}
		}
	}
	return complaint.Payout{}, false
}

// payoutOf is the payout of what is left of a grant, false where it is none, or is paid or under way.
func payoutOf(c complaint.Complaint, offer *complaint.Offer, grant int) (complaint.Payout, bool) {
	g := &offer.Options[offer.Chosen].Grants[grant]
	if !payable(g.Remedy) || g.Amount.Sign() <= 0 {
		return complaint.Payout{}, false
	}
	p := complaint.Payout{Offer: offer.ID, Remedy: g.Remedy, Amount: g.Amount}
	var open bool
	p.ID, open = payoutID(c, offer.ID, payoutName(offer.ID, grant))
	left := c.Unpaid(offer.ID, g.Remedy, g.Amount.Currency)
	if less, err := left.Cmp(p.Amount); err == nil && less < 0 {
		p.Amount = left // the host has paid a part by itself
	}
	return p, open && left.Sign() > 0
}

// payoutID names the next payout of a grant by the name of its first: a provider that refused one for good is asked under a new
// key. It is false while one is under way or paid.
func payoutID(c complaint.Complaint, offer, first string) (string, bool) {
	id := first
	for try := 2; ; try++ {
		i := slices.IndexFunc(c.Payouts, isPayout(id))
		if i < 0 {
			return id, true
		}
		// Another offer whose name looks like a part of this one may have had the name.
		if p := &c.Payouts[i]; p.Offer == offer && p.State != complaint.PayoutFailed {
			return "", false
		}
		id = first + "-" + strconv.Itoa(try)
	}
}

// payoutName names the first payout of a grant. A long name of an offer, to which nothing can be added, stands there as a digest.
func payoutName(offer string, grant int) string {
	const room = 16
	if len(offer) > complaint.MaxCode-room {
		sum := sha256.Sum256([]byte(offer))
		offer = hex.EncodeToString(sum[:room])
	}
	return offer + "-" + strconv.Itoa(grant+1)
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
