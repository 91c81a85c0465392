package complaint_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
)

func TestParseIntake(t *testing.T) {
	in, err := complaint.ParseIntake([]byte(` {"channel":"app","content":"碎屏 \ud83d\ude42","amount":{"amount":"23.8","currency":"CNY"}} `))
	require.NoError(t, err)
	require.Equal(t, "碎屏 🙂", in.Content.Reveal())
	require.Equal(t, "CNY 23.80", in.Amount.String())
	for name, document := range map[string]string{
		"nothing":          ``,
		"a list":           `[]`,
		"null":             `null`,
		"two":              `{"channel":"app"}{"channel":"app"}`,
		"unknown field":    `{"chanel":"app"}`,
		"doubled":          `{"channel":"app","channel":"web"}`,
		"doubled below":    `{"customer":{"id":"a","id":"b"}}`,
		"doubled in list":  `{"items":[{"lot":"a","lot":"b"}]}`,
		"half a surrogate": `{"content":"\ud800"}`,
		"other half":       `{"order":"\udc00x"}`,
		"two first halves": `{"order":"\ud800\ud800"}`,
		"invalid UTF-8":    "{\"order\":\"\xff\"}",
		"a number":         `{"channel":7}`,
		"money as number":  `{"amount":{"amount":23.8,"currency":"CNY"}}`,
		"deep":             `{"people":` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + `}`,
		"cut":              `{"channel":"app"`,
		"long":             `{"content":"` + strings.Repeat("x", complaint.MaxIntake) + `"}`,
	} {
		_, err := complaint.ParseIntake([]byte(document))
		require.ErrorIs(t, err, complaint.ErrInvalid, name)
	}
	_, err = complaint.ParseIntake([]byte(`{"order":"\\ud800 is only text","content":"\\\\u"}`))
	require.NoError(t, err)
}

// hostile reads a collection of public test inputs that stands beside the repository, where it is there.
func hostileFile(t *testing.T, name string, into any) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "shared", "data", "hostile", name))
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("the collection of hostile inputs is not beside the repository")
	}
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(raw, into))
}

func TestHostileJSON(t *testing.T) {
	var file struct {
		Cases []struct {
			Name, Expect, Base64 string
			Generate             any
		}
	}
	hostileFile(t, "json.json", &file)
	require.NotEmpty(t, file.Cases)
	for _, c := range file.Cases {
		document, err := base64.StdEncoding.DecodeString(c.Base64)
		require.NoError(t, err)
		// As it is, and in the place of a value that the intake has.
		for _, d := range [][]byte{document, []byte(`{"content":` + string(document) + `}`), []byte(`{"amount":{"amount":` + string(document) + `,"currency":"CNY"}}`)} {
			in, err := complaint.ParseIntake(d)
			if err != nil {
				require.ErrorIs(t, err, complaint.ErrInvalid, c.Name)
			} else if _, _, err := openIntake(in); err != nil {
				require.ErrorIs(t, err, complaint.ErrInvalid, c.Name)
			}
			if c.Expect == "reject" {
				require.Error(t, err, c.Name)
			}
			var e complaint.Event
			require.Error(t, json.Unmarshal(d, &e), c.Name)
			_, err = complaint.ParseTaxonomy(d)
			require.Error(t, err, c.Name)
		}
	}
}

func TestHostileShapesInEveryField(t *testing.T) {
	var file struct {
		Cases []struct {
			Name   string
			Times  int
			Unit   string `json:"unit_base64"`
			Prefix string `json:"prefix_base64"`
			Suffix string `json:"suffix_base64"`
		}
	}
	hostileFile(t, "shapes.json", &file)
	decode := func(s string) string {
		b, err := base64.StdEncoding.DecodeString(s)
		require.NoError(t, err)
		return string(b)
	}
	for _, c := range file.Cases {
		s := decode(c.Prefix) + strings.Repeat(decode(c.Unit), c.Times) + decode(c.Suffix)
		for _, name := range complaint.IntakeFields() {
			in := intake(func(*complaint.Intake) {})
			err := in.Set(name, s)
			if err == nil {
				_, _, err = openIntake(in)
			}
			if err != nil {
				require.ErrorIs(t, err, complaint.ErrInvalid, "%s in %s", c.Name, name)
				require.Less(t, len(err.Error()), 100_000, "an error must not repeat the input")
			}
		}
		_, err := complaint.ParseIntake([]byte(s))
		require.ErrorIs(t, err, complaint.ErrInvalid, c.Name)
	}
}
