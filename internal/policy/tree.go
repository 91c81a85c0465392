package policy

// nodeKind is the shape of a value.
type nodeKind int

const (
	scalarNode nodeKind = iota
	listNode
	mappingNode
)

// node is a value of a document. An alias leads to the same node as the value it stands for.
type node struct {
	kind         nodeKind
	line, column int
	text         string // of a scalar, as it stands in the document
	null         bool
	keys         []nodeKey // of a mapping, in the order of items
	items        []*node
	size         int // values in it, itself included
	depth        int // levels below it
}

type nodeKey struct {
	name         string
	line, column int
}

func (n *node) child(name string) *node {
	for i, k := range n.keys {
		if k.name == name {
			return n.items[i]
		}
	}
	return nil
}
