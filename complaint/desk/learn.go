package desk

import (
	"context"
	"iter"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/triage"
)

// Corrections goes through the complaints that match a query and yields the text and the right category of each whose category a
// person has corrected: what a model learns from, see [triage.Train] and the model's Learn. Erased texts are left out. It
// reads every history.
func (d *Desk) Corrections(ctx context.Context, q storage.Query) iter.Seq2[triage.Example, error] {
	return func(yield func(triage.Example, error) bool) {
		for h, err := range d.histories(ctx, q) {
			if err != nil {
				yield(triage.Example{}, err)
				return
			}
			x, ok, err := correction(h.events)
			if err != nil {
				yield(triage.Example{}, named(h.id, err))
				return
			}
			if ok && !yield(x, nil) {
				return
			}
		}
	}
}

func correction(events []complaint.Event) (triage.Example, bool, error) {
	right := ""
	for _, e := range events {
		if e.Kind != complaint.KindReclassify || !e.Actor.Role.Handler() {
			continue
		}
		a, err := e.Action()
		if err != nil {
			return triage.Example{}, false, err
		}
		if r, ok := a.(complaint.Reclassify); ok && r.Category != "" {
			right = r.Category
		}
	}
	if right == "" {
		return triage.Example{}, false, nil
	}
	c, err := complaint.Replay(events)
	if err != nil {
		return triage.Example{}, false, err
	}
	text := triage.TextOf(c.Intake)
	return triage.Example{Text: text, Label: right}, text != "", nil
}

// PreviewTriage shows what an engine, made of a draft of a policy, would have decided about the complaints that match a query when
// they came in, beside what was decided. Nothing is stored.
func (d *Desk) PreviewTriage(ctx context.Context, draft *triage.Engine, q storage.Query) (triage.Preview, error) {
	return draft.Preview(func(yield func([]complaint.Event, error) bool) {
		for history, err := range d.histories(ctx, q) {
			if !yield(history.events, err) {
				return
			}
		}
	})
}
