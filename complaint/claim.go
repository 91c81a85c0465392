package complaint

import (
	"strconv"
	"time"
)

// Claim is what the shop asks of somebody else for what the complaint costs it: of the supplier, the carrier, an insurer.
type Claim struct {
	// ID names the claim within the complaint, a code.
	ID      string     `json:"id"`
	Against ClaimParty `json:"against"`
	// Name is the host's name of whom it is against, empty where that is not known.
	Name string `json:"name,omitzero"`
	// Offer is the offer that it is to pay for, if any.
	Offer string `json:"offer,omitzero"`
	// Amount must be more than zero.
	Amount Money `json:"amount"`
	// Received, State, Filed and Settled are kept by the lifecycle; leave them empty in [FileClaim]. Received is what has come
	// in so far, zero without a currency where nothing has.
	Received Money      `json:"received,omitzero"`
	State    ClaimState `json:"state,omitzero"`
	Filed    time.Time  `json:"filed,omitzero"`
	Settled  time.Time  `json:"settled,omitzero"` // or refused
	Reason   Private    `json:"reason,omitzero"`
}

// ClaimParty says whom a claim is against.
type ClaimParty string

// Those whom a claim can be against.
const (
	ClaimSupplier ClaimParty = "supplier"
	ClaimCarrier  ClaimParty = "carrier"
	ClaimInsurer  ClaimParty = "insurer"
	ClaimOther    ClaimParty = "other"
)

// ClaimState is where a claim stands.
type ClaimState string

// The states of a claim.
const (
	ClaimOpen    ClaimState = "open"
	ClaimSettled ClaimState = "settled" // all of it has come in
	ClaimRefused ClaimState = "refused" // what has not come in will not come
)

// maxClaimName leaves room for the rest of the account's name.
const maxClaimName = 230

func (c *Claim) walk(w *walker) {
	w.requireCode("id", &c.ID)
	oneOf(w, "against", &c.Against, ClaimSupplier, ClaimCarrier, ClaimInsurer, ClaimOther)
	w.name("name", &c.Name)
	if w.mode == walkCheck && len(c.Name) > maxClaimName {
		w.refuse("name", c.Name, "must be at most "+strconv.Itoa(maxClaimName)+" bytes")
	}
	w.code("offer", &c.Offer)
	w.money("amount", &c.Amount)
	if w.mode == walkCheck && c.Amount.Amount.Sign() <= 0 {
		w.refuse("amount", c.Amount.String(), "must be more than zero")
	}
	w.private("reason", &c.Reason, MaxText)
}

// account is where the money of a claim stands that has not come in.
func (c *Claim) account() string { return "recourse/" + string(c.Against) + "/" + c.Name }

// open is what has not come in.
func (c *Claim) open() Money {
	open, err := c.Amount.Sub(c.Received)
	if err != nil {
		return Money{}
	}
	return open
}
