package policy

import (
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/recourse-go/recourse/complaint"
)

// Doc is a document that was read: the value and its source.
type Doc[T any] struct {
	*Source
	Value T
}

// Decode reads a policy document into a struct. The source comes from [ParseJSON], or from the reader of another format.
//
// Fields go by their json tag, and embedded structs are part of the struct around them, as in encoding/json. A field with
// the tag `policy:"required"` must stand in the document. Everything else is strict: a field that the struct does not
// have and a key without a value are refused. Words are what was written: no, 0x10 and 1.10 are texts unless the field
// is a number, and then the form is that of JSON without an exponent. Decimals and amounts are exact. Durations are
// written 90m, 24h, 7d or 2w (see [ParseDuration]), times as RFC 3339, amounts as "CNY 23.80" or
// {amount: "23.80", currency: CNY}.
//
// When T embeds [Header], the header is checked too. Errors are one or several joined *[Error].
func Decode[T any](src *Source) (*Doc[T], error) {
	if src == nil || src.root == nil {
		return nil, &Error{Problem: "must be a document that was read"}
	}
	doc := &Doc[T]{Source: src}
	d := decoder{src: src}
	d.pointer(Node{src: src, n: src.root}, &doc.Value)
	if err := d.errs.err(); err != nil {
		return nil, err
	}
	if h, ok := any(&doc.Value).(interface{ check(src *Source) error }); ok {
		if err := h.check(src); err != nil {
			return nil, err
		}
	}
	return doc, nil
}

// decoder reads nodes into Go values and collects what is wrong.
type decoder struct {
	src  *Source
	errs problems
}

func (d *decoder) pointer(n Node, out any) {
	v := reflect.ValueOf(out)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		d.errs.add(n.Refuse("cannot be read into a value that is no pointer"))
		return
	}
	d.value(n, v.Elem())
}

func (d *decoder) value(n Node, out reflect.Value) {
	if d.errs.full() {
		return
	}
	if n.n.null {
		d.errs.add(n.Refuse("has no value: leave it out or give one"))
		return
	}
	if out.Kind() == reflect.Pointer {
		out.Set(reflect.New(out.Type().Elem()))
		d.value(n, out.Elem())
		return
	}
	if u, ok := reflect.TypeAssert[Unmarshaler](out.Addr()); ok {
		d.errs.add(u.UnmarshalPolicy(n))
		return
	}
	if d.known(n, out) {
		return
	}
	switch out.Kind() {
	case reflect.Struct:
		d.structure(n, out)
	case reflect.Map:
		d.mapping(n, out)
	case reflect.Slice:
		d.list(n, out)
	default:
		d.scalar(n, out)
	}
}

// known reads the types that are written in a form of their own.
func (d *decoder) known(n Node, out reflect.Value) bool {
	switch p := out.Addr().Interface().(type) {
	case *decimal.Decimal:
		setText(d, n, p, ParseDecimal)
	case *complaint.Money:
		d.money(n, p)
	case *time.Duration:
		setText(d, n, p, ParseDuration)
	case *time.Time:
		setText(d, n, p, parseInstant)
	case encoding.TextUnmarshaler:
		if d.needText(n) {
			if err := p.UnmarshalText([]byte(n.Text())); err != nil {
				d.errs.add(n.Refuse(err.Error()))
			}
		}
	default:
		return false
	}
	return true
}

func setText[T any](d *decoder, n Node, p *T, read func(string) (T, error)) {
	if !d.needText(n) {
		return
	}
	v, err := read(n.Text())
	if err != nil {
		d.errs.add(n.Refuse(err.Error()))
		return
	}
	*p = v
}

func (d *decoder) needText(n Node) bool {
	if !n.IsText() {
		d.errs.add(n.Refuse("must be a single value, not a list or a mapping"))
	}
	return n.IsText()
}

func (d *decoder) money(n Node, p *complaint.Money) {
	if n.IsText() {
		setText(d, n, p, ParseMoney)
		return
	}
	var parts struct {
		Amount   string `json:"amount"   policy:"required"`
		Currency string `json:"currency" policy:"required"`
	}
	before := len(d.errs.list)
	d.value(n, reflect.ValueOf(&parts).Elem())
	if len(d.errs.list) > before {
		return
	}
	m, err := complaint.NewMoney(parts.Amount, parts.Currency)
	if err != nil {
		d.errs.add(n.Refuse(err.Error()))
	}
	*p = m
}

func (d *decoder) structure(n Node, out reflect.Value) {
	if !n.IsMapping() {
		d.errs.add(n.Refuse("must be a mapping with the fields " + strings.Join(fieldNames(out.Type()), ", ")))
		return
	}
	fields := structFields(out.Type(), nil)
	seen := make([]bool, len(fields))
	for i, k := range n.n.keys {
		if d.errs.full() {
			return
		}
		at := slices.IndexFunc(fields, func(f structField) bool { return f.name == k.name })
		if at < 0 {
			d.errs.add(n.refuseKey(i, oneOf("is not a known field", k.name, fieldNames(out.Type()))))
			continue
		}
		seen[at] = true
		d.value(n.Item(i), out.FieldByIndex(fields[at].index))
	}
	for i, f := range fields {
		if f.required && !seen[i] {
			e := n.Refuse("must be given")
			e.Field, e.Value = joinKey(n.path, f.name), ""
			e.Rule = n.src.rule(e.Field)
			d.errs.add(e)
		}
	}
}

func (d *decoder) mapping(n Node, out reflect.Value) {
	if !n.IsMapping() {
		d.errs.add(n.Refuse("must be a mapping"))
		return
	}
	m := reflect.MakeMapWithSize(out.Type(), n.Len())
	for i, k := range n.n.keys {
		if d.errs.full() {
			return
		}
		key, value := reflect.New(out.Type().Key()).Elem(), reflect.New(out.Type().Elem()).Elem()
		before := len(d.errs.list)
		d.value(Node{
			src: n.src, path: joinKey(n.path, k.name),
			n: &node{line: k.line, column: k.column, text: k.name},
		}, key)
		if len(d.errs.list) > before {
			continue
		}
		if m.MapIndex(key).IsValid() {
			d.errs.add(n.refuseKey(i, "stands twice"))
		}
		d.value(n.Item(i), value)
		m.SetMapIndex(key, value)
	}
	out.Set(m)
}

func (d *decoder) list(n Node, out reflect.Value) {
	if !n.IsList() {
		d.errs.add(n.Refuse("must be a list"))
		return
	}
	list := reflect.MakeSlice(out.Type(), n.Len(), n.Len())
	for i := range n.Len() {
		if d.errs.full() {
			return
		}
		d.value(n.Item(i), list.Index(i))
	}
	out.Set(list)
}

func (d *decoder) scalar(n Node, out reflect.Value) {
	if !d.needText(n) {
		return
	}
	text := n.Text()
	switch {
	case out.Kind() == reflect.String:
		out.SetString(text)
	case out.Kind() == reflect.Bool:
		if text != trueWord && text != falseWord {
			d.errs.add(n.Refuse(boolRule))
		}
		out.SetBool(text == trueWord)
	case out.CanInt():
		v, err := strconv.ParseInt(text, 10, out.Type().Bits())
		if err != nil || !plainNumber(text) {
			d.errs.add(n.Refuse(wholeRule))
			return
		}
		out.SetInt(v)
	case out.CanFloat():
		v, err := parseFloat(text)
		if err != nil {
			d.errs.add(n.Refuse(err.Error()))
			return
		}
		out.SetFloat(v)
	default:
		d.errs.add(n.Refuse(fmt.Sprintf("cannot be read: a policy has no values of type %s", out.Type())))
	}
}

type structField struct {
	name     string
	index    []int
	required bool
}

// structFields lists the fields that a document can set, those of embedded structs included.
func structFields(t reflect.Type, prefix []int) []structField {
	var fields []structField
	for f := range t.Fields() {
		index := append(slices.Clone(prefix), f.Index...)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct:
			fields = append(fields, structFields(f.Type, index)...)
		case !f.IsExported() || name == "-" || name == "":
		default:
			fields = append(fields, structField{name: name, index: index, required: f.Tag.Get("policy") == "required"})
		}
	}
	return fields
}

func fieldNames(t reflect.Type) []string {
	fields := structFields(t, nil)
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.name
	}
	return names
}
