package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rivo/uniseg"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
)

// sampleRows is how many complaints the sample has.
const sampleRows = 92

// runIn runs the program in a folder of its own and returns what it printed.
func runIn(t *testing.T, dir string, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	var out, problems bytes.Buffer
	args = append([]string{"-db", filepath.Join(dir, "recourse.db")}, args...)
	err = run(context.Background(), args, &out, &problems)
	return out.String(), silent(problems.String()), err
}

// silent takes the lines out that say how far a run is, which come when a machine is slow.
func silent(s string) string {
	return regexp.MustCompile(`(?m)^(importing|sweeping).*\n`).ReplaceAllString(s, "")
}

func mustRun(t *testing.T, dir string, args ...string) (stdout, stderr string) {
	t.Helper()
	stdout, stderr, err := runIn(t, dir, args...)
	require.NoError(t, err, stderr)
	return stdout, stderr
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// rest is the report without the lines of the import and the sweep and without what depends on the clock.
func rest(s string) string {
	_, s, _ = strings.Cut(s, "\n\n")
	return regexp.MustCompile(`(?m)^ +\d+ (d|h|min) `).ReplaceAllString(s, "AGE ")
}

// TestSample runs the sample again and again on one database.
func TestSample(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first, stderr := mustRun(t, dir)
	assert.Equal(t, "imported 92, already there 0, rejected 0", firstLine(first))
	assert.Empty(t, stderr)
	second, stderr := mustRun(t, dir)
	assert.True(t, strings.HasPrefix(second, "imported 0, already there 92, rejected 0\nswept 0: nothing was due\n\n"), second)
	assert.Empty(t, stderr)
	assert.Equal(t, rest(first), rest(second), "a second run changes nothing")

	for _, part := range []string{
		": 92 complaints, ", "By status", "Under investigation     调查中", "By group", "logistics   Delivery", "物流配送", "By category",
		"Oldest open cases", "One case from beginning to end: ", "The chain holds: 17 events", "the last hash is sha256:",
		"step 6 of 6", "第 6 步,共 6 步", "What may happen next", "reopen, appeal",
	} {
		assert.Contains(t, first, part)
	}
	assert.Regexp(t, `(?m)^ +\d+ d  [2-9C-X]{4}-[2-9C-X]{4}-[2-9C-X]{4}  `, first, "age and reference of an open case")
	assert.Regexp(t, `(?m)^ +13  2026-\d\d-\d\d \d\d:\d\d  pay_out +senior +(CNY|USD|GBP) [0-9.]+, original_payment$`, first)
	checkLimits(t, first)
	checkCompensation(t, first)

	chinese, _ := mustRun(t, dir, "-lang", "zh")
	for _, part := range []string{"共 92 件", "按状态", "未结最久的案件", "链条:17 个事件", "下一步可以做"} {
		assert.Contains(t, chinese, part)
	}
	checkLimitsInChinese(t, chinese)
	checkCompensationInChinese(t, chinese)

	later, _ := mustRun(t, dir, "-now", "2026-11-27 18:00")
	assert.Contains(t, later, "where it is 2026-11-27 18:00)")
	assert.Positive(t, swept(t, later), "more is due by then")
	again, _ := mustRun(t, dir, "-now", "2026-11-27T10:00:00Z")
	assert.Equal(t, rest(later), rest(again))
}

const onePromise = "{kind: sla, name: one, version: \"1\", targets: [{metric: first_response, within: 24h}]}"

func TestMapsOfOpenData(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, in, mapping string
		rows              string
	}{
		{"gold", "gold_complaints/dev.jsonl", "maps/gold.json", "180"},
		{"cfpb", "cfpb_complaints/complaints.csv", "maps/cfpb.json", "1750"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			in := filepath.Join("..", "..", "..", "shared", "data", filepath.FromSlash(test.in))
			if _, err := os.Stat(in); err != nil {
				t.Skip("the data set is not here")
			}
			dir := t.TempDir()
			policy := filepath.Join(dir, "policy.yaml") // with little to sweep
			require.NoError(t, os.WriteFile(policy, []byte(onePromise), 0o600))
			args := []string{"-in", in, "-map", test.mapping, "-policy", policy, "-now", "2026-11-24T10:00:00Z"}
			out, problems := mustRun(t, dir, args...)
			assert.Equal(t, "imported "+test.rows+", already there 0, rejected 0", firstLine(out), problems)
			assert.Contains(t, out, "[private]", "the words of real customers stay covered")
			again, _ := mustRun(t, dir, args...)
			assert.Equal(t, "imported 0, already there "+test.rows+", rejected 0", firstLine(again))
			assert.Equal(t, rest(out), rest(again))
		})
	}
}

func TestBadRowsAreReported(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "shop.csv")
	text := "key,channel,content\n1,email,fine\n2,pigeon,coo\n3,email\n4,app,fine too\n" + strings.Repeat("x,pigeon,coo\n", 30)
	require.NoError(t, os.WriteFile(in, []byte(text), 0o600))
	out, problems := mustRun(t, dir, "-in", in)
	assert.Equal(t, "imported 2, already there 0, rejected 32", firstLine(out))
	assert.Contains(t, problems, "shop.csv, line 3: intake.channel: \"pigeon\": must be a code")
	assert.Contains(t, problems, "shop.csv, line 4: row: \"2\": must have 3 columns as the header\n")
	assert.Contains(t, problems, "shop.csv: 12 more rejected rows\n")
	assert.Equal(t, shownRejections+1, strings.Count(problems, "\n"))
}

func TestFormatByContent(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"a": "\uFEFF\n" + `{"channel":"app","content":"x"}`,
		"b": "channel,content\napp,y\n",
	} {
		in := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(in, []byte(text), 0o600))
		out, problems := mustRun(t, dir, "-in", in)
		assert.Equal(t, "imported 1, already there 0, rejected 0", firstLine(out), problems)
	}
}

func TestCommandLine(t *testing.T) {
	dir := t.TempDir()
	empty := filepath.Join(dir, "empty.jsonl")
	require.NoError(t, os.WriteFile(empty, nil, 0o600))
	broken := filepath.Join(dir, "broken.json")
	require.NoError(t, os.WriteFile(broken, []byte(`{"fields":{"contents":"x"}}`), 0o600))
	for name, test := range map[string]struct {
		args []string
		code int
	}{
		"help":            {[]string{"-h"}, exitOK},
		"unknown flag":    {[]string{"-x"}, exitUsage},
		"argument":        {[]string{"x"}, exitUsage},
		"language":        {[]string{"-lang", "fr"}, exitUsage},
		"no database":     {[]string{"-db", ""}, exitUsage},
		"map without in":  {[]string{"-map", broken}, exitUsage},
		"no such file":    {[]string{"-in", filepath.Join(dir, "none.csv")}, exitFailed},
		"no such map":     {[]string{"-in", empty, "-map", filepath.Join(dir, "none.json")}, exitFailed},
		"broken map":      {[]string{"-in", empty, "-map", broken}, exitFailed},
		"no such folder":  {[]string{"-in", empty, "-db", filepath.Join(dir, "none", "x.db")}, exitFailed},
		"folder as input": {[]string{"-in", dir}, exitFailed},
		"no such time":    {[]string{"-now", "yesterday"}, exitUsage},
		"time of sample":  {[]string{"-now", "2026-11-01"}, exitUsage},
		"no such policy":  {[]string{"-policy", filepath.Join(dir, "none.yaml")}, exitFailed},
		"broken policy":   {[]string{"-policy", broken}, exitUsage},
		"no such triage":  {[]string{"-triage", filepath.Join(dir, "none.yaml")}, exitFailed},
		"broken triage":   {[]string{"-triage", broken}, exitUsage},
		"no such amends":  {[]string{"-compensation", filepath.Join(dir, "none.yaml")}, exitFailed},
		"broken amends":   {[]string{"-compensation", broken}, exitUsage},
		"empty file":      {[]string{"-in", empty}, exitOK},
	} {
		t.Run(name, func(t *testing.T) {
			_, problems, err := runIn(t, t.TempDir(), test.args...)
			assert.Equal(t, test.code, exitCode(err), "%v\n%s", err, problems)
		})
	}
	assert.Equal(t, exitFailed, exitCode(errors.New("x")))
}

func TestDatabaseIsPrivate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a b%20?c#d")
	require.NoError(t, os.Mkdir(dir, 0o700))
	in := filepath.Join(t.TempDir(), "empty.jsonl")
	require.NoError(t, os.WriteFile(in, nil, 0o600))
	mustRun(t, dir, "-in", in)
	info, err := os.Stat(filepath.Join(dir, "recourse.db"))
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	assert.NotZero(t, info.Size())
}

func TestSampleIsVaried(t *testing.T) {
	seen := map[string]map[string]int{}
	note := func(what, value string) {
		if seen[what] == nil {
			seen[what] = map[string]int{}
		}
		seen[what][value]++
	}
	for line := range strings.SplitSeq(strings.TrimSpace(string(sample)), "\n") {
		var row struct {
			Key      string `json:"key"`
			Channel  string `json:"channel"`
			Feedback string `json:"feedback"`
			Category string `json:"category"`
			Language string `json:"language"`
			Customer struct {
				Email string `json:"email"`
			} `json:"customer"`
		}
		require.NoError(t, json.Unmarshal([]byte(line), &row))
		note("key", row.Key)
		assert.True(t, strings.HasPrefix(row.Key, sampleKeys))
		note("channel", row.Channel)
		note("feedback", row.Feedback)
		note("category", row.Category)
		note("language", row.Language)
		if row.Customer.Email != "" {
			assert.True(t, strings.HasSuffix(row.Customer.Email, "@example.com"))
		}
	}
	assert.Len(t, seen["key"], sampleRows)
	assert.Len(t, seen["feedback"], 5, "four kinds, and none")
	assert.Equal(t, len(meant), seen["category"][""], "what comes without a form has no category")
	assert.GreaterOrEqual(t, seen["language"]["zh-CN"], 25)
	assert.GreaterOrEqual(t, seen["language"]["en"], 25)
	assert.GreaterOrEqual(t, len(seen["channel"]), 11)
	categories := map[string]int{}
	for _, category := range meant {
		categories[category]++
	}
	for _, term := range complaint.BuiltinTaxonomy().Terms(complaint.Categories) {
		if complaint.ParentCode(term.Code) != "" {
			assert.Positive(t, seen["category"][term.Code]+categories[term.Code], "%s: every category has an example", term.Code)
		}
	}
}

func TestTableAlignsChinese(t *testing.T) {
	var out strings.Builder
	tab := newTable("t", left, right, left)
	tab.add("ab", "1", "x")
	tab.add("退款中", "10", "x")
	tab.print(&out)
	for line := range strings.SplitSeq(strings.TrimSpace(out.String()), "\n") {
		if line != "t" {
			before, _, _ := strings.Cut(line, "x")
			assert.Equal(t, 2+6+2+2+2, uniseg.StringWidth(before))
		}
	}
	assert.Equal(t, "退款…", short("退款中", 5))
	assert.Equal(t, "ab", short(" ab ", 2))
	assert.Equal(t, "a…", short("abc", 2))
}
