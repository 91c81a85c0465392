package complaint

import (
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Sizes that bound every record, in bytes of UTF-8 or in items of a list.
const (
	// MaxText bounds a free text such as the content of a complaint: 64 KiB, some twenty pages.
	MaxText = 64 << 10
	// MaxLine bounds a single line such as a name, a subject or an identifier of the host.
	MaxLine = 255
	// MaxCode bounds a code of a taxonomy.
	MaxCode = 64
	// MaxList bounds every list of a record.
	MaxList = 200
)

// A record declares its fields once, in a method walk. The walker then does one job with all of them.
type walkMode int

const (
	walkCheck walkMode = iota // check and bring into normal form
	walkHide                  // take personal data out
	walkFill                  // put personal data back
	walkBlank                 // erase personal data
	walkMask                  // replace personal data by a mask
)

// hidden is one personal text that was taken out of a record, with its path.
type hidden struct{ path, text string }

type walker struct {
	mode     walkMode
	path     []byte
	errs     []error
	taxonomy *Taxonomy
	taken    []hidden
	given    map[string]string
}

// walks is implemented by pointers to every record that has fields to check or personal data to hide.
type walks[T any] interface {
	*T
	walk(w *walker)
}

func (w *walker) at(name string) string { return string(w.path) + name }

func (w *walker) refuse(name, value, rule string) {
	w.errs = append(w.errs, fieldError(w.at(name), value, rule))
}

func (w *walker) err() error {
	switch len(w.errs) {
	case 0:
		return nil
	case 1:
		return w.errs[0]
	default:
		return errors.Join(w.errs...)
	}
}

// walkIn walks a record that is a field of another.
func walkIn[T any, P walks[T]](w *walker, name string, record P) {
	n := len(w.path)
	w.path = append(append(w.path, name...), '.')
	record.walk(w)
	w.path = w.path[:n]
}

// walkOptional walks a record behind a pointer, on a copy, so that the caller's record stays as it is.
func walkOptional[T any, P walks[T]](w *walker, name string, record **T) {
	if *record == nil {
		return
	}
	c := **record
	*record = &c
	walkIn[T, P](w, name, P(&c))
}

// walkList walks the records of a list, on a copy, so that the caller's list stays as it is.
func walkList[T any, P walks[T]](w *walker, name string, list *[]T) {
	if len(*list) == 0 {
		*list = nil
		return
	}
	if w.mode == walkCheck && len(*list) > MaxList {
		w.refuse(name, strconv.Itoa(len(*list)), "must have at most "+strconv.Itoa(MaxList)+" items")
		return
	}
	c := make([]T, len(*list))
	copy(c, *list)
	*list = c
	n := len(w.path)
	for i := range c {
		w.path = append(w.path, name...)
		w.path = append(w.path, '[')
		w.path = strconv.AppendInt(w.path, int64(i), 10)
		w.path = append(w.path, ']', '.')
		P(&c[i]).walk(w)
		w.path = w.path[:n]
	}
}

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

func (w *walker) checkText(name, s string, limit int, personal bool) {
	shown := s
	if personal {
		shown = ""
	}
	switch {
	case len(s) > limit:
		w.refuse(name, shown, "must be at most "+strconv.Itoa(limit)+" bytes, it has "+strconv.Itoa(len(s)))
	case !utf8.ValidString(s):
		w.refuse(name, shown, "must be valid UTF-8")
	case strings.IndexByte(s, 0) >= 0:
		w.refuse(name, shown, "must not contain a NUL byte")
	}
}

// name declares an identifier or a single line that belongs to the host: stored byte for byte, never folded.
func (w *walker) name(name string, s *string) {
	if w.mode != walkCheck || *s == "" {
		return
	}
	w.checkText(name, *s, MaxLine, false)
	if strings.IndexFunc(*s, unicode.IsControl) >= 0 {
		w.refuse(name, *s, "must be one line without control characters")
	} else if strings.TrimSpace(*s) != *s {
		w.refuse(name, *s, "must not begin or end with white space")
	}
}

func (w *walker) requireName(name string, s *string) {
	w.name(name, s)
	if w.mode == walkCheck && *s == "" {
		w.refuse(name, "", "must not be empty")
	}
}

const codeRule = "must be a code of lower case letters, digits, dots, dashes and underscores, at most 64 bytes"

func validCode(s string) bool {
	if len(s) > MaxCode {
		return false
	}
	for i := range len(s) {
		c := s[i]
		letter := c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
		if !letter && (i == 0 || c != '_' && c != '.' && c != '-') {
			return false
		}
	}
	return true
}

// code declares a code that no taxonomy lists.
func (w *walker) code(name string, s *string) {
	if w.mode == walkCheck && *s != "" && !validCode(*s) {
		w.refuse(name, *s, codeRule)
	}
}

// listed declares a code of one of the taxonomy's trees.
func listed[S ~string](w *walker, name string, tree Tree, code *S) {
	if w.mode != walkCheck || *code == "" {
		return
	}
	if !w.taxonomy.Has(tree, string(*code)) {
		w.refuse(name, string(*code), "must be a code of the taxonomy's "+string(tree))
	}
}

func requireListed[S ~string](w *walker, name string, tree Tree, code *S) {
	listed(w, name, tree, code)
	if w.mode == walkCheck && *code == "" {
		w.refuse(name, "", "must be a code of the taxonomy's "+string(tree))
	}
}

// oneOf declares a value of a fixed list.
func oneOf[S ~string](w *walker, name string, value *S, allowed ...S) {
	if w.mode != walkCheck {
		return
	}
	if slices.Contains(allowed, *value) {
		return
	}
	words := make([]string, 0, len(allowed))
	for _, a := range allowed {
		words = append(words, strconv.Quote(string(a)))
	}
	w.refuse(name, string(*value), "must be one of "+strings.Join(words, ", "))
}

// codes declares a list of codes of a tree, or of any codes where tree is empty.
func codes[S ~string](w *walker, name string, tree Tree, list *[]S) {
	if w.mode != walkCheck {
		return
	}
	if len(*list) == 0 {
		*list = nil
		return
	}
	if len(*list) > MaxList {
		w.refuse(name, strconv.Itoa(len(*list)), "must have at most "+strconv.Itoa(MaxList)+" items")
		return
	}
	seen := make(map[S]bool, len(*list))
	kept := make([]S, 0, len(*list))
	for i, code := range *list {
		item := name + "[" + strconv.Itoa(i) + "]"
		switch {
		case tree != "":
			requireListed(w, item, tree, &code)
		case code == "" || !validCode(string(code)):
			w.refuse(item, string(code), codeRule)
		}
		if !seen[code] {
			seen[code] = true
			kept = append(kept, code)
		}
	}
	*list = kept
}

// time declares a moment and brings it into normal form: UTC, whole microseconds.
func (w *walker) time(name string, t *time.Time) {
	if w.mode != walkCheck {
		return
	}
	if !t.IsZero() && !sensibleTime(*t) {
		w.refuse(name, t.Format(time.RFC3339Nano), timeRule)
		return
	}
	*t = normalTime(*t)
}

func (w *walker) requireTime(name string, t *time.Time) {
	w.time(name, t)
	if w.mode == walkCheck && t.IsZero() {
		w.refuse(name, "", "must be set")
	}
}

func (w *walker) money(name string, m *Money) {
	if w.mode != walkCheck {
		return
	}
	if err := m.check(w.at(name)); err != nil {
		w.errs = append(w.errs, err)
		return
	}
	if normal, err := m.valid(); err == nil {
		*m = normal
	}
}

// notNegative declares an amount of money that must not be negative.
func (w *walker) notNegative(name string, m *Money) {
	w.money(name, m)
	if w.mode == walkCheck && m.Amount.Sign() < 0 {
		w.refuse(name, m.String(), "must not be negative")
	}
}

func (w *walker) number(name string, n, least, most int) {
	if w.mode == walkCheck && (n < least || n > most) {
		w.refuse(name, strconv.Itoa(n), "must be from "+strconv.Itoa(least)+" to "+strconv.Itoa(most))
	}
}

func (w *walker) share(name string, f *float64, least, most float64) {
	if w.mode != walkCheck {
		return
	}
	if math.IsNaN(*f) || *f < least || *f > most {
		w.refuse(name, strconv.FormatFloat(*f, 'g', -1, 64), "must be a number from "+
			strconv.FormatFloat(least, 'g', -1, 64)+" to "+strconv.FormatFloat(most, 'g', -1, 64))
		return
	}
	*f += 0 // minus zero becomes zero, so that equal values have equal bytes
}

// texts declares the host's own fields: names are codes, values single texts without personal data.
func (w *walker) texts(name string, m *map[string]string) { //nolint:gocritic // it replaces the map by a checked copy
	if w.mode != walkCheck {
		return
	}
	if len(*m) == 0 {
		*m = nil
		return
	}
	if len(*m) > MaxList {
		w.refuse(name, strconv.Itoa(len(*m)), "must have at most "+strconv.Itoa(MaxList)+" entries")
		return
	}
	c := make(map[string]string, len(*m))
	for key, value := range *m {
		if key == "" || !validCode(key) {
			w.refuse(name, key, codeRule)
			continue
		}
		w.checkText(name+"."+key, value, MaxText, false)
		c[key] = value
	}
	*m = c
}

// takeOut moves the personal data out of a record and returns it as a JSON object of path and text,
// in the order in which the record declares its fields; nil when there is none.
func takeOut[T any, P walks[T]](record P) (json.RawMessage, error) {
	w := walker{mode: walkHide}
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
