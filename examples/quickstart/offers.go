package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
)

// carryOut carries a step out. Offers, approvals and payouts follow what the policy makes of the case.
func (p *program) carryOut(ctx context.Context, cmd desk.Command) error {
	switch a := cmd.Action.(type) {
	case complaint.Propose:
		return p.offer(ctx, cmd, a)
	case complaint.Approve:
		return p.approve(ctx, cmd, a)
	case complaint.PayOut:
		return p.payOut(ctx, cmd, a)
	default:
		_, err := p.desk.Do(ctx, cmd)
		return err
	}
}

// offer proposes what somebody has thought of. Where the policy refuses that, because it is less than the law gives or more than a
// cap leaves or than was paid, it is what the policy gives, and where that is nothing too, the last option, which costs nothing.
func (p *program) offer(ctx context.Context, cmd desk.Command, a complaint.Propose) error {
	_, err := p.desk.Do(ctx, cmd)
	if !errors.Is(err, complaint.ErrInvalid) {
		return err
	}
	own := a.Offers[0]
	cmd.Action = nil
	_, _, err = p.desk.Offer(ctx, cmd, desk.OfferOptions{ID: own.ID, Expires: own.Expires})
	if !errors.Is(err, desk.ErrNoRemedy) {
		return err
	}
	own.Options = own.Options[len(own.Options)-1:]
	cmd.Action = complaint.Propose{Offers: []complaint.Offer{own}}
	_, err = p.desk.Do(ctx, cmd)
	return err
}

// approve has an offer approved by somebody whose role allows it, where it needs an approval.
func (p *program) approve(ctx context.Context, cmd desk.Command, a complaint.Approve) error {
	c, err := p.desk.Get(ctx, cmd.ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(c.Offers, func(o complaint.Offer) bool { return o.ID == a.Offer })
	if i < 0 || c.Offers[i].State != complaint.OfferOpen {
		return nil
	}
	if needs := c.Offers[i].Approval; needs == nil || needs.State != complaint.ApprovalPending {
		return nil
	} else if cmd.Actor = actorOf(needs.Needs, c); cmd.Actor.ID == c.Offers[i].By {
		cmd.Actor = actorOf(complaint.RoleManager, c)
	}
	_, err = p.desk.Do(ctx, cmd)
	return err
}

// payOut records that what was accepted is paid: refunds in the way in which the customer paid, all else to the customer's account.
func (p *program) payOut(ctx context.Context, cmd desk.Command, a complaint.PayOut) error {
	c, err := p.desk.Get(ctx, cmd.ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(c.Offers, func(o complaint.Offer) bool { return o.ID == a.Payout.Offer })
	if i < 0 || c.Offers[i].State != complaint.OfferAccepted {
		return nil
	}
	key := cmd.Key
	for n, g := range c.Offers[i].Options[c.Offers[i].Chosen].Grants {
		if g.Amount.Sign() <= 0 || c.Unpaid(a.Payout.Offer, g.Remedy, g.Amount.Currency).Sign() <= 0 {
			continue
		}
		pay := complaint.Payout{
			ID: fmt.Sprintf("payout-%d", n+1), Offer: a.Payout.Offer, Remedy: g.Remedy, Amount: g.Amount, Method: "shop_account",
		}
		switch g.Remedy {
		case complaint.RemedyRefund, complaint.RemedyPartialRefund, complaint.RemedyReturn:
			pay.Method = "original_payment"
		default:
		}
		cmd.Action, cmd.Key = complaint.PayOut{Payout: pay}, fmt.Sprintf("%s/%d", key, n+1)
		if c, err = p.desk.Do(ctx, cmd); err != nil {
			return err
		}
	}
	return nil
}
