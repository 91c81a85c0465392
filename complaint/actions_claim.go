package complaint

import (
	"slices"
	"time"
)

// FileClaim opens a claim against a supplier, a carrier or an insurer.
type FileClaim struct {
	Claim Claim `json:"claim"`
}

// Kind returns [KindClaim].
func (FileClaim) Kind() Kind { return KindClaim }
func (FileClaim) action()    {}

func (a *FileClaim) walk(w *walker) { walkIn(w, "claim", &a.Claim) }

func (a *FileClaim) check(c *Complaint, _ *Meta, w *walker) {
	w.room("claims", len(c.Claims), 1)
	if c.claim(a.Claim.ID) != nil {
		w.refuse("claim.id", a.Claim.ID, "must be new in this complaint")
	}
	if a.Claim.Offer != "" && c.offer(a.Claim.Offer) == nil {
		w.refuse("claim.offer", a.Claim.Offer, "must be the id of an offer of this complaint")
	}
	a.Claim.Received, a.Claim.State, a.Claim.Filed, a.Claim.Settled = Money{}, "", time.Time{}, time.Time{}
}

func (a *FileClaim) fold(c *Complaint, t turn) { c.openClaim(a.Claim, t.At) }

func (c *Complaint) openClaim(claim Claim, at time.Time) {
	claim.Received, claim.State, claim.Filed, claim.Settled = Money{}, ClaimOpen, at, time.Time{}
	c.Claims = append(slices.Clip(c.Claims), claim)
}

func (c *Complaint) claim(id string) *Claim {
	for i := range c.Claims {
		if c.Claims[i].ID == id {
			return &c.Claims[i]
		}
	}
	return nil
}

// SettleClaim records what came in for a claim, or that the rest of it will not come. When all has come in it is settled;
// until then, or until it is refused, it stays open.
type SettleClaim struct {
	Claim string `json:"claim"`
	// Received is what came in now, at most what is open; zero without a currency for nothing.
	Received Money `json:"received,omitzero"`
	// Refused says that nothing more will come.
	Refused bool    `json:"refused,omitzero"`
	Note    Private `json:"note,omitzero"`
}

// Kind returns [KindSettleClaim].
func (SettleClaim) Kind() Kind { return KindSettleClaim }
func (SettleClaim) action()    {}

func (a *SettleClaim) walk(w *walker) {
	w.requireCode("claim", &a.Claim)
	w.notNegative("received", &a.Received)
	if w.mode == walkCheck && a.Received.Sign() == 0 && !a.Refused {
		w.refuse("received", a.Received.String(), "must be more than zero where the claim is not refused")
	}
	w.private("note", &a.Note, MaxText)
}

func (a *SettleClaim) check(c *Complaint, _ *Meta, w *walker) {
	claim := c.claim(a.Claim)
	if claim == nil || claim.State != ClaimOpen {
		w.refuse("claim", a.Claim, "must be the id of an open claim of this complaint")
		return
	}
	open := claim.open()
	if !a.Received.IsZero() && a.Received.Currency != open.Currency {
		w.refuse("received", a.Received.String(), "must be in "+open.Currency+", as the claim is")
	} else if a.Received.Amount.GreaterThan(open.Amount) {
		w.refuse("received", a.Received.String(), "must not be more than the "+open.String()+" that is open")
	}
}

func (a *SettleClaim) fold(c *Complaint, t turn) {
	c.Claims = slices.Clone(c.Claims)
	claim := c.claim(a.Claim)
	if claim == nil {
		return
	}
	if sum, err := claim.Received.Add(a.Received); err == nil {
		claim.Received = sum
	}
	switch {
	case claim.open().Sign() <= 0:
		claim.State, claim.Settled = ClaimSettled, t.At
	case a.Refused:
		claim.State, claim.Settled = ClaimRefused, t.At
	}
}

// RecordCost records what the complaint has cost the shop besides what the customer got: work, material, transport.
type RecordCost struct {
	Cost Cost `json:"cost"`
}

// Kind returns [KindRecordCost].
func (RecordCost) Kind() Kind { return KindRecordCost }
func (RecordCost) action()    {}

func (a *RecordCost) walk(w *walker) { walkIn(w, "cost", &a.Cost) }

func (a *RecordCost) check(c *Complaint, m *Meta, w *walker) {
	w.room("costs", len(c.Costs), 1)
	keep(&a.Cost.By, m.Actor.ID)
	a.Cost.At = m.At
}

func (a *RecordCost) fold(c *Complaint, _ turn) { c.Costs = append(slices.Clip(c.Costs), a.Cost) }
