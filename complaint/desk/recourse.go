package desk

import (
	"context"
	"slices"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
)

// claims are what the shop claims from others because of a payment. Nothing that goes wrong here keeps a payment from being
// recorded: where the host's books cannot be read or contradict themselves, the complaint alone decides.
func (d *Desk) claims(ctx context.Context, c complaint.Complaint, p complaint.Payout) []complaint.Claim {
	engine := d.remedy()
	var rights []compensation.Recourse
	x, err := d.caseOf(ctx, engine, c, Circumstances{}, nil)
	if err == nil {
		rights, err = engine.RecourseOf(x)
	}
	if err != nil {
		if rights, err = engine.RecourseOf(compensation.Case{Complaint: &c, Now: d.config.Now()}); err != nil {
			return nil
		}
	}
	var list []complaint.Claim
	for _, r := range rights {
		k := complaint.Claim{
			ID: claimID(p.ID, r.Against), Against: complaint.ClaimParty(r.Against), Name: oneLine(r.Name, longestClaimant), Offer: p.Offer,
			Amount: r.ClaimOf(p.Amount),
		}
		known := slices.ContainsFunc(c.Claims, func(o complaint.Claim) bool { return o.ID == k.ID })
		if known || k.Amount.Sign() <= 0 || len(c.Claims)+len(list) >= complaint.MaxList {
			continue
		}
		list = append(list, k)
	}
	return list
}

// longestClaimant is how long the name of whom a claim is against may be.
const longestClaimant = 230

// claimID names a claim for a payout.
func claimID(payout string, against compensation.ClaimParty) string {
	id := payout + "-" + string(against)
	if len(id) > complaint.MaxCode {
		return id[len(id)-complaint.MaxCode:]
	}
	return id
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
