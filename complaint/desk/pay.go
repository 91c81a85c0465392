package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/recourse-go/recourse/complaint"
)

// payerActor is who records a provider's answers in the history.
const payerActor = "payer"

// pay asks the provider for a payout that was begun and records the answer.
func (d *Desk) pay(ctx context.Context, c complaint.Complaint, id string) error {
	i := slices.IndexFunc(c.Payouts, isPayout(id))
	if i < 0 || c.Payouts[i].State != complaint.PayoutPending {
		return nil
	}
	p := c.Payouts[i]
	receipt, asked := d.config.Payer.Pay(ctx, d.payment(c, p))
	if ctx.Err() != nil && asked != nil {
		return fmt.Errorf("pay %s of complaint %s: %w", id, c.ID, asked) // the sweep asks again
	}
	err := d.record(ctx, c.ID, d.answer(p, receipt, asked))
	if err == nil {
		return nil
	}
	// Another worker may have recorded an answer meanwhile. That it was paid fits one answer only: the provider pays once for a key,
	// so that is the same payment.
	if d.answered(ctx, c.ID, id, asked == nil) {
		return nil
	}
	return fmt.Errorf("record the answer to payout %s: %w", id, err)
}

// answered says whether the history has an answer of a provider already that goes with the one that was given now.
func (d *Desk) answered(ctx context.Context, id complaint.ID, payout string, paid bool) bool {
	c, err := d.Get(ctx, id)
	if err != nil {
		return false
	}
	i := slices.IndexFunc(c.Payouts, isPayout(payout))
	if i < 0 {
		return false
	}
	state := c.Payouts[i].State
	return state == complaint.PayoutPaid || state == complaint.PayoutReturned || state == complaint.PayoutFailed && !paid
}

// answer is the action that records what a provider said.
func (d *Desk) answer(p complaint.Payout, receipt Receipt, asked error) complaint.Action {
	failed, known := errors.AsType[*PaymentError](asked)
	switch {
	case asked == nil:
		return complaint.PayOut{Payout: complaint.Payout{
			ID: p.ID, Offer: p.Offer, Remedy: p.Remedy, Amount: p.Amount, Method: p.Method,
			Reference: oneLine(receipt.Reference, complaint.MaxLine),
		}}
	case known && failed.Final:
		return complaint.FailPayout{Payout: p.ID, Problem: problemCode(failed.Code)}
	default:
		code := "unknown"
		if known {
			code = problemCode(failed.Code)
		}
		return complaint.FailPayout{Payout: p.ID, Problem: code, Again: d.present().Add(waitAfter(p.Tries))}
	}
}

// record records a provider's answer. No permission forbids it: the money may have left.
func (d *Desk) record(ctx context.Context, id complaint.ID, a complaint.Action) error {
	cmd := Command{ID: id, Actor: complaint.Actor{ID: payerActor, Role: complaint.RoleSystem}, Action: a}
	return d.retry(ctx, true, func() error {
		c, err := d.Get(ctx, id)
		if err != nil {
			return err
		}
		_, err = d.carry(ctx, c, cmd, complaint.Decisions{})
		return err
	})
}

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
		first := payoutName(offer.ID, j)
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
	const prefix = "problem_"
	out := make([]byte, 0, len(s))
	for i := range min(len(s), complaint.MaxCode-len(prefix)) {
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
		return prefix + string(out)
	}
	return string(out)
}

// oneLine keeps of a text what a history takes as a name: one line of so many bytes.
func oneLine(s string, limit int) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	for len(s) > limit {
		_, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
	}
	return strings.TrimSpace(s)
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
func (d *Desk) payDue(ctx context.Context, id complaint.ID, now time.Time) (int, error) {
	c, err := d.Get(ctx, id)
	if err != nil {
		return 0, err
	}
	n := 0
	var problems []error
	for i := range c.Payouts {
		if !isDue(&c.Payouts[i], now) || ctx.Err() != nil {
			continue
		}
		if err := d.pay(ctx, c, c.Payouts[i].ID); err != nil {
			problems = append(problems, err)
			continue
		}
		n++
	}
	return n, errors.Join(problems...)
}

// isDue says whether a provider is to be asked for a payout now.
func isDue(p *complaint.Payout, now time.Time) bool {
	return p.State == complaint.PayoutPending && p.Again.Before(now)
}
