package memory

import (
	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// laneOrders are the orders of [storage.Orders], each of which has its lanes: one sorted list per status.
var laneOrders = [...]storage.OrderBy{storage.ByReceived, storage.ByUpdated, storage.ByPriority, storage.ByDue}

// laneOf returns the place of an order in laneOrders.
func laneOf(by storage.OrderBy) int {
	for i, order := range laneOrders {
		if order == by {
			return i
		}
	}
	return 0 // received is the default
}

// postingFields are the filters whose values single out few complaints.
var postingFields = [...]func(*storage.Index) string{
	func(x *storage.Index) string { return x.Customer },
	func(x *storage.Index) string { return x.Order },
	func(x *storage.Index) string { return x.Reference },
}

// place puts a record into every index, where before is what the indexes hold of it, nil for a new one.
func (t *tenant) place(r *record, before *storage.Index) {
	id := r.state.ID
	for i, by := range laneOrders {
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
	for i, field := range postingFields {
		value, was := field(&r.index), ""
		if before != nil {
			was = field(before)
		}
		if value == was {
			continue
		}
		t.unpost(i, was, r)
		t.post(i, value, r)
	}
}

func (t *tenant) leave(order int, status complaint.Status, key storage.Key) {
	lane, ok := t.lanes[order][status]
	if !ok {
		return
	}
	if lane.remove(key); lane.size == 0 {
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
	if delete(list, r); len(list) == 0 {
		delete(t.postings[field], value)
	}
}
