package desk

import (
	"context"
	"iter"
	"slices"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/policy/yamldoc"
	"github.com/recourse-go/recourse/sla"
	"github.com/recourse-go/recourse/storage"
)

// ReadSLA reads an SLA policy from a YAML or JSON document of that name; see [sla.Policy] for what stands in it. Errors name
// file, line, rule and field. Compile it with [sla.New] for [Config.SLA].
func ReadSLA(name string, document []byte) (sla.Policy, error) {
	src, err := yamldoc.Parse(name, document)
	if err != nil {
		return sla.Policy{}, err
	}
	return sla.DecodePolicy(src)
}

// Verdicts returns all clocks that ever ran on a complaint, of all cycles, each as it stood last.
func (d *Desk) Verdicts(ctx context.Context, id complaint.ID) ([]complaint.Clock, error) {
	events, err := d.History(ctx, id)
	if err != nil {
		return nil, err
	}
	return sla.Verdicts(events)
}

// Explain shows how the time of a clock of a complaint was counted, up to its end or to now. Clocks of earlier cycles are
// found in the history. The error is a *[complaint.FieldError] when the complaint never had such a clock.
func (d *Desk) Explain(ctx context.Context, id complaint.ID, ref complaint.ClockRef) (sla.Explanation, error) {
	c, err := d.Get(ctx, id)
	if err != nil {
		return sla.Explanation{}, err
	}
	k, ok := c.Clock(ref)
	if !ok {
		clocks, err := d.Verdicts(ctx, id)
		if err != nil {
			return sla.Explanation{}, err
		}
		i := slices.IndexFunc(clocks, func(k complaint.Clock) bool { return k.Ref() == ref })
		if i < 0 {
			return sla.Explanation{}, &complaint.FieldError{
				Field: "clock", Value: ref.String(), Rule: "must be a clock of the complaint: see Verdicts",
			}
		}
		k = clocks[i]
	}
	return d.config.SLA.ExplainClock(c, k, d.config.Now())
}

// CaseAccounts are the limits of one complaint that passed, with who had it.
type CaseAccounts struct {
	Complaint complaint.ID
	Reference complaint.Reference
	Accounts  []sla.Account
}

// Accounts goes through the complaints that match a query and accounts for every limit that passed: who had the complaint, for
// how long, and the events that prove it (S8). Complaints without such a limit are left out. It reads every history.
func (d *Desk) Accounts(ctx context.Context, q storage.Query) iter.Seq2[CaseAccounts, error] {
	return func(yield func(CaseAccounts, error) bool) {
		for history, err := range d.histories(ctx, q) {
			if err != nil {
				yield(CaseAccounts{}, err)
				return
			}
			accounts, err := d.config.SLA.Accounts(history.events, d.config.Now())
			if err != nil {
				yield(CaseAccounts{}, named(history.id, err))
				return
			}
			if len(accounts) > 0 && !yield(CaseAccounts{history.id, history.reference, accounts}, nil) {
				return
			}
		}
	}
}

// PreviewSLA shows what an engine, made of a draft of a policy or a calendar, would have decided about the complaints that
// match a query, beside what was decided. Nothing is stored.
func (d *Desk) PreviewSLA(ctx context.Context, draft *sla.Engine, q storage.Query) (sla.Preview, error) {
	return draft.Preview(func(yield func([]complaint.Event, error) bool) {
		for history, err := range d.histories(ctx, q) {
			if !yield(history.events, err) {
				return
			}
		}
	}, d.config.Now())
}

type caseHistory struct {
	id        complaint.ID
	reference complaint.Reference
	events    []complaint.Event
}

func (d *Desk) histories(ctx context.Context, q storage.Query) iter.Seq2[caseHistory, error] {
	return func(yield func(caseHistory, error) bool) {
		if d.broken != nil {
			yield(caseHistory{}, d.broken)
			return
		}
		for c, err := range storage.All(ctx, d.store, q) {
			if err != nil {
				yield(caseHistory{}, err)
				return
			}
			events, err := d.History(ctx, c.ID)
			if !yield(caseHistory{c.ID, c.Reference, events}, err) || err != nil {
				return
			}
		}
	}
}

// Retime has the clocks of the complaints that match a query decided about again, after the policy or a calendar was changed:
// running clocks take their new targets and due times, whatever the policy says about running clocks; what has ended stays.
// It returns how many complaints changed. Complaints for which nothing changes get no event.
func (d *Desk) Retime(ctx context.Context, q storage.Query, actor complaint.Actor, reason complaint.Private) (int, error) {
	if d.broken != nil {
		return 0, d.broken
	}
	if err := d.config.Permissions.allow(actor.Role, complaint.KindRetime); err != nil {
		return 0, err
	}
	changed := 0
	for c, err := range storage.All(ctx, d.store, q) {
		if err != nil {
			return changed, err
		}
		if !slices.Contains(c.Allowed(), complaint.KindRetime) {
			continue
		}
		did := false
		err := d.retry(ctx, true, func() (err error) {
			did, err = d.tryRetime(ctx, c.ID, actor, reason)
			return err
		})
		if err != nil {
			return changed, named(c.ID, err)
		}
		if did {
			changed++
		}
	}
	return changed, nil
}

func (d *Desk) tryRetime(ctx context.Context, id complaint.ID, actor complaint.Actor, reason complaint.Private) (bool, error) {
	c, err := d.Get(ctx, id)
	if err != nil {
		return false, err
	}
	a := complaint.Retime{Reason: reason}
	m, err := d.meta(actor, d.config.Now(), "")
	if err != nil {
		return false, err
	}
	next, e, err := d.config.SLA.Apply(c, a, m)
	if err != nil {
		return false, err
	}
	if decided, err := e.Decided(); err != nil || len(decided.Clocks) == 0 {
		return false, err
	}
	return true, d.store.Put(ctx, stepOf(c, next, e))
}
