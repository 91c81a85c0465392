package sla_test

import (
	"fmt"
	"iter"
	"log"
	"slices"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/sla"
)

// waited is a serious case that stood still from Thursday 14:00 to Friday 10:00, because it waited for a photo.
func waited() *caseFile {
	f := newFile(shopRules(), "2026-10-08 10:00")
	f.do("2026-10-08 10:10", complaint.Assess{Assessment: complaint.Assessment{Severity: complaint.SeveritySerious}})
	f.do("2026-10-08 10:30", complaint.Acknowledge{Message: texted("已收到，请发一张照片")})
	f.do("2026-10-08 14:00", complaint.Wait{For: complaint.WaitCustomer, Reason: complaint.Hide("照片")})
	f.do("2026-10-09 09:40", complaint.Receive{Message: texted("照片")})
	f.do("2026-10-09 10:00", complaint.Resume{})
	f.do("2026-10-09 11:30", complaint.Communicate{Purpose: complaint.PurposeResult, Message: texted("已为您换货")})
	return f
}

// reopened is a case that was closed, and taken up again two days later.
func reopened() *caseFile {
	f := newFile(shopRules(), "2026-10-12 09:00")
	f.do("2026-10-12 16:00", complaint.Communicate{Purpose: complaint.PurposeResult, Message: texted("已补偿")})
	f.do("2026-10-12 17:00", complaint.Close{Outcome: complaint.OutcomeResolved})
	f.do("2026-10-14 17:00", complaint.Reopen{Reason: complaint.Hide("问题没有解决")})
	f.do("2026-10-15 09:30", complaint.Communicate{Purpose: complaint.PurposeResult, Message: texted("再补偿")})
	return f
}

// Measures are taken of every history, whether or not a policy applied: here the clocks have nothing to do with it.
func ExampleMeasure() {
	calendar, _ := shopRules().Calendar(complaint.PolicyRef{Name: "shop"})
	measured, err := sla.Measure(waited().history, calendar, local("2026-10-09 18:00"))
	if err != nil {
		log.Fatal(err)
	}
	wanted := []sla.Metric{sla.FirstResponse, sla.FirstResolution, sla.RequesterWait, sla.TotalResolution}
	for _, m := range measured {
		if slices.Contains(wanted, m.Metric) {
			fmt.Println(m.Metric, m.State, "worked", m.Worked, "paused", m.Paused, "elapsed", m.Elapsed)
		}
	}
	// Output:
	// first_resolution fulfilled worked 4h30m0s paused 5h0m0s elapsed 25h30m0s
	// first_response fulfilled worked 30m0s paused 0s elapsed 30m0s
	// requester_wait fulfilled worked 4h30m0s paused 5h0m0s elapsed 25h30m0s
	// total_resolution running worked 10h0m0s paused 5h0m0s elapsed 32h0m0s
}

// A reopened case begins a new cycle with clocks of its own; the verdicts of the first one stay.
func ExampleVerdicts() {
	clocks, err := sla.Verdicts(reopened().history)
	if err != nil {
		log.Fatal(err)
	}
	for _, k := range clocks {
		fmt.Println("cycle", k.Cycle, k.Name, k.Verdict, "in", k.Worked, "due", shown(k.Due))
	}
	// Output:
	// cycle 1 first_resolution met in 6h0m0s due Thu 2026-10-15 23:59
	// cycle 1 first_response breached in 6h0m0s due Mon 2026-10-12 14:00
	// cycle 2 first_resolution met in 1h30m0s due Mon 2026-10-19 23:59
	// cycle 2 first_response met in 1h30m0s due Thu 2026-10-15 12:00
}

// Every verdict can be explained, stretch by stretch.
func ExampleEngine_Explain() {
	f := waited()
	ref := complaint.ClockRef{Name: "first_resolution", Cycle: 1, Run: 1}
	explanation, err := shopRules().Explain(f.state, ref, local("2026-10-09 18:00"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(explanation.Text("en"))
	fmt.Print(explanation.Text("zh-CN"))
	// Output:
	// first_resolution: limit 16h, calendar shop (version 3, Asia/Shanghai), policy shop version 3, rule "serious"
	// 2026-10-08 10:00 – 2026-10-08 12:00        2h  counted (2h so far)
	// 2026-10-08 12:00 – 2026-10-08 13:00            closed
	// 2026-10-08 13:00 – 2026-10-08 14:00        1h  counted (3h so far)
	// 2026-10-08 14:00 – 2026-10-09 10:00        5h  paused: waiting for the customer
	// 2026-10-09 10:00 – 2026-10-09 11:30     1h30m  counted (4h30m so far)
	// counted 4h30m, taken out by pauses 5h, elapsed 25h30m
	// met: due 2026-10-10 16:00, 11h30m left
	// first_resolution：时限 16h，日历 shop（版本 3，Asia/Shanghai），策略 shop 版本 3，规则“serious”
	// 2026-10-08 10:00 – 2026-10-08 12:00        2h  计入（累计 2h）
	// 2026-10-08 12:00 – 2026-10-08 13:00            非工作时间
	// 2026-10-08 13:00 – 2026-10-08 14:00        1h  计入（累计 3h）
	// 2026-10-08 14:00 – 2026-10-09 10:00        5h  暂停：等待客户
	// 2026-10-09 10:00 – 2026-10-09 11:30     1h30m  计入（累计 4h30m）
	// 计入 4h30m，暂停扣除 5h，历时 25h30m
	// 按时完成：期限 2026-10-10 16:00，剩余 11h30m
}

// Before a shorter limit goes live: what would it have meant for the cases of the past, and for those that run?
func ExampleEngine_Preview() {
	draft := must(sla.ParsePolicy("shop.json", []byte(shopDocument)))
	draft.Version = "4 (draft)"
	draft.Targets[0].Within = must(sla.ParseLimit("1h"))
	engine := must(sla.New(draft))

	preview, err := engine.Preview(cases(waited(), reopened()), local("2026-10-19 09:00"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("cases", preview.Cases, "clocks", preview.Clocks, "same", preview.Same, "earlier", preview.Earlier)
	fmt.Println("would be late:", preview.ToBreached)
	for _, x := range preview.Changes {
		fmt.Println(x.Clock, x.Was.Target, "→", x.Now.Target, "due", shown(x.Now.Due), x.Was.Verdict, "→", x.Now.Verdict)
	}
	// Output:
	// cases 2 clocks 6 same 3 earlier 3
	// would be late: 1
	// first_response/1/1 4h → 1h due Thu 2026-10-08 11:00 met → met
	// first_response/1/1 4h → 1h due Mon 2026-10-12 10:00 breached → breached
	// first_response/2/1 4h → 1h due Wed 2026-10-14 18:00 met → breached
}

// cases are the histories of some files, as a desk's PreviewSLA reads them from its store.
func cases(files ...*caseFile) iter.Seq2[[]complaint.Event, error] {
	return func(yield func([]complaint.Event, error) bool) {
		for _, f := range files {
			if !yield(f.history, nil) {
				return
			}
		}
	}
}

// The linter finds what is legal but hardly meant.
func ExampleEngine_Lint() {
	engine := must(sla.New(must(sla.ParsePolicy("shop.json", []byte(`{
  "kind": "sla", "name": "shop", "version": "5",
  "ladders": {"up": [{"at": "100%", "tier": "senior"}]},
  "rules": [
    {"name": "all", "targets": [{"metric": "first_response", "within": "48h"}, {"metric": "first_resolution", "within": "24h"}]},
    {
      "name": "serious",
      "when": {"field": "severity", "op": "is", "value": "serious"},
      "targets": [{"metric": "first_response", "within": "4h"}]
    }
  ]
}`)))))
	for _, finding := range engine.Lint() {
		fmt.Printf("%s:%d: %s: %s\n", finding.File, finding.Line, finding.Code, finding.Message)
	}
	// Output:
	// shop.json:6: unreachable: can never apply: every case that it matches goes to "all"
	// shop.json:5: late_response: a response within 48h may come after the resolution within 24h
	// shop.json:3: unused: the ladder "up" is not used
}

// Who had a complaint when its limit passed, and the events that prove it.
func ExampleEngine_Accounts() {
	f := newFile(shopRules(), "2026-10-12 09:00")
	f.do("2026-10-12 11:00", complaint.Assign{To: complaint.Party{Department: "aftersales", Person: "mia"}})
	f.do("2026-10-12 15:00", complaint.Assign{To: complaint.Party{Department: "aftersales", Person: "li"}})
	f.do("2026-10-12 15:30", complaint.Acknowledge{Message: texted("抱歉让您久等")})
	accounts, err := shopRules().Accounts(f.history, local("2026-10-12 18:00"))
	if err != nil {
		log.Fatal(err)
	}
	for _, a := range accounts {
		fmt.Println(a.Clock.Name, "was due", shown(a.Clock.Breached), "with", a.Holder.Person, "and came", a.Late, "late")
		for _, h := range a.Holdings {
			fmt.Printf("  %q had it for %v, %v of it late\n", h.Party.Person, h.Worked, h.Late)
		}
		for _, e := range a.Evidence {
			fmt.Println("  event", e.Version, e.Kind, shown(e.At), e.Step)
		}
	}
	// Output:
	// first_response was due Mon 2026-10-12 14:00 with mia and came 1h30m0s late
	//   "" had it for 2h0m0s, 0s of it late
	//   "mia" had it for 3h0m0s, 1h0m0s of it late
	//   "li" had it for 30m0s, 30m0s of it late
	//   event 1 open Mon 2026-10-12 09:00 start
	//   event 4 acknowledge Mon 2026-10-12 15:30 fulfil
}

// A metric of the host's own: how long the carrier takes to answer, each time that we wait for it. Waiting would pause the
// clock, so paused_by is empty.
func ExampleMilestone() {
	engine := must(sla.New(must(sla.ParsePolicy("carrier.json", []byte(`{
  "kind": "sla", "name": "carrier", "version": "1",
  "milestones": [{
    "name": "carrier_answer",
    "start": {"field": "waiting_for", "op": "is", "value": "third_party"},
    "stop": {"field": "event", "op": "is", "value": "resume"},
    "recurs": "independent"
  }],
  "targets": [{"metric": "carrier_answer", "for": "internal", "within": "24h", "paused_by": []}]
}`)))))
	f := newFile(engine, "2026-10-12 09:00")
	f.do("2026-10-12 10:00", complaint.Wait{For: complaint.WaitThirdParty, Reason: complaint.Hide("承运商查件")})
	f.do("2026-10-12 16:30", complaint.Resume{})
	f.do("2026-10-13 10:00", complaint.Wait{For: complaint.WaitThirdParty, Reason: complaint.Hide("承运商理赔")})
	f.do("2026-10-15 11:00", complaint.Resume{})
	for _, k := range must(sla.Verdicts(f.history)) {
		fmt.Println(k.Name, k.Kind, "run", k.Run, k.Verdict, "in", k.Worked, "due", shown(k.Due))
	}
	// Output:
	// carrier_answer internal run 1 met in 6h30m0s due Tue 2026-10-13 10:00
	// carrier_answer internal run 2 breached in 49h0m0s due Wed 2026-10-14 10:00
}
