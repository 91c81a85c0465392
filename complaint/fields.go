package complaint

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// intakeField is one field of an intake that can be set from text: by an import, a form or a [Correct].
type intakeField struct {
	name     string
	personal bool
	set      func(in *Intake, text string) error
}

// fieldOther is the prefix of the host's own fields in [Intake.Fields].
const fieldOther = "fields."

// IntakeFields lists the names that [Intake.Set] knows; besides these it knows "fields.NAME" for any code NAME.
func IntakeFields() []string {
	fields := intakeFields()
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.name
	}
	return names
}

// Set sets one field from text and overwrites what was there. Names are those of the JSON form ("customer.language"), and
// for single contacts and items "customer.email", "customer.phone", "item.product" and the like. Lists (sought, tags) are
// separated by commas, money is "CNY 23.80", times are RFC 3339 or a date "2026-09-30" (midnight UTC). What the text means
// is checked by [Open], which knows the taxonomy; Set itself fails with a *[FieldError] for an unknown name, a broken time or
// broken money.
func (in *Intake) Set(name, text string) error {
	if key, ok := strings.CutPrefix(name, fieldOther); ok {
		fields := make(map[string]string, len(in.Fields)+1)
		maps.Copy(fields, in.Fields)
		if fields[key] = text; text == "" {
			delete(fields, key)
		}
		in.Fields = fields
		return nil
	}
	f, ok := findIntakeField(name)
	if !ok {
		return fieldError("field", name, "must be one of "+strings.Join(IntakeFields(), ", ")+" or fields.NAME")
	}
	return f.set(in, text)
}

func findIntakeField(name string) (intakeField, bool) {
	for _, f := range intakeFields() {
		if f.name == name {
			return f, true
		}
	}
	return intakeField{}, false
}

func intakeFields() []intakeField {
	return []intakeField{
		{"key", false, func(in *Intake, s string) error { in.Key = s; return nil }},
		{"channel", false, func(in *Intake, s string) error { in.Channel = Channel(s); return nil }},
		{"feedback", false, func(in *Intake, s string) error { in.Feedback = Feedback(s); return nil }},
		{"category", false, func(in *Intake, s string) error { in.Category = s; return nil }},
		{"subject", true, func(in *Intake, s string) error { in.Subject = Hide(s); return nil }},
		{"content", true, func(in *Intake, s string) error { in.Content = Hide(s); return nil }},
		{"language", false, func(in *Intake, s string) error { in.Language = s; return nil }},
		{"occurred", false, func(in *Intake, s string) error { return setTime("occurred", &in.Occurred, s) }},
		{"place", true, func(in *Intake, s string) error { in.Place = Hide(s); return nil }},
		{"received", false, func(in *Intake, s string) error { return setTime("received", &in.Received, s) }},
		{"customer.id", false, func(in *Intake, s string) error { in.Customer.ID = s; return nil }},
		{"customer.name", true, func(in *Intake, s string) error { in.Customer.Name = Hide(s); return nil }},
		{"customer.email", true, func(in *Intake, s string) error { in.setContact(ContactEmail, s); return nil }},
		{"customer.phone", true, func(in *Intake, s string) error { in.setContact(ContactPhone, s); return nil }},
		{"customer.language", false, func(in *Intake, s string) error { in.Customer.Language = s; return nil }},
		{"customer.region", false, func(in *Intake, s string) error { in.Customer.Region = s; return nil }},
		{"customer.tier", false, func(in *Intake, s string) error { in.Customer.Tier = s; return nil }},
		{"customer.since", false, func(in *Intake, s string) error {
			return setTime("customer.since", &in.Customer.Since, s)
		}},
		{"order", false, func(in *Intake, s string) error { in.Order = s; return nil }},
		{"item.line", false, func(in *Intake, s string) error { in.setItem(func(i *Item) { i.Line = s }); return nil }},
		{"item.product", false, func(in *Intake, s string) error { in.setItem(func(i *Item) { i.Product = s }); return nil }},
		{"item.name", false, func(in *Intake, s string) error { in.setItem(func(i *Item) { i.Name = s }); return nil }},
		{"item.lot", false, func(in *Intake, s string) error { in.setItem(func(i *Item) { i.Lot = s }); return nil }},
		{"item.supplier", false, func(in *Intake, s string) error { in.setItem(func(i *Item) { i.Supplier = s }); return nil }},
		{"carrier", false, func(in *Intake, s string) error { in.Carrier = s; return nil }},
		{"tracking", false, func(in *Intake, s string) error { in.Tracking = s; return nil }},
		{"target", false, func(in *Intake, s string) error { in.Target = s; return nil }},
		{"amount", false, func(in *Intake, s string) error { return setMoney("amount", &in.Amount, s) }},
		{"sought", false, func(in *Intake, s string) error { in.Sought = splitList[Remedy](s); return nil }},
		{"tags", false, func(in *Intake, s string) error { in.Tags = splitList[string](s); return nil }},
	}
}

func (in *Intake) setContact(kind ContactKind, value string) {
	contacts := slices.Clone(in.Customer.Contacts)
	if i := slices.IndexFunc(contacts, func(c Contact) bool { return c.Kind == kind }); i >= 0 {
		contacts[i].Value = Hide(value)
	} else {
		contacts = append(contacts, Contact{Kind: kind, Value: Hide(value)})
	}
	in.Customer.Contacts = contacts
}

func (in *Intake) setItem(set func(i *Item)) {
	items := slices.Clone(in.Items)
	if len(items) == 0 {
		items = []Item{{}}
	}
	set(&items[0])
	in.Items = items
}

func setTime(name string, t *time.Time, text string) error {
	if text == "" {
		*t = time.Time{}
		return nil
	}
	for _, layout := range []string{time.RFC3339Nano, time.DateOnly} {
		if parsed, err := time.Parse(layout, text); err == nil {
			*t = parsed
			return nil
		}
	}
	return fieldError(name, text, "must be a time of RFC 3339 such as 2026-09-30T16:40:00+08:00, or a date such as 2026-09-30")
}

func setMoney(name string, m *Money, text string) error {
	if text == "" {
		*m = Money{}
		return nil
	}
	currency, amount, ok := strings.Cut(text, " ")
	if !ok {
		return fieldError(name, text, "must be a currency code and an amount such as CNY 23.80")
	}
	parsed, err := NewMoney(amount, currency)
	if err != nil {
		return fieldError(name, text, "must be a currency code and an amount such as CNY 23.80")
	}
	*m = parsed
	return nil
}

func splitList[S ~string](text string) []S {
	var list []S
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			list = append(list, S(part))
		}
	}
	return list
}

// Correct sets one field of the intake to another value because the recorded one is wrong (C3). The old value stays in
// the history. Field is a name of [Intake.Set] except key and tags, and except feedback and category, which [Reclassify]
// changes.
type Correct struct {
	Field string `json:"field"`
	// Value is the new text, empty to clear the field.
	Value  Private `json:"value,omitzero"`
	Reason Private `json:"reason,omitzero"`
}

// Kind returns [KindCorrect].
func (Correct) Kind() Kind { return KindCorrect }
func (Correct) action()    {}

func (a *Correct) walk(w *walker) {
	// Only the value of a personal field is personal; any other has to outlive an erasure.
	if f, ok := findIntakeField(a.Field); w.mode == walkCheck || ok && f.personal {
		w.private("value", &a.Value, MaxText)
	}
	w.private("reason", &a.Reason, MaxText)
}

func (a *Correct) check(c *Complaint, m *Meta, w *walker) {
	switch a.Field {
	case "key", "tags", "feedback", "category":
		w.refuse("field", a.Field, "cannot be corrected; feedback and category change with reclassify")
		return
	default:
	}
	in := c.Intake
	if err := in.Set(a.Field, a.Value.Reveal()); err != nil {
		w.errs = append(w.errs, err)
		return
	}
	if in.Received.IsZero() {
		w.refuse("value", "", "must not be empty for received")
	}
	in.walk(w)
	quality := in.quality(c.Registered)
	m.Decisions.Quality = &quality
}

func (a *Correct) fold(c *Complaint, _ turn) {
	// Checked when it was applied. After an erasure the value of a personal field is empty, and so is the field.
	if c.Intake.Set(a.Field, a.Value.Reveal()) != nil {
		return
	}
	if a.Field == "content" || a.Field == "subject" {
		c.Intake.Fingerprint = Private{} // it is that of the text before
	}
	w := walker{mode: walkCheck, taxonomy: &Taxonomy{}}
	c.Intake.walk(&w) // brings times and money into normal form
	c.countReceipt()
}
