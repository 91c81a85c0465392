package main

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/triage"
)

// meant is what the complaints of the sample are about that came without a category, by the end of their keys.
var meant = map[string]string{ //nolint:gochecknoglobals // a table that never changes
	"002": "aftersales.exchange",
	"003": "quality.defect",
	"006": "order.change",
	"007": "price.level",
	"010": "price.promotion",
	"011": "service.process",
	"012": "quality.description",
	"014": "logistics.misdelivery",
	"018": "service.efficiency",
	"020": "aftersales.unresponsive",
	"021": "logistics.tracking",
	"025": "quality.expired",
	"026": "order.stock",
	"031": "quality.function",
	"032": "service.environment",
	"033": "privacy.leak",
	"035": "system.account",
	"039": "aftersales.exchange",
	"041": "aftersales.repair",
	"044": "price.hidden_fee",
	"047": "service.conduct",
	"052": "other",
	"053": "quality.safety",
	"055": "aftersales.return",
	"056": "logistics.misdelivery",
	"058": "service.attitude",
	"061": "fraud.scam",
	"062": "order.payment",
	"064": "price.promotion",
	"067": "logistics.loss",
	"070": "service.process",
	"071": "quality.safety",
	"073": "price.level",
	"075": "order.stock",
	"078": "system.usability",
	"081": "service.promise",
	"084": "quality.defect",
	"085": "quality.defect",
	"086": "quality.defect",
	"087": "aftersales.refund",
	"088": "aftersales.refund",
	"089": "quality.function",
	"090": "other",
	"091": "quality.safety",
	"092": "other",
}

// byKey are the complaints of a database by the end of their keys.
func byKey(t *testing.T, dir string) map[string]complaint.Complaint {
	t.Helper()
	store, closeStore, err := openStore(t.Context(), filepath.Join(dir, "recourse.db"))
	require.NoError(t, err)
	defer func() { require.NoError(t, closeStore()) }()
	found := map[string]complaint.Complaint{}
	for c, err := range storage.All(t.Context(), store, storage.Query{Limit: storage.MaxLimit}) {
		require.NoError(t, err)
		found[strings.TrimPrefix(c.Intake.Key, sampleKeys)] = c
	}
	return found
}

// TestTriageOfSample looks at what the desk made of the sample.
func TestTriageOfSample(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	out, _ := mustRun(t, dir)
	all := byKey(t, dir)
	require.Len(t, all, sampleRows)

	right := 0
	for key, category := range meant {
		c := all[key]
		assert.Empty(t, c.Intake.Category, key)
		if c.Assessment.Category == category {
			right++
		}
	}
	assert.GreaterOrEqual(t, right, 2*len(meant)/3, "of %d without a category", len(meant))
	for key, c := range all {
		if c.Intake.Category != "" {
			assert.Equal(t, c.Intake.Category, c.Assessment.Category, "%s: the form is believed", key)
		}
	}

	hurt := all["091"]
	assert.Contains(t, hurt.Assessment.Sensitive, "safety")
	assert.Equal(t, complaint.SeverityVerySerious, hurt.Assessment.Severity)
	assert.Equal(t, complaint.P1, hurt.Assessment.Priority)
	assert.Equal(t, "special", hurt.Assignment.Department)
	assert.Equal(t, complaint.RoleSenior, hurt.Assignment.Tier)

	threat := all["090"]
	assert.Contains(t, threat.Assessment.Suspicion, "extortion")
	assert.Equal(t, complaint.StatusAssigned, threat.Status, "a suspicion never refuses anybody")
	assert.Equal(t, "h-wang", threat.Assignment.Person, "a supervisor verifies it")
	assert.Nil(t, threat.Malice)

	assert.Equal(t, complaint.StatusScreenedOut, all["089"].Status)
	assert.Contains(t, all["088"].Links, complaint.Link{Type: complaint.LinkDuplicate, To: all["087"].ID})
	assert.True(t, asks(all["092"]))
	lot := map[complaint.Link]int{}
	for _, key := range []string{"084", "085", "086"} {
		for _, l := range all[key].Links {
			lot[l]++
		}
		assert.Equal(t, "quality", all[key].Assignment.Department)
	}
	require.Len(t, lot, 1)
	for l, n := range lot {
		assert.Equal(t, complaint.LinkIncident, l.Type)
		assert.Equal(t, 3, n, "all three, also those that were there before it was one")
	}
	checkInbox(t, out, all)
}

// checkInbox checks what the report says about it.
func checkInbox(t *testing.T, out string, all map[string]complaint.Complaint) {
	t.Helper()
	ref := func(key string) string { return string(all[key].Reference) }
	shown := part(out, "\nInbox (", "\nOldest open cases")
	rows := regexp.MustCompile(`(?m)^  (P\d) +(\d+)  (\S+)  `).FindAllStringSubmatch(part(shown, ")", "\nWhy"), -1)
	require.Len(t, rows, shownInbox)
	for i := 1; i < len(rows); i++ {
		assert.LessOrEqual(t, rows[i-1][1], rows[i][1], "by priority")
		if rows[i-1][1] == rows[i][1] {
			assert.GreaterOrEqual(t, len(rows[i-1][2]), len(rows[i][2]), "then by points")
		}
	}
	for _, line := range []string{
		`^  P1 +\d+  ` + ref("091") + `  Safety hazard +Very serious, Major, Urgent +Injury or danger to people +special/h-\w+$`,
		`^  P2 +\d+  ` + ref("086") + `  .*  incident +quality/`,
		`^  P\d +\d+  ` + ref("090") + `  .*suspicion: extortion.* \w+/h-wang$`,
		`^Why: ` + ref("091") + ` `,
		`at least Urgent`, `priority P1, \d+ points in all`, `the special team special has it`,
		`^Incident \(1 in all\): rule “同一批次 same lot”, sku-bottle:cs-2611, 3 complaints$`,
		`^  2026-11-18 17:44  ` + ref("085") + `  E-mail +quality/\S+ +The lid of`,
		`^  ` + ref("088") + `  duplicate +of ` + ref("087") + `  E-mail`,
		`^  ` + ref("092") + `  .*\d+ %  上次那个`,
		`^  ` + ref("089") + `  rule “只是表扬 praise that asks for nothing”: no handling needed \(praise\)  What a lovely`,
		`^A proposal for \S+: how \S+ was solved$`,
		`^  given +refund (CNY|USD) [0-9.]+$`,
	} {
		assert.Regexp(t, "(?m)"+line, shown)
	}
	for line := range strings.Lines(shown) {
		assert.LessOrEqual(t, len([]rune(line)), 200)
	}
}

func TestInboxInChinese(t *testing.T) {
	t.Parallel()
	out, _ := mustRun(t, t.TempDir(), "-lang", "zh")
	shown := part(out, "\n待办", "\n未结最久的案件")
	for _, text := range []string{
		"优先级 一级，共 ", "人身安全或伤害", "批量事件(共 1 起)", "重复提交", "请人工判断", "无需处理（praise）", "可以参考已办结的",
	} {
		assert.Contains(t, shown, text)
	}
}

// TestBundledTriage: the policy is in order, and every department that it names has people for what gets worse.
func TestBundledTriage(t *testing.T) {
	var problems strings.Builder
	engine, err := readTriage("triage.yaml", &problems)
	require.NoError(t, err)
	assert.Empty(t, problems.String(), "the linter has nothing to say")
	assert.Equal(t, complaint.PolicyRef{Name: "shop", Version: "2026-11"}, engine.Policy())
	people := staff()
	for _, department := range []string{
		"special", "quality", "logistics", "aftersales", "orders", "compliance", "technology", service,
	} {
		list, err := roster(people).People(context.Background(), department)
		require.NoError(t, err)
		tiers := map[complaint.Role]bool{}
		for _, p := range list {
			assert.Equal(t, department, p.Department)
			tiers[p.Tier] = true
		}
		assert.True(t, tiers[complaint.RoleSenior] && tiers[complaint.RoleSupervisor] && tiers[complaint.RoleManager], department)
	}
}

func TestTriageOfYourOwn(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "mine.yaml")
	require.NoError(t, os.WriteFile(file, []byte(`kind: triage
name: mine
version: "1"
phrases: {unused: [blue]}
departments:
  - {name: one for all, department: everybody}
priority:
  points:
    - {name: app, points: 60, when: {field: channel, op: is, value: app}}
  bands: {p1: 60, p2: 50, p3: 40}
`), 0o600))
	out, problems := mustRun(t, dir, "-triage", file)
	assert.Contains(t, problems, "mine.yaml:4:")
	assert.Contains(t, problems, "(unused)")
	assert.Contains(t, out, "everybody")
	assert.NotContains(t, out, "Incident (")
	assert.NotContains(t, out, "Needs no handling")
	for key, c := range byKey(t, dir) {
		assert.Equal(t, c.Intake.Channel == complaint.ChannelApp, c.Assessment.Priority == complaint.P1, key)
	}
}

func TestBrokenTriage(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "broken.yaml")
	require.NoError(t, os.WriteFile(file, []byte(`kind: triage
name: mine
version: "1"
grades:
  - name: bad
    when: {field: category, op: under, value: qualty}
    severity: terrible
`), 0o600))
	_, problems, err := runIn(t, dir, "-triage", file)
	assert.Equal(t, exitUsage, exitCode(err))
	assert.Contains(t, problems, "the triage policy cannot be used:")
	assert.Contains(t, problems, `broken.yaml:6:`)
	assert.Contains(t, problems, `rule "bad": grades[0].when`)
	assert.Contains(t, problems, `broken.yaml:7:`)
	assert.NoFileExists(t, filepath.Join(dir, "recourse.db"), "nothing was begun")
}

func TestInboxKeepsWhatIsShown(t *testing.T) {
	var x inbox
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for n := range 40 {
		c := complaint.Complaint{ID: complaint.ID{byte(n)}, Status: complaint.StatusAssigned, Received: at}
		c.Assessment = complaint.Assessment{Priority: complaint.P2, Score: n}
		if n%2 == 1 {
			c.Assessment.Tags = []string{triage.TagAsk}
		}
		x.add(c)
	}
	closed := complaint.Complaint{Status: complaint.StatusClosed}
	closed.Assessment.Priority = complaint.P1
	x.add(closed)
	require.Len(t, x.open, shownInbox)
	assert.Equal(t, 39, x.open[0].Assessment.Score)
	assert.Equal(t, 40-shownInbox, x.open[shownInbox-1].Assessment.Score)
	assert.Equal(t, 20, x.asks)
	assert.Len(t, x.ask, shownFound)
	assert.Equal(t, 40, x.more)
}

func TestWrap(t *testing.T) {
	assert.Equal(t, []string{"one", "two", "three"}, wrap("one two three", 6))
	assert.Equal(t, []string{"优先", "级一", "级"}, wrap("优先级一级", 4))
	assert.Nil(t, wrap("", 4))
}

var _ desk.Roster = roster{}
