package memory

import (
	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// version is one state of a complaint. It is replaced, never written to, so that readers may copy it outside of the lock.
//
// What most complaints have of each list is taken out of the state and stands beside it. So a complaint lies in one place,
// which counts when a store is larger than the processor's caches, and a copy has one place for all of these lists.
type version struct {
	state complaint.Complaint
	index storage.Index
	near  lists
	// bare says that the state refers to nothing else that could be written to, so that its copy is a copy.
	bare bool
}

// lists are short lists of a complaint, and how many items they have: 0 where the list stands in the state.
type lists struct {
	stages   [2]complaint.Stage
	contacts [1]complaint.Contact
	items    [1]complaint.Item
	missing  [4]string
	tags     [2]string

	stage, contact, item, miss, tag uint8
}

// newVersion copies a complaint.
func newVersion(c complaint.Complaint) *version {
	v := &version{state: c.Clone()}
	v.index = storage.IndexOf(v.state)
	v.near.stage = take(v.near.stages[:], &v.state.Stages)
	v.near.contact = take(v.near.contacts[:], &v.state.Intake.Customer.Contacts)
	v.near.item = take(v.near.items[:], &v.state.Intake.Items)
	v.near.miss = take(v.near.missing[:], &v.state.Quality.Missing)
	v.near.tag = take(v.near.tags[:], &v.state.Assessment.Tags)
	v.bare = bare(&v.state)
	return v
}

// copyTo makes a copy that belongs to the caller, with own as the place of its short lists.
func (v *version) copyTo(c *complaint.Complaint, own *lists) {
	if *c = v.state; !v.bare {
		*c = c.Clone()
	}
	*own = v.near
	give(&c.Stages, own.stages[:own.stage])
	give(&c.Intake.Customer.Contacts, own.contacts[:own.contact])
	give(&c.Intake.Items, own.items[:own.item])
	give(&c.Quality.Missing, own.missing[:own.miss])
	give(&c.Assessment.Tags, own.tags[:own.tag])
}

// bare says whether a complaint has no list, no map and no pointer, nor an empty list. A test goes through all of them.
func bare(c *complaint.Complaint) bool {
	return bareIntake(&c.Intake) && bareAssessment(&c.Assessment) && bareWork(c) &&
		c.Links == nil && c.Absorbed == nil && c.Merged == nil && c.Holds == nil && c.Quality.Missing == nil
}

func bareIntake(in *complaint.Intake) bool {
	return in.Customer.Contacts == nil && in.People == nil && in.Items == nil && in.Sought == nil && in.Evidence == nil &&
		in.Tags == nil && in.Links == nil && in.Fields == nil
}

func bareAssessment(a *complaint.Assessment) bool {
	return a.Emotion == nil && a.Sensitive == nil && a.Suspicion == nil && a.Sought == nil && a.Tags == nil &&
		a.Alternatives == nil && a.Reasons == nil
}

func bareWork(c *complaint.Complaint) bool {
	return c.Stages == nil && c.Wait == nil && c.Pauses == nil && c.Clocks == nil &&
		c.Investigation == nil && c.Finding == nil && c.Evidence == nil && c.Offers == nil &&
		c.Plan == nil && c.Payouts == nil && c.Claims == nil && c.Costs == nil &&
		c.Deciders == nil && c.Survey == nil && c.Appeal == nil && c.Malice == nil
}

// take moves a list to a place that is large enough for it.
func take[T any](place []T, list *[]T) uint8 {
	n := len(*list)
	if n == 0 || n > len(place) {
		return 0
	}
	copy(place, *list)
	*list = nil
	return uint8(n)
}

// give makes what was taken the list again, without room behind it, so that an append does not reach its neighbour.
func give[T any](list *[]T, taken []T) {
	if n := len(taken); n > 0 {
		*list = taken[:n:n]
	}
}
