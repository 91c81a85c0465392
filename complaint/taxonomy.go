package complaint

import (
	_ "embed"
	"encoding/json"
	"slices"
	"strings"
	"sync"
)

// Tree names one of the code lists of a [Taxonomy].
type Tree string

// The trees of a taxonomy. Categories and causes are trees whose codes join parent and child by a dot;
// the others are flat lists.
const (
	Categories   Tree = "categories"   // what it is about
	Causes       Tree = "causes"       // why it happened, found by the investigation
	Feedbacks    Tree = "feedback"     // kinds of feedback, see [Feedback]
	Severities   Tree = "severities"   // see [Severity]
	Complexities Tree = "complexities" // see [Complexity]
	Urgencies    Tree = "urgencies"    // see [Urgency]
	Priorities   Tree = "priorities"   // see [Priority]
	Targets      Tree = "targets"      // whom it is aimed at
	Sensitives   Tree = "sensitive"    // contents that need a special team at once
	Remedies     Tree = "remedies"     // what can be given
	Channels     Tree = "channels"     // how it came in
)

// Trees lists all trees in the order in which a taxonomy document gives them.
func Trees() []Tree {
	return []Tree{
		Categories, Causes, Feedbacks, Severities, Complexities, Urgencies, Priorities,
		Targets, Sensitives, Remedies, Channels,
	}
}

// Term is one code of a tree with its labels.
type Term struct {
	// Code is lower case and never changes its meaning. The code of a child is the parent's code, a dot and its own part.
	Code string `json:"code"`
	// Chinese and English are the labels shown to people. They may change at any time.
	Chinese string `json:"zh"`
	English string `json:"en"`
}

// Taxonomy is an immutable set of code lists. It is safe for concurrent use.
type Taxonomy struct {
	terms map[Tree][]Term
	index map[Tree]map[string]int
}

//go:embed taxonomy.json
var builtinTaxonomy []byte

var parseBuiltinTaxonomy = sync.OnceValues(func() (*Taxonomy, error) { return ParseTaxonomy(builtinTaxonomy) })

// BuiltinTaxonomy returns the taxonomy for an e-commerce shop that applies where the host gives no other.
func BuiltinTaxonomy() *Taxonomy {
	t, err := parseBuiltinTaxonomy()
	if err != nil {
		// The embedded document is parsed by a test; a build that embeds a broken one has an empty taxonomy.
		return &Taxonomy{}
	}
	return t
}

// ParseTaxonomy reads a taxonomy document: a JSON object with one list of terms per [Tree].
// A missing tree is an error, and so is an unknown one, a duplicate code, a child without its parent or an empty label.
// Feedback kinds, severities, complexities, urgencies and priorities carry rules of the library: their codes are
// fixed and only their labels can change. The error is one or several joined *[FieldError].
func ParseTaxonomy(document []byte) (*Taxonomy, error) {
	var terms map[Tree][]Term
	dec := json.NewDecoder(strings.NewReader(string(document)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&terms); err != nil {
		return nil, fieldError("taxonomy", "", "must be a JSON object with a list of {code, zh, en} per tree: "+err.Error())
	}
	return NewTaxonomy(terms)
}

// NewTaxonomy builds a taxonomy from its trees, under the rules of [ParseTaxonomy].
func NewTaxonomy(terms map[Tree][]Term) (*Taxonomy, error) {
	t := &Taxonomy{terms: make(map[Tree][]Term, len(terms)), index: make(map[Tree]map[string]int, len(terms))}
	w := walker{}
	for tree := range terms {
		if !slices.Contains(Trees(), tree) {
			w.refuse(string(tree), "", "is not a tree of a taxonomy")
		}
	}
	for _, tree := range Trees() {
		t.add(&w, tree, terms[tree])
	}
	if err := w.err(); err != nil {
		return nil, err
	}
	return t, nil
}

func (t *Taxonomy) add(w *walker, tree Tree, terms []Term) {
	index := make(map[string]int, len(terms))
	for i, term := range terms {
		name := string(tree) + "." + term.Code
		switch {
		case term.Code == "" || !validCode(term.Code):
			w.refuse(string(tree), term.Code, codeRule)
		case term.Chinese == "" || term.English == "":
			w.refuse(name, "", "must have a label in zh and in en")
		}
		if _, double := index[term.Code]; double {
			w.refuse(name, "", "stands twice")
		}
		if parent := ParentCode(term.Code); parent != "" {
			if _, ok := index[parent]; !ok {
				w.refuse(name, "", "must stand after its parent "+parent)
			}
		}
		index[term.Code] = i
	}
	for _, code := range fixedCodes(tree) {
		if _, ok := index[code]; !ok {
			w.refuse(string(tree), "", "must have the code "+code)
		}
	}
	if fixed := fixedCodes(tree); fixed != nil && len(index) > len(fixed) {
		w.refuse(string(tree), "", "has fixed codes ("+strings.Join(fixed, ", ")+"), only their labels can change")
	}
	if len(terms) == 0 {
		w.refuse(string(tree), "", "must have at least one term")
	}
	t.terms[tree] = slices.Clone(terms)
	t.index[tree] = index
}

// fixedCodes returns the codes of a tree whose codes carry rules of the library, in rank order, nil for other trees.
func fixedCodes(tree Tree) []string {
	switch tree {
	case Feedbacks:
		return plain(feedbackKinds())
	case Severities:
		return plain(severityRanks())
	case Complexities:
		return plain(complexityRanks())
	case Urgencies:
		return plain(urgencyRanks())
	case Priorities:
		return plain(priorityRanks())
	case Categories, Causes, Targets, Sensitives, Remedies, Channels:
		return nil
	default:
		return nil
	}
}

func plain[S ~string](in []S) []string {
	out := make([]string, len(in))
	for i, s := range in {
		out[i] = string(s)
	}
	return out
}

// Has says whether code stands in the tree.
func (t *Taxonomy) Has(tree Tree, code string) bool {
	_, ok := t.index[tree][code]
	return ok
}

// Terms returns the terms of the tree in the order of the document. The slice is the caller's.
func (t *Taxonomy) Terms(tree Tree) []Term { return slices.Clone(t.terms[tree]) }

// Label returns the label of a code in a language: Chinese for every BCP 47 tag that begins with zh,
// English for all others. A code that the tree does not have is returned as it is.
func (t *Taxonomy) Label(tree Tree, code, language string) string {
	i, ok := t.index[tree][code]
	if !ok {
		return code
	}
	if chinese(language) {
		return t.terms[tree][i].Chinese
	}
	return t.terms[tree][i].English
}

// chinese says whether a BCP 47 tag names Chinese.
func chinese(language string) bool {
	return len(language) >= 2 && strings.EqualFold(language[:2], "zh") && (len(language) == 2 || language[2] == '-')
}

// ParentCode returns the code above code in its tree, "" at the top.
func ParentCode(code string) string {
	i := strings.LastIndexByte(code, '.')
	if i < 0 {
		return ""
	}
	return code[:i]
}

// InSubtree says whether code is root or stands below it: "logistics.delay" is in the subtree "logistics".
func InSubtree(code, root string) bool {
	return code == root || len(code) > len(root) && code[len(root)] == '.' && code[:len(root)] == root
}
