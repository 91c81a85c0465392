package policy

import "strconv"

// The bounds of a document.
const (
	// MaxDocument is the size of a document in bytes.
	MaxDocument = 1 << 20
	// MaxNodes is the number of values in a document, counting what an alias stands for every time.
	MaxNodes = 200_000
	// MaxDepth is how deep lists and mappings may stand in each other.
	MaxDepth = 64
	// MaxKey is the size of the name of a field in bytes.
	MaxKey = 1024
)

// Pos is a place in a text. Both numbers count from 1, columns in characters; 0 where they are not known.
type Pos struct{ Line, Column int }

// Anchor is a value that an alias can stand for once more. The zero Anchor is none.
type Anchor struct{ n *node }

// Builder makes a [Source] of what the reader of a format finds in a text. Readers call its methods in the order of the
// text: Scalar, Null and Alias for values that are complete, Mapping or List and End around those that hold others, and
// Key before every value in a mapping.
//
// The Builder knows what every format has to keep to: the bounds of a document, keys that do not stand twice, aliases
// that do not stand in what they stand for. It collects what is wrong, and [Builder.Source] returns it. Once it is
// [Builder.Full] it takes nothing in any more, and its methods do nothing.
type Builder struct {
	src   *Source
	root  *node
	open  []frame // the lists and mappings that the next value stands in
	count int     // values so far, those behind aliases included
	errs  problems
	ended bool // a bound was passed
}

// frame is a list or mapping that is not complete.
type frame struct {
	n      *node
	before int            // values before it
	lines  map[string]int // of a mapping, where the keys stand
}

// NewBuilder returns the Builder of a document. The name, such as that of the file, is for errors. A document is refused
// when it is too large, is not UTF-8, holds control characters, or breaks lines in ways that editors do not show.
func NewBuilder(name string, document []byte) (*Builder, error) {
	src := &Source{name: name}
	if len(document) > MaxDocument {
		return nil, src.at("", 0, 0, "must not be larger than "+strconv.Itoa(MaxDocument)+" bytes")
	}
	src.text = string(document)
	if err := src.checkText(); err != nil {
		return nil, err
	}
	return &Builder{src: src}, nil
}

// Scalar takes in a single word, number or text: a number as it was written, a text without quotes and escapes.
func (b *Builder) Scalar(at Pos, text string) Anchor {
	return b.put(at, &node{line: at.Line, column: at.Column, text: text, size: 1})
}

// Null takes in the absence of a value. The text is how that was written.
func (b *Builder) Null(at Pos, text string) Anchor {
	return b.put(at, &node{line: at.Line, column: at.Column, text: text, null: true, size: 1})
}

// List takes in a list. The values up to its [Builder.End] stand in it.
func (b *Builder) List(at Pos) Anchor { return b.begin(at, listNode) }

// Mapping takes in a mapping. The keys and values up to its [Builder.End] stand in it.
func (b *Builder) Mapping(at Pos) Anchor { return b.begin(at, mappingNode) }

func (b *Builder) begin(at Pos, kind nodeKind) Anchor {
	if b.Full() {
		return Anchor{}
	}
	f := frame{n: &node{kind: kind, line: at.Line, column: at.Column, size: 1}, before: b.count}
	if kind == mappingNode {
		f.lines = map[string]int{}
	}
	out := b.put(at, f.n)
	b.open = append(b.open, f)
	return out
}

// End ends the innermost list or mapping.
func (b *Builder) End() {
	if b.Full() || len(b.open) == 0 {
		return
	}
	f := b.open[len(b.open)-1]
	if len(f.n.keys) > len(f.n.items) {
		b.Refuse(Pos{Line: f.n.line, Column: f.n.column}, "", "must have a value")
	}
	b.open = b.open[:len(b.open)-1]
	f.n.size = b.count - f.before
	b.deepen(f.n)
}

// Key takes in the name of the field whose value comes next.
func (b *Builder) Key(at Pos, name string) {
	if b.Full() {
		return
	}
	if len(name) > MaxKey {
		b.Refuse(at, name, "must not be longer than "+strconv.Itoa(MaxKey)+" bytes, being the name of a field")
		name = cut(name)
	}
	if !b.AwaitsKey() {
		b.Refuse(at, name, "must not be the name of a field here")
		return
	}
	f := b.open[len(b.open)-1]
	f.n.keys = append(f.n.keys, nodeKey{name: name, line: at.Line, column: at.Column})
	if first, double := f.lines[name]; double {
		b.Refuse(at, "", "stands twice, first in line "+strconv.Itoa(first))
		return
	}
	f.lines[name] = at.Line
}

// AwaitsKey says whether the next thing is the name of a field or the end of a mapping.
func (b *Builder) AwaitsKey() bool {
	if len(b.open) == 0 {
		return false
	}
	n := b.open[len(b.open)-1].n
	return n.kind == mappingNode && len(n.keys) == len(n.items)
}

// Alias takes in once more what was taken in before.
func (b *Builder) Alias(at Pos, of Anchor) {
	problem := ""
	if of.n == nil {
		problem = "must be an alias of a value that stands before it"
	}
	for _, f := range b.open {
		if f.n == of.n {
			problem = "must not be an alias of something that it stands in"
		}
	}
	if problem != "" {
		b.Refuse(at, "", problem)
		b.Null(at, "")
		return
	}
	b.put(at, of.n)
}

// put gives a value its place in the tree and holds the bounds.
func (b *Builder) put(at Pos, n *node) Anchor {
	if b.Full() {
		return Anchor{}
	}
	switch {
	case b.AwaitsKey(), len(b.open) == 0 && b.root != nil:
		b.Refuse(at, n.text, "must not be a value here")
		return Anchor{}
	case len(b.open) > MaxDepth:
		b.Refuse(at, "", tooDeep())
		b.ended = true
	case len(b.open)+n.depth > MaxDepth:
		b.Refuse(at, "", "must not bring lists and mappings to more than "+strconv.Itoa(MaxDepth)+" levels")
		b.ended = true
	case b.count+n.size > MaxNodes:
		b.errs.add(b.src.at("", at.Line, at.Column, "must not hold more than "+strconv.Itoa(MaxNodes)+" values, counting aliases"))
		b.ended = true
	}
	b.count += n.size
	if len(b.open) == 0 {
		b.root = n
		return Anchor{n}
	}
	top := b.open[len(b.open)-1].n
	top.items = append(top.items, n)
	b.deepen(n)
	return Anchor{n}
}

func tooDeep() string {
	return "must not stand in more than " + strconv.Itoa(MaxDepth) + " lists and mappings"
}

// deepen tells the list or mapping in which a value stands how deep that is.
func (b *Builder) deepen(n *node) {
	if len(b.open) > 0 {
		top := b.open[len(b.open)-1].n
		top.depth = max(top.depth, n.depth+1)
	}
}

// Refuse notes what is wrong at a place: with the key that came last, or else with the value that comes next. The value
// is what stands there, empty when the key says enough.
func (b *Builder) Refuse(at Pos, value, problem string) {
	if b.Full() {
		return
	}
	e := b.src.at(b.path(), at.Line, at.Column, problem)
	e.Value = cut(value)
	b.errs.add(e)
}

// path is that of the value that comes next; in a mapping that awaits a key, of the mapping.
func (b *Builder) path() string {
	path := ""
	for i, f := range b.open {
		n := f.n
		inside := i < len(b.open)-1 // whether the value at hand stands in the last item
		switch {
		case n.kind == listNode && inside:
			path = joinIndex(path, len(n.items)-1)
		case n.kind == listNode:
			path = joinIndex(path, len(n.items))
		case len(n.keys) > 0 && (inside || len(n.keys) > len(n.items)):
			path = joinKey(path, n.keys[len(n.keys)-1].name)
		}
	}
	return path
}

// Full says that reading on is pointless: a bound was passed, or there are more problems than anybody reads.
func (b *Builder) Full() bool { return b.ended || b.errs.full() }

// Source returns the document, or everything that is wrong with it as one or several joined *[Error]. It is the last call.
func (b *Builder) Source() (*Source, error) {
	if len(b.errs.list) == 0 {
		switch {
		case b.root == nil:
			b.errs.add(b.src.at("", 1, 0, "is empty"))
		case len(b.open) > 0:
			b.errs.add(b.src.at("", 0, 0, "must have an end"))
		}
	}
	if err := b.errs.err(); err != nil {
		return nil, err
	}
	b.src.root = b.root
	return b.src, nil
}
