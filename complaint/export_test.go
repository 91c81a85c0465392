package complaint

import "reflect"

// Blank erases the personal data of a state, whatever its status.
func Blank(c Complaint) Complaint {
	w := walker{mode: walkBlank}
	c.walk(&w)
	return c
}

// Stuffed returns an action of a kind in which every text is s.
func Stuffed(kind Kind, s string) Action {
	row, _ := lifecycle().row(kind)
	zero, err := row.codec.decode([]byte("{}"), nil)
	if err != nil {
		panic(err)
	}
	v := reflect.New(reflect.TypeOf(zero))
	f := filler{text: s}
	f.fill(v.Elem())
	a, _ := reflect.TypeAssert[Action](v.Elem())
	return a
}

// Store checks an action as if it were legal, writes it and reads it back. It returns what the check said, and the action
// as it went in and came out.
func Store(c Complaint, a Action, m Meta) (in, out Action, err error) {
	row, _ := lifecycle().row(a.Kind())
	w := walker{mode: walkCheck, taxonomy: BuiltinTaxonomy()}
	in, err = row.codec.check(&c, a, &m, &w)
	if err != nil {
		return nil, nil, err
	}
	data, personal, err := row.codec.encode(in)
	if err != nil {
		return nil, nil, err
	}
	out, err = row.codec.decode(data, personal)
	return in, out, err
}
