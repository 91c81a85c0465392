package complaint

import (
	"encoding/json"
	"strconv"
	"time"
)

// The JSON form of an event is written by hand: it is written once for every action and must be the same bytes for ever.

// appendText appends a JSON string as encoding/json writes it.
func appendText[S ~string](b []byte, text S) ([]byte, error) {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c >= 0x7f || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			quoted, err := json.Marshal(string(text))
			return append(b, quoted...), err
		}
	}
	b = append(b, '"')
	b = append(b, text...)
	return append(b, '"'), nil
}

// jsonWriter writes the members of an object.
type jsonWriter struct {
	b   []byte
	err error
}

func (w *jsonWriter) name(name string) {
	if last := w.b[len(w.b)-1]; last != '{' {
		w.b = append(w.b, ',')
	}
	w.b = append(w.b, '"')
	w.b = append(w.b, name...)
	w.b = append(w.b, '"', ':')
}

func member[S ~string](w *jsonWriter, name string, text S) {
	w.name(name)
	b, err := appendText(w.b, text)
	w.b = b
	if err != nil {
		w.err = err
	}
}

func optional[S ~string](w *jsonWriter, name string, text S) {
	if text != "" {
		member(w, name, text)
	}
}

func (w *jsonWriter) number(name string, n int64) {
	w.name(name)
	w.b = strconv.AppendInt(w.b, n, 10)
}

func (w *jsonWriter) time(name string, t time.Time) {
	w.name(name)
	b, err := t.AppendText(append(w.b, '"'))
	b = append(b, '"')
	w.b = b
	if err != nil {
		w.err = err
	}
}

func (w *jsonWriter) raw(name string, raw json.RawMessage) {
	w.name(name)
	if raw == nil {
		raw = json.RawMessage("null")
	}
	w.b = append(w.b, raw...)
}
