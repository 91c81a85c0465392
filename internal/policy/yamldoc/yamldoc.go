// Package yamldoc reads policy documents that are written in YAML, or in JSON as far as that is YAML.
//
// It stands apart from internal/policy so that only programs with policies in YAML link a YAML parser: an engine takes
// a [policy.Source] and does not ask what it was made of.
//
// # Awkward facts
//
// YAML tags, merge keys and several documents in a file are refused; anchors and aliases work, within
// [policy.MaxNodes]. Where the parser itself cannot read a text, it names a line, not always the first wrong one, and no
// column. Some JSON is not YAML for it: the escape \/, surrogate pairs such as \ud83d\ude00, and keys whose colon stands in
// the next line or that are longer than 1022 characters. [policy.ParseJSON] reads those.
package yamldoc

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/recourse-go/recourse/internal/policy"
)

// Parse reads the one YAML document of a text. The name, such as that of the file, is for errors, which are one or
// several joined *[policy.Error].
func Parse(name string, document []byte) (src *policy.Source, err error) {
	b, err := policy.NewBuilder(name, document)
	if err != nil {
		return nil, err
	}
	// The parser reports what it cannot read as an error; that it does so for every input is not promised.
	defer func() {
		if r := recover(); r != nil {
			b.Refuse(policy.Pos{}, "", fmt.Sprintf("cannot be read as YAML: %v", r))
			src, err = b.Source()
		}
	}()
	r := reader{b: b, anchors: map[*yaml.Node]policy.Anchor{}}
	r.document(document)
	return b.Source()
}

// reader gives the nodes of the YAML parser to a Builder and refuses what a policy must not use.
type reader struct {
	b       *policy.Builder
	anchors map[*yaml.Node]policy.Anchor // of the nodes that have one
}

func (r *reader) document(text []byte) {
	dec := yaml.NewDecoder(bytes.NewReader(text))
	var root, second yaml.Node
	if err := dec.Decode(&root); err != nil {
		r.syntax(err)
		return
	}
	if err := dec.Decode(&second); err == nil {
		r.b.Refuse(at(&second), "", "is a second document: a file holds one policy")
		return
	} else if !errors.Is(err, io.EOF) {
		r.syntax(err)
		return
	}
	r.value(root.Content[0])
}

// syntax refuses what the parser cannot read. It knows no column, and names no line when that is the first.
func (r *reader) syntax(err error) {
	if errors.Is(err, io.EOF) {
		return // nothing in it, as the Builder will say
	}
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	place := policy.Pos{Line: 1}
	if rest, found := strings.CutPrefix(text, "line "); found {
		number, problem, _ := strings.Cut(rest, ": ")
		if n, err := strconv.Atoi(number); err == nil {
			place.Line, text = n, problem
		}
	}
	r.b.Refuse(place, "", "cannot be read as YAML: "+text)
}

func at(y *yaml.Node) policy.Pos { return policy.Pos{Line: y.Line, Column: y.Column} }

func (r *reader) value(y *yaml.Node) {
	if r.b.Full() {
		return
	}
	if y.Kind == yaml.AliasNode {
		r.b.Alias(at(y), r.anchors[y.Alias])
		return
	}
	if y.Style&yaml.TaggedStyle != 0 {
		r.b.Refuse(at(y), y.Tag, "must not have a YAML tag")
	}
	switch y.Kind {
	case yaml.SequenceNode:
		r.anchor(y, r.b.List(at(y)))
		for _, item := range y.Content {
			r.value(item)
		}
		r.b.End()
	case yaml.MappingNode:
		r.anchor(y, r.b.Mapping(at(y)))
		for i := 0; i+1 < len(y.Content); i += 2 {
			r.key(y.Content[i])
			r.value(y.Content[i+1])
		}
		r.b.End()
	default:
		r.scalar(y)
	}
}

func (r *reader) scalar(y *yaml.Node) {
	if y.Tag == "!!null" {
		r.anchor(y, r.b.Null(at(y), y.Value))
		return
	}
	r.anchor(y, r.b.Scalar(at(y), y.Value))
}

// anchor keeps what aliases may ask for. A list can be asked for while it is open, which the Builder refuses.
func (r *reader) anchor(y *yaml.Node, a policy.Anchor) {
	if y.Anchor != "" {
		r.anchors[y] = a
	}
}

func (r *reader) key(y *yaml.Node) {
	switch {
	case y.Kind != yaml.ScalarNode:
		r.b.Refuse(at(y), "", "must have names as keys, not lists, mappings or aliases")
	case y.Tag == "!!merge":
		r.b.Refuse(at(y), "", "must not merge mappings with <<")
	case y.Style&yaml.TaggedStyle != 0:
		r.b.Refuse(at(y), y.Tag, "must not have a YAML tag")
	}
	r.b.Key(at(y), y.Value)
}
