// Package fakepay is a payment provider for tests. It knows idempotency keys, fails in every way that a real one does, and
// remembers what each customer got. Nothing that a host can import imports it.
package fakepay

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
)

// Outcome is what the provider does with a call.
type Outcome int

// The outcomes. Whatever is drawn, a key that was paid is never paid again nor refused, and one that was refused for good stays so.
const (
	Pay    Outcome = iota // pays
	Lose                  // pays, and the answer gets lost
	Drop                  // fails before it pays
	Refuse                // refuses for good
	Later                 // refuses for now
	Hang                  // answers nothing until the caller gives up, and does not pay
	Linger                // pays, and answers nothing until the caller gives up
)

// ErrLost is what a caller gets who gets no answer.
var ErrLost = errors.New("connection reset by peer")

// Provider is a payment provider. The zero value pays everything. Set the fields before it is used.
type Provider struct {
	// Next says what happens to the call of that number, from 1, for a payment. It is called under a lock. Default: Pay.
	Next func(m desk.Payment, call int) Outcome
	// Before is called outside of any lock at the beginning of each call, for a test that lets calls wait for each other.
	Before func(m desk.Payment)

	mu      sync.Mutex
	calls   []string
	paid    map[string]desk.Payment
	order   []string
	refused map[string]bool
	faults  []string
}

// Script gives outcomes one after the other, and Pay from then on.
func Script(list ...Outcome) func(desk.Payment, int) Outcome {
	return func(_ desk.Payment, call int) Outcome {
		if call <= len(list) {
			return list[call-1]
		}
		return Pay
	}
}

// Seeded draws outcomes of a list by a seed.
func Seeded(seed uint64, list ...Outcome) func(desk.Payment, int) Outcome {
	r := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // a test that can be run again
	return func(desk.Payment, int) Outcome { return list[r.IntN(len(list))] }
}

// Pay implements [desk.Payer].
func (p *Provider) Pay(ctx context.Context, m desk.Payment) (desk.Receipt, error) {
	if p.Before != nil {
		p.Before(m)
	}
	outcome, number := p.decide(m)
	switch outcome {
	case Pay:
		return desk.Receipt{Reference: number}, nil
	case Refuse:
		return desk.Receipt{}, &desk.PaymentError{Code: "account_closed", Final: true}
	case Later:
		return desk.Receipt{}, &desk.PaymentError{Code: "insufficient_funds"}
	case Hang, Linger:
		<-ctx.Done()
		return desk.Receipt{}, fmt.Errorf("no answer: %w", ctx.Err())
	case Lose, Drop:
	}
	return desk.Receipt{}, ErrLost
}

// decide says what a call comes to, and books it.
func (p *Provider) decide(m desk.Payment) (Outcome, string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls = append(p.calls, m.Key)
	outcome := Pay
	if p.Next != nil {
		outcome = p.Next(m, len(p.calls))
	}
	before, known := p.paid[m.Key]
	switch {
	case known:
		if !same(before, m) {
			p.faults = append(p.faults, fmt.Sprintf("key %s was used for %+v and for %+v", m.Key, before, m))
		}
		if outcome == Refuse || outcome == Later {
			outcome = Pay
		}
	case p.refused[m.Key]:
		return Refuse, ""
	case outcome == Refuse:
		if p.refused == nil {
			p.refused = map[string]bool{}
		}
		p.refused[m.Key] = true
	case outcome == Pay || outcome == Lose || outcome == Linger:
		if p.paid == nil {
			p.paid = map[string]desk.Payment{}
		}
		p.paid[m.Key] = m
		p.order = append(p.order, m.Key)
	}
	return outcome, fmt.Sprintf("TX-%d", slices.Index(p.order, m.Key)+1)
}

func same(a, b desk.Payment) bool {
	equal := a.Amount.Equal(b.Amount)
	a.Amount, b.Amount = complaint.Money{}, complaint.Money{}
	return equal && a == b
}

// Calls returns how often the provider was called, for a key or, for "", at all.
func (p *Provider) Calls(key string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := 0
	for _, k := range p.calls {
		if key == "" || k == key {
			n++
		}
	}
	return n
}

// Payments returns what was paid, in order.
func (p *Provider) Payments() []desk.Payment {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := make([]desk.Payment, len(p.order))
	for i, key := range p.order {
		list[i] = p.paid[key]
	}
	return list
}

// To returns what a customer got, in order.
func (p *Provider) To(customer string) []desk.Payment {
	return slices.DeleteFunc(p.Payments(), func(m desk.Payment) bool { return m.Customer != customer })
}

// Faults lists what no caller may do: one key for different payments.
func (p *Provider) Faults() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.faults)
}

// ServeHTTP lets other processes call the provider, see [Remote]: what it has paid survives their end.
func (p *Provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var m desk.Payment
	if err := json.NewDecoder(r.Body).Decode(&m); err != nil { //nolint:musttag // both ends are in this file
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	receipt, err := p.Pay(r.Context(), m)
	refusal, known := errors.AsType[*desk.PaymentError](err)
	switch {
	case err == nil:
		_ = json.NewEncoder(w).Encode(receipt) //nolint:errchkjson,musttag // the caller may be gone; as above
	case known && refusal.Final:
		http.Error(w, refusal.Code, http.StatusPaymentRequired)
	case known:
		http.Error(w, refusal.Code, http.StatusTooManyRequests)
	default:
		http.Error(w, err.Error(), http.StatusBadGateway)
	}
}

// Remote is a provider in another process.
type Remote struct{ URL string }

// Pay implements [desk.Payer].
func (r Remote) Pay(ctx context.Context, m desk.Payment) (desk.Receipt, error) {
	body, err := json.Marshal(m) //nolint:musttag // as above
	if err != nil {
		return desk.Receipt{}, fmt.Errorf("write the payment: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, r.URL, bytes.NewReader(body))
	if err != nil {
		return desk.Receipt{}, fmt.Errorf("ask: %w", err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return desk.Receipt{}, fmt.Errorf("ask: %w", err)
	}
	defer answer.Body.Close() //nolint:errcheck // it was read
	var receipt desk.Receipt
	switch answer.StatusCode {
	case http.StatusOK:
		err = json.NewDecoder(answer.Body).Decode(&receipt) //nolint:musttag // as above
	case http.StatusPaymentRequired:
		err = &desk.PaymentError{Code: "account_closed", Final: true}
	case http.StatusTooManyRequests:
		err = &desk.PaymentError{Code: "insufficient_funds"}
	default:
		err = ErrLost
	}
	return receipt, err
}
