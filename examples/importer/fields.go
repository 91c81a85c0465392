package importer

import (
	"slices"
	"strings"

	"github.com/recourse-go/recourse/complaint"
)

// Fields that the importer treats in a way of their own.
const (
	keyField      = "key"
	amountField   = "amount"
	currencyField = "currency"
	ownFields     = "fields."
)

// fieldNames are the names that an intake knows.
var fieldNames = complaint.IntakeFields()

func isField(name string) bool {
	rest, own := strings.CutPrefix(name, ownFields)
	return own && rest != "" || slices.Contains(fieldNames, name)
}

func isList(field string) bool { return field == "sought" || field == "tags" }

func isTime(field string) bool {
	return field == "received" || field == "occurred" || field == "customer.since"
}

// isPersonal says whether the text of a field must not stand in an error.
func isPersonal(field string) bool {
	switch field {
	case "subject", "content", "place", "customer.name", "customer.email", "customer.phone":
		return true
	default:
		return false
	}
}

// inOrder sorts names of fields: the library's own in its order, then the host's by name, so that the same row gives the
// same intake every time.
func inOrder(a, b string) int {
	place := func(name string) int {
		if i := slices.Index(fieldNames, name); i >= 0 {
			return i
		}
		return len(fieldNames)
	}
	if d := place(a) - place(b); d != 0 {
		return d
	}
	return strings.Compare(a, b)
}

// maxErrorValue bounds what an error repeats of the input, in bytes.
const maxErrorValue = 64

func refuse(field, value, rule string) error {
	value = strings.ToValidUTF8(value, "\uFFFD")
	if len(value) > maxErrorValue {
		value = strings.ToValidUTF8(value[:maxErrorValue], "") + "…"
	}
	return &complaint.FieldError{Field: field, Value: value, Rule: rule}
}
