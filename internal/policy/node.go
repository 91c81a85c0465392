package policy

// Node is one value of a document with its place, for types that read themselves, see [Unmarshaler].
type Node struct {
	src  *Source
	n    *node
	path string
}

// Unmarshaler is implemented by pointers to types that read themselves from a document. For types that are written as
// one word or number, [encoding.TextUnmarshaler] is enough.
type Unmarshaler interface {
	// UnmarshalPolicy reads the value. Errors should come from [Node.Refuse] and [Node.Decode].
	UnmarshalPolicy(n Node) error
}

// Source returns the document.
func (n Node) Source() *Source { return n.src }

// Path returns the path of the value, as [Source.Position] reads it.
func (n Node) Path() string { return n.path }

// IsText says whether the value is a single word, number or text.
func (n Node) IsText() bool { return n.n.kind == scalarNode && !n.n.null }

// IsList says whether the value is a list.
func (n Node) IsList() bool { return n.n.kind == listNode }

// IsMapping says whether the value has named fields.
func (n Node) IsMapping() bool { return n.n.kind == mappingNode }

// Text returns a single word, number or text exactly as it was written, so 1.10 is "1.10"; "" for lists and mappings.
func (n Node) Text() string { return n.n.text }

// Len returns the number of entries of a list or of fields of a mapping.
func (n Node) Len() int { return len(n.n.items) }

// Keys returns the names of the fields of a mapping in the order of the document.
func (n Node) Keys() []string {
	keys := make([]string, len(n.n.keys))
	for i, k := range n.n.keys {
		keys[i] = k.name
	}
	return keys
}

// Item returns an entry of a list, or the value of a field of a mapping, by its index.
func (n Node) Item(i int) Node {
	path := joinIndex(n.path, i)
	if n.n.kind == mappingNode {
		path = joinKey(n.path, n.n.keys[i].name)
	}
	return Node{src: n.src, n: n.n.items[i], path: path}
}

// Field returns the value of a field of a mapping.
func (n Node) Field(name string) (Node, bool) {
	if child := n.n.child(name); child != nil {
		return Node{src: n.src, n: child, path: joinKey(n.path, name)}, true
	}
	return Node{}, false
}

// Refuse returns the error for this value.
func (n Node) Refuse(problem string) *Error {
	e := n.src.at(n.path, n.n.line, n.n.column, problem)
	e.Value = cut(n.n.text)
	return e
}

// Decode reads the value into what a pointer points to, under the rules of the function [Decode].
func (n Node) Decode(out any) error {
	d := decoder{src: n.src}
	d.pointer(n, out)
	return d.errs.err()
}

// refuseKey returns the error for the name of a field instead of its value.
func (n Node) refuseKey(i int, problem string) *Error {
	k := n.n.keys[i]
	return n.src.at(joinKey(n.path, k.name), k.line, k.column, problem)
}
