package complaint

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// How a record declares its other fields, and how they are checked and brought into normal form.

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

func (w *walker) requireCode(name string, s *string) {
	w.code(name, s)
	if w.mode == walkCheck && *s == "" {
		w.refuse(name, "", codeRule)
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
