package complaint

import (
	"slices"
	"strings"
)

// Edge is one line of the lifecycle: in status From, action By can lead to status To.
type Edge struct {
	From, To Status
	By       Kind
}

// Edges returns every status change that an action can make, in the order of the transition table. Actions that leave the
// status as it is have no edge. Waiting can begin in every open status and ends there again; it has one edge to and fro at
// [StatusAssigned] to stand for all.
func Edges() []Edge {
	var edges []Edge
	for _, r := range lifecycle().rows {
		switch r.kind {
		case KindWait:
			edges = append(edges, Edge{From: StatusAssigned, To: StatusWaiting, By: r.kind})
		case KindResume:
			edges = append(edges, Edge{From: StatusWaiting, To: StatusAssigned, By: r.kind})
		default:
			edges = append(edges, r.edges()...)
		}
	}
	return edges
}

func (r *row) edges() []Edge {
	var edges []Edge
	for _, from := range r.from {
		for _, target := range r.moves[from] {
			if from != target {
				edges = append(edges, Edge{From: from, To: target, By: r.kind})
			}
		}
	}
	return edges
}

// Diagram draws the lifecycle as a state diagram in Mermaid's language, for people: where a step may be skipped it shows the
// usual way only, and it leaves out waiting and what can happen from everywhere (merge, refer, withdraw). [DOT] draws all.
func Diagram() string {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n    [*] --> received: open\n")
	for _, e := range joined(usual(Edges())) {
		b.WriteString("    " + string(e.from) + " --> " + string(e.to) + ": " + e.label + "\n")
	}
	b.WriteString("    archived --> [*]\n")
	return b.String()
}

// DOT draws the whole lifecycle in Graphviz' language.
func DOT() string {
	var b strings.Builder
	b.WriteString("digraph lifecycle {\n    rankdir=LR;\n    node [shape=box, style=rounded];\n")
	for _, e := range Edges() {
		b.WriteString("    " + string(e.From) + " -> " + string(e.To) + " [label=\"" + string(e.By) + "\"];\n")
	}
	b.WriteString("}\n")
	return b.String()
}

// usual keeps the edges that a person needs to understand the lifecycle.
func usual(edges []Edge) []Edge {
	return slices.DeleteFunc(slices.Clone(edges), func(e Edge) bool {
		switch e.By {
		case KindMerge, KindUnmerge, KindRefer, KindWithdraw, KindWait, KindResume:
			return true
		default:
		}
		if e.From == StatusReopened {
			return e.By != KindAssign
		}
		from, to := mainLine(e.From), mainLine(e.To)
		if from < 0 || to < 0 {
			return false
		}
		return slices.ContainsFunc(edges, func(o Edge) bool {
			other := mainLine(o.From)
			return o.By == e.By && o.To == e.To && other < to && (other > from || from > to) && other >= 0
		})
	})
}

// mainLine returns the place of a status on the way from received to archived, -1 for a status beside it.
func mainLine(s Status) int {
	i := slices.Index(Statuses(), s)
	if i > slices.Index(Statuses(), StatusArchived) {
		return -1
	}
	return i
}

type arrow struct {
	from, to Status
	label    string
}

// joined draws one arrow for all actions between two statuses.
func joined(edges []Edge) []arrow {
	var arrows []arrow
	at := map[[2]Status]int{}
	for _, e := range edges {
		key := [2]Status{e.From, e.To}
		if i, ok := at[key]; ok {
			arrows[i].label += ", " + string(e.By)
			continue
		}
		at[key] = len(arrows)
		arrows = append(arrows, arrow{from: e.From, to: e.To, label: string(e.By)})
	}
	return arrows
}
