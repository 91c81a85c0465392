package desk

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/policy/yamldoc"
	"github.com/recourse-go/recourse/storage"
)

// ReadCompensation reads a compensation policy from a YAML or JSON document of that name; see [compensation.Policy] for what
// stands in it. Errors name file, line, rule and field. Compile it with [compensation.New] for [Config.Compensation].
func ReadCompensation(name string, document []byte) (compensation.Policy, error) {
	src, err := yamldoc.Parse(name, document)
	if err != nil {
		return compensation.Policy{}, err
	}
	return compensation.DecodePolicy(src)
}

// ReadPack reads a statutory pack of the host's own, for [compensation.Policy.Statutes], as [ReadCompensation] does.
func ReadPack(name string, document []byte) (compensation.Pack, error) {
	src, err := yamldoc.Parse(name, document)
	if err != nil {
		return compensation.Pack{}, err
	}
	return compensation.DecodePack(src)
}

// UseCompensation makes a desk, and all that were made from it with [Desk.With], [Desk.Tenant] and [Desk.As], decide by another
// engine from now on. What was decided stays.
func (d *Desk) UseCompensation(e *compensation.Engine) {
	if e != nil {
		d.remedies.Store(e)
	}
}

func (d *Desk) remedy() *compensation.Engine { return d.remedies.Load() }

// Circumstances are what somebody who handles a complaint knows beyond the desk's books.
type Circumstances struct {
	// Actor is who wants to grant something; the zero value is the system.
	Actor complaint.Actor
	// Loss is the loss that is proven.
	Loss complaint.Money
	// Facts are codes that rules ask for, such as harm or opened.
	Facts []string
	// Measures are whole numbers that rules ask for.
	Measures map[string]int64
	// Special is the code of a special policy; default that of the incident that the complaint belongs to.
	Special string
	// Replace says that what the complaint has offered and not agreed on yet is replaced.
	Replace bool
}

// Quote returns what the policy gives for a complaint, and why, for the system as the one who grants. It stores nothing.
func (d *Desk) Quote(ctx context.Context, id complaint.ID) (compensation.Decision, error) {
	return d.QuoteFor(ctx, id, Circumstances{})
}

// QuoteFor is [Desk.Quote] for a person and with what they know. It fails with a *[complaint.FieldError] for facts that contradict
// each other, such as amounts in several currencies, and with [storage.ErrNotFound].
func (d *Desk) QuoteFor(ctx context.Context, id complaint.ID, k Circumstances) (compensation.Decision, error) {
	c, err := d.Get(ctx, id)
	if err != nil {
		return compensation.Decision{}, err
	}
	x, err := d.caseOf(ctx, d.remedy(), c, k, nil)
	if err != nil {
		return compensation.Decision{}, err
	}
	decision, err := d.remedy().Evaluate(x)
	if err != nil {
		return compensation.Decision{}, fmt.Errorf("quote for complaint %s: %w", id, err)
	}
	return decision, nil
}

// balances are those that a failed debit has told of, where the store cannot say them.
type balances map[string]complaint.Money

// caseOf gathers what is known of a complaint for an engine, with the balances of the accounts that matter.
func (d *Desk) caseOf(
	ctx context.Context, e *compensation.Engine, c complaint.Complaint, k Circumstances, told balances,
) (compensation.Case, error) {
	x, err := d.known(ctx, e, c, k, d.config.Now())
	if err != nil {
		return x, err
	}
	if k.Replace {
		x.Own = openReserves(c)
	}
	for i := range c.Offers {
		if o := &c.Offers[i]; o.State == complaint.OfferAccepted || o.State == complaint.OfferOpen && !k.Replace {
			x.Granted = grow(x.Granted, o)
		}
	}
	accounts, err := e.Accounts(x)
	if err != nil {
		return x, fmt.Errorf("quote for complaint %s: %w", c.ID, err)
	}
	reads, ok := storage.As[storage.Accounts](d.store)
	for i := range accounts {
		a := &accounts[i]
		if a.Currency == "" {
			continue // neither case nor policy name one: nothing was counted in it
		}
		if !ok {
			a.Balance = told[a.Name]
		} else if a.Balance, err = reads.Balance(ctx, a.Name, a.Currency); err != nil {
			return x, fmt.Errorf("the balance of %q: %w", a.Name, err)
		}
	}
	x.Accounts = accounts
	return x, nil
}

// known collects what is known of a complaint besides the accounts.
func (d *Desk) known(
	ctx context.Context, e *compensation.Engine, c complaint.Complaint, k Circumstances, now time.Time,
) (compensation.Case, error) {
	x := compensation.Case{
		Complaint: &c, Now: now, Actor: k.Actor, Loss: k.Loss, Facts: k.Facts, Measures: k.Measures, Special: k.Special,
	}
	if err := d.orderOf(ctx, &x); err != nil {
		return x, err
	}
	if err := d.incidentOf(ctx, &x); err != nil {
		return x, err
	}
	err := d.claimsOf(ctx, e, &x)
	return x, err
}

// openReserves is what the open offers of a complaint hold.
func openReserves(c complaint.Complaint) []complaint.Reserve {
	c.Claims = nil
	c.Offers = slices.DeleteFunc(slices.Clone(c.Offers), func(o complaint.Offer) bool { return o.State != complaint.OfferOpen })
	return c.Reserved()
}

// grow adds what an offer grants, or at most may grant while it is open, by currency.
func grow(sums []complaint.Money, o *complaint.Offer) []complaint.Money {
	most := map[string]complaint.Money{}
	for i := range o.Options {
		if o.State == complaint.OfferAccepted && i != o.Chosen {
			continue
		}
		of := map[string]complaint.Money{}
		for _, g := range o.Options[i].Grants {
			if sum, err := of[g.Amount.Currency].Add(g.Amount); err == nil {
				of[g.Amount.Currency] = sum
			}
		}
		for currency, sum := range of {
			if more, err := sum.Cmp(most[currency]); err == nil && more > 0 {
				most[currency] = sum
			}
		}
	}
	for _, currency := range slices.Sorted(maps.Keys(most)) {
		sums = append(sums, most[currency])
	}
	return sums
}

// orderOf fills in what the host's books say.
func (d *Desk) orderOf(ctx context.Context, x *compensation.Case) error {
	in := &x.Complaint.Intake
	if d.config.Orders == nil || in.Order == "" {
		return nil
	}
	o, ok, err := d.config.Orders.Order(ctx, in.Order)
	if err != nil {
		return fmt.Errorf("order %q: %w", in.Order, err)
	}
	if !ok {
		return nil
	}
	x.Order = o
	finder, ok := d.config.Orders.(Purchases)
	if !ok || in.Customer.ID == "" || o.Bought.IsZero() {
		return nil
	}
	var products []string
	for _, l := range o.Lines {
		if l.Product != "" {
			products = append(products, l.Product)
		}
	}
	const around = 36 * time.Hour // the same day in any zone
	x.Others, err = finder.Purchases(ctx, in.Customer.ID, products, o.Bought.Add(-around), o.Bought.Add(around))
	if err != nil {
		return fmt.Errorf("other purchases of the customer: %w", err)
	}
	return nil
}

// incidentOf fills in the incident that the complaint belongs to. Without documents nothing is known of it.
func (d *Desk) incidentOf(ctx context.Context, x *compensation.Case) error {
	for _, l := range x.Complaint.Links {
		if l.Type != complaint.LinkIncident {
			continue
		}
		x.Incident = l.To.String()
		i, err := d.Incident(ctx, l.To)
		if err != nil && !errors.Is(err, storage.ErrNotFound) && !errors.Is(err, storage.ErrUnsupported) {
			return err
		}
		if x.Special == "" {
			x.Special = i.SpecialPolicy.Name
		}
		return nil
	}
	return nil
}

// claimsOf counts what the customer claimed before.
func (d *Desk) claimsOf(ctx context.Context, e *compensation.Engine, x *compensation.Case) error {
	customer := x.Complaint.Intake.Customer.ID
	if customer == "" {
		return nil
	}
	q := storage.Query{
		Customer: []string{customer}, Received: storage.Range{From: x.Now.Add(-e.ClaimWindow())},
		Order: storage.Order{By: storage.ByReceived, Descending: true}, Limit: maxClaims,
	}
	page, err := d.store.List(ctx, q)
	if err != nil {
		return fmt.Errorf("complaints of the customer: %w", err)
	}
	for i := range page.Complaints {
		o := &page.Complaints[i]
		if o.ID == x.Complaint.ID {
			continue
		}
		x.Claims.Count++
		if slices.ContainsFunc(o.Offers, func(o complaint.Offer) bool { return o.State == complaint.OfferAccepted }) {
			x.Claims.Granted++
		}
	}
	return nil
}

// maxClaims bounds how many earlier complaints of a customer are counted.
const maxClaims = 50

// learn keeps the balance that a failed debit tells of.
func (b balances) learn(err error) bool {
	limit, ok := errors.AsType[*storage.LimitError](err)
	if ok && !limit.Balance.IsZero() {
		b[limit.Debit.Account] = limit.Balance
	}
	return ok
}
