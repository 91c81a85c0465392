package complaint

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

// MarshalJSON encodes m as an object with the amount as a string, never as a number, because readers turn numbers into
// floats:
//
//	{"amount":"23.80","currency":"CNY"}
//
// The amount has at least the minor units of the currency, and more decimals when it has more. The zero value is
// {"amount":"0","currency":""}; with the option omitzero it is left out. A value that [Money.UnmarshalJSON] would
// refuse is refused here too, so that nothing unreadable is ever stored.
func (m Money) MarshalJSON() ([]byte, error) {
	m, err := m.valid()
	if err != nil {
		return nil, err
	}
	// Both strings are known to need no escape: digits, and a code of ISO 4217.
	b := make([]byte, 0, 64)
	b = append(b, `{"amount":"`...)
	b = append(b, m.plain()...)
	b = append(b, `","currency":"`...)
	b = append(b, m.Currency...)
	return append(b, `"}`...), nil
}

// UnmarshalJSON decodes what [Money.MarshalJSON] encodes. The amount is required and has the form that [NewMoney]
// reads. The currency is required unless the amount is zero. It refuses, with a [*FieldError]: an amount that is a JSON
// number, an exponent, more than 40 digits, an unknown currency, and a key that is unknown, repeated, or in other
// letters ("Amount"). By the convention of encoding/json, null changes nothing. After an error m is as it was.
func (m *Money) UnmarshalJSON(data []byte) error {
	if string(bytes.TrimSpace(data)) == "null" {
		return nil
	}
	var amount, currency *string
	d := json.NewDecoder(bytes.NewReader(data))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return fieldError("money", "", moneyRule)
	}
	for d.More() {
		t, err := d.Token()
		name, ok := t.(string)
		if err != nil || !ok {
			return fieldError("money", "", moneyRule)
		}
		field := &amount
		switch name {
		case "amount":
		case "currency":
			field = &currency
		default:
			return fieldError("money", name, "is not a field of money; the fields are amount and currency")
		}
		if *field != nil {
			return fieldError(name, "", "must stand only once")
		}
		t, err = d.Token()
		text, ok := t.(string)
		if err != nil || !ok {
			return fieldError(name, "", `must be a string, such as "23.80" for an amount and "CNY" for a currency`)
		}
		*field = &text
	}
	if _, err := d.Token(); err != nil { // the closing brace
		return fieldError("money", "", moneyRule)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return fieldError("money", "", moneyRule)
	}
	if amount == nil {
		return fieldError("amount", "", amountRule)
	}
	if currency == nil {
		currency = new(string)
	}
	v, err := NewMoney(*amount, *currency)
	if err != nil {
		return err
	}
	*m = v
	return nil
}

const moneyRule = `must be a JSON object such as {"amount":"23.80","currency":"CNY"}`
