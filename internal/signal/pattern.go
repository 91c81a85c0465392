package signal

import (
	"slices"
	"strings"
)

// maxPhrases bounds what one element of a pattern stands for.
const maxPhrases = 20_000

// element is a step of a pattern: one of a set of phrases, or a number of at least some size.
type element struct {
	phrases []string
	number  int64 // -1 for phrases, else the least number
	key     string
}

// step is an element with how many runes may lie between it and the one before.
type step struct {
	element
	gap int32
}

// classes are the named sets of phrases.
type classes map[string][]string

// parsePattern takes a pattern apart.
func parsePattern(s string, c classes) ([]step, error) {
	var steps []step
	gap := int32(0)
	for {
		at, operator := nextOperator(s)
		part := strings.TrimSpace(s[:at])
		e, err := parseElement(part, c)
		if err != nil {
			return nil, err
		}
		steps = append(steps, step{e, gap})
		if operator == "" {
			return steps, nil
		}
		near := int32(36)
		if strings.ContainsFunc(s, func(r rune) bool { return r >= 0x3400 && r <= 0x9FFF }) {
			near = 12
		}
		switch operator {
		case " + ":
			gap = 1
		case " ~ ":
			gap = near
		default:
			gap = 3 * near
		}
		s = s[at+len(operator):]
	}
}

func nextOperator(s string) (int, string) {
	at, operator := len(s), ""
	for _, o := range [...]string{" + ", " ~ ", " ~~ "} {
		if i := strings.Index(s, o); i >= 0 && i < at {
			at, operator = i, o
		}
	}
	return at, operator
}

func parseElement(s string, c classes) (element, error) {
	if s == "" {
		return element{}, wrong("a step of the pattern is empty")
	}
	if s[0] == '#' {
		least := int64(0)
		for _, r := range s[1:] {
			if r < '0' || r > '9' || least > 1000 {
				return element{}, wrong("%q is no number: write # or #3", s)
			}
			least = 10*least + int64(r-'0')
		}
		return element{number: least, key: s}, nil
	}
	p := expander{s: s, classes: c}
	list, err := p.alternatives(0)
	switch {
	case err != nil:
		return element{}, err
	case p.at < len(s):
		return element{}, wrong("%q has a bracket too many", s)
	}
	for _, x := range list {
		if strings.Trim(x, "* ") == "" {
			return element{}, wrong("%q also stands for nothing", s)
		}
	}
	return element{phrases: list, number: -1, key: s}, nil
}

// expander writes out the phrases that an element stands for.
type expander struct {
	s       string
	at      int
	classes classes
}

func (p *expander) alternatives(depth int) ([]string, error) {
	var all []string
	for {
		list, err := p.sequence(depth)
		if err != nil {
			return nil, err
		}
		if all = append(all, list...); len(all) > maxPhrases {
			return nil, wrong("%q stands for too many phrases", p.s)
		}
		if p.at >= len(p.s) || p.s[p.at] != '|' {
			return all, nil
		}
		p.at++
	}
}

func (p *expander) sequence(depth int) ([]string, error) {
	list := []string{""}
	for p.at < len(p.s) && p.s[p.at] != '|' && p.s[p.at] != ')' {
		next, err := p.part(depth)
		if err != nil {
			return nil, err
		}
		if len(list)*len(next) > maxPhrases {
			return nil, wrong("%q stands for too many phrases", p.s)
		}
		product := make([]string, 0, len(list)*len(next))
		for _, a := range list {
			for _, b := range next {
				product = append(product, a+b)
			}
		}
		list = product
	}
	return list, nil
}

// part reads plain text, a class or a bracket.
func (p *expander) part(depth int) (list []string, err error) {
	switch p.s[p.at] {
	case '}':
		return nil, wrong("%q has a bracket too many", p.s)
	case '{':
		list, err = p.class()
	case '(':
		list, err = p.bracket(depth)
	default:
		from := p.at
		if i := strings.IndexAny(p.s[from:], "(){}|"); i >= 0 {
			p.at += i
		} else {
			p.at = len(p.s)
		}
		return []string{p.s[from:p.at]}, nil
	}
	if err == nil && p.at < len(p.s) && p.s[p.at] == '?' {
		p.at++
		list = append(slices.Clip(list), "")
	}
	return list, err
}

// class reads {name}.
func (p *expander) class() ([]string, error) {
	end := strings.IndexByte(p.s[p.at:], '}')
	if end < 0 {
		return nil, wrong("%q has a bracket that stays open", p.s)
	}
	name := p.s[p.at+1 : p.at+end]
	p.at += end + 1
	if list := p.classes[name]; list != nil {
		return list, nil
	}
	return nil, wrong("the class %q is not known", name)
}

// bracket reads (a|b).
func (p *expander) bracket(depth int) ([]string, error) {
	p.at++
	if depth > 8 {
		return nil, wrong("%q is nested too deeply", p.s)
	}
	list, err := p.alternatives(depth + 1)
	if err != nil {
		return nil, err
	}
	if p.at >= len(p.s) || p.s[p.at] != ')' {
		return nil, wrong("%q has a bracket that stays open", p.s)
	}
	p.at++
	return list, nil
}
