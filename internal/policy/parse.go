package policy

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// The bounds of a document.
const (
	// MaxDocument is the size of a document in bytes.
	MaxDocument = 1 << 20
	// MaxNodes is the number of values in a document, counting what an alias stands for every time.
	MaxNodes = 200_000
	// MaxDepth is how deep lists and mappings may stand in each other.
	MaxDepth = 64
)

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

// parse reads the one YAML or JSON document of a text into nodes.
func parse(name string, document []byte) (src *Source, err error) {
	src = &Source{name: name}
	if len(document) > MaxDocument {
		return nil, src.at("", 0, 0, "must not be larger than "+strconv.Itoa(MaxDocument)+" bytes")
	}
	src.text = string(document)
	if err := src.checkText(); err != nil {
		return nil, err
	}
	// The parser reports what it cannot read as an error; that it does so for every input is not promised.
	defer func() {
		if r := recover(); r != nil {
			src, err = nil, src.at("", 0, 0, fmt.Sprintf("cannot be read as YAML: %v", r))
		}
	}()
	dec := yaml.NewDecoder(strings.NewReader(src.text))
	var root, second yaml.Node
	if err := dec.Decode(&root); err != nil {
		return nil, src.syntax(err)
	}
	if err := dec.Decode(&second); !errors.Is(err, io.EOF) {
		if err != nil {
			return nil, src.syntax(err)
		}
		return nil, src.at("", second.Line, second.Column, "is a second document: a file holds one policy")
	}
	b := builder{src: src, done: map[*yaml.Node]*node{}}
	top := b.build(root.Content[0], 0)
	if err := b.errs.err(); err != nil {
		return nil, err
	}
	src.root = top
	return src, nil
}

// checkText refuses what YAML forbids, and line breaks that editors do not show as such.
func (s *Source) checkText() error {
	line, column := 1, 1
	for i, r := range s.text {
		bad := ""
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(s.text[i:], "\uFFFD"):
			bad = "must be UTF-8"
		case r == '\r' && !strings.HasPrefix(s.text[i:], "\r\n"), r == '\u0085', r == '\u2028', r == '\u2029':
			bad = "must break lines with LF or CRLF"
		case r < ' ' && r != '\t' && r != '\n' && r != '\r', r >= 0x7f && r < 0xa0, r == '\uFEFF' && i > 0, r == '\uFFFE', r == '\uFFFF':
			bad = "must not hold control characters, here " + strconv.QuoteRuneToASCII(r)
		}
		if bad != "" {
			return s.at("", line, column, bad)
		}
		column++
		if r == '\n' {
			line, column = line+1, 1
		}
	}
	return nil
}

// syntax turns an error of the YAML parser into one with a place. The parser knows no column, and names no line when
// it is the first.
func (s *Source) syntax(err error) error {
	if errors.Is(err, io.EOF) {
		return s.at("", 1, 0, "is empty")
	}
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	line := 1
	if rest, found := strings.CutPrefix(text, "line "); found {
		number, problem, _ := strings.Cut(rest, ": ")
		if n, err := strconv.Atoi(number); err == nil {
			line, text = n, problem
		}
	}
	return s.at("", line, 0, "cannot be read as YAML: "+text)
}

// builder turns the nodes of the YAML parser into ours and refuses what a policy must not use.
type builder struct {
	src  *Source
	done map[*yaml.Node]*node // nil while a node is being built
	errs problems
}

func (b *builder) refuse(y *yaml.Node, path, problem string) {
	if b.errs.full() {
		return
	}
	b.errs.add(b.src.at(path, y.Line, y.Column, problem))
}

func (b *builder) build(y *yaml.Node, depth int) *node {
	if y.Kind == yaml.AliasNode {
		return b.alias(y)
	}
	n := &node{line: y.Line, column: y.Column, size: 1}
	if b.errs.full() {
		return n
	}
	if depth > MaxDepth {
		b.refuse(y, "", "must not stand in more than "+strconv.Itoa(MaxDepth)+" lists and mappings")
		return n
	}
	if y.Style&yaml.TaggedStyle != 0 {
		b.refuse(y, "", "must not have a YAML tag such as "+cut(y.Tag))
	}
	b.done[y] = nil
	switch y.Kind {
	case yaml.SequenceNode:
		n.kind = listNode
		for _, item := range y.Content {
			b.adopt(y, n, b.build(item, depth+1))
		}
	case yaml.MappingNode:
		n.kind = mappingNode
		b.mapping(y, n, depth)
	case yaml.ScalarNode, yaml.DocumentNode, yaml.AliasNode:
		n.text = y.Value
		n.null = y.Tag == "!!null"
	}
	b.done[y] = n
	return n
}

func (b *builder) mapping(y *yaml.Node, n *node, depth int) {
	seen := make(map[string]int, len(y.Content)/2)
	for i := 0; i+1 < len(y.Content); i += 2 {
		k := y.Content[i]
		first, double := seen[k.Value]
		switch {
		case k.Kind != yaml.ScalarNode:
			b.refuse(k, "", "must have names as keys, not lists, mappings or aliases")
		case k.Tag == "!!merge":
			b.refuse(k, "", "must not merge mappings with <<")
		case double:
			b.refuse(k, k.Value, "stands twice, first in line "+strconv.Itoa(first))
		}
		seen[k.Value] = k.Line
		n.keys = append(n.keys, nodeKey{name: k.Value, line: k.Line, column: k.Column})
		b.adopt(y, n, b.build(y.Content[i+1], depth+1))
	}
}

// adopt puts a value into a list or mapping and counts.
func (b *builder) adopt(y *yaml.Node, n, child *node) {
	n.items = append(n.items, child)
	if n.depth = max(n.depth, child.depth+1); n.depth > MaxDepth {
		b.refuse(y, "", "must not hold more than "+strconv.Itoa(MaxDepth)+" levels of lists and mappings")
		child.items, n.depth = nil, 0
	}
	if n.size += child.size; n.size > MaxNodes {
		b.refuse(y, "", "must not hold more than "+strconv.Itoa(MaxNodes)+" values, counting aliases")
		n.size = 1
	}
}

func (b *builder) alias(y *yaml.Node) *node {
	target, known := b.done[y.Alias]
	if !known || target == nil {
		b.refuse(y, "", "must not be an alias of something that it stands in")
		return &node{line: y.Line, column: y.Column, size: 1}
	}
	return target
}
