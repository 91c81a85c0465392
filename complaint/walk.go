package complaint

import (
	"errors"
	"strconv"
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

// usualPath is room for the path of most fields.
const usualPath = 64

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
