package compensation_test

import (
	"encoding/json"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/compensation"
)

func packFiles(t testing.TB) []string {
	t.Helper()
	entries, err := os.ReadDir("packs")
	require.NoError(t, err)
	var names []string
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".json"); ok {
			names = append(names, name)
		}
	}
	return names
}

// What [compensation.Packs] leaves out because it cannot be read would be missing in every decision.
func TestPacksAreSound(t *testing.T) {
	packs := compensation.Packs()
	built := make([]string, len(packs))
	for i := range packs {
		built[i] = packs[i].Name
	}
	require.Equal(t, []string{"cn", "eu", "uk", "us"}, built)
	require.Equal(t, built, packFiles(t))
	for _, name := range built {
		t.Run(name, func(t *testing.T) {
			pack := packFile(t, "packs/"+name+".json")
			require.Equal(t, name, pack.Name)
			require.Contains(t, pack.Note, "not legal advice")
			_, err := compensation.New(compensation.Policy{
				Header: compensation.Header{Kind: compensation.Kind, Name: "shop", Version: "1"}, Packs: []string{name},
			})
			require.NoError(t, err)
			for _, s := range pack.Standards {
				require.True(t, cites(s.Source), "%s: %s", s.Name, s.Source)
				require.False(t, s.From.IsZero(), s.Name)
			}
			for _, l := range pack.Limits {
				require.True(t, cites(l.Source), "%s: %s", l.Name, l.Source)
				require.False(t, l.From.IsZero(), l.Name)
			}
			for _, r := range pack.Retention {
				require.True(t, cites(r.Source), "%s: %s", r.Name, r.Source)
				require.False(t, r.From.IsZero(), r.Name)
			}
		})
	}
}

var place = regexp.MustCompile(`第.+条|\b(art|arts|s|ss)\. \d|DISP \d|CFR \d|section \d`)

// cites says whether a source names the place in the law.
func cites(source string) bool { return place.MatchString(source) }

func TestPackChinaRecords(t *testing.T) {
	t.Run("CN E-Commerce Law art. 31: records of transactions for three years, from 2019", func(t *testing.T) {
		pack := packFile(t, "packs/cn.json")
		require.Len(t, pack.Retention, 1)
		require.Equal(t, 3, pack.Retention[0].Years)
		require.Equal(t, "2019-01-01", pack.Retention[0].From.String())
		require.Contains(t, pack.Retention[0].Source, "电子商务法 第三十一条")
	})
}

// Whoever fills in a case looks codes up in the README: it lists all that the packs ask for, and no others.
func TestPacksReadmeListsCodes(t *testing.T) {
	facts, measures, tags := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, name := range packFiles(t) {
		data, err := os.ReadFile("packs/" + name + ".json")
		require.NoError(t, err)
		var doc any
		require.NoError(t, json.Unmarshal(data, &doc))
		walk(doc, func(text string) {
			if measure, ok := strings.CutPrefix(text, "measures."); ok {
				measures[measure] = true
			}
		}, func(field string, values []string) {
			for _, v := range values {
				switch field {
				case "facts":
					facts[v] = true
				case "tags":
					tags[v] = true
				}
			}
		})
	}
	require.Equal(t, listed(t, "## Codes of facts"), sorted(facts))
	require.Equal(t, listed(t, "## Measures"), sorted(measures))
	require.Equal(t, listed(t, "## Tags"), sorted(tags))
}

// walk tells every string of a document, and every comparison of a condition.
func walk(doc any, text func(string), compare func(field string, values []string)) {
	switch node := doc.(type) {
	case map[string]any:
		if field, ok := node["field"].(string); ok {
			var values []string
			switch v := node["value"].(type) {
			case string:
				values = []string{v}
			case []any:
				for _, item := range v {
					if s, ok := item.(string); ok {
						values = append(values, s)
					}
				}
			}
			compare(field, values)
		}
		for _, value := range node {
			walk(value, text, compare)
		}
	case []any:
		for _, value := range node {
			walk(value, text, compare)
		}
	case string:
		text(node)
	}
}

func sorted(set map[string]bool) []string {
	return slices.Sorted(maps.Keys(set))
}

var firstCell = regexp.MustCompile("(?m)^\\| `([a-z_]+)` \\|")

// listed reads the first column of the table under a heading of the README.
func listed(t testing.TB, heading string) []string {
	t.Helper()
	data, err := os.ReadFile("packs/README.md")
	require.NoError(t, err)
	_, rest, ok := strings.Cut(string(data), heading+"\n")
	require.True(t, ok, heading)
	rest, _, _ = strings.Cut(rest, "\n## ")
	cells := firstCell.FindAllStringSubmatch(rest, -1)
	list := make([]string, len(cells))
	for i, cell := range cells {
		list[i] = cell[1]
	}
	slices.Sort(list)
	return list
}
