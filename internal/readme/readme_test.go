// Package readme_test keeps README.md true: every Go snippet is the body of a tested example.
package readme_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/sla"
	"github.com/recourse-go/recourse/triage"
)

const root = "../.."

// blocks returns the fenced blocks of README.md in a language.
func blocks(t *testing.T, language string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	require.NoError(t, err)
	matches := regexp.MustCompile("(?s)```"+language+"\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	found := make([]string, 0, len(matches))
	for _, m := range matches {
		found = append(found, m[1])
	}
	return found
}

// plain takes indentation and empty lines out.
func plain(code string) string {
	var lines []string
	for line := range strings.Lines(code) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// examples returns the text of all files of examples.
func examples(t *testing.T) string {
	t.Helper()
	var examples strings.Builder
	require.NoError(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(path, "_test.go") && strings.Contains(path, "example") {
			var code []byte
			if code, err = os.ReadFile(path); err == nil {
				examples.WriteString(plain(string(code)) + "\n")
			}
		}
		return err
	}))
	return examples.String()
}

func TestSnippetsAreExamples(t *testing.T) {
	code := examples(t)
	snippets := blocks(t, "go")
	require.NotEmpty(t, snippets)
	for _, snippet := range snippets {
		require.Contains(t, code, plain(snippet), "a snippet of README.md is in no example_test.go")
	}
}

// TestPoliciesCompile: the policies of README.md are those of tested examples, and an engine takes them.
func TestPoliciesCompile(t *testing.T) {
	code := examples(t)
	documents := blocks(t, "yaml")
	require.NotEmpty(t, documents)
	for _, document := range documents {
		require.Contains(t, code, plain(document), "a policy of README.md is in no example_test.go")
		if strings.HasPrefix(document, "kind: "+triage.Kind+"\n") {
			p, err := desk.ReadTriage("README.md", []byte(document))
			require.NoError(t, err)
			e, err := triage.New(p)
			require.NoError(t, err)
			require.Empty(t, e.Lint(), "the linter has nothing to say")
			continue
		}
		if strings.HasPrefix(document, "kind: "+compensation.Kind+"\n") {
			p, err := desk.ReadCompensation("README.md", []byte(document))
			require.NoError(t, err)
			e, err := compensation.New(p)
			require.NoError(t, err)
			for _, f := range e.Lint() {
				require.False(t, f.Mistake, "the linter finds no mistake: %+v", f)
			}
			continue
		}
		p, err := desk.ReadSLA("README.md", []byte(document))
		require.NoError(t, err)
		_, err = sla.New(p)
		require.NoError(t, err)
	}
}

func TestLifecycleIsTheRealOne(t *testing.T) {
	require.Equal(t, []string{complaint.Diagram()}, blocks(t, "mermaid"))
}
