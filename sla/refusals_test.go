package sla_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/sla"
)

// compileError reads and compiles a document and returns what is wrong with it.
func compileError(t testing.TB, document string) error {
	t.Helper()
	p, err := sla.ParsePolicy("desk.json", []byte(document))
	if err != nil {
		return err
	}
	_, err = sla.New(p)
	return err
}

// TestPolicyRefusals: what is wrong is refused with file, line, rule and field. Every document has the header on line 1 and the
// fault on line 2.
func TestPolicyRefusals(t *testing.T) {
	const target = `'targets': [{'metric': 'first_response', 'within': '4h'}]`
	office := func(days string) string {
		return `'calendars': {'office': {'zone': 'Asia/Shanghai', 'week': {` + "\n" + days + `}}}, ` + target
	}
	targets := func(list string) string { return "'rules': [{'name': 'all',\n'targets': [" + list + "]}]" }
	ladder := func(rungs string) string { return "'ladders': {\n'up': [" + rungs + "]}, " + target }
	silence := func(s string) string { return target + ", 'silence': [\n" + s + "]" }
	milestone := func(m string) string { return target + ", 'milestones': [\n" + m + "]" }
	for _, tc := range []struct {
		name, fields string
		want         []string // in the error
	}{
		{"overlapping spans", office(`'monday': ['09:00-12:00', '11:00-15:00']`), []string{"calendars.office.week.monday[1]: ", "11:00-15:00", "must not overlap"}},
		{"inverted span", office(`'monday': ['17:00-09:00']`), []string{"calendars.office.week.monday[0]: ", "must end after it starts"}},
		{"no span at all", office(`'monday': ['9 to 5']`), []string{"calendars.office.week.monday[0]: ", "must be two times of day"}},
		{"not a day", office(`'mon': ['09:00-12:00']`), []string{"calendars.office.week.mon: ", "must be a day of the week in full"}},
		{"never open", "'calendars': {\n'office': {'zone': 'UTC'}}, " + target, []string{"calendars.office.week: ", "must open at some time"}},
		{"unknown zone", "'calendars': {'office': {\n'zone': 'Asia/Peking', 'week': {'monday': ['09:00-12:00']}}}, " + target, []string{"calendars.office.zone: \"Asia/Peking\": ", "is not known"}},
		{"no year of holidays", "'calendars': {'office': {'zone': 'Asia/Shanghai', 'week': {'monday': ['09:00-12:00']},\n'holidays': {'country': 'cn', 'first': 2026, 'last': 2031, 'hours': ['09:00-12:00']}}}, " + target, []string{"calendars.office.holidays: ", "2027"}},
		{"other country", "'calendars': {'office': {'zone': 'Asia/Shanghai', 'week': {'monday': ['09:00-12:00']}, 'holidays': {\n'country': 'fr', 'first': 2026, 'last': 2026}}}, " + target, []string{"calendars.office.holidays.country: \"fr\": must be cn"}},
		{"no hours for make-up days", "'calendars': {'office': {'zone': 'Asia/Shanghai', 'week': {'monday': ['09:00-12:00']},\n'holidays': {'country': 'cn', 'first': 2026, 'last': 2026}}}, " + target, []string{"calendars.office.holidays.hours: ", "must be given"}},
		{"circle of calendars", "'calendars': {'a': {'any_of': ['b']}, 'b': {'any_of': ['c']}, 'c': {'all_of': [\n'a']}}, " + target, []string{"calendars.c.all_of[0]: \"a\": must not lead back to c"}},
		{"calendar of an unknown one", "'calendars': {'a': {'any_of': [\n'b']}}, " + target, []string{"calendars.a.any_of[0]: \"b\": must be a calendar of the policy"}},
		{"calendar of two kinds", "'calendars': {\n'a': {'zone': 'UTC', 'any_of': ['always']}}, " + target, []string{"calendars.a: ", "must have either hours of its own"}},
		{"years beside parts", "'calendars': {\n'a': {'years': {'first': 2026, 'last': 2026}, 'any_of': ['always']}}, " + target, []string{"calendars.a: ", "must have either hours of its own"}},
		{"calendar named always", "'calendars': {\n'always': {'zone': 'UTC'}}, " + target, []string{"calendars.always: ", "must have another name"}},
		{"version without a date", "'calendars': {'a': {'versions': [{'zone': 'UTC', 'week': {'monday': ['09:00-12:00']}},\n{'zone': 'UTC', 'week': {'monday': ['09:00-15:00']}}]}}, " + target, []string{"calendars.a.versions[1]: ", "must have from"}},
		{"first version with a date", "'calendars': {'a': {'versions': [{\n'from': '2026-01-01', 'zone': 'UTC', 'week': {'monday': ['09:00-12:00']}}]}}, " + target, []string{"calendars.a.versions[0].from: ", "must be left out"}},

		{"rule without targets", targets(""), []string{`rule "all": rules[0].targets: `, "must have at least one target"}},
		{"rule without the field", "'rules': [\n{'name': 'all'}]", []string{`rule "all": rules[0].targets: must be given`}},
		{"zero limit", targets(`{'metric': 'first_response', 'within': '0'}`), []string{`rule "all": rules[0].targets[0].within: `, "must be working time"}},
		{"negative limit", targets(`{'metric': 'first_response', 'within': '-4h'}`), []string{`rule "all": rules[0].targets[0].within: "-4h": `}},
		{"days without a word", targets(`{'metric': 'first_response', 'within': '7d'}`), []string{`rules[0].targets[0].within: "7d": `, "7d could mean any of them"}},
		{"no limit", targets(`{'metric': 'first_response'}`), []string{`rule "all": rules[0].targets[0].within: must be given`}},
		{"warning at the limit", targets(`{'metric': 'first_response', 'within': '4h', 'warn': ['100%']}`), []string{`rules[0].targets[0].warn[0]: "100%": must be less than 100%`}},
		{"warning after the limit", targets(`{'metric': 'first_response', 'within': '4h', 'warn': ['120%']}`), []string{`rules[0].targets[0].warn[0]: "120%": `, "at most 100%"}},
		{"warning before the start", targets(`{'metric': 'first_response', 'within': '4h', 'warn': ['4h']}`), []string{`rules[0].targets[0].warn[0]: "4h": must be less than the limit of 4h`}},
		{"warning long before days", targets(`{'metric': 'first_response', 'within': '1 calendar day', 'warn': ['100h']}`), []string{`rules[0].targets[0].warn[0]: "100h": must be less than the limit of 1 calendar day`}},
		{"warning twice", targets(`{'metric': 'first_response', 'within': '4h', 'warn': ['50%', '50%']}`), []string{`rules[0].targets[0].warn[1]: "50%": stands twice`}},
		{"unknown metric", targets(`{'metric': 'first_reply', 'within': '4h'}`), []string{`rules[0].targets[0].metric: "first_reply": must be a metric (registration, `, "stage.STATUS"}},
		{"stage that none is", targets(`{'metric': 'stage.waiting', 'within': '4h'}`), []string{`rules[0].targets[0].metric: "stage.waiting": `}},
		{"unknown calendar", targets(`{'metric': 'first_response', 'within': '4h', 'calendar': 'moon'}`), []string{`rules[0].targets[0].calendar: "moon": must be a calendar of the policy`}},
		{"unknown ladder", targets(`{'metric': 'first_response', 'within': '4h', 'ladder': 'out'}`), []string{`rules[0].targets[0].ladder: "out": must be a ladder of the policy`}},
		{"unknown kind", targets(`{'metric': 'first_response', 'within': '4h', 'for': 'silence'}`), []string{`rules[0].targets[0].for: "silence": must be customer, internal or regulatory`}},
		{"unknown role", targets(`{'metric': 'first_response', 'within': '4h', 'notify': ['boss']}`), []string{`rules[0].targets[0].notify[0]: "boss": must be a role`}},
		{"name that is no code", targets(`{'name': 'First Reply', 'metric': 'first_response', 'within': '4h'}`), []string{`rules[0].targets[0].name: "First Reply": must be a code`}},
		{"target twice", targets(`{'metric': 'first_response', 'within': '4h'}, {'metric': 'first_response', 'within': '8h'}`), []string{`rules[0].targets[1]: `, "has the name of targets[0]"}},
		{"paused days", targets(`{'metric': 'first_response', 'within': '3 working days', 'paused_by': ['customer']}`), []string{`rules[0].targets[0].paused_by: `, "a limit in days cannot be paused"}},
		{"capped days", targets(`{'metric': 'first_response', 'within': '3 working days', 'max_pause': '4h'}`), []string{`rules[0].targets[0].max_pause: `, "a limit in days cannot be paused"}},
		{"days that must pause", targets(`{'metric': 'handling', 'within': '3 working days'}`), []string{`rules[0].targets[0].within: `, "must be working time: handling is paused"}},
		{"pause of registration", targets(`{'metric': 'registration', 'within': '3h', 'paused_by': ['customer']}`), []string{`rules[0].targets[0].paused_by: `, "registration says itself"}},
		{"unknown pause", targets(`{'metric': 'first_response', 'within': '3h', 'paused_by': ['lunch']}`), []string{`rules[0].targets[0].paused_by[0]: "lunch": must be customer or third_party`}},
		{"pause twice", targets(`{'metric': 'first_response', 'within': '3h', 'paused_by': ['customer', 'customer']}`), []string{`rules[0].targets[0].paused_by[1]: "customer": stands twice`}},
		{"negative cap", targets(`{'metric': 'first_response', 'within': '3h', 'max_pause': '-1h'}`), []string{`rules[0].targets[0].max_pause: "-1h": must not be negative`}},
		{"negative cap for all", "'max_pause':\n'-1h', " + target, []string{`max_pause: "-1h": must not be negative`}},
		{"unknown running", "'running':\n'later', " + target, []string{`running: "later": must be keep or retarget`}},
		{"rule twice", "'rules': [{'name': 'all', " + target + "}, {\n'name': 'all', " + target + "}]", []string{`rules[1].name: "all": stands twice, first in rules[0]`}},
		{"rule in blanks", "'rules': [{\n'name': ' all', " + target + "}]", []string{`rules[0].name: " all": must not begin or end with white space`}},
		{"unknown field", "'rules': [{'name': 'all', 'when': {\n'field': 'severty', 'op': 'is', 'value': 'serious'}, " + target + "}]", []string{`rule "all": rules[0].when.field: "severty": is not a field`, "did you mean severity?"}},
		{"unknown category", "'rules': [{'name': 'all', 'when': {'field': 'category', 'op': 'is',\n'value': 'quality.defekt'}, " + target + "}]", []string{`rule "all": rules[0].when.value: "quality.defekt": `}},
		{"event outside of milestones", "'rules': [{'name': 'all', 'when': {\n'field': 'event', 'op': 'is', 'value': 'note'}, " + target + "}]", []string{`rule "all": rules[0].when.field: "event": is not a field`}},

		{"rung without a time", ladder(`{'tier': 'mid'}`), []string{"ladders.up[0]: ", "must have either at, a share of the limit, or after"}},
		{"rung with two times", ladder(`{'at': '100%', 'after': '1h', 'tier': 'mid'}`), []string{"ladders.up[0]: ", "must have either at"}},
		{"rung that does nothing", ladder(`{'at': '100%'}`), []string{"ladders.up[0]: ", "must have a tier, somebody"}},
		{"rung before the limit in time", ladder(`{'at': '1h', 'tier': 'mid'}`), []string{`ladders.up[0].at: "1h": must be a share`}},
		{"ladder that leads back", ladder(`{'at': '100%', 'tier': 'senior'}, {'after': '1h', 'tier': 'mid'}`), []string{`ladders.up[1].tier: "mid": must be above senior of rung 1`}},
		{"ladder with a loop", ladder(`{'at': '100%', 'tier': 'senior'}, {'after': '1h', 'notify': ['manager']}, {'after': '2h', 'tier': 'senior'}`), []string{`ladders.up[2].tier: "senior": must be above senior of rung 1`}},
		{"ladder back in time", ladder(`{'after': '2h', 'tier': 'mid'}, {'after': '1h', 'tier': 'senior'}`), []string{"ladders.up[1]: ", "must not come before rung 1"}},
		{"ladder back to the limit", ladder(`{'after': '2h', 'tier': 'mid'}, {'at': '100%', 'tier': 'senior'}`), []string{"ladders.up[1]: ", "must not come before rung 1"}},
		{"tier that is none", ladder(`{'at': '100%', 'tier': 'auditor'}`), []string{`ladders.up[0].tier: "auditor": must be junior, mid`}},
		{"empty ladder", ladder(``), []string{"ladders.up: ", "must have 1 to 9 rungs"}},
		{"person with an address", ladder(`{'at': '100%', 'to': {'person': 'boss@example.com'}}`), []string{"ladders.up[0].to.person: ", "must be an opaque identifier"}},

		{"silence without a status", silence(`{'name': 'quiet', 'when': {'field': 'severity', 'op': 'is', 'value': 'serious'}, 'after': '24h', 'outcome': 'no_answer'}`), []string{`rule "quiet": silence[0].when: `, "must ask for status, stage or waiting_for"}},
		{"silence in our hands", silence(`{'name': 'quiet', 'when': {'field': 'status', 'op': 'is', 'value': 'investigating'}, 'after': '24h', 'outcome': 'no_answer'}`), []string{`rule "quiet": silence[0].when: `, "must hold where a complaint can be closed"}},
		{"silence of the carrier", silence(`{'name': 'quiet', 'when': {'field': 'waiting_for', 'op': 'is', 'value': 'third_party'}, 'after': '24h', 'outcome': 'no_answer'}`), []string{`rule "quiet": silence[0].when: `, "must hold where a complaint can be closed"}},
		{"silence twice", silence(`{'name': 'quiet', 'when': {'field': 'status', 'op': 'is', 'value': 'waiting'}, 'after': '24h', 'outcome': 'no_answer'}, {'name': 'quiet', 'when': {'field': 'status', 'op': 'is', 'value': 'result_communicated'}, 'after': '24h', 'outcome': 'no_answer'}`), []string{`silence[1].name: "quiet": stands twice`}},
		{"silence named like a target", silence(`{'name': 'first_response', 'when': {'field': 'status', 'op': 'is', 'value': 'waiting'}, 'after': '24h', 'outcome': 'no_answer'}`), []string{`silence[0].name: "first_response": must not be the name of a target`}},
		{"silence that ends as referred", silence(`{'name': 'quiet', 'when': {'field': 'status', 'op': 'is', 'value': 'waiting'}, 'after': '24h', 'outcome': 'referred'}`), []string{`silence[0].outcome: "referred": must be no_answer`}},
		{"reminder too early", silence(`{'name': 'quiet', 'when': {'field': 'status', 'op': 'is', 'value': 'waiting'}, 'after': '24h', 'remind': ['24h'], 'outcome': 'no_answer'}`), []string{`silence[0].remind[0]: "24h": must be less than the limit`}},
		{"reminder twice", silence(`{'name': 'quiet', 'when': {'field': 'status', 'op': 'is', 'value': 'waiting'}, 'after': '24h', 'remind': ['2h', '2h'], 'outcome': 'no_answer'}`), []string{`silence[0].remind[1]: "2h": stands twice`}},

		{"milestone named like a metric", milestone(`{'name': 'payout', 'start': {'field': 'event', 'op': 'is', 'value': 'note'}, 'stop': {'field': 'event', 'op': 'is', 'value': 'receive'}}`), []string{`milestones[0].name: "payout": must not be the name of a metric`}},
		{"milestone named silence", milestone(`{'name': 'silence', 'start': {'field': 'event', 'op': 'is', 'value': 'note'}, 'stop': {'field': 'event', 'op': 'is', 'value': 'receive'}}`), []string{`milestones[0].name: "silence": must not be the name of a metric`}},
		{"milestone that is no code", milestone(`{'name': 'Spare Parts', 'start': {'field': 'event', 'op': 'is', 'value': 'note'}, 'stop': {'field': 'event', 'op': 'is', 'value': 'receive'}}`), []string{`milestones[0].name: "Spare Parts": must be a code`}},
		{"milestone twice", milestone(`{'name': 'parts', 'start': {'field': 'event', 'op': 'is', 'value': 'note'}, 'stop': {'field': 'event', 'op': 'is', 'value': 'receive'}}, {'name': 'parts', 'start': {'field': 'event', 'op': 'is', 'value': 'note'}, 'stop': {'field': 'event', 'op': 'is', 'value': 'receive'}}`), []string{`milestones[1].name: "parts": stands twice`}},
		{"milestone without a stop", milestone(`{'name': 'parts', 'start': {'field': 'event', 'op': 'is', 'value': 'note'}}`), []string{`rule "parts": milestones[0].stop: must be given`}},
		{"milestone of an unknown event", milestone(`{'name': 'parts', 'start': {'field': 'event', 'op': 'is', 'value': 'shout'}, 'stop': {'field': 'event', 'op': 'is', 'value': 'receive'}}`), []string{`rule "parts": milestones[0].start.value: "shout": `}},
		{"milestone that recurs somehow", milestone(`{'name': 'parts', 'recurs': 'often', 'start': {'field': 'event', 'op': 'is', 'value': 'note'}, 'stop': {'field': 'event', 'op': 'is', 'value': 'receive'}}`), []string{`milestones[0].recurs: "often": must be once, independent or sequential`}},

		{"misspelt field", "\n'target': [], " + target, []string{"target: ", "is not a known field", "did you mean targets?"}},
		{"misspelt field of a target", targets(`{'metric': 'first_response', 'witin': '4h', 'within': '4h'}`), []string{"rules[0].targets[0].witin: ", "did you mean within?"}},
		{"field twice", "'running': 'keep',\n'running': 'keep', " + target, []string{"running: ", "twice"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			err := compileError(t, policyWith(tc.fields))
			require.Error(t, err)
			require.ErrorIs(t, err, complaint.ErrInvalid)
			require.Contains(t, err.Error(), "desk.json:2:", "file and line")
			for _, want := range tc.want {
				require.Contains(t, err.Error(), want)
			}
		})
	}
}

func TestPolicyHeaderRefusals(t *testing.T) {
	const rest = `, "targets": [{"metric": "first_response", "within": "4h"}]}`
	for _, tc := range []struct{ name, document, want string }{
		{"other kind", `{"kind": "triage", "name": "p", "version": "1"` + rest, "desk.json:1:10: kind: \"triage\": must be sla"},
		{"no version", `{"kind": "sla", "name": "p"` + rest, "version: must be given"},
		{"name in blanks", `{"kind": "sla", "name": "p ", "version": "1"` + rest, "name: \"p \": must not begin or end with white space"},
		{"dates that cross", `{"kind": "sla", "name": "p", "version": "1", "effective_from": "2026-05-01", "effective_to": "2026-04-01"` + rest, "effective_to: \"2026-04-01\": must be after effective_from"},
		{"no rules and no targets", `{"kind": "sla", "name": "p", "version": "1"}`, "desk.json:1:1: rules: must have at least one rule"},
		{"no JSON", `{"kind": `, "desk.json:1:"},
		{"nothing", ``, "desk.json"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			err := compileError(t, tc.document)
			require.ErrorIs(t, err, complaint.ErrInvalid)
			require.Contains(t, err.Error(), tc.want)
		})
	}
}

// TestAllProblemsAtOnce: somebody who mends a document sees everything that is wrong with it.
func TestAllProblemsAtOnce(t *testing.T) {
	err := compileError(t, policyWith(`
		'calendars': {'office': {'zone': 'Nowhere/City', 'week': {'monday': ['09:00-12:00']}}},
		'running': 'later',
		'ladders': {'up': [{'at': '100%', 'tier': 'senior'}, {'after': '1h', 'tier': 'mid'}]},
		'rules': [
			{'name': 'a', 'when': {'field': 'colour', 'op': 'is', 'value': 'red'}, 'targets': [{'metric': 'nothing', 'within': '4h'}]},
			{'name': 'a', 'targets': [{'metric': 'payout', 'within': '4h', 'warn': ['100%'], 'calendar': 'office'}]}
		],
		'silence': [{'name': 'Quiet', 'when': {'field': 'status', 'op': 'is', 'value': 'waiting'}, 'after': '24h', 'outcome': 'no_answer'}]`))
	require.Error(t, err)
	for _, want := range []string{
		"desk.json:2:36: calendars.office.zone", "desk.json:3:14: running", "desk.json:4:", "ladders.up[1].tier",
		"desk.json:6:", "rules[0].when.field", "rules[0].targets[0].metric", "desk.json:7:", "rules[1].name", "rules[1].targets[0].warn[0]",
		"desk.json:9:", "silence[0].name",
	} {
		require.Contains(t, err.Error(), want)
	}
	require.NotContains(t, err.Error(), "targets[0].calendar", "a calendar that is there but broken is reported once")
}

// TestErrorsAreBounded: a hostile document makes no endless error.
func TestErrorsAreBounded(t *testing.T) {
	list := strings.Repeat(`{'metric': 'nothing', 'within': '4h', 'warn': ['100%']},`, 89)
	err := compileError(t, policyWith(`'targets': [`+strings.TrimSuffix(list, ",")+`]`))
	require.Error(t, err)
	require.Equal(t, 50, strings.Count(err.Error(), "desk.json:"))

	many := strings.Repeat(`{'metric': 'payout', 'within': '4h'},`, 91)
	err = compileError(t, policyWith(`'targets': [`+strings.TrimSuffix(many, ",")+`]`))
	require.ErrorContains(t, err, "must be at most 90 targets")
	warn := strings.Repeat(`'50%',`, 91)
	err = compileError(t, policyWith(`'targets': [{'metric': 'payout', 'within': '4h', 'warn': [`+strings.TrimSuffix(warn, ",")+`]}]`))
	require.ErrorContains(t, err, "must be at most 90 thresholds")
}
