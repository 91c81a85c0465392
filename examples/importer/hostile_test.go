package importer_test

import (
	"bytes"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/examples/importer"
)

type hostileCase struct {
	ID     string `json:"id"`
	Base64 string `json:"base64"`
	Unit   string `json:"unit_base64"`
	Prefix string `json:"prefix_base64"`
	Suffix string `json:"suffix_base64"`
	Times  int    `json:"times"`
}

// hostile reads a collection of hostile inputs that stands beside the repository, where it is there.
func hostile(t *testing.T, name string) map[string]string {
	t.Helper()
	document, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "data", "hostile", name))
	if err != nil {
		t.Skip("the collection of hostile inputs is not here")
	}
	var suite struct {
		Cases []hostileCase `json:"cases"`
	}
	require.NoError(t, json.Unmarshal(document, &suite))
	texts := map[string]string{}
	for _, c := range suite.Cases {
		text := decode(t, c.Base64)
		if c.Times > 0 {
			text = decode(t, c.Prefix) + strings.Repeat(decode(t, c.Unit), c.Times) + decode(t, c.Suffix)
		}
		texts[c.ID] = text
	}
	require.NotEmpty(t, texts)
	return texts
}

func decode(t *testing.T, text string) string {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString(text)
	require.NoError(t, err)
	return string(b)
}

// Every hostile string as a text of a CSV row and of a JSON row: stored byte for byte, or rejected with a reason.
func TestHostileStrings(t *testing.T) {
	for id, text := range hostile(t, "strings.json") {
		sound := utf8.ValidString(text) && !strings.Contains(text, "\x00")
		b := newBench(t)
		var file bytes.Buffer
		w := csv.NewWriter(&file)
		require.NoError(t, w.Write([]string{"key", "channel", "subject", "content"}))
		require.NoError(t, w.Write([]string{"csv", "email", "x", text}))
		require.NoError(t, w.Write([]string{"good", "email", "x", "y"}))
		w.Flush()
		result, reasons := b.run(t, file.String(), importer.Options{Format: importer.CSV})
		assert.Equal(t, 2, result.Rows(), id)
		if sound {
			assert.Empty(t, reasons, id)
			assert.Equal(t, strings.ReplaceAll(text, "\r\n", "\n"), b.get(t, "csv").Intake.Content.Reveal(), id)
		} else {
			assert.Equal(t, importer.Result{Imported: 1, Rejected: 1}, result, id)
		}

		line := `{"key":"json","channel":"email","subject":"x","content":"` + escape(text) + `"}`
		result, _ = b.run(t, line+"\n", importer.Options{})
		assert.Equal(t, 1, result.Rows(), id)
		if sound {
			assert.Equal(t, text, b.get(t, "json").Intake.Content.Reveal(), id)
		} else {
			assert.Equal(t, 1, result.Rejected, id)
		}

		// And as codes, names and keys: whatever comes of it, it is counted.
		for _, field := range []string{"key", "channel", "category", "language", "received", "customer.id", "order", "amount", "sought", "tags", "fields.x", "customer.email"} {
			line := `{"` + field + `":"` + escape(text) + `","content":"z"}`
			if field != "channel" {
				line = `{"channel":"app",` + line[1:]
			}
			result, _ = b.run(t, line, importer.Options{})
			assert.Equal(t, 1, result.Rows(), "%s as %s", id, field)
		}
		b.run(t, text, importer.Options{})
	}
}

// escape writes a text into a JSON string without looking at its encoding.
func escape(text string) string {
	var b strings.Builder
	for i := range len(text) {
		switch c := text[i]; {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < 0x20:
			b.WriteString(`\u00` + strconv.FormatInt(int64(c)+0x100, 16)[1:])
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// Every hostile JSON document as a line, and as the value of a field.
func TestHostileJSON(t *testing.T) {
	for id, text := range hostile(t, "json.json") {
		b := newBench(t)
		for _, line := range []string{text, `{"channel":"app","content":` + text + `}`, `{"channel":"app","content":"x","fields":{"a":` + text + `}}`} {
			first, _ := b.run(t, line, importer.Options{})
			second, _ := b.run(t, line, importer.Options{})
			assert.Equal(t, importer.Result{Already: first.Imported + first.Already, Rejected: first.Rejected}, second, id)
		}
	}
}

// Every hostile shape as a file, as a row and as a field; the good row behind it goes in.
func TestHostileShapes(t *testing.T) {
	const good = `{"key":"good","channel":"email","content":"y"}`
	for id, text := range hostile(t, "shapes.json") {
		t.Run(id, func(t *testing.T) {
			b := newBench(t)
			b.run(t, text+"\n"+good, importer.Options{})
			assert.Equal(t, "y", b.get(t, "good").Intake.Content.Reveal())
			result, _ := b.run(t, `{"key":"bad","channel":"email","content":"`+escape(text)+`"}`+"\n"+good, importer.Options{})
			assert.Equal(t, 2, result.Rows())

			b = newBench(t)
			quoted := `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
			result, _ = b.run(t, "key,channel,content\nbad,email,"+quoted+"\ngood,email,y\n", importer.Options{Format: importer.CSV})
			assert.Equal(t, 2, result.Rows())
			assert.Equal(t, "y", b.get(t, "good").Intake.Content.Reveal())
			b.run(t, "key,channel,content\n"+text+"\ngood,email,y\n", importer.Options{Format: importer.CSV})
		})
	}
}
