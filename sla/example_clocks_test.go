package sla_test

import (
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/sla"
)

// shopDocument is a policy as a file holds it. The desk's ReadSLA reads the same in YAML.
const shopDocument = `{
  "kind": "sla", "name": "shop", "version": "3", "calendar": "shop",
  "calendars": {"shop": {
    "zone": "Asia/Shanghai",
    "week": {
      "monday":    ["09:00-12:00", "13:00-18:00"],
      "tuesday":   ["09:00-12:00", "13:00-18:00"],
      "wednesday": ["09:00-12:00", "13:00-18:00"],
      "thursday":  ["09:00-12:00", "13:00-18:00"],
      "friday":    ["09:00-12:00", "13:00-18:00"]
    },
    "holidays": {"country": "cn", "first": 2026, "last": 2026, "hours": ["09:00-12:00", "13:00-18:00"]}
  }},
  "ladders": {"up": [{"at": "100%", "tier": "senior"}, {"after": "4h", "tier": "supervisor", "notify": ["manager"]}]},
  "targets": [{"metric": "first_response", "within": "4h"}],
  "rules": [
    {
      "name": "serious",
      "when": {"field": "severity", "op": "at_least", "value": "serious"},
      "targets": [{"metric": "first_resolution", "within": "16h", "warn": ["75%"], "ladder": "up"}]
    },
    {"name": "others", "targets": [{"metric": "first_resolution", "within": "3 working days"}]}
  ]
}`

// shop compiles the policy above.
func shopRules() *sla.Engine {
	return must(sla.New(must(sla.ParsePolicy("shop.json", []byte(shopDocument)))))
}

var shanghai = must(time.LoadLocation("Asia/Shanghai"))

// local reads a time in Shanghai.
func local(text string) time.Time {
	return must(time.ParseInLocation("2006-01-02 15:04", text, shanghai))
}

// shown writes one.
func shown(t time.Time) string { return t.In(shanghai).Format("Mon 2006-01-02 15:04") }

// miaAt says that it was Mia, and when. A program takes 16 random bytes for the salt.
func miaAt(t string) complaint.Meta {
	return complaint.Meta{
		At: local(t), Actor: complaint.Actor{ID: "mia", Role: complaint.RoleMid}, Salt: []byte("0123456789abcdef"),
	}
}

func texted(text string) complaint.Message {
	return complaint.Message{Channel: complaint.ChannelApp, Text: complaint.Hide(text)}
}

// caseFile is a complaint with its history.
type caseFile struct {
	engine  *sla.Engine
	state   complaint.Complaint
	history []complaint.Event
}

// newFile begins a file and do goes on with it.
func newFile(e *sla.Engine, t string) *caseFile {
	c, ev, err := e.Open(complaint.KeyID("", t), complaint.Intake{
		Channel: complaint.ChannelApp, Content: complaint.Hide("屏幕坏了"), Customer: complaint.Customer{ID: "u-1"},
	}, miaAt(t))
	if err != nil {
		log.Fatal(err)
	}
	return &caseFile{e, c, []complaint.Event{ev}}
}

func (f *caseFile) do(t string, a complaint.Action) {
	c, ev, err := f.engine.Apply(f.state, a, miaAt(t))
	if err != nil {
		log.Fatal(err)
	}
	f.state, f.history = c, append(f.history, ev)
}

// A complaint on the eve of National Day: seven days are free, and the Saturday after them is a working day. Open and Apply
// are those of the package complaint, with the decisions about the clocks in the event.
func ExampleNew() {
	policy, err := sla.ParsePolicy("shop.json", []byte(shopDocument))
	if err != nil {
		log.Fatal(err)
	}
	engine, err := sla.New(policy)
	if err != nil {
		log.Fatal(err)
	}
	c, _, err := engine.Open(complaint.KeyID("", "form-4711"), complaint.Intake{
		Channel: complaint.ChannelApp, Content: complaint.Hide("屏幕坏了"),
	}, miaAt("2026-09-30 16:40"))
	if err != nil {
		log.Fatal(err)
	}
	for _, k := range c.Clocks {
		fmt.Println(k.Name, "within", k.Target, "due", shown(k.Due))
	}

	// Serious cases have another limit. The clock keeps its start.
	assess := complaint.Assess{Assessment: complaint.Assessment{Severity: complaint.SeveritySerious}}
	c, event, err := engine.Apply(c, assess, miaAt("2026-09-30 17:00"))
	if err != nil {
		log.Fatal(err)
	}
	decided, err := event.Decided()
	if err != nil {
		log.Fatal(err)
	}
	for _, change := range decided.Clocks {
		k := change.Clock
		fmt.Println(change.Step, k.Name, "from", change.WasTarget, "to", k.Target, "due", shown(k.Due))
	}

	c, _, err = engine.Apply(c, complaint.Acknowledge{Message: texted("已收到")}, miaAt("2026-10-08 11:05"))
	if err != nil {
		log.Fatal(err)
	}
	for _, k := range c.Clocks {
		if k.Verdict != "" {
			fmt.Println(k.Name, k.Verdict, "in", k.Worked, "of working time,", k.Elapsed, "by the clock")
		}
	}
	// Output:
	// first_resolution within 3 working days due Sat 2026-10-10 23:59
	// first_response within 4h due Thu 2026-10-08 11:40
	// retarget first_resolution from 3 working days to 16h due Fri 2026-10-09 16:40
	// first_response met in 3h25m0s of working time, 186h25m0s by the clock
}

// What is wrong with a policy is said all at once, with file, line, rule and field.
func ExampleNew_refused() {
	policy, err := sla.ParsePolicy("shop.json", []byte(`{
  "kind": "sla", "name": "shop", "version": "4",
  "ladders": {"up": [{"at": "100%", "tier": "supervisor"}, {"after": "4h", "tier": "mid"}]},
  "rules": [
    {
      "name": "serious",
      "when": {"field": "severity", "op": "at_least", "value": "terrible"},
      "targets": [{"metric": "first_response", "within": "4h", "ladder": "upwards"}]
    },
    {"name": "others", "targets": []}
  ]
}`))
	if err != nil {
		log.Fatal(err)
	}
	_, err = sla.New(policy)
	fmt.Println(err)
	fmt.Println(errors.Is(err, complaint.ErrInvalid))

	// Output:
	// shop.json:3:84: ladders.up[1].tier: "mid": must be above supervisor of rung 1: a ladder leads up and never back
	// 3 | at": "100%", "tier": "supervisor"}, {"after": "4h", "tier": "mid"}]},
	//   |                                                             ^
	// shop.json:7:64: rule "serious": rules[0].when.value: "terrible": is not a value that severity can have (general, serious, very_serious)
	// 7 |    "when": {"field": "severity", "op": "at_least", "value": "terrible"},
	//   |                                                             ^
	// shop.json:8:74: rule "serious": rules[0].targets[0].ladder: "upwards": must be a ladder of the policy
	// 8 | s": [{"metric": "first_response", "within": "4h", "ladder": "upwards"}]
	//   |                                                             ^
	// shop.json:10:35: rule "others": rules[1].targets: must have at least one target; leave the rule out where there is no limit
	// 10 |     {"name": "others", "targets": []}
	//    |                                   ^
	// true
}

// Misspelt and broken values are refused at their place when the document is read.
func ExampleParsePolicy() {
	_, err := sla.ParsePolicy("shop.json", []byte(`{
  "kind": "sla", "name": "shop", "version": "4",
  "targets": [
    {"metric": "first_response", "within": "7d"},
    {"metric": "first_resolution", "within": "48h", "warning": ["75%"]}
  ]
}`))
	fmt.Println(err)
	// Output:
	// shop.json:4:44: targets[0].within: "7d": limit: "7d": must be working time such as 16h or 90m, or days such as 7 working days, 15 calendar days or 8 weeks; 7d could mean any of them
	// 4 |     {"metric": "first_response", "within": "7d"},
	//   |                                            ^
	// shop.json:5:53: targets[1].warning: is not a known field; did you mean warn? (name, metric, for, within, calendar, paused_by, max_pause, from_opening, warn, notify, ladder)
	// 5 |     {"metric": "first_resolution", "within": "48h", "warning": ["75%"]}
	//   |                                                     ^
}

// A desk whose host gives no policy has this one.
func ExampleDefault() {
	f := newFile(sla.Default(), "2026-10-12 09:00")
	for _, k := range f.state.Clocks {
		fmt.Println(k.Name, "within", k.Target, "due", shown(k.Due))
	}
	// Output:
	// first_response within 24h due Tue 2026-10-13 09:00
	// first_resolution within 48h due Wed 2026-10-14 09:00
}

// A limit is working time, or days as laws count them.
func ExampleParseLimit() {
	for _, text := range []string{"1h30m", "3 working days by close", "8 weeks", "7d"} {
		limit, err := sla.ParseLimit(text)
		fmt.Println(limit, err)
	}
	// Output:
	// 1h30m <nil>
	// 3 working days by close <nil>
	// 56 calendar days <nil>
	// 0 limit: "7d": must be working time such as 16h or 90m, or days such as 7 working days, 15 calendar days or 8 weeks; 7d could mean any of them
}

// Limits in days end with the day, and the day of receipt does not count. What comes in after closing time counts as
// received on the next working day where the policy says so.
func ExampleLimit() {
	policy := must(sla.ParsePolicy("shop.json", []byte(shopDocument)))
	policy.Rules = nil
	within := func(text string) sla.Limit { return must(sla.ParseLimit(text)) }
	policy.Targets = []sla.Target{
		{Name: "law", Metric: "total_resolution", For: complaint.ClockRegulatory, Within: within("15 calendar days")},
		{Name: "code", Metric: "first_resolution", For: complaint.ClockRegulatory, Within: within("7 working days")},
		{Name: "promise", Metric: "first_resolution", Within: within("3 working days by close"), FromOpening: true},
	}
	f := newFile(must(sla.New(policy)), "2026-09-30 19:30") // after closing time, and then come seven free days
	for _, k := range f.state.Clocks {
		fmt.Println(k.Name, k.Kind, "within", k.Target, "due", shown(k.Due))
	}
	// Output:
	// law regulatory within 15 calendar days due Thu 2026-10-15 23:59
	// code regulatory within 7 working days due Thu 2026-10-15 23:59
	// promise customer within 3 working days by close due Mon 2026-10-12 18:00
}

// A warning comes at a share of the limit or some time before it.
func ExampleParseThreshold() {
	for _, text := range []string{"75%", "2h", "100.01%"} {
		threshold, err := sla.ParseThreshold(text)
		fmt.Println(threshold, err)
	}
	// Output:
	// 75% <nil>
	// 2h <nil>
	// 0 threshold: "100.01%": must be a share such as 75%, more than 0% and at most 100%, or working time before the limit such as 2h
}
