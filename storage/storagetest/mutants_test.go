package storagetest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/storage/memory"
)

// mutant is a store with one planted bug, the suite that must find it, and the words by which it must name the rule.
type mutant struct {
	name  string
	suite string
	rule  string
	open  func() storage.Store
}

// flawed is what [with] plants: a store in memory, some of whose methods are replaced.
type flawed struct {
	*memory.Store
	put       func(ctx context.Context, changes []storage.Change) error
	get       func(ctx context.Context, id complaint.ID) (complaint.Complaint, error)
	list      func(ctx context.Context, q storage.Query) (storage.Page, error)
	history   func(ctx context.Context, id complaint.ID) ([]complaint.Event, error)
	pending   func(ctx context.Context, limit int) ([]complaint.Event, error)
	mark      func(ctx context.Context, refs []storage.EventRef) error
	erase     func(ctx context.Context, changes []storage.Change) error
	count     func(ctx context.Context, q storage.Query) (int, error)
	tenant    func(name string) storage.Store
	putDoc    func(ctx context.Context, d storage.Document) error
	listDocs  func(ctx context.Context, kind, after string, limit int) ([]storage.Document, error)
	deleteDoc func(ctx context.Context, kind, key string, version int64) error
}

func (b *flawed) Put(ctx context.Context, changes ...storage.Change) error {
	if b.put != nil {
		return b.put(ctx, changes)
	}
	return b.Store.Put(ctx, changes...)
}

func (b *flawed) Get(ctx context.Context, id complaint.ID) (complaint.Complaint, error) {
	if b.get != nil {
		return b.get(ctx, id)
	}
	return b.Store.Get(ctx, id)
}

func (b *flawed) List(ctx context.Context, q storage.Query) (storage.Page, error) {
	if b.list != nil {
		return b.list(ctx, q)
	}
	return b.Store.List(ctx, q)
}

func (b *flawed) History(ctx context.Context, id complaint.ID) ([]complaint.Event, error) {
	if b.history != nil {
		return b.history(ctx, id)
	}
	return b.Store.History(ctx, id)
}

func (b *flawed) Unpublished(ctx context.Context, limit int) ([]complaint.Event, error) {
	if b.pending != nil {
		return b.pending(ctx, limit)
	}
	return b.Store.Unpublished(ctx, limit)
}

func (b *flawed) MarkPublished(ctx context.Context, refs ...storage.EventRef) error {
	if b.mark != nil {
		return b.mark(ctx, refs)
	}
	return b.Store.MarkPublished(ctx, refs...)
}

func (b *flawed) Erase(ctx context.Context, changes ...storage.Change) error {
	if b.erase != nil {
		return b.erase(ctx, changes)
	}
	return b.Store.Erase(ctx, changes...)
}

func (b *flawed) Count(ctx context.Context, q storage.Query) (int, error) {
	if b.count != nil {
		return b.count(ctx, q)
	}
	return b.Store.Count(ctx, q)
}

func (b *flawed) Tenant(name string) storage.Store {
	if b.tenant != nil {
		return b.tenant(name)
	}
	return b.Store.Tenant(name)
}

func (b *flawed) PutDocument(ctx context.Context, d storage.Document) error {
	if b.putDoc != nil {
		return b.putDoc(ctx, d)
	}
	return b.Store.PutDocument(ctx, d)
}

func (b *flawed) ListDocuments(ctx context.Context, kind, after string, limit int) ([]storage.Document, error) {
	if b.listDocs != nil {
		return b.listDocs(ctx, kind, after, limit)
	}
	return b.Store.ListDocuments(ctx, kind, after, limit)
}

func (b *flawed) DeleteDocument(ctx context.Context, kind, key string, version int64) error {
	if b.deleteDoc != nil {
		return b.deleteDoc(ctx, kind, key, version)
	}
	return b.Store.DeleteDocument(ctx, kind, key, version)
}

// with returns a store in memory with a bug.
func with(plant func(m *memory.Store, b *flawed)) func() storage.Store {
	return func() storage.Store {
		b := &flawed{Store: memory.New()}
		plant(b.Store, b)
		return b
	}
}

// edited stores every change after an edit.
func edited(edit func(ch *storage.Change)) func() storage.Store {
	return with(func(m *memory.Store, b *flawed) {
		b.put = func(ctx context.Context, changes []storage.Change) error {
			changes = slices.Clone(changes)
			for i := range changes {
				changes[i].Debits = slices.Clone(changes[i].Debits)
				edit(&changes[i])
			}
			return m.Put(ctx, changes...)
		}
	})
}

func matching(match func(q storage.Query, c complaint.Complaint) bool) func() storage.Store {
	return func() storage.Store { return &naive{Store: memory.New(), match: match} }
}

func ordered(before func(o storage.Order, a, b storage.Key) bool) func() storage.Store {
	return func() storage.Store { return &naive{Store: memory.New(), before: before} }
}

func mapped(list []string, f func(string) string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = f(s)
	}
	return out
}

// folded compares customers after a change to both sides.
func folded(fold func(string) string) func() storage.Store {
	return matching(func(q storage.Query, c complaint.Complaint) bool {
		q.Customer, c.Intake.Customer.ID = mapped(q.Customer, fold), fold(c.Intake.Customer.ID)
		return q.Match(c)
	})
}

func mutants() []mutant {
	return slices.Concat(putMutants(), readMutants(), listMutants(), capabilityMutants())
}

func putMutants() []mutant {
	return []mutant{
		{"drops the version check", "versions", "must fail with ErrConflict", with(func(m *memory.Store, b *flawed) {
			b.put = func(ctx context.Context, changes []storage.Change) error {
				err := m.Put(ctx, changes...)
				if errors.Is(err, storage.ErrConflict) {
					return nil
				}
				return err
			}
		})},
		{"last writer wins", "concurrency", "must get ErrConflict", with(func(m *memory.Store, b *flawed) {
			b.put = func(ctx context.Context, changes []storage.Change) error {
				for errors.Is(m.Put(ctx, changes...), storage.ErrConflict) {
					changes = slices.Clone(changes)
					for i := range changes {
						if c, err := m.Get(ctx, changes[i].Complaint.ID); err == nil {
							changes[i].Complaint.Version, changes[i].Event.Version = c.Version+1, c.Version+1
						}
					}
				}
				return nil
			}
		})},
		{"half applied Put", "atomicity", "Put must be all or nothing", with(func(m *memory.Store, b *flawed) {
			b.put = func(ctx context.Context, changes []storage.Change) error {
				for _, ch := range changes {
					if err := m.Put(ctx, ch); err != nil {
						return err
					}
				}
				return nil
			}
		})},
		{"does not check tenants", "refusals", "the event's tenant must be the store's", edited(func(ch *storage.Change) { ch.Event.Tenant = ch.Complaint.Tenant })},
		{"does not check hashes", "refusals", "the event's hash must be the complaint's head", edited(func(ch *storage.Change) { ch.Event.Hash = ch.Complaint.Head })},
		{"limit off by one", "limits", "would pass the limit by one minor unit", edited(func(ch *storage.Change) {
			for i := range ch.Debits {
				if minor, err := ch.Debits[i].Limit.Minor(); err == nil && !ch.Debits[i].Limit.IsZero() {
					ch.Debits[i].Limit, _ = complaint.FromMinor(minor+1, ch.Debits[i].Limit.Currency)
				}
			}
		})},
		{"limit of zero is no limit", "limits", "a limit of CNY 0.00 is a limit", edited(func(ch *storage.Change) {
			for i := range ch.Debits {
				if ch.Debits[i].Limit.Sign() == 0 {
					ch.Debits[i].Limit = complaint.Money{}
				}
			}
		})},
		{"accounts trim spaces", "exactness", "account names must be told apart byte for byte", edited(func(ch *storage.Change) {
			for i := range ch.Debits {
				ch.Debits[i].Account = strings.TrimSpace(ch.Debits[i].Account) + strings.Repeat("_", strings.Count(ch.Debits[i].Account, "_"))
			}
		})},
		{"check then insert", "limits", "no interleaving of debits may pass the limit", with(func(m *memory.Store, b *flawed) {
			b.put = func(ctx context.Context, changes []storage.Change) error {
				changes = slices.Clone(changes)
				sums := map[string]complaint.Money{}
				for i := range changes {
					changes[i].Debits = slices.Clone(changes[i].Debits)
					for j := range changes[i].Debits {
						d := &changes[i].Debits[j]
						name := d.Account + d.Amount.Currency
						if _, ok := sums[name]; !ok {
							sums[name], _ = m.Balance(ctx, d.Account, d.Amount.Currency)
						}
						sums[name], _ = sums[name].Add(d.Amount)
						if d.Amount.Sign() > 0 && !d.Limit.IsZero() && sums[name].Amount.Cmp(d.Limit.Amount) > 0 {
							return &storage.LimitError{Debit: *d}
						}
						d.Limit = complaint.Money{}
					}
				}
				time.Sleep(time.Millisecond)
				return m.Put(ctx, changes...)
			}
		})},
		{"rounds to milliseconds", "exactness", "times must come back as the same microsecond", edited(func(ch *storage.Change) {
			ch.Complaint.Received = ch.Complaint.Received.Truncate(time.Millisecond)
		})},
		{"stores local time", "exactness", "in UTC", edited(func(ch *storage.Change) { ch.Event.At = ch.Event.At.In(time.FixedZone("", 3600)) })},
		{"canonical JSON", "exactness", "an event's payload must be kept byte for byte", edited(func(ch *storage.Change) {
			var v any
			if json.Unmarshal(ch.Event.Data, &v) == nil {
				ch.Event.Data, _ = json.Marshal(v)
			}
		})},
		{"ignores the context", "cancellation", "must end with the error of its cancelled context", with(func(m *memory.Store, b *flawed) {
			b.put = func(ctx context.Context, changes []storage.Change) error {
				return m.Put(context.WithoutCancel(ctx), changes...)
			}
		})},
		{"stores and then answers with the context's error", "cancellation", "must have no effect", with(func(m *memory.Store, b *flawed) {
			b.put = func(ctx context.Context, changes []storage.Change) error {
				return errors.Join(m.Put(context.WithoutCancel(ctx), changes...), ctx.Err())
			}
		})},
	}
}

func readMutants() []mutant {
	return []mutant{
		{"shares what Get returns", "owned", "what a method returns belongs to the caller", with(func(m *memory.Store, b *flawed) {
			kept := map[complaint.ID]complaint.Complaint{}
			b.get = func(ctx context.Context, id complaint.ID) (complaint.Complaint, error) {
				c, err := m.Get(ctx, id)
				if old, ok := kept[id]; ok && old.Version == c.Version {
					return old, err
				}
				kept[id] = c
				return c, err
			}
		})},
		{"shares what Put was given", "owned", "after Put must not reach the store", with(func(m *memory.Store, b *flawed) {
			given := map[complaint.ID]complaint.Complaint{}
			b.put = func(ctx context.Context, changes []storage.Change) error {
				for _, ch := range changes {
					given[ch.Complaint.ID] = ch.Complaint
				}
				return m.Put(ctx, changes...)
			}
			b.get = func(ctx context.Context, id complaint.ID) (complaint.Complaint, error) {
				_, err := m.Get(ctx, id)
				return given[id], err
			}
		})},
		{"shares events", "owned", "History: what a method returns belongs to the caller", with(func(m *memory.Store, b *flawed) {
			kept := map[complaint.ID][]complaint.Event{}
			b.history = func(ctx context.Context, id complaint.ID) ([]complaint.Event, error) {
				if events, ok := kept[id]; ok {
					return slices.Clone(events), nil
				}
				events, err := m.History(ctx, id)
				kept[id] = events
				return slices.Clone(events), err
			}
		})},
		{"reads a stale copy", "get_and_put", "in its last stored state", with(func(m *memory.Store, b *flawed) {
			var mu sync.Mutex
			kept := map[complaint.ID]complaint.Complaint{}
			b.get = func(ctx context.Context, id complaint.ID) (complaint.Complaint, error) {
				mu.Lock()
				defer mu.Unlock()
				if c, ok := kept[id]; ok {
					return c.Clone(), nil
				}
				c, err := m.Get(ctx, id)
				if err == nil {
					kept[id] = c
				}
				return c, err
			}
		})},
		{"orders versions as texts", "history", "2 before 10", with(func(m *memory.Store, b *flawed) {
			b.history = func(ctx context.Context, id complaint.ID) ([]complaint.Event, error) {
				events, err := m.History(ctx, id)
				if len(events) > 9 {
					slices.SortFunc(events, func(a, b complaint.Event) int {
						return strings.Compare(string(rune(a.Version%10)), string(rune(b.Version%10)))
					})
				}
				return events, err
			}
		})},
		{"an unknown history is empty", "history", "History must fail with ErrNotFound", with(func(m *memory.Store, b *flawed) {
			b.history = func(ctx context.Context, id complaint.ID) ([]complaint.Event, error) {
				events, err := m.History(ctx, id)
				if errors.Is(err, storage.ErrNotFound) {
					return nil, nil
				}
				return events, err
			}
		})},
		{"drops what is empty", "get_and_put", "as it was stored", edited(func(ch *storage.Change) { ch.Event.Key = "" })},
	}
}

func listMutants() []mutant {
	return []mutant{
		{"knows only the tags that were given", "filters", "must have the tag clock.late", with(func(m *memory.Store, b *flawed) {
			b.list = func(ctx context.Context, q storage.Query) (storage.Page, error) {
				if slices.Contains(q.Tags, storage.TagLate) {
					return storage.Page{}, nil
				}
				return m.List(ctx, q)
			}
		})},
		{"wrong order of ties", "orders", "ties are broken by ID", ordered(func(o storage.Order, a, b storage.Key) bool {
			a.ID, b.ID = b.ID, a.ID
			return o.Before(a, b)
		})},
		{"ties do not turn round", "orders", "descending turns them round too", ordered(func(o storage.Order, a, b storage.Key) bool {
			if o.Descending {
				a.ID, b.ID = b.ID, a.ID
			}
			return o.Before(a, b)
		})},
		{"nothing due comes first", "orders", "must end with complaints that have nothing due", ordered(func(o storage.Order, a, b storage.Key) bool {
			for _, k := range []*storage.Key{&a, &b} {
				if k.First == storage.NoTime {
					k.First = -1 << 62
				}
			}
			return o.Before(a, b)
		})},
		{"sorts by milliseconds", "orders", "whole microseconds", ordered(func(o storage.Order, a, b storage.Key) bool {
			a.First, b.First = a.First/1000, b.First/1000
			return o.Before(a, b)
		})},
		{"ignores the cursor", "paging", "exactly once", with(func(m *memory.Store, b *flawed) {
			b.list = func(ctx context.Context, q storage.Query) (storage.Page, error) {
				q.Cursor = ""
				return m.List(ctx, q)
			}
		})},
		{"pages by offset", "paging", "whatever is stored between pages", func() storage.Store { return &naive{Store: memory.New(), offset: true} }},
		{"takes a broken cursor for none", "cursors", "must fail with ErrCursor for a damaged cursor", with(func(m *memory.Store, b *flawed) {
			b.list = func(ctx context.Context, q storage.Query) (storage.Page, error) {
				page, err := m.List(ctx, q)
				if errors.Is(err, storage.ErrCursor) {
					q.Cursor = ""
					return m.List(ctx, q)
				}
				return page, err
			}
		})},
		{"a full page always has a next one", "paging", "Next must be empty on the last page", with(func(m *memory.Store, b *flawed) {
			b.list = func(ctx context.Context, q storage.Query) (storage.Page, error) {
				page, err := m.List(ctx, q)
				if n := len(page.Complaints); err == nil && n > 0 && n == q.Size() {
					page.Next, err = q.CursorAt(q.Key(page.Complaints[n-1]))
				}
				return page, err
			}
		})},
		{"pages are one too long", "paging", "must not be longer than the limit", with(func(m *memory.Store, b *flawed) {
			b.list = func(ctx context.Context, q storage.Query) (storage.Page, error) {
				if q.Limit > 0 && q.Limit < storage.MaxLimit {
					q.Limit++
				}
				return m.List(ctx, q)
			}
		})},
		{"ignores case", "exactness", "compared byte for byte", folded(strings.ToLower)},
		{"trims spaces", "exactness", "compared byte for byte", folded(strings.TrimSpace)},
		{"trims on the right", "exactness", "compared byte for byte", folded(func(s string) string { return strings.TrimRight(s, " ") })},
		{"a category matches what begins alike", "filters", "must not match one that only begins alike", matching(func(q storage.Query, c complaint.Complaint) bool {
			roots := q.Category
			q.Category = nil
			return q.Match(c) && (len(roots) == 0 || slices.ContainsFunc(roots, func(root string) bool { return strings.HasPrefix(c.Assessment.Category, root) }))
		})},
		{"one tag is enough", "filters", "all tags must be there", matching(func(q storage.Query, c complaint.Complaint) bool {
			tags := q.Tags
			q.Tags = nil
			return q.Match(c) && (len(tags) == 0 || slices.ContainsFunc(tags, func(tag string) bool { return slices.Contains(c.Assessment.Tags, tag) }))
		})},
		{"a range includes its end", "filters", "a range must begin with From and end before To", matching(func(q storage.Query, c complaint.Complaint) bool {
			if !q.Received.To.IsZero() {
				q.Received.To = q.Received.To.Add(time.Microsecond)
			}
			return q.Match(c)
		})},
		{"all prints are needed", "filters", "one of several prints must match", matching(func(q storage.Query, c complaint.Complaint) bool {
			prints := q.Prints
			q.Prints = nil
			has := storage.IndexOf(c).Prints
			return q.Match(c) && !slices.ContainsFunc(prints, func(p uint32) bool { return !slices.Contains(has, p) })
		})},
		{"keeps prints of the erased", "eraser", "must not be found by the prints of its text", with(func(m *memory.Store, b *flawed) {
			prints := map[complaint.ID][]uint32{}
			b.put = func(ctx context.Context, changes []storage.Change) error {
				for _, ch := range changes {
					prints[ch.Complaint.ID] = storage.IndexOf(ch.Complaint).Prints
				}
				return m.Put(ctx, changes...)
			}
			b.list = func(ctx context.Context, q storage.Query) (storage.Page, error) {
				page, err := m.List(ctx, q)
				for id, kept := range prints {
					c, err := m.Get(ctx, id)
					if err == nil && !c.Erased.IsZero() && slices.ContainsFunc(kept, func(p uint32) bool { return slices.Contains(q.Prints, p) }) {
						page.Complaints = append(page.Complaints, c)
					}
				}
				return page, err
			}
		})},
		{"ranks by time alone", "alike", "add up their weights", func() storage.Store { return newestFirst{memory.New()} }},
		{"joins lists", "filters", "all tags must be there", matching(func(q storage.Query, c complaint.Complaint) bool {
			tags := q.Tags
			q.Tags = nil
			all := strings.Join(c.Assessment.Tags, " ")
			return q.Match(c) && !slices.ContainsFunc(tags, func(tag string) bool { return !strings.Contains(all, tag) })
		})},
		{"forgets a filter", "reference", "List must equal Query.Match and Query.Key", matching(func(q storage.Query, c complaint.Complaint) bool {
			q.Urgency = nil
			return q.Match(c)
		})},
		{"does not check queries", "filters", "for a query that is not valid", with(func(m *memory.Store, b *flawed) {
			b.list = func(ctx context.Context, q storage.Query) (storage.Page, error) {
				q.Limit = min(max(q.Limit, 0), storage.MaxLimit)
				return m.List(ctx, q)
			}
		})},
	}
}

func capabilityMutants() []mutant {
	return []mutant{
		{"a tenant leaks by id", "tenants", "must not find a complaint of another tenant", with(func(m *memory.Store, b *flawed) {
			other := map[string]*flawed{}
			b.tenant = func(name string) storage.Store {
				own, ok := other[name]
				if !ok {
					s, isMemory := m.Tenant(name).(*memory.Store)
					if !isMemory {
						return nil
					}
					own = &flawed{Store: s}
					own.get = func(ctx context.Context, id complaint.ID) (complaint.Complaint, error) {
						c, err := s.Get(ctx, id)
						for _, o := range other {
							if errors.Is(err, storage.ErrNotFound) {
								c, err = o.Store.Get(ctx, id)
							}
						}
						return c, err
					}
					other[name] = own
				}
				return own
			}
		})},
		{"tenants share accounts", "tenants", "tenants must not share accounts", with(func(m *memory.Store, b *flawed) {
			spent := map[string]bool{}
			b.tenant = func(name string) storage.Store {
				s, isMemory := m.Tenant(name).(*memory.Store)
				if !isMemory {
					return nil
				}
				own := &flawed{Store: s}
				own.put = func(ctx context.Context, changes []storage.Change) error {
					for _, ch := range changes {
						for _, d := range ch.Debits {
							if spent[d.Account] {
								return &storage.LimitError{Debit: d}
							}
							spent[d.Account] = true
						}
					}
					return s.Put(ctx, changes...)
				}
				return own
			}
		})},
		{"tenant names ignore case", "tenants", "tenant", with(func(m *memory.Store, b *flawed) {
			b.tenant = func(name string) storage.Store { return m.Tenant(strings.ToLower(name)) }
		})},
		{"the outbox skips", "outbox", "no event may come before an earlier unpublished event", with(func(m *memory.Store, b *flawed) {
			b.mark = func(ctx context.Context, refs []storage.EventRef) error {
				for _, ref := range refs {
					ref.Version++ // a position that runs ahead
					refs = append(refs, ref)
				}
				return m.MarkPublished(ctx, refs...)
			}
		})},
		{"the outbox is out of order", "outbox", "in version order and without a gap", with(func(m *memory.Store, b *flawed) {
			b.pending = func(ctx context.Context, limit int) ([]complaint.Event, error) {
				events, err := m.Unpublished(ctx, limit)
				slices.SortFunc(events, func(a, b complaint.Event) int { return strings.Compare(a.Hash, b.Hash) })
				return events, err
			}
		})},
		{"reading marks", "outbox", "reading must not mark", with(func(m *memory.Store, b *flawed) {
			b.pending = func(ctx context.Context, limit int) ([]complaint.Event, error) {
				events, err := m.Unpublished(ctx, limit)
				for _, e := range events {
					err = errors.Join(err, m.MarkPublished(ctx, storage.EventRef{Complaint: e.Complaint, Version: e.Version}))
				}
				return events, err
			}
		})},
		{"marking fails when cancelled too late", "relay", "must end with its context's error", with(func(m *memory.Store, b *flawed) {
			b.mark = func(ctx context.Context, refs []storage.EventRef) error {
				return m.MarkPublished(context.WithoutCancel(ctx), refs...)
			}
		})},
		{"erasing leaves the history", "eraser", "take the personal part out of every event", with(func(m *memory.Store, b *flawed) {
			kept := map[complaint.ID][]complaint.Event{}
			b.erase = func(ctx context.Context, changes []storage.Change) error {
				for _, ch := range changes {
					kept[ch.Complaint.ID], _ = m.History(ctx, ch.Complaint.ID)
				}
				return m.Erase(ctx, changes...)
			}
			b.history = func(ctx context.Context, id complaint.ID) ([]complaint.Event, error) {
				events, err := m.History(ctx, id)
				copy(events, kept[id])
				return events, err
			}
		})},
		{"erasing leaves the outbox", "eraser", "out of unpublished events too", with(func(m *memory.Store, b *flawed) {
			kept := map[string]complaint.Event{}
			b.put = func(ctx context.Context, changes []storage.Change) error {
				for _, ch := range changes {
					kept[ch.Event.Hash] = ch.Event
				}
				return m.Put(ctx, changes...)
			}
			b.pending = func(ctx context.Context, limit int) ([]complaint.Event, error) {
				events, err := m.Unpublished(ctx, limit)
				for i := range events {
					if e, ok := kept[events[i].Hash]; ok {
						events[i] = e
					}
				}
				return events, err
			}
		})},
		{"erases whatever it is given", "eraser", "for a change that is not an erasure", with(func(m *memory.Store, b *flawed) {
			b.erase = func(ctx context.Context, changes []storage.Change) error {
				changes = slices.Clone(changes)
				for i := range changes {
					changes[i].Event.Kind = complaint.KindErase
				}
				return m.Erase(ctx, changes...)
			}
		})},
		{"counts without the filters", "counter", "Count must equal", with(func(m *memory.Store, b *flawed) {
			b.count = func(ctx context.Context, _ storage.Query) (int, error) { return m.Count(ctx, storage.Query{}) }
		})},
		{"counts a page", "counter", "Count must not look at order, limit and cursor", with(func(m *memory.Store, b *flawed) {
			b.count = func(ctx context.Context, q storage.Query) (int, error) {
				page, err := m.List(ctx, q)
				return len(page.Complaints), err
			}
		})},
		{"documents without compare and swap", "documents", "must fail with ErrConflict", with(func(m *memory.Store, b *flawed) {
			b.putDoc = func(ctx context.Context, d storage.Document) error {
				if old, err := m.GetDocument(ctx, d.Kind, d.Key); err == nil {
					d.Version = old.Version + 1
				}
				return m.PutDocument(ctx, d)
			}
		})},
		{"documents are compacted", "documents", "a document must be kept byte for byte", with(func(m *memory.Store, b *flawed) {
			b.putDoc = func(ctx context.Context, d storage.Document) error {
				var short bytes.Buffer
				if json.Compact(&short, d.Body) == nil {
					d.Body = short.Bytes()
				}
				return m.PutDocument(ctx, d)
			}
		})},
		{"documents ignore case in their order", "documents", "in the byte order of the keys", with(func(m *memory.Store, b *flawed) {
			b.listDocs = func(ctx context.Context, kind, after string, limit int) ([]storage.Document, error) {
				list, err := m.ListDocuments(ctx, kind, after, limit)
				slices.SortFunc(list, func(a, b storage.Document) int {
					return strings.Compare(strings.ToLower(a.Key), strings.ToLower(b.Key))
				})
				return list, err
			}
		})},
		{"deletes at any version", "documents", "DeleteDocument must fail with ErrConflict", with(func(m *memory.Store, b *flawed) {
			b.deleteDoc = func(ctx context.Context, kind, key string, _ int64) error {
				if d, err := m.GetDocument(ctx, kind, key); err == nil {
					return m.DeleteDocument(ctx, kind, key, d.Version)
				}
				return nil
			}
		})},
	}
}
