package complaint

import (
	"slices"
	"time"
)

// AddLink links the complaint to another.
type AddLink struct {
	Link   Link    `json:"link"`
	Reason Private `json:"reason,omitzero"`
}

// Kind returns [KindLink].
func (AddLink) Kind() Kind { return KindLink }
func (AddLink) action()    {}

func (a *AddLink) walk(w *walker) {
	walkIn(w, "link", &a.Link)
	w.private("reason", &a.Reason, MaxText)
}

func (a *AddLink) check(c *Complaint, _ *Meta, w *walker) {
	w.room("links", len(c.Links), 1)
	if slices.Contains(c.Links, a.Link) {
		w.refuse("link.to", a.Link.To.String(), "is linked already")
	}
	w.other("link.to", c, a.Link.To)
}

func (a *AddLink) fold(c *Complaint, _ turn) { c.Links = append(slices.Clip(c.Links), a.Link) }

// other refuses the complaint itself as the other end of a link or a merge.
func (w *walker) other(name string, c *Complaint, id ID) {
	if id == c.ID || id == (ID{}) {
		w.refuse(name, id.String(), "must be the id of another complaint")
	}
}

// Unlink removes a link. One that a merge made goes with [Unmerge] only.
type Unlink struct {
	Link   Link    `json:"link"`
	Reason Private `json:"reason,omitzero"`
}

// Kind returns [KindUnlink].
func (Unlink) Kind() Kind { return KindUnlink }
func (Unlink) action()    {}

func (a *Unlink) walk(w *walker) {
	walkIn(w, "link", &a.Link)
	w.private("reason", &a.Reason, MaxText)
}

func (a *Unlink) check(c *Complaint, _ *Meta, w *walker) {
	if !slices.Contains(c.Links, a.Link) {
		w.refuse("link.to", a.Link.To.String(), "is not linked in this way")
	}
}

func (a *Unlink) fold(c *Complaint, _ turn) { c.dropLink(a.Link) }

func (c *Complaint) dropLink(l Link) {
	c.Links = slices.DeleteFunc(slices.Clone(c.Links), func(x Link) bool { return x == l })
	if len(c.Links) == 0 {
		c.Links = nil
	}
}

// Merge ends this complaint because it goes on in another of the same tenant, which takes it in with [Absorb] in the
// same step of storage. All messages stay where they are.
type Merge struct {
	Into   ID      `json:"into"`
	Reason Private `json:"reason,omitzero"`
}

// Kind returns [KindMerge].
func (Merge) Kind() Kind { return KindMerge }
func (Merge) action()    {}

func (a *Merge) walk(w *walker) { w.private("reason", &a.Reason, MaxText) }

func (a *Merge) check(c *Complaint, _ *Meta, w *walker) { w.other("into", c, a.Into) }

func (a *Merge) fold(c *Complaint, t turn) {
	c.Merged = &Merged{Into: a.Into, From: c.Stage(), Entered: c.Entered, Wait: c.Wait, Clocks: c.Clocks}
	c.Status, c.Wait, c.Clocks = c.Stage(), nil, nil // they stop with the merge, and no pause ends
	c.Links = append(slices.Clip(c.Links), Link{Type: LinkMerged, To: a.Into})
	t.lead(c, StatusMerged)
	c.Closed = t.At
}

// Unmerge undoes [Merge]: the complaint is again what it was.
type Unmerge struct {
	Reason Private `json:"reason,omitzero"`
}

// Kind returns [KindUnmerge].
func (Unmerge) Kind() Kind { return KindUnmerge }
func (Unmerge) action()    {}

func (a *Unmerge) walk(w *walker) { w.private("reason", &a.Reason, MaxText) }

func (a *Unmerge) check(*Complaint, *Meta, *walker) {}

func (a *Unmerge) fold(c *Complaint, _ turn) {
	if c.Merged == nil {
		return
	}
	c.dropLink(Link{Type: LinkMerged, To: c.Merged.Into})
	c.Stages = slices.DeleteFunc(slices.Clone(c.Stages), func(s Stage) bool { return s.Status == StatusMerged })
	c.Status, c.Wait, c.Closed = c.Merged.From, c.Merged.Wait, time.Time{}
	c.Entered, c.Clocks = c.Merged.Entered, c.Merged.Clocks
	if c.Wait != nil {
		c.Status = StatusWaiting
	}
	c.Merged = nil
}

// Absorb takes a merged complaint in: the earliest receipt counts from now on.
type Absorb struct {
	Source ID `json:"source"`
	// Received is the source's [Complaint.Received].
	Received time.Time `json:"received"`
	Reason   Private   `json:"reason,omitzero"`
}

// Kind returns [KindAbsorb].
func (Absorb) Kind() Kind { return KindAbsorb }
func (Absorb) action()    {}

func (a *Absorb) walk(w *walker) {
	w.requireTime("received", &a.Received)
	w.private("reason", &a.Reason, MaxText)
}

func (a *Absorb) check(c *Complaint, _ *Meta, w *walker) {
	w.other("source", c, a.Source)
	w.room("absorbed", len(c.Absorbed), 1)
	if c.absorbed(a.Source) >= 0 {
		w.refuse("source", a.Source.String(), "was merged into this complaint already")
	}
}

func (a *Absorb) fold(c *Complaint, _ turn) {
	c.Absorbed = append(slices.Clip(c.Absorbed), Absorbed{ID: a.Source, Received: a.Received})
	c.countReceipt()
}

func (c *Complaint) absorbed(id ID) int {
	return slices.IndexFunc(c.Absorbed, func(x Absorbed) bool { return x.ID == id })
}

// countReceipt sets Received to the earliest receipt of the complaint and all that was merged into it.
func (c *Complaint) countReceipt() {
	c.Received = c.Intake.Received
	for _, x := range c.Absorbed {
		c.Received = earliest(c.Received, x.Received)
	}
}

// Expel undoes [Absorb].
type Expel struct {
	Source ID      `json:"source"`
	Reason Private `json:"reason,omitzero"`
}

// Kind returns [KindExpel].
func (Expel) Kind() Kind { return KindExpel }
func (Expel) action()    {}

func (a *Expel) walk(w *walker) { w.private("reason", &a.Reason, MaxText) }

func (a *Expel) check(c *Complaint, _ *Meta, w *walker) {
	if c.absorbed(a.Source) < 0 {
		w.refuse("source", a.Source.String(), "was not merged into this complaint")
	}
}

func (a *Expel) fold(c *Complaint, _ turn) {
	c.Absorbed = slices.DeleteFunc(slices.Clone(c.Absorbed), func(x Absorbed) bool { return x.ID == a.Source })
	if len(c.Absorbed) == 0 {
		c.Absorbed = nil
	}
	c.countReceipt()
}

// Split records that a part of this complaint became one of its own, which is opened in the same step of storage with a
// link of type [LinkSplit].
type Split struct {
	Into   ID      `json:"into"`
	Reason Private `json:"reason,omitzero"`
}

// Kind returns [KindSplit].
func (Split) Kind() Kind { return KindSplit }
func (Split) action()    {}

func (a *Split) walk(w *walker) { w.private("reason", &a.Reason, MaxText) }

func (a *Split) check(c *Complaint, _ *Meta, w *walker) { w.other("into", c, a.Into) }

func (a *Split) fold(*Complaint, turn) {}
