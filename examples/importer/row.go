package importer

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/recourse-go/recourse/complaint"
)

// row is one row of a file, in whatever format.
type row interface {
	// text returns the text of a column, empty where the row has none.
	text(column string) (string, error)
	// own returns the row's values by the names of the library's fields, and fails for a column that is no such field.
	own() (map[string]string, error)
	// digest tells rows with other values apart.
	digest() string
}

// intake builds what a row hands in.
func (m *Mapping) intake(r row) (complaint.Intake, error) {
	values, key, err := m.values(r)
	if err != nil {
		return complaint.Intake{}, err
	}
	var in complaint.Intake
	for _, field := range slices.SortedFunc(maps.Keys(values), inOrder) {
		if values[field] == "" {
			continue
		}
		if err := in.Set(field, values[field]); err != nil {
			return complaint.Intake{}, err
		}
	}
	if key == "" {
		key = "row-" + r.digest()
	}
	in.Key = key
	if m != nil {
		in.Key = m.KeyPrefix + key
	}
	return in, nil
}

// values returns the texts of the fields and of the key.
func (m *Mapping) values(r row) (values map[string]string, key string, err error) {
	if m == nil {
		if values, err = r.own(); err != nil {
			return nil, "", err
		}
		key = values[keyField]
		delete(values, keyField)
		return values, key, nil
	}
	values = make(map[string]string, len(m.Fields)+len(m.Constants))
	for _, field := range slices.SortedFunc(maps.Keys(m.Fields), inOrder) {
		if values[field], err = m.Fields[field].text(r); err != nil {
			return nil, "", err
		}
	}
	if m.Key != "" {
		if key, err = r.text(m.Key); err != nil {
			return nil, "", err
		}
	}
	if err := m.money(r, values); err != nil {
		return nil, "", err
	}
	for _, field := range slices.SortedFunc(maps.Keys(values), inOrder) {
		if err := m.translate(field, values); err != nil {
			return nil, "", err
		}
		if isTime(field) && m.Times != nil {
			values[field] = m.Times.read(values[field])
		}
	}
	for field, text := range m.Constants {
		if values[field] == "" {
			values[field] = text
		}
	}
	return values, key, nil
}

// text puts the text of a source together.
func (s Source) text(r row) (string, error) {
	if s.Column != "" {
		return r.text(s.Column)
	}
	var parts []string
	for _, part := range slices.Concat(s.First, s.Join) {
		text, err := part.text(r)
		if err != nil {
			return "", err
		}
		if text == "" {
			continue
		}
		if len(s.First) > 0 {
			return text, nil
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, s.With), nil
}

// money puts amount and currency together.
func (m *Mapping) money(r row, values map[string]string) error {
	if m.Money == nil {
		return nil
	}
	amount, err := r.text(m.Money.Amount)
	if err != nil || amount == "" {
		return err
	}
	pair := map[string]string{}
	if m.Money.Currency != "" {
		if pair[currencyField], err = r.text(m.Money.Currency); err != nil {
			return err
		}
		if err := m.translate(currencyField, pair); err != nil {
			return err
		}
	}
	currency := pair[currencyField]
	if currency == "" {
		currency = m.Money.Default
	}
	switch {
	case currency != "":
		values[amountField] = currency + " " + amount
	case m.Money.Otherwise != "":
		values[m.Money.Otherwise] = amount
	default:
		return refuse(m.Money.Currency, "", "must name a currency: the row has an amount")
	}
	return nil
}

// translate replaces a value, or each item of a list, by what the mapping says.
func (m *Mapping) translate(field string, values map[string]string) error {
	table, listed := m.Values[field]
	if !listed {
		return nil
	}
	parts := []string{values[field]}
	if isList(field) && values[field] != "" {
		parts = strings.Split(values[field], ",")
	}
	for i, part := range parts {
		if isList(field) {
			part = strings.TrimSpace(part)
		}
		translated, ok := lookUp(table, part)
		if !ok {
			if isPersonal(field) {
				part = ""
			}
			return refuse(field, part, "must be one of the values that the mapping translates")
		}
		parts[i] = translated
	}
	values[field] = strings.Join(parts, ",")
	return nil
}

// lookUp translates one value. An empty one stays empty unless it is listed.
func lookUp(table map[string]string, value string) (translated string, ok bool) {
	if translated, ok = table[value]; ok || value == "" {
		return translated, true
	}
	if translated, ok = table[others]; translated == others {
		translated = value
	}
	return translated, ok
}

// others stands for every value that a table of values does not list.
const others = "*"

// read brings a time into the form of RFC 3339 where one of the layouts fits, and leaves it as it is otherwise.
func (f *TimeForm) read(text string) string {
	for _, layout := range f.Layouts {
		if t, err := time.ParseInLocation(layout, text, f.location); err == nil {
			return t.Format(time.RFC3339Nano)
		}
	}
	return text
}
