package complaint

import (
	"encoding/json"
	"strconv"
	"strings"
)

// How a record declares its personal data, and what is done with it.

// private declares personal data: a text of at most limit bytes.
func (w *walker) private(name string, p *Private, limit int) {
	switch w.mode {
	case walkCheck:
		w.checkText(name, p.Reveal(), limit, true)
	case walkHide:
		if !p.IsZero() {
			w.taken = append(w.taken, hidden{path: w.at(name), text: p.Reveal()})
			*p = Private{}
		}
	case walkFill:
		*p = Hide(w.given[w.at(name)])
	case walkBlank:
		*p = Private{}
	case walkMask:
		if !p.IsZero() {
			*p = Hide(maskText)
		}
	}
}

func (w *walker) privates(name string, list *[]Private, limit int) {
	if w.mode == walkFill {
		w.fillPrivates(name, list)
		return
	}
	if len(*list) == 0 {
		*list = nil
		return
	}
	if w.mode == walkCheck && len(*list) > MaxList {
		w.refuse(name, strconv.Itoa(len(*list)), "must have at most "+strconv.Itoa(MaxList)+" items")
		return
	}
	c := make([]Private, len(*list))
	copy(c, *list)
	*list = c
	for i := range c {
		item := name + "[" + strconv.Itoa(i) + "]"
		w.private(item, &c[i], limit)
		if w.mode == walkCheck && c[i].IsZero() {
			w.refuse(item, "", "must not be empty")
		}
	}
	if w.mode == walkHide || w.mode == walkBlank {
		*list = nil // the length of the list goes with its texts
	}
}

func (w *walker) fillPrivates(name string, list *[]Private) {
	*list = nil
	for i := 0; ; i++ {
		text, ok := w.given[w.at(name+"["+strconv.Itoa(i)+"]")]
		if !ok {
			return
		}
		*list = append(*list, Hide(text))
	}
}

// requirePrivate is private for a free text that must not be empty.
func (w *walker) requirePrivate(name string, p *Private) {
	w.private(name, p, MaxText)
	if w.mode == walkCheck && strings.TrimSpace(p.Reveal()) == "" {
		w.refuse(name, "", "must not be empty")
	}
}

// takeOut moves the personal data out of a record and returns it as a JSON object of path and text,
// in the order in which the record declares its fields; nil when there is none.
func takeOut[T any, P walks[T]](record P) (json.RawMessage, error) {
	w := walker{mode: walkHide, path: make([]byte, 0, usualPath)}
	record.walk(&w)
	if len(w.taken) == 0 {
		return nil, nil
	}
	size := 2
	for _, h := range w.taken {
		size += len(h.path) + len(h.text) + len(`"":"",`)
	}
	out := append(make([]byte, 0, size), '{')
	for i, h := range w.taken {
		if i > 0 {
			out = append(out, ',')
		}
		var err error
		if out, err = appendText(out, h.path); err != nil {
			return nil, err
		}
		if out, err = appendText(append(out, ':'), h.text); err != nil {
			return nil, err
		}
	}
	return append(out, '}'), nil
}

// putBack is the inverse of takeOut.
func putBack[T any, P walks[T]](record P, personal json.RawMessage) error {
	w := walker{mode: walkFill}
	if len(personal) > 0 {
		if err := json.Unmarshal(personal, &w.given); err != nil {
			return fieldError("personal", "", "must be a JSON object of texts")
		}
	}
	record.walk(&w)
	return nil
}
