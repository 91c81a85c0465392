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

func TestCSVRows(t *testing.T) {
	const head = "key,channel,content\n"
	for name, test := range map[string]struct {
		text     string
		imported int
		reasons  []string // parts of the reasons, in order
	}{
		"plain":                 {head + "a,email,one\nb,app,two\n", 2, nil},
		"no line end at end":    {head + "a,email,one", 1, nil},
		"BOM and CRLF":          {"\xEF\xBB\xBFkey,channel,content\r\na,email,one\r\nb,app,two\r\n", 2, nil},
		"quoted line ends":      {head + "a,email,\"one\ntwo\r\n\"\"three\"\"\"\nb,app,x\n", 2, nil},
		"empty lines":           {head + "\n\r\na,email,one\n   \n\nb,app,two\n\n", 2, nil},
		"header only":           {head, 0, nil},
		"too few columns":       {head + "a,email\nb,app,two\n", 1, []string{`line 2: row: "2": must have 3 columns`}},
		"too many columns":      {head + "a,email,one,two\nb,app,two\n", 1, []string{`line 2: row: "4": must have 3 columns`}},
		"quote in a field":      {head + "a,email,on\"e\nb,app,two\n", 1, []string{"line 2: row: must not have a quote in the middle"}},
		"text behind a quote":   {head + "a,email,\"one\"x\nb,app,two\n", 1, []string{"line 2: row: must have \"\" for a quote"}},
		"quote not closed":      {head + "a,email,one\nb,app,\"two\nc,sms,three\nd,sms,four\n", 3, []string{"line 3: row: opens a quote that is never closed"}},
		"quote not closed last": {head + "a,email,one\nb,app,\"two", 1, []string{"line 3: row: opens a quote that is never closed"}},
		"invalid UTF-8":         {head + "a,email,on\xFFe\nb,app,two\n", 1, []string{"line 2: row: must be valid UTF-8"}},
		"NUL":                   {head + "a,email,on\x00e\nb,app,two\n", 1, []string{"line 2: intake.content: must not contain a NUL byte"}},
		"unknown channel":       {head + "a,pigeon,one\nb,app,two\n", 1, []string{`line 2: intake.channel: "pigeon": must be a code`}},
		"nothing said":          {head + "a,email,\nb,app,two\n", 1, []string{"line 2: intake.content: must not be empty"}},
		"two reasons, one line": {head + "a,pigeon,\n", 0, []string{"; intake.content"}},
		"too long a text": {
			head + "a,email," + strings.Repeat("x", complaint.MaxText+1) + "\nb,app,two\n", 1,
			[]string{"line 2: intake.content: must be at most 65536 bytes, it has 65537"},
		},
		"too long a row":              {head + "a,email,\"" + strings.Repeat("x\n", 1<<20) + "\"\nb,app,two\n", 1, []string{"line 2: row: must be at most 1048576 bytes"}},
		"too long and not closed":     {head + "b,app,two\na,email,\"" + strings.Repeat("x", 2<<20), 1, []string{"line 3: row: opens a quote that is never closed; all that follows"}},
		"key with other content":      {head + "a,email,one\na,email,two\n", 1, []string{`line 3: intake key "a": key was used for something else`}},
		"key too long":                {head + strings.Repeat("k", 300) + ",email,one\nb,app,two\n", 1, []string{"key"}},
		"line after a long quote":     {head + "a,email,\"1\n2\n3\n4\"\nb,email\n", 1, []string{"line 6: row"}},
		"spaces around header names":  {" key , channel , content \na,email,one\n", 1, nil},
		"fields of the host":          {"key,channel,content,fields.shop_number\na,email,one,17\n", 1, nil},
		"contacts and items":          {"key,channel,content,customer.email,item.name,amount\na,email,one,m@example.com,Tent,CNY 9.90\n", 1, nil},
		"money without currency":      {"key,channel,content,amount\na,email,one,9.90\n", 0, []string{`line 2: amount: "9.90": must be a currency code and an amount`}},
		"a time that is none":         {"key,channel,content,received\na,email,one,yesterday\n", 0, []string{`line 2: received: "yesterday": must be a time`}},
		"received in the far future":  {"key,channel,content,received\na,email,one,2027-03-01\n", 0, []string{"must not be more than ten minutes after"}},
		"bad e-mail shows no address": {"key,channel,content,customer.email\na,email,one,\"m@\x00.example.com\"\n", 0, []string{"contacts[0].value: must not contain a NUL byte"}},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			result, reasons := b.run(t, test.text, importer.Options{Format: importer.CSV})
			assert.Equal(t, test.imported, result.Imported)
			assert.Zero(t, result.Already)
			require.Len(t, reasons, len(test.reasons), "%v", reasons)
			for i, part := range test.reasons {
				assert.Contains(t, reasons[i], part)
			}
			assert.Equal(t, test.imported, b.count(t))

			again, _ := b.run(t, test.text, importer.Options{Format: importer.CSV})
			assert.Equal(t, importer.Result{Already: result.Imported, Rejected: result.Rejected}, again, "a second run")
		})
	}
}

func TestCSVFileBroken(t *testing.T) {
	for name, test := range map[string]struct{ text, reason string }{
		"empty":          {"", "header: must be the first line"},
		"blank":          {"\n \n", "header: must be the first line"},
		"unknown column": {"key,channel,text\n", `header: "text": is no field of an intake; name the columns in a mapping`},
		"column twice":   {"channel,content,content\n", `header: "content": must not be the name of two columns`},
		"broken quote":   {"channel,\"con\"tent\n", "row: must have \"\" for a quote"},
		"not UTF-8":      {"channel,content\xFF\n", "row: must be valid UTF-8"},
		"UTF-16":         {"\xFF\xFEc\x00h\x00", "row: must be valid UTF-8"},
		"endless":        {strings.Repeat("x", 2<<20), "header: must be at most 1048576 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			result, err := importer.Import(context.Background(), b.desk, b.store, strings.NewReader(test.text), importer.Options{Format: importer.CSV})
			require.ErrorIs(t, err, complaint.ErrInvalid)
			require.ErrorContains(t, err, test.reason)
			assert.Zero(t, result)
		})
	}
}

func TestCSVKeepsTextByteForByte(t *testing.T) {
	b := newBench(t)
	text := "a \"quoted\" word, a comma,\n\ttab, 退款 🙂 <script>alert(1)</script>'; DROP TABLE x; --  "
	b.run(t, "key,channel,content\na,email,\""+strings.ReplaceAll(text, `"`, `""`)+"\"\n", importer.Options{Format: importer.CSV})
	assert.Equal(t, text, b.get(t, "a").Intake.Content.Reveal())
}

func TestCSVWithoutKeyColumn(t *testing.T) {
	b := newBench(t)
	text := "channel,content\nemail,one\nemail,two\nemail,one\n"
	result, _ := b.run(t, text, importer.Options{Format: importer.CSV})
	assert.Equal(t, importer.Result{Imported: 2, Already: 1}, result, "equal rows are one complaint")

	// Other order of columns, other quotes, other line ends, one empty column more: the same rows.
	text = "content,order,channel\r\n\"one\",,email\r\ntwo,,\"email\"\r\n"
	result, _ = b.run(t, text, importer.Options{Format: importer.CSV})
	assert.Equal(t, importer.Result{Already: 2}, result)
}
