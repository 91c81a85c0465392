package complaint

import "time"

// Payout is money that is paid for an accepted offer (M3).
type Payout struct {
	// ID names the payout within the complaint, a code: use it as the idempotency key towards the payment provider.
	ID    string `json:"id"`
	Offer string `json:"offer"`
	// Remedy says which remedy of the offer it pays, empty where that makes no difference.
	Remedy Remedy `json:"remedy,omitzero"`
	// Amount must be more than zero and, with what else was paid or is under way, not more than the offer grants.
	Amount Money `json:"amount"`
	// Method is a code of the host's: original_payment, bank_transfer, wallet.
	Method string `json:"method,omitzero"`
	// Reference is the payment provider's number.
	Reference string `json:"reference,omitzero"`
	// State and what follows are kept by the lifecycle; leave them empty in [StartPayout] and [PayOut], but for Again in
	// StartPayout. At is when it was paid.
	State PayoutState `json:"state,omitzero"`
	At    time.Time   `json:"at,omitzero"`
	// Started is when the payment provider was first asked, zero for money that was paid without asking one. Tries counts how
	// often it was asked since the payout was last started, Problem is the code of what went wrong last.
	Started time.Time `json:"started,omitzero"`
	Tries   int       `json:"tries,omitzero"`
	Problem string    `json:"problem,omitzero"`
	// Again is when a pending payout is to be asked for again.
	Again time.Time `json:"again,omitzero"`
	// Returned is what came back of it, see [ClawBack]; zero without a currency where nothing did.
	Returned Money `json:"returned,omitzero"`
}

// PayoutState is where a payout stands.
type PayoutState string

// The states of a payout.
const (
	PayoutPending  PayoutState = "pending"  // the provider was asked and has not answered for good
	PayoutPaid     PayoutState = "paid"     // a part may have come back, see [Payout.Returned]
	PayoutFailed   PayoutState = "failed"   // its money is owed again
	PayoutReturned PayoutState = "returned" // all of it came back
)

func (p *Payout) walk(w *walker) {
	w.requireCode("id", &p.ID)
	w.requireCode("offer", &p.Offer)
	listed(w, "remedy", Remedies, &p.Remedy)
	w.money("amount", &p.Amount)
	if w.mode == walkCheck && p.Amount.Amount.Sign() <= 0 {
		w.refuse("amount", p.Amount.String(), "must be more than zero")
	}
	w.code("method", &p.Method)
	w.name("reference", &p.Reference)
	w.time("at", &p.At)
	w.time("again", &p.Again)
}
