package importer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/recourse-go/recourse/complaint"
)

// Mapping says which column of a file becomes which field of a [complaint.Intake]. Columns are named as in the header of a
// CSV file, or by a dotted path into a JSON object ("entities.amount"). Fields are named as in [complaint.IntakeFields], or
// "fields.NAME" for the host's own data. A column that is not named is not imported.
type Mapping struct {
	// Format is "csv" or "jsonl"; empty leaves it to the caller.
	Format Format `json:"format,omitzero"`
	// Comma separates the columns of a CSV file. Default: ",".
	Comma string `json:"comma,omitzero"`
	// Key is the column that tells rows apart, KeyPrefix keeps the keys of several files apart. Where the column is empty
	// or not named the key is a digest of the row.
	Key       string `json:"key,omitzero"`
	KeyPrefix string `json:"key_prefix,omitzero"`
	// Fields says where each field comes from.
	Fields map[string]Source `json:"fields"`
	// Constants fill fields that are empty after Fields.
	Constants map[string]string `json:"constants,omitempty"`
	// Values translates what a field holds, for sought and tags each item of the list. Where a field is listed here, a
	// value that is not is refused, unless "*" says what stands for all others ("*": "*" leaves them as they are).
	Values map[string]map[string]string `json:"values,omitempty"`
	// Money puts the field amount together from an amount and a currency.
	Money *MoneySource `json:"money,omitempty"`
	// Times says how times are written where they are not in the form of RFC 3339.
	Times *TimeForm `json:"times,omitempty"`
}

// Source is where the text of a field comes from. In JSON it is a column ("narrative"), several columns in one text
// ({"join": ["issue", "sub_issue"], "with": ": "}, which leaves empty ones out), or the first that is not empty
// ({"first": ["narrative", {"join": ["issue", "sub_issue"], "with": ": "}]}).
type Source struct {
	Column string   `json:"-"`
	Join   []Source `json:"join,omitempty"`
	With   string   `json:"with,omitzero"`
	First  []Source `json:"first,omitempty"`
}

// MoneySource says where amount and currency stand.
type MoneySource struct {
	Amount   string `json:"amount"`
	Currency string `json:"currency,omitzero"`
	// Default is the currency where the row names none.
	Default string `json:"default,omitzero"`
	// Otherwise is the field that keeps an amount without any currency, such as "fields.amount_without_currency". Without it
	// such a row is rejected: an amount without a currency is no money.
	Otherwise string `json:"otherwise,omitzero"`
}

// TimeForm says how times are written.
type TimeForm struct {
	// Layouts are tried in order, in the form of [time.Parse], before RFC 3339 and the plain date.
	Layouts []string `json:"layouts"`
	// Zone is the IANA name of the time zone of these layouts. Default: UTC.
	Zone string `json:"zone,omitzero"`

	location *time.Location
}

// maxMapping and maxNesting bound a mapping document.
const (
	maxMapping = 1 << 20
	maxNesting = 8
)

// ParseMapping reads a mapping document, JSON, and checks it. The error is a *[complaint.FieldError] that names the place.
func ParseMapping(document []byte) (*Mapping, error) {
	if len(document) > maxMapping {
		return nil, refuse("mapping", "", fmt.Sprintf("must be at most %d bytes", maxMapping))
	}
	document = bytes.TrimPrefix(document, utf8BOM)
	if _, err := parseObject(document); err != nil {
		return nil, fmt.Errorf("mapping: %w", err)
	}
	var m Mapping
	dec := json.NewDecoder(bytes.NewReader(document))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&m); err != nil {
		return nil, refuse("mapping", "", "must be a mapping: "+strings.TrimPrefix(err.Error(), "json: "))
	}
	if err := m.Check(); err != nil {
		return nil, err
	}
	return &m, nil
}

// UnmarshalJSON reads a column's name or an object with join or first.
func (s *Source) UnmarshalJSON(b []byte) error {
	*s = Source{}
	if len(b) > 0 && b[0] == '"' {
		if err := json.Unmarshal(b, &s.Column); err != nil {
			return refuse("fields", "", "must name a column")
		}
		return nil
	}
	type plain Source
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode((*plain)(s)); err != nil {
		return refuse("fields", "", `must be a column's name, {"join": [...], "with": ...} or {"first": [...]}`)
	}
	return nil
}

// MarshalJSON writes the form that UnmarshalJSON reads.
func (s Source) MarshalJSON() ([]byte, error) {
	if s.Column != "" {
		return json.Marshal(s.Column)
	}
	type plain Source
	return json.Marshal(plain(s))
}

// Check returns why the mapping cannot be used: a *[complaint.FieldError], or nil. [Import] calls it as well.
func (m *Mapping) Check() error {
	switch m.Format {
	case "", CSV, JSONL:
	default:
		return refuse("format", string(m.Format), `must be "csv" or "jsonl"`)
	}
	if r, n := utf8.DecodeRuneInString(m.Comma); m.Comma != "" &&
		(n != len(m.Comma) || n != 1 || r == '"' || r == '\r' || r == '\n' || r == 0) {
		return refuse("comma", m.Comma, `must be one ASCII character, and neither a quote nor a line end`)
	}
	values := maps.Clone(m.Values)
	if m.Money != nil {
		delete(values, currencyField) // no field of an intake, but one that can be translated
	}
	err := errors.Join(
		checkFields("fields", m.Fields), checkFields("constants", m.Constants), checkFields("values", values))
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(m.Fields)) {
		if err := m.Fields[name].check("fields."+name, 0); err != nil {
			return err
		}
	}
	return m.checkForms()
}

// checkFields checks names of fields.
func checkFields[V any](where string, named map[string]V) error {
	for _, name := range slices.Sorted(maps.Keys(named)) {
		if err := checkField(where, name); err != nil {
			return err
		}
	}
	return nil
}

func (m *Mapping) checkForms() error {
	if _, twice := m.Fields[amountField]; m.Money != nil {
		switch {
		case m.Money.Amount == "":
			return refuse("money.amount", "", "must name a column")
		case m.Money.Otherwise != "":
			if err := checkField("money.otherwise", m.Money.Otherwise); err != nil {
				return err
			}
		}
		if twice {
			return refuse("fields.amount", "", "must not be given when money is")
		}
	}
	if m.Times == nil {
		return nil
	}
	if _, err := time.LoadLocation(m.Times.Zone); err != nil || m.Times.Zone == "Local" {
		return refuse("times.zone", m.Times.Zone, "must be a time zone of the IANA list such as Asia/Shanghai")
	}
	return nil
}

// ready checks the mapping and returns a copy that can be used.
func (m *Mapping) ready() (*Mapping, error) {
	if m == nil {
		return nil, nil //nolint:nilnil // no mapping is a mapping: the library's own names
	}
	if err := m.Check(); err != nil {
		return nil, err
	}
	c := *m
	if m.Times != nil {
		times := *m.Times
		location, err := time.LoadLocation(times.Zone)
		if err != nil {
			return nil, refuse("times.zone", times.Zone, "must be a time zone of the IANA list such as Asia/Shanghai")
		}
		times.location = location
		c.Times = &times
	}
	return &c, nil
}

func checkField(where, name string) error {
	if name == "key" {
		return refuse(where+".key", "", "must not be mapped: the mapping's own key and key_prefix do that")
	}
	if !isField(name) {
		return refuse(where, name, "must be one of "+strings.Join(complaint.IntakeFields(), ", ")+" or fields.NAME")
	}
	return nil
}

func (s Source) check(where string, depth int) error {
	forms := 0
	for _, given := range []bool{s.Column != "", len(s.Join) > 0, len(s.First) > 0} {
		if given {
			forms++
		}
	}
	if forms != 1 || depth > maxNesting || s.With != "" && len(s.Join) == 0 {
		return refuse(where, "", `must be a column's name, {"join": [...], "with": ...} or {"first": [...]}`)
	}
	for _, part := range slices.Concat(s.Join, s.First) {
		if err := part.check(where, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// columns lists all columns that the mapping reads.
func (m *Mapping) columns() []string {
	var list []string
	var walk func(s Source)
	walk = func(s Source) {
		if s.Column != "" {
			list = append(list, s.Column)
		}
		for _, part := range slices.Concat(s.Join, s.First) {
			walk(part)
		}
	}
	for _, s := range m.Fields {
		walk(s)
	}
	if m.Key != "" {
		list = append(list, m.Key)
	}
	if m.Money != nil {
		list = append(list, m.Money.Amount)
		if m.Money.Currency != "" {
			list = append(list, m.Money.Currency)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}
