package policy

import (
	"fmt"
	"strings"
)

// MaxErrors is how many problems one document can have.
const MaxErrors = maxErrors

// Tree writes down everything that is known of a document: kinds, texts, and the places of all keys and values.
func Tree(s *Source) string {
	var b strings.Builder
	var write func(n *node, indent string)
	write = func(n *node, indent string) {
		fmt.Fprintf(&b, "%d:%d ", n.line, n.column)
		switch n.kind {
		case listNode:
			fmt.Fprintf(&b, "list of %d, size %d, depth %d\n", len(n.items), n.size, n.depth)
		case mappingNode:
			fmt.Fprintf(&b, "mapping of %d, size %d, depth %d\n", len(n.items), n.size, n.depth)
		default:
			fmt.Fprintf(&b, "%q", n.text)
			if n.null {
				b.WriteString(" null")
			}
			b.WriteByte('\n')
		}
		for i, item := range n.items {
			b.WriteString(indent)
			if n.kind == mappingNode {
				fmt.Fprintf(&b, "%d:%d %q: ", n.keys[i].line, n.keys[i].column, n.keys[i].name)
			}
			write(item, indent+"\t")
		}
	}
	write(s.root, "\t")
	return b.String()
}
