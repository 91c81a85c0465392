package casegen

import (
	"strconv"
	"time"

	"github.com/recourse-go/recourse/complaint"
)

// Next draws an action and its circumstances. What an engine decides about the money goes with it: who has to approve what is
// proposed, what is set aside for it, and what is claimed back.
func Next(s Source, c complaint.Complaint) (complaint.Action, complaint.Meta) {
	a, m := Action(s, c), Meta(s, c)
	if k := a.Kind(); often(s) && (k == complaint.KindApprove || k == complaint.KindReject) {
		m.Actor = complaint.Actor{ID: pick(s, "zhao", "chen"), Role: complaint.RoleManager}
	}
	offers := c.Offers
	if p, ok := a.(complaint.Propose); ok && often(s) {
		offers = p.Offers
	} else if !seldom(s) {
		return a, m
	}
	for i := range offers {
		m.Decisions.Offers = append(m.Decisions.Offers, decision(s, &offers[i], c.Payouts))
	}
	if !often(s) {
		m.Decisions.Claims = []complaint.Claim{claim(s, "d"+strconv.FormatInt(c.Version, 10))}
	}
	return a, m
}

// decision reserves something for each option of an offer, in accounts that all offers share, and has it approved or not before
// anything is paid.
func decision(s Source, o *complaint.Offer, payouts []complaint.Payout) complaint.OfferDecision {
	d := complaint.OfferDecision{
		Offer: o.ID, Policy: complaint.PolicyRef{Name: "goodwill", Version: "2"}, Floor: money(s),
		Reasons: []complaint.Reason{{Code: "standard"}},
	}
	if len(payouts) == 0 && o.Approval == nil && s.Intn(2) == 0 {
		d.Approval = &complaint.Approval{
			Needs:  pick(s, complaint.RoleJunior, complaint.RoleSenior, complaint.RoleSupervisor),
			Before: s.Intn(2) == 0, Unfunded: s.Intn(2) == 0,
		}
	}
	for range o.Options {
		list := make([]complaint.Reserve, 0, 3)
		for range s.Intn(4) {
			amount := money(s)
			list = append(list, complaint.Reserve{Account: pick(s, "budget/2026-10", "budget/lot", "customer/u-1"), Amount: amount})
			if often(s) {
				list[len(list)-1].Limit = complaint.Money{Amount: amount.Amount.Add(amount.Amount), Currency: amount.Currency}
			}
		}
		d.Reserves = append(d.Reserves, list)
	}
	return d
}

// aboutMoney says whether an action of a kind offers, pays or claims money.
func aboutMoney(kind complaint.Kind) bool {
	switch kind {
	case complaint.KindPropose, complaint.KindAccept, complaint.KindApprove, complaint.KindReject, complaint.KindStartPayout,
		complaint.KindPayOut, complaint.KindFailPayout, complaint.KindClawBack:
		return true
	default:
		return false
	}
}

func ofMoney(s Source, c complaint.Complaint, kind complaint.Kind) complaint.Action {
	switch kind {
	case complaint.KindApprove:
		a := complaint.Approve{Offer: offer(s, c, pending), Note: text(s)}
		if s.Intn(2) == 0 {
			a.For, a.As = "zhao", complaint.RoleManager
		}
		return a
	case complaint.KindReject:
		return complaint.Reject{Offer: offer(s, c, pending), Reason: text(s)}
	case complaint.KindStartPayout:
		p := newPayout(s, c)
		if old, ok := payout(s, c, complaint.PayoutFailed); ok && s.Intn(2) == 0 {
			p = old
		}
		p.Again = c.Updated.Add(48 * time.Hour)
		return complaint.StartPayout{Payout: p}
	case complaint.KindPayOut:
		if p, ok := payout(s, c, complaint.PayoutPending, complaint.PayoutFailed); ok && often(s) {
			p.Reference = "TX-2"
			return complaint.PayOut{Payout: p}
		}
		return complaint.PayOut{Payout: newPayout(s, c)}
	case complaint.KindFailPayout:
		p, _ := payout(s, c, complaint.PayoutPending)
		a := complaint.FailPayout{Payout: p.ID, Problem: pick(s, "timeout", "account_closed"), Note: text(s)}
		if s.Intn(2) == 0 {
			a.Again = c.Updated.Add(72 * time.Hour)
		}
		return a
	case complaint.KindClawBack:
		p, _ := payout(s, c, complaint.PayoutPaid)
		left, _ := p.Amount.Sub(p.Returned) // of one currency
		return complaint.ClawBack{Payout: p.ID, Amount: part(s, left), Reason: text(s)}
	case complaint.KindClaim:
		return complaint.FileClaim{Claim: claim(s, "k"+strconv.Itoa(len(c.Claims)))}
	case complaint.KindSettleClaim:
		return settleClaim(s, c)
	case complaint.KindRecordCost:
		return complaint.RecordCost{Cost: complaint.Cost{
			Kind: pick(s, complaint.CostLabour, complaint.CostMaterial), Amount: money(s), Minutes: 1 + s.Intn(90), Note: text(s),
		}}
	default:
		return complaint.Note{Text: text(s)}
	}
}

func propose(s Source, c complaint.Complaint) complaint.Action {
	cash := complaint.Grant{Remedy: complaint.RemedyCash, Amount: money(s), Basis: pick(s, complaint.BasisLaw, complaint.BasisGoodwill, ""), Note: text(s)}
	coupon := complaint.Grant{Remedy: complaint.RemedyCoupon, Amount: money(s), Cost: money(s), Rule: "late", Order: "SO-1", Line: "1"}
	return complaint.Propose{
		Offers: []complaint.Offer{{
			ID: "o" + strconv.Itoa(len(c.Offers)),
			Options: []complaint.Option{
				{Grants: []complaint.Grant{cash}},
				{Grants: []complaint.Grant{coupon, {Remedy: complaint.RemedyPoints, Points: 500}, {Remedy: complaint.RemedyApology}}},
			},
			Expires: c.Updated.Add(time.Duration(1+s.Intn(20)) * 24 * time.Hour),
		}},
		Replace: s.Intn(2) == 0, Reason: text(s),
	}
}

func open(o complaint.Offer) bool { return o.State == complaint.OfferOpen }

func pending(o complaint.Offer) bool {
	return o.Approval != nil && o.Approval.State == complaint.ApprovalPending && (open(o) || o.State == complaint.OfferAccepted)
}

// offer draws an offer of a sort, or names one that may not be there.
func offer(s Source, c complaint.Complaint, fits func(complaint.Offer) bool) string {
	fit := []string{}
	for _, o := range c.Offers {
		if fits(o) {
			fit = append(fit, o.ID)
		}
	}
	if len(fit) == 0 {
		return "o0"
	}
	return pick(s, fit...)
}

func payout(s Source, c complaint.Complaint, states ...complaint.PayoutState) (complaint.Payout, bool) {
	fit := []complaint.Payout{}
	for _, p := range c.Payouts {
		for _, state := range states {
			if p.State == state {
				fit = append(fit, p)
			}
		}
	}
	if len(fit) == 0 {
		return complaint.Payout{ID: "p0", Offer: "o0", Amount: money(s)}, false
	}
	return pick(s, fit...), true
}

// newPayout pays what an accepted offer grants, half of it, or too much.
func newPayout(s Source, c complaint.Complaint) complaint.Payout {
	pay := complaint.Payout{ID: "p" + strconv.Itoa(len(c.Payouts)), Offer: "o0", Amount: money(s), Method: "wallet", Reference: "TX-1"}
	for _, o := range c.Offers {
		for _, sum := range o.Granted() {
			if pay.Offer, pay.Amount = o.ID, part(s, sum); seldom(s) {
				pay.Remedy = o.Options[o.Chosen].Grants[0].Remedy
			}
			if s.Intn(2) == 0 {
				return pay
			}
		}
	}
	return pay
}

// part is all or half of an amount.
func part(s Source, sum complaint.Money) complaint.Money {
	units, err := sum.Minor()
	if half, halfErr := complaint.FromMinor(units/2, sum.Currency); err == nil && halfErr == nil && s.Intn(2) == 0 {
		return half
	}
	return sum
}

func claim(s Source, id string) complaint.Claim {
	return complaint.Claim{
		ID: id, Against: pick(s, complaint.ClaimSupplier, complaint.ClaimCarrier), Name: pick(s, "SF", "glue-works", ""), Amount: money(s),
	}
}

func settleClaim(s Source, c complaint.Complaint) complaint.Action {
	for _, k := range c.Claims {
		if k.State == complaint.ClaimOpen {
			left, _ := k.Amount.Sub(k.Received) // of one currency
			return complaint.SettleClaim{Claim: k.ID, Received: part(s, left), Refused: seldom(s), Note: text(s)}
		}
	}
	return complaint.SettleClaim{Claim: "k0", Refused: true}
}
