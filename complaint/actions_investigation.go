package complaint

import "slices"

// StartInvestigation begins fact finding, with a team for complex and major cases.
type StartInvestigation struct {
	Lead   Party   `json:"lead"`
	Team   []Party `json:"team,omitempty"`
	Reason Private `json:"reason,omitzero"`
}

// Kind returns [KindStartInvestigation].
func (StartInvestigation) Kind() Kind { return KindStartInvestigation }
func (StartInvestigation) action()    {}

func (a *StartInvestigation) walk(w *walker) {
	w.requireParty("lead", &a.Lead)
	walkList(w, "team", &a.Team)
	w.private("reason", &a.Reason, MaxText)
}

func (a *StartInvestigation) check(*Complaint, *Meta, *walker) {}

func (a *StartInvestigation) fold(c *Complaint, t turn) {
	c.Investigation = &Investigation{Lead: a.Lead, Team: a.Team, Started: t.At}
	t.lead(c, StatusInvestigating)
}

// CloseInvestigation ends fact finding. The status stays until a resolution is proposed or the result is communicated.
type CloseInvestigation struct {
	Summary Private `json:"summary,omitzero"`
}

// Kind returns [KindCloseInvestigation].
func (CloseInvestigation) Kind() Kind { return KindCloseInvestigation }
func (CloseInvestigation) action()    {}

func (a *CloseInvestigation) walk(w *walker) { w.private("summary", &a.Summary, MaxText) }

func (a *CloseInvestigation) check(*Complaint, *Meta, *walker) {}

func (a *CloseInvestigation) fold(c *Complaint, t turn) {
	if c.Investigation != nil {
		closed := *c.Investigation
		closed.Closed = t.At
		c.Investigation = &closed
	}
}

// RecordFinding records what was found out. A later finding replaces an earlier one; both stay in the history.
type RecordFinding struct {
	Finding Finding `json:"finding"`
}

// Kind returns [KindRecordFinding].
func (RecordFinding) Kind() Kind { return KindRecordFinding }
func (RecordFinding) action()    {}

func (a *RecordFinding) walk(w *walker) { walkIn(w, "finding", &a.Finding) }

func (a *RecordFinding) check(*Complaint, *Meta, *walker) {}

func (a *RecordFinding) fold(c *Complaint, t turn) {
	a.Finding.By, a.Finding.At = t.Actor.ID, t.At
	c.Finding = &a.Finding
	c.decided(t.Actor)
}

// AddEvidence adds one piece of evidence.
type AddEvidence struct {
	Evidence Evidence `json:"evidence"`
}

// Kind returns [KindAddEvidence].
func (AddEvidence) Kind() Kind { return KindAddEvidence }
func (AddEvidence) action()    {}

func (a *AddEvidence) walk(w *walker) { walkIn(w, "evidence", &a.Evidence) }

func (a *AddEvidence) check(c *Complaint, _ *Meta, w *walker) {
	if c.evidence(a.Evidence.ID) >= 0 {
		w.refuse("evidence.id", a.Evidence.ID, "must be new in this complaint")
	}
	w.room("evidence", len(c.Evidence), 1)
}

func (a *AddEvidence) fold(c *Complaint, _ turn) {
	c.Evidence = append(slices.Clip(c.Evidence),
		EvidenceRef{ID: a.Evidence.ID, Hash: a.Evidence.Hash, Custodian: a.Evidence.Custodian})
}

// HandOver gives a piece of evidence into other custody.
type HandOver struct {
	Evidence string `json:"evidence"`
	To       Party  `json:"to"`
	// Hash is the digest of the content as it was handed over; it must be the recorded one.
	Hash   string  `json:"hash"`
	Reason Private `json:"reason,omitzero"`
}

// Kind returns [KindHandOver].
func (HandOver) Kind() Kind { return KindHandOver }
func (HandOver) action()    {}

func (a *HandOver) walk(w *walker) {
	w.requireCode("evidence", &a.Evidence)
	w.requireParty("to", &a.To)
	w.hash("hash", a.Hash)
	w.private("reason", &a.Reason, MaxText)
}

func (a *HandOver) check(c *Complaint, _ *Meta, w *walker) {
	i := c.evidence(a.Evidence)
	if i < 0 {
		w.refuse("evidence", a.Evidence, "must be the id of a piece of evidence of this complaint")
	} else if c.Evidence[i].Hash != a.Hash {
		w.refuse("hash", a.Hash, "must be the recorded hash "+c.Evidence[i].Hash+": the content has changed")
	}
}

func (a *HandOver) fold(c *Complaint, _ turn) {
	if i := c.evidence(a.Evidence); i >= 0 {
		c.Evidence = slices.Clone(c.Evidence)
		c.Evidence[i].Custodian = a.To
	}
}

func (c *Complaint) evidence(id string) int {
	return slices.IndexFunc(c.Evidence, func(e EvidenceRef) bool { return e.ID == id })
}

// room refuses a list of the state that would grow over [MaxList].
func (w *walker) room(name string, have, more int) {
	if have+more > MaxList {
		w.refuse(name, "", "would have more than 200 items in this complaint")
	}
}

// MarkMalicious records the verdict of a verification (T8): malicious or cleared. The complaint goes on either way.
type MarkMalicious struct {
	Malicious bool `json:"malicious"`
	// Reason says what was verified and how. It is required.
	Reason Private `json:"reason,omitzero"`
}

// Kind returns [KindMarkMalicious].
func (MarkMalicious) Kind() Kind { return KindMarkMalicious }
func (MarkMalicious) action()    {}

func (a *MarkMalicious) walk(w *walker) { w.requirePrivate("reason", &a.Reason) }

func (a *MarkMalicious) check(*Complaint, *Meta, *walker) {}

func (a *MarkMalicious) fold(c *Complaint, t turn) {
	c.Malice = &Malice{Malicious: a.Malicious, Reason: a.Reason, By: t.Actor.ID, At: t.At}
	c.decided(t.Actor)
}
