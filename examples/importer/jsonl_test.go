package importer_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/examples/importer"
)

func TestJSONLRows(t *testing.T) {
	const good = `{"key":"b","channel":"app","content":"two"}` + "\n"
	for name, test := range map[string]struct {
		text     string
		imported int
		reason   string // part of the reason of line 1, if any
	}{
		"plain":               {`{"key":"a","channel":"email","content":"one"}`, 2, ""},
		"BOM":                 {"\xEF\xBB\xBF" + `{"key":"a","channel":"email","content":"one"}`, 2, ""},
		"CR":                  {`{"key":"a","channel":"email","content":"one"}` + "\r", 2, ""},
		"nested and lists":    {`{"key":"a","channel":"email","content":"one","customer":{"id":"u-1","name":"N"},"item":{"name":"Tent"},"sought":["refund","cash"],"tags":["x"],"amount":{"amount":"9.90","currency":"CNY"},"fields":{"vip":true,"n":3}}`, 2, ""},
		"dotted":              {`{"key":"a","channel":"email","content":"one","customer.id":"u-1"}`, 2, ""},
		"null is nothing":     {`{"key":"a","channel":"email","content":"one","order":null,"customer":null}`, 2, ""},
		"no JSON":             {`hello`, 1, "must be valid JSON: it breaks at byte 1"},
		"cut off":             {`{"key":"a","channel"`, 1, "must be valid JSON: it ends too early"},
		"two values":          {`{"key":"a"} {"key":"c"}`, 1, "must be valid JSON"},
		"array":               {`[1,2]`, 1, "must be a JSON object"},
		"text":                {`"x"`, 1, "must be a JSON object"},
		"key twice":           {`{"key":"a","channel":"email","content":"one","content":"two"}`, 1, `"content": must not contain a key twice`},
		"key twice, escaped":  {`{"key":"a","channel":"email","content":"one","c\u006fntent":"two"}`, 1, `"content": must not contain a key twice`},
		"key twice, deep":     {`{"key":"a","channel":"email","content":"one","customer":{"id":"x","id":"y"}}`, 1, `"id": must not contain a key twice`},
		"nested and dotted":   {`{"key":"a","channel":"email","content":"one","customer.id":"x","customer":{"id":"y"}}`, 1, "must not be given twice"},
		"unknown field":       {`{"key":"a","chanel":"email","content":"one"}`, 1, `"chanel": is no field of an intake`},
		"unknown nested":      {`{"key":"a","channel":"email","content":"one","customer":{"contacts":[]}}`, 1, `"customer.contacts": is no field of an intake`},
		"object as text":      {`{"key":"a","channel":"email","content":{"x":1}}`, 1, `"content": must be a text`},
		"list of lists":       {`{"key":"a","channel":"email","content":"one","tags":[["x"]]}`, 1, `"tags": must be a text`},
		"comma in an item":    {`{"key":"a","channel":"email","content":"one","tags":["x,y"]}`, 1, `"tags": must not have an item with a comma`},
		"lone surrogate":      {`{"key":"a","channel":"email","content":"\ud83d"}`, 1, "half of a surrogate pair"},
		"lone low surrogate":  {`{"key":"a","channel":"email","content":"\udc00x"}`, 1, "half of a surrogate pair"},
		"high, then no low":   {`{"key":"a","channel":"email","content":"\ud83d\u0041"}`, 1, "half of a surrogate pair"},
		"pair":                {`{"key":"a","channel":"email","content":"\ud83d\ude42"}`, 2, ""},
		"backslash, no pair":  {`{"key":"a","channel":"email","content":"\\ud83d"}`, 2, ""},
		"invalid UTF-8":       {"{\"key\":\"a\",\"channel\":\"email\",\"content\":\"\xC0\xAF\"}", 1, "must be valid UTF-8"},
		"NUL":                 {`{"key":"a","channel":"email","content":"\u0000"}`, 1, "must not contain a NUL byte"},
		"too deep":            {`{"a":` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + `}`, 1, "must not be nested deeper than 64"},
		"far too deep":        {`{"a":` + strings.Repeat("[", 200_000) + strings.Repeat("]", 200_000) + `}`, 1, "must be valid JSON"},
		"too long":            {`{"content":"` + strings.Repeat("x", 2<<20) + `"}`, 1, "must be at most 1048576 bytes"},
		"too long a text":     {`{"channel":"email","content":"` + strings.Repeat("x", complaint.MaxText+1) + `"}`, 1, "must be at most 65536 bytes"},
		"number with a power": {`{"key":"a","channel":"email","content":"x","amount":{"amount":1e9,"currency":"CNY"}}`, 1, "amount"},
		"negative amount":     {`{"key":"a","channel":"email","content":"x","amount":"CNY -1.00"}`, 1, "must not be negative"},
		"unknown currency":    {`{"key":"a","channel":"email","content":"x","amount":"ABC 1.00"}`, 1, "amount"},
		"a CSV file":          {"key,channel,content", 1, "must be valid JSON"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			text := test.text + "\n\n" + good
			result, reasons := b.run(t, text, importer.Options{})
			assert.Equal(t, test.imported, result.Imported)
			assert.Equal(t, 2, result.Rows())
			if test.reason != "" {
				require.Len(t, reasons, 1)
				assert.Contains(t, reasons[0], "line 1: ")
				assert.Contains(t, reasons[0], test.reason)
			}
			again, _ := b.run(t, text, importer.Options{})
			assert.Equal(t, importer.Result{Already: result.Imported, Rejected: result.Rejected}, again, "a second run")
		})
	}
}

func TestJSONLFields(t *testing.T) {
	b := newBench(t)
	b.run(t, `{"key":"a","channel":"email","feedback":"complaint","category":"logistics.delay","content":"one","received":"2026-11-01T08:00:00+08:00",`+
		`"customer":{"id":"u-1","name":"N","email":"n@example.com","phone":"12345678"},"order":"X-1","item":{"product":"sku-1","name":"Tent"},`+
		`"sought":["refund","cash"],"tags":["x","y"],"amount":{"amount":9.90,"currency":"CNY"},"fields":{"vip":true}}`, importer.Options{})
	c := b.get(t, "a")
	assert.Equal(t, "2026-11-01T00:00:00Z", c.Received.Format("2006-01-02T15:04:05Z07:00"))
	assert.Equal(t, "logistics.delay", c.Assessment.Category)
	assert.Equal(t, "CNY 9.90", c.Intake.Amount.String())
	assert.Equal(t, []complaint.Remedy{"refund", "cash"}, c.Intake.Sought)
	assert.Equal(t, []string{"x", "y", "logistics"}, c.Assessment.Tags, "the last one is the desk's")
	assert.Equal(t, "n@example.com", c.Intake.Customer.Contacts[0].Value.Reveal())
	assert.Equal(t, complaint.ContactPhone, c.Intake.Customer.Contacts[1].Kind)
	assert.Equal(t, "Tent", c.Intake.Items[0].Name)
	assert.Equal(t, map[string]string{"vip": "true"}, c.Intake.Fields)
}

func TestJSONLDigestIgnoresForm(t *testing.T) {
	b := newBench(t)
	result, _ := b.run(t, `{"channel":"email","content":"one"}`+"\n"+` { "content" : "on\u0065", "channel" : "email" } `, importer.Options{})
	assert.Equal(t, importer.Result{Imported: 1, Already: 1}, result)
}
