package memory

import (
	"slices"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// lanes is how many orders there are. Each has its lanes: one sorted list per status.
const lanes = 4

// laneOf returns the place of an order among [storage.Orders].
func laneOf(by storage.OrderBy) int {
	return max(0, slices.Index(storage.Orders(), by)) // received is the default
}

// postings is how many filters there are whose values single out few complaints.
const postings = 3

// posted returns the values of these filters.
func posted(x *storage.Index) [postings]string {
	return [postings]string{x.Customer, x.Order, x.Reference}
}

// asked returns what a query wants of them.
func asked(q *storage.Query) [postings][]string {
	references := make([]string, len(q.Reference))
	for i, r := range q.Reference {
		references[i] = string(r)
	}
	return [postings][]string{q.Customer, q.OrderID, references}
}

// place puts a record into every index, where before is what the indexes hold of it, nil for a new one.
func (t *tenant) place(r *record, before *storage.Index) {
	id := r.state.ID
	for i, by := range storage.Orders() {
		order := storage.Order{By: by}
		key := order.KeyOf(id, r.index)
		if before != nil {
			was := order.KeyOf(id, *before)
			if was != key || before.Status != r.index.Status {
				t.leave(i, before.Status, was)
			}
		}
		lane, ok := t.lanes[i][r.index.Status]
		if !ok {
			lane = &sorted{}
			t.lanes[i][r.index.Status] = lane
		}
		lane.insert(key, r.version)
	}
	t.reprint(r, before)
	var was [postings]string
	if before != nil {
		was = posted(before)
	}
	for i, value := range posted(&r.index) {
		if value != was[i] {
			t.unpost(i, was[i], r)
			t.post(i, value, r)
		}
	}
}

func (t *tenant) leave(order int, status complaint.Status, key storage.Key) {
	lane, ok := t.lanes[order][status]
	if !ok {
		return
	}
	lane.remove(key)
	if lane.size == 0 {
		delete(t.lanes[order], status)
	}
}

// post adds a record to the postings of a value. The empty value has none: too many complaints share it.
func (t *tenant) post(field int, value string, r *record) {
	if value == "" {
		return
	}
	list, ok := t.postings[field][value]
	if !ok {
		list = map[*record]struct{}{}
		t.postings[field][value] = list
	}
	list[r] = struct{}{}
}

func (t *tenant) unpost(field int, value string, r *record) {
	list, ok := t.postings[field][value]
	if !ok {
		return
	}
	delete(list, r)
	if len(list) == 0 {
		delete(t.postings[field], value)
	}
}
