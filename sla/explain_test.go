package sla_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/sla"
)

// brokenScreen is the first story up to the result.
func brokenScreen(t testing.TB) *tale {
	t.Helper()
	x := begin(t, engine(t, shopPolicy), "2026-09-30 16:40", serious())
	x.do("2026-10-08 11:05", mia(), acknowledge())
	x.do("2026-10-08 14:00", mia(), waitFor(complaint.WaitCustomer)).do("2026-10-09 10:00", mia(), complaint.Resume{})
	return x.do("2026-10-10 11:20", mia(), result())
}

func TestExplainInEnglish(t *testing.T) {
	x := brokenScreen(t)
	e, err := x.engine.Explain(x.c, x.clock("first_resolution").Ref(), x.at("2026-11-01 09:00"))
	require.NoError(t, err)
	require.Equal(t, strings.TrimPrefix(`
first_resolution: limit 16h, calendar shop (version 1, Asia/Shanghai), policy shop version 1, rule "serious"
2026-09-30 16:40 – 2026-09-30 18:00     1h20m  counted (1h20m so far)
2026-09-30 18:00 – 2026-10-08 09:00            closed
2026-10-08 09:00 – 2026-10-08 12:00        3h  counted (4h20m so far)
2026-10-08 12:00 – 2026-10-08 13:00            closed
2026-10-08 13:00 – 2026-10-08 14:00        1h  counted (5h20m so far)
2026-10-08 14:00 – 2026-10-09 10:00        5h  paused: waiting for the customer
2026-10-09 10:00 – 2026-10-09 12:00        2h  counted (7h20m so far)
2026-10-09 12:00 – 2026-10-09 13:00            closed
2026-10-09 13:00 – 2026-10-09 18:00        5h  counted (12h20m so far)
2026-10-09 18:00 – 2026-10-10 09:00            closed
2026-10-10 09:00 – 2026-10-10 11:20     2h20m  counted (14h40m so far)
counted 14h40m, taken out by pauses 5h, elapsed 234h40m
met: due 2026-10-10 13:40, 1h20m left
`, "\n"), e.Text("en"))
	require.Equal(t, "Asia/Shanghai", e.Zone)
	require.Zero(t, e.Uncovered)
	require.Equal(t, e.Text("en"), e.Text(""), "English where nothing else is asked for")
}

func TestExplainInChinese(t *testing.T) {
	x := brokenScreen(t)
	e, err := x.engine.Explain(x.c, x.clock("first_response").Ref(), x.at("2026-11-01 09:00"))
	require.NoError(t, err)
	require.Equal(t, strings.TrimPrefix(`
first_response：时限 4h，日历 shop（版本 1，Asia/Shanghai），策略 shop 版本 1，适用于所有投诉
2026-09-30 16:40 – 2026-09-30 18:00     1h20m  计入（累计 1h20m）
2026-09-30 18:00 – 2026-10-08 09:00            非工作时间
2026-10-08 09:00 – 2026-10-08 11:05      2h5m  计入（累计 3h25m）
计入 3h25m，暂停扣除 0，历时 186h25m
按时完成：期限 2026-10-08 11:40，剩余 35m
`, "\n"), e.Text("zh-CN"))
}

// TestExplainEnds: the last line for every way in which a clock can stand.
func TestExplainEnds(t *testing.T) {
	last := func(x *tale, now string) [2]string {
		e, err := x.engine.Explain(x.c, x.clock("first_resolution").Ref(), x.at(now))
		require.NoError(t, err)
		line := func(text string) string {
			lines := strings.Split(strings.TrimSpace(text), "\n")
			return lines[len(lines)-1]
		}
		return [2]string{line(e.Text("en")), line(e.Text("zh"))}
	}
	fresh := func() *tale { return tell(t, resolution(``), morning) }
	require.Equal(t, [2]string{"due 2026-09-01 18:00, 6h left", "期限 2026-09-01 18:00，剩余 6h"}, last(fresh(), "2026-09-01 11:00"))
	require.Equal(t, [2]string{"late: due 2026-09-01 18:00, 2h over", "已超时：期限 2026-09-01 18:00，超出 2h"}, last(fresh(), "2026-09-02 11:00"))
	x := fresh().do("2026-09-01 10:00", mia(), waitFor(complaint.WaitCustomer))
	require.Equal(t, [2]string{"the clock stands still, nothing is due", "计时暂停，暂无期限"}, last(x, "2026-09-02 11:00"))
	x.do("2026-09-02 10:00", mia(), result())
	require.Equal(t, [2]string{"met: while the clock stood still", "按时完成：计时暂停中"}, last(x, "2026-09-02 11:00"))
	x = fresh().do("2026-09-02 10:00", mia(), result())
	require.Equal(t, [2]string{"breached: due 2026-09-01 18:00", "超时：期限 2026-09-01 18:00"}, last(x, "2026-09-05 11:00"))
	x = fresh().do("2026-09-01 10:00", customer(), complaint.Withdraw{})
	require.Equal(t, [2]string{"cancelled at 2026-09-01 10:00", "已取消：2026-09-01 10:00"}, last(x, "2026-09-05 11:00"))
	// A pause after the limit is not time over.
	x = fresh().do("2026-09-02 10:00", mia(), waitFor(complaint.WaitCustomer))
	require.Equal(t, [2]string{"late: due 2026-09-01 18:00, 1h over", "已超时：期限 2026-09-01 18:00，超出 1h"}, last(x, "2026-09-04 11:00"))
	// Microseconds are shown where there are any; a limit in days ends just before midnight.
	x = tell(t, shopCalendar+`, 'targets': [{'metric': 'first_resolution', 'within': '2 working days'}]`, morning)
	require.Equal(t, "due 2026-09-03 24:00, 22h left", last(x, "2026-09-01 11:00")[0])
	// Years whose holidays are not known.
	x = begin(t, engine(t, shopPolicy), "2026-12-31 16:40", serious())
	require.Equal(t, [2]string{"mind: the calendar has no holiday data for 2027", "注意：日历没有 2027 年的节假日数据"}, last(x, "2026-12-31 17:00"))
}

// TestExplainPauses: each pause with its own reason, also where they touch, and the condition of a policy.
func TestExplainPauses(t *testing.T) {
	x := tell(t, `'targets': [{'metric': 'total_resolution', 'within': '24h'}]`, morning)
	x.do("2026-09-01 10:00", mia(), waitFor(complaint.WaitCustomer)).do("2026-09-01 11:00", mia(), complaint.Resume{})
	x.do("2026-09-01 11:00", mia(), waitFor(complaint.WaitThirdParty)).do("2026-09-01 13:00", mia(), complaint.Resume{})
	x.do("2026-09-01 13:00", mia(), result()).do("2026-09-01 14:00", mia(), closeAs(complaint.OutcomeResolved))
	x.do("2026-09-02 14:00", customer(), reopen())
	e, err := x.engine.Explain(x.c, x.clock("total_resolution").Ref(), x.at("2026-09-02 15:00"))
	require.NoError(t, err)
	for _, want := range []string{
		"10:00 – 2026-09-01 03:00        1h  paused: waiting for the customer", "03:00 – 2026-09-01 05:00        2h  paused: waiting for a third party",
		"06:00 – 2026-09-02 06:00       24h  paused: it was closed", "counted 3h, taken out by pauses 27h, elapsed 30h",
	} {
		require.Contains(t, e.Text("en"), strings.TrimPrefix(want, "10:00 "))
	}
	for _, want := range []string{"暂停：等待客户", "暂停：等待第三方", "暂停：已结案"} {
		require.Contains(t, e.Text("zh"), want)
	}
	y := tell(t, measured(`'start': `+whenNoted+`, 'stop': `+whenReceived+`, 'pause': {'field': 'event', 'op': 'is', 'value': 'assign'}`), morning)
	y.do("2026-09-01 10:00", mia(), note()).do("2026-09-01 11:00", mia(), assign())
	e, err = y.engine.Explain(y.c, y.clock("parts").Ref(), y.at("2026-09-01 15:00"))
	require.NoError(t, err)
	require.Contains(t, e.Text("en"), "4h  paused: condition of the policy")
	require.Contains(t, e.Text("zh"), "暂停：策略条件")
}

func TestExplainRefusals(t *testing.T) {
	x := brokenScreen(t)
	_, err := x.engine.Explain(x.c, complaint.ClockRef{Name: "payout", Cycle: 1, Run: 1}, time.Time{})
	require.ErrorIs(t, err, complaint.ErrInvalid)
	require.ErrorContains(t, err, "payout/1/1")
	_, err = sla.Default().Explain(x.c, x.clock("first_response").Ref(), time.Time{})
	require.ErrorIs(t, err, complaint.ErrInvalid)
	require.ErrorContains(t, err, "must be a calendar of the engine's policies")
	_, err = sla.Measure(x.events, nil, time.Time{})
	require.ErrorIs(t, err, complaint.ErrInvalid)
	_, err = sla.Measure(nil, sla.Always(), time.Time{})
	require.Error(t, err)
	_, err = sla.Verdicts(nil)
	require.Error(t, err)
	_, err = x.engine.Accounts(nil, time.Time{})
	require.Error(t, err)

	// Before the start nothing has counted.
	e, err := x.engine.Explain(x.c, x.clock("first_response").Ref(), x.at("2020-01-01 00:00"))
	require.NoError(t, err)
	require.Equal(t, 3*time.Hour+25*time.Minute, e.Worked, "one that has ended is explained up to its end")
	y := tell(t, resolution(``), morning)
	e, err = y.engine.Explain(y.c, y.clock("first_resolution").Ref(), y.at("2026-08-01 09:00"))
	require.NoError(t, err)
	require.Empty(t, e.Rows)
	require.Equal(t, 8*time.Hour, e.Left)
}

// TestExplainIsShort: a long time is summed up.
func TestExplainIsShort(t *testing.T) {
	x := tell(t, resolution(``), morning)
	e, err := x.engine.Explain(x.c, x.clock("first_resolution").Ref(), x.at("2026-12-01 09:00"))
	require.NoError(t, err)
	require.Greater(t, len(e.Rows), 100)
	require.Contains(t, e.Text("en"), "more stretches\n")
	require.Contains(t, e.Text("zh"), "……另有 ")
	require.Less(t, strings.Count(e.Text("en"), "\n"), 70)
}
