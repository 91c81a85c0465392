package importer_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/examples/importer"
)

const shopMapping = `{
	"format": "csv", "comma": ";", "key": "no", "key_prefix": "shop-",
	"fields": {
		"content": {"first": ["text", {"join": ["kind", "detail"], "with": ": "}]},
		"channel": "via", "received": "when", "sought": "wants", "tags": "marks", "fields.clerk": "clerk"
	},
	"constants": {"language": "en", "channel": "phone"},
	"values": {
		"channel": {"Web": "website", "*": "letter"},
		"sought": {"money": "refund", "*": "*"},
		"tags": {"VIP customer": "vip"},
		"currency": {"€": "EUR", "*": "*"}
	},
	"money": {"amount": "sum", "currency": "cur", "otherwise": "fields.sum"},
	"times": {"layouts": ["02.01.2006 15:04"], "zone": "Europe/Berlin"}
}`

const shopHeader = "no;text;kind;detail;via;when;wants;marks;clerk;sum;cur;ignored\n"

func TestMapping(t *testing.T) {
	b := newBench(t)
	result, reasons := b.run(t, shopHeader+
		"1;Hello;k;d;Web;01.10.2026 12:00;money, apology;VIP customer;Ann;9.90;€;x\n"+
		"2;;Late;two days;Owl;2026-10-02T00:00:00Z;;;;3;;x\n"+
		"3;;;only detail;;;;;;;;\n"+
		"4;x;;;Web;;;regular;;;;\n", importer.Options{Mapping: mapping(t, shopMapping)})
	assert.Equal(t, 3, result.Imported)
	require.Len(t, reasons, 1)
	assert.Equal(t, `line 5: tags: "regular": must be one of the values that the mapping translates`, reasons[0])

	one := b.get(t, "shop-1")
	assert.Equal(t, "Hello", one.Intake.Content.Reveal())
	assert.Equal(t, complaint.ChannelWebsite, one.Intake.Channel)
	assert.Equal(t, "2026-10-01T10:00:00Z", one.Received.Format("2006-01-02T15:04:05Z07:00"))
	assert.Equal(t, []complaint.Remedy{"refund", "apology"}, one.Intake.Sought)
	assert.Equal(t, []string{"vip"}, one.Assessment.Tags)
	assert.Equal(t, "EUR 9.90", one.Intake.Amount.String())
	assert.Equal(t, map[string]string{"clerk": "Ann"}, one.Intake.Fields)
	assert.Equal(t, "en", one.Intake.Language)

	two := b.get(t, "shop-2")
	assert.Equal(t, "Late: two days", two.Intake.Content.Reveal())
	assert.Equal(t, complaint.ChannelLetter, two.Intake.Channel)
	assert.Equal(t, map[string]string{"sum": "3"}, two.Intake.Fields, "an amount without a currency")
	assert.True(t, two.Intake.Amount.IsZero())

	three := b.get(t, "shop-3")
	assert.Equal(t, "only detail", three.Intake.Content.Reveal(), "empty columns are left out of a join")
	assert.Equal(t, complaint.ChannelPhone, three.Intake.Channel, "a constant fills an empty field")
}

func TestMappingPaths(t *testing.T) {
	b := newBench(t)
	m := mapping(t, `{"fields": {"content": "a.b.c", "order": "x.y", "fields.list": "l"}, "constants": {"channel": "app"}, "key": "id"}`)
	b.run(t, `{"id": 7, "a": {"b": {"c": "deep"}}, "x.y": "literal", "l": [1, true, "z"], "rest": {"x": {}}}`, importer.Options{Mapping: m})
	c := b.get(t, "7")
	assert.Equal(t, "deep", c.Intake.Content.Reveal())
	assert.Equal(t, "literal", c.Intake.Order)
	assert.Equal(t, "1,true,z", c.Intake.Fields["list"])
}

func TestMappingRefused(t *testing.T) {
	for name, test := range map[string]struct{ document, reason string }{
		"no JSON":           {`{`, "must be valid JSON"},
		"no object":         {`[]`, "must be a JSON object"},
		"unknown setting":   {`{"filds": {}}`, "unknown field"},
		"setting twice":     {`{"key": "a", "key": "b", "fields": {}}`, "must not contain a key twice"},
		"format":            {`{"format": "xml", "fields": {}}`, `"xml": must be "csv" or "jsonl"`},
		"comma":             {`{"comma": "::", "fields": {}}`, "must be one ASCII character"},
		"comma quote":       {`{"comma": "\"", "fields": {}}`, "must be one ASCII character"},
		"unknown field":     {`{"fields": {"contents": "x"}}`, `fields: "contents": must be one of key, channel`},
		"key as a field":    {`{"fields": {"key": "x"}}`, "fields.key: must not be mapped"},
		"source":            {`{"fields": {"content": 7}}`, "must be a column's name"},
		"source empty":      {`{"fields": {"content": ""}}`, "must be a column's name"},
		"source both":       {`{"fields": {"content": {"join": ["a"], "first": ["b"]}}}`, "must be a column's name"},
		"source unknown":    {`{"fields": {"content": {"joins": ["a"]}}}`, "must be a column's name"},
		"with without join": {`{"fields": {"content": {"first": ["a"], "with": ","}}}`, "must be a column's name"},
		"constant":          {`{"fields": {}, "constants": {"x": "y"}}`, `constants: "x": must be one of`},
		"values":            {`{"fields": {}, "values": {"currency": {}}}`, `values: "currency": must be one of`},
		"money":             {`{"fields": {}, "money": {"amount": ""}}`, "money.amount: must name a column"},
		"money otherwise":   {`{"fields": {}, "money": {"amount": "a", "otherwise": "x"}}`, `money.otherwise: "x": must be one of`},
		"money twice":       {`{"fields": {"amount": "x"}, "money": {"amount": "a"}}`, "fields.amount: must not be given when money is"},
		"zone":              {`{"fields": {}, "times": {"layouts": [], "zone": "Moon/Base"}}`, "times.zone"},
		"huge":              {`{"key":"` + strings.Repeat("x", 1<<20) + `"}`, "must be at most"},
		"nested":            {`{"fields": {"content": ` + strings.Repeat(`{"first":[`, 20) + `"x"` + strings.Repeat(`]}`, 20) + `}}`, "must be a column's name"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := importer.ParseMapping([]byte(test.document))
			require.ErrorIs(t, err, complaint.ErrInvalid)
			require.ErrorContains(t, err, test.reason)
		})
	}
}

func TestMappingColumnMissing(t *testing.T) {
	b := newBench(t)
	_, err := importer.Import(context.Background(), b.desk, b.store, strings.NewReader("no;text\n1;x\n"), importer.Options{Mapping: mapping(t, shopMapping)})
	require.ErrorIs(t, err, complaint.ErrInvalid)
	require.ErrorContains(t, err, "is a column of the mapping and must be in the header")
	assert.Zero(t, b.count(t))
}

func TestMappingPersonalValueStaysCovered(t *testing.T) {
	b := newBench(t)
	m := mapping(t, `{"fields": {"content": "c"}, "constants": {"channel": "app"}, "values": {"content": {"a": "b"}}}`)
	_, reasons := b.run(t, `{"c": "my secret"}`, importer.Options{Mapping: m})
	require.Len(t, reasons, 1)
	assert.NotContains(t, reasons[0], "secret")
}

func TestMappingAmountWithoutCurrency(t *testing.T) {
	b := newBench(t)
	m := mapping(t, `{"fields": {"content": "c"}, "constants": {"channel": "app"}, "money": {"amount": "a", "currency": "u"}}`)
	_, reasons := b.run(t, `{"c": "x", "a": 5}`, importer.Options{Mapping: m})
	assert.Equal(t, []string{"line 1: u: must name a currency: the row has an amount"}, reasons)
	m.Money.Default = "CNY"
	result, _ := b.run(t, `{"c": "x", "a": 5}`, importer.Options{Mapping: m})
	assert.Equal(t, 1, result.Imported)
}
