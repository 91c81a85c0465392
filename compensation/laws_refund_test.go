package compensation_test

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
)

// till is a shop that sells one order: its books, the ledger of complaints, and offers that wait for an answer.
type till struct {
	*drawing

	engine *compensation.Engine
	books  ledger
	order  compensation.Order
	offers []openOffer
	// granted is what offers that are open or accepted refund, over all and by line; counted from grants and not by the ledger.
	granted int64
	count   int
}

// openOffer is an open offer.
type openOffer struct {
	c        compensation.Case
	reserves []complaint.Reserve
	refunds  int64
}

// Over any sequence of partial refunds, answers, order edits, refunds by the host and exchanges, complaints never refund more than
// was paid and is left. The model counts by itself what is granted.
func TestRefundsNeverPassWhatWasPaid(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := &drawing{T: rt}
		s := &till{drawing: d, books: ledger{}, order: d.purchase().Order}
		p := d.policy(compensation.Pack{
			Header: compensation.Header{Kind: compensation.PackKind, Name: "xe", Version: "1"}, Jurisdiction: "XE",
		})
		p.Standards = append(p.Standards, d.standard(false), d.standard(false))
		s.engine = d.engine(p)
		rt.Repeat(map[string]func(*rapid.T){
			"offer": s.run(s.offer), "replace": s.run(s.replace), "lapse": s.run(s.lapse), "accept": s.run(s.accept),
			"edit": s.run(s.edit), "refund": s.run(s.refund), "by hand": s.run(s.byHand), "": s.run(s.check),
		})
	})
}

// run lets an action draw from the step that it belongs to.
func (s *till) run(action func()) func(*rapid.T) {
	return func(t *rapid.T) {
		s.T = t
		action()
	}
}

// complain makes a case about some lines of the order as it now stands.
func (s *till) complain() compensation.Case {
	c := s.purchase()
	s.count++
	c.Complaint.ID = complaint.KeyID("", strconv.Itoa(s.count))
	c.Order, c.Complaint.Intake.Items = s.order, nil
	for _, l := range s.order.Lines {
		if s.is("about " + l.ID) {
			c.Complaint.Intake.Items = append(c.Complaint.Intake.Items, complaint.Item{Line: l.ID, Quantity: s.upTo(2, "concerned")})
		}
	}
	return c
}

func (s *till) offer() { s.propose(s.complain(), nil) }

// propose evaluates a case and offers one of the options, in place of what was offered before.
func (s *till) propose(c compensation.Case, before []complaint.Reserve) {
	c.Order, c.Own = s.order, before
	s.books.fill(s.T, s.engine, &c)
	d := decided(s.T, s.engine, c)
	s.books.free(s.T, before)
	if len(d.Options) == 0 {
		return
	}
	o := &d.Options[s.upTo(len(d.Options)-1, "option")]
	s.set(c, o.Grants, o.Reserves, o.Approval)
}

func (s *till) set(c compensation.Case, grants []complaint.Grant, reserves []complaint.Reserve, approval *compensation.Approval) {
	if approval != nil && approval.Unfunded {
		return // it waits, and nothing is set aside
	}
	offer := openOffer{c: c, reserves: reserves}
	for _, g := range grants {
		if isRefund(g.Remedy) {
			offer.refunds += units(s.T, g.Amount)
		}
	}
	s.books.book(s.T, reserves) // the store refuses what passes a limit
	s.granted += offer.refunds
	if offer.refunds > 0 {
		require.LessOrEqual(s.T, s.granted, s.paid()-s.refunded(), "more than was paid")
	}
	s.offers = append(s.offers, offer)
}

// byHand is an option that a person makes up: it is refused where it refunds too much.
func (s *till) byHand() {
	c := s.complain()
	s.books.fill(s.T, s.engine, &c)
	grants := []complaint.Grant{{Remedy: complaint.RemedyRefund, Amount: s.some(20_000, "by hand")}, {Remedy: complaint.RemedyExchange}}
	list, _, err := s.engine.Judge(c, [][]complaint.Grant{grants})
	if err == nil {
		s.set(c, grants, list[0].Reserves, list[0].Approval)
	}
}

// take draws one of the open offers and takes it off the list.
func (s *till) take() (openOffer, bool) {
	if len(s.offers) == 0 {
		return openOffer{}, false
	}
	i := s.upTo(len(s.offers)-1, "offer")
	o := s.offers[i]
	s.offers = append(s.offers[:i:i], s.offers[i+1:]...)
	return o, true
}

func (s *till) replace() {
	if o, ok := s.take(); ok {
		s.granted -= o.refunds
		s.propose(o.c, o.reserves)
	}
}

func (s *till) lapse() {
	if o, ok := s.take(); ok {
		s.granted -= o.refunds
		s.books.free(s.T, o.reserves)
	}
}

// accept makes an offer final: what it sets aside stays.
func (s *till) accept() { s.take() }

// edit changes what was paid for a line, in either direction, to no less than the host has refunded.
func (s *till) edit() {
	s.order.Lines = append([]compensation.Line(nil), s.order.Lines...)
	l := &s.order.Lines[s.upTo(len(s.order.Lines)-1, "line")]
	before := l.Paid
	l.Paid = sum(s.T, l.Refunded, s.cents(20_000, "edited"))
	if s.order.Paid.IsZero() {
		return
	}
	paid := minorOf(s.T, s.order.Paid) + minorOf(s.T, l.Paid) - minorOf(s.T, before)
	s.order.Paid, _ = complaint.FromMinor(max(paid, s.refunded()), "CNY")
}

// refund is one by the host, who asks what is left.
func (s *till) refund() {
	s.order.Lines = append([]compensation.Line(nil), s.order.Lines...)
	i := s.upTo(len(s.order.Lines)-1, "line")
	c := s.complain()
	c.Complaint.Intake.Items = []complaint.Item{{Line: s.order.Lines[i].ID}}
	s.books.fill(s.T, s.engine, &c)
	left := units(s.T, decided(s.T, s.engine, c).Refundable)
	part, err := complaint.FromMinor(rapid.Int64Range(0, left).Draw(s.T, "part"), "CNY")
	require.NoError(s.T, err)
	s.order.Lines[i].Refunded = sum(s.T, s.order.Lines[i].Refunded, part)
	if !s.order.Refunded.IsZero() || s.is("of the order too") {
		s.order.Refunded, err = complaint.FromMinor(max(s.refunded(), units(s.T, s.order.Refunded)), "CNY")
		require.NoError(s.T, err)
	}
	if part.Sign() > 0 {
		require.LessOrEqual(s.T, s.granted, s.paid()-s.refunded(), "what the engine calls refundable is there")
	}
}

func (s *till) paid() int64 {
	if !s.order.Paid.IsZero() {
		return units(s.T, s.order.Paid)
	}
	total := units(s.T, s.order.Freight) + units(s.T, s.order.Fee)
	for _, l := range s.order.Lines {
		total += units(s.T, l.Paid)
	}
	return total
}

// refunded is what the host has refunded, by line or of the order.
func (s *till) refunded() int64 {
	var total int64
	for _, l := range s.order.Lines {
		total += units(s.T, l.Refunded)
	}
	return max(total, units(s.T, s.order.Refunded))
}

// check compares the ledger with the model: what is set aside for refunds is what is granted, and the lines take no more than the
// order.
func (s *till) check() {
	require.Equal(s.T, s.granted, units(s.T, s.books["refund/SO-1"]))
	var lines int64
	for _, l := range s.order.Lines {
		lines += units(s.T, s.books["refund/SO-1/"+l.ID])
	}
	require.LessOrEqual(s.T, lines, s.granted)
}
