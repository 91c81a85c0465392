package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
)

// part is what stands between two titles.
func part(s, from, to string) string {
	_, s, _ = strings.Cut(s, from)
	s, _, _ = strings.Cut(s, to)
	return s
}

// checkLimits checks what the report of the sample's first run says about time limits.
func checkLimits(t *testing.T, out string) {
	t.Helper()
	assert.Regexp(t, `(?m)^swept \d+: warnings \d+, limits passed \d+, escalations \d+, reminders \d+, closed without an answer \d+$`, out)
	assert.Contains(t, out, "(times in Asia/Shanghai, where it is 2026-11-19 11:30)")
	limits := part(out, "Limits kept and passed (92 cases", "One case from beginning")
	for _, line := range []string{
		`^ +cases  kept  passed  kept of all  running  late  paused$`,
		`^  first response  ( +\d+){3} +\d+ %( +\d+){3}$`,
		`^  appeal decision( +\d+){3} +\d+ %( +\d+){3}$`,
		`^Late now: \d+ cases, due within one working day: \d+ `,
		// All due times of a case.
		`^  \S+  \S+ +first response \d\d-\d\d \d\d:\d\d, \d+h \d\dm over; resolution \d\d-\d\d \d\d:\d\d, \d+h \d\dm over$`,
		`^  \S+  \S+ +first response 11-19 14:00, 1h 30m left; resolution 11-23 18:00, 21h 30m left$`,
		`^One verdict explained: \S+, resolution: met$`,
		`^  2026-\S+ \S+ – 2026-\S+ \S+ +\d+h\d*m?  paused: waiting for the customer`,
		`^  counted \S+, taken out by pauses \S+, elapsed \S+\n  met: due 2026-`,
		`^  \w+/h-\w+ +\d+  longest \d+h \d+m: \S+, resolution$`,
	} {
		assert.Regexp(t, "(?m)"+line, limits)
	}
	assert.LessOrEqual(t, strings.Count(limits, "\n"), 32, "it stays readable")
}

func checkLimitsInChinese(t *testing.T, out string) {
	t.Helper()
	for _, text := range []string{
		"到期事项 0 项", "时限遵守情况(92 件案件", "首次响应", "按时率", "已超时 ", "剩 1 小时 30 分", "一个时限的判定过程:", "暂停：等待客户", "按时完成：期限",
		"时限超过时案件在谁手上",
	} {
		assert.Contains(t, out, text)
	}
	assert.NotContains(t, out, "(无人)", "what nobody has is with a department")
	counter := sweepCounter{all: 3, kinds: map[complaint.Kind]int{complaint.KindWarn: 2, complaint.KindClose: 1}}
	assert.Equal(t, "到期事项 3 项:预警 2,客户未回复而结案 1", counter.line(wordsOf("zh")))
}

func TestSampleEndsOnItsDay(t *testing.T) {
	times, err := sampleTimes()
	require.NoError(t, err)
	require.Len(t, times, sampleRows)
	for _, at := range times {
		assert.True(t, at.Before(sampleDay))
	}
}

func TestBundledPolicy(t *testing.T) {
	var problems strings.Builder
	r, err := readRules("policy.yaml", &problems)
	require.NoError(t, err)
	assert.Empty(t, problems.String(), "the linter has nothing to say")
	assert.Equal(t, "Asia/Shanghai", r.zone.String())
}

func TestPolicyOfYourOwn(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "mine.yaml")
	require.NoError(t, os.WriteFile(file, []byte(`kind: sla
name: mine
version: "1"
calendar: london
calendars:
  london: {zone: Europe/London, week: {monday: [08:00-20:00], wednesday: [08:00-20:00], friday: [08:00-20:00]}}
ladders:
  unused: [{at: 100%, tier: senior}]
targets:
  - {metric: acknowledgement, within: 30m}
  - {metric: handling, for: internal, within: 24h}
  - {metric: first_resolution, within: 2 working days}
`), 0o600))
	out, problems := mustRun(t, dir, "-policy", file)
	assert.Equal(t, "mine.yaml:8:11: the ladder \"unused\" is not used (unused)\n", problems)
	assert.Contains(t, out, "(times in Europe/London, where it is 2026-11-19 03:30)")
	limits := part(out, "Limits kept and passed", "Late now")
	assert.Contains(t, limits, "acknowledgement")
	assert.Contains(t, limits, "handling")
	assert.NotContains(t, limits, "first response")
	assert.Regexp(t, `limit 24h, calendar london \(version 1, Europe/London\), policy mine version 1`, out)

	back, _ := mustRun(t, dir) // to the bundled one: what was decided stays decided
	assert.Contains(t, back, "acknowledgement")
	assert.NotContains(t, back, "first response")
}

func TestBrokenPolicy(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "broken.yaml")
	require.NoError(t, os.WriteFile(file, []byte(`kind: sla
name: mine
version: "1"
rules:
  - name: serious
    when: {field: severity, op: is, value: terrible}
    targets:
      - {metric: first_response, within: 4h, ladder: up}
`), 0o600))
	_, problems, err := runIn(t, dir, "-policy", file)
	assert.Equal(t, exitUsage, exitCode(err))
	assert.Contains(t, problems, `broken.yaml:6:44: rule "serious": rules[0].when.value: "terrible": is not a value that severity can have`)
	assert.Contains(t, problems, `broken.yaml:8:`)
	assert.Contains(t, problems, `rules[0].targets[0].ladder: "up": must be a ladder of the policy`)
	assert.NoFileExists(t, filepath.Join(dir, "recourse.db"), "nothing was begun")
}
