package complaint

// LinkType says how one complaint belongs to another (T6, T7).
type LinkType string

// The types of link. The link stands at the complaint that was opened later, or that was merged or split off.
const (
	LinkDuplicate LinkType = "duplicate_of" // the same message by another way
	LinkRepeat    LinkType = "repeat_of"    // the same customer again about the same problem
	LinkMerged    LinkType = "merged_into"  // set by [Merge] only
	LinkSplit     LinkType = "split_from"   // set when a part of a complaint becomes one of its own
	LinkIncident  LinkType = "incident"     // a member of a batch incident
	LinkRelated   LinkType = "related"
)

// Link points from a complaint to another record of the same tenant.
type Link struct {
	Type LinkType `json:"type"`
	To   ID       `json:"to"`
}

func (l *Link) walk(w *walker) {
	oneOf(w, "type", &l.Type, LinkDuplicate, LinkRepeat, LinkSplit, LinkIncident, LinkRelated)
	if w.mode == walkCheck && l.To == (ID{}) {
		w.refuse("to", "", "must be the id of a complaint or an incident")
	}
}
