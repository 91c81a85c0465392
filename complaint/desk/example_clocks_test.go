package desk_test

import (
	"context"
	"fmt"
	"log"
	"strings"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/sla"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/storage/memory"
)

// shopYAML is what stands in the file shop.yaml.
const shopYAML = `kind: sla
name: shop
version: "1"
calendar: shop
calendars:
  shop:
    zone: Asia/Shanghai
    week:
      monday: &day [09:00-12:00, 13:00-18:00]
      tuesday: *day
      wednesday: *day
      thursday: *day
      friday: *day
    holidays: {country: cn, first: 2026, last: 2026, hours: *day}
ladders:
  up: [{at: 100%, tier: senior}, {after: 4h, tier: supervisor, notify: [manager]}]
targets:
  - {metric: first_response, within: 4h, warn: [75%], ladder: up}
  - {metric: first_resolution, within: 3 working days}
`

// shop is a desk with that policy and a clock that the example sets.
type shop struct {
	*desk.Desk
	now time.Time
}

func newShop() *shop {
	policy, err := desk.ReadSLA("shop.yaml", []byte(shopYAML))
	if err != nil {
		log.Fatal(err)
	}
	return shopWith(memory.New(), policy)
}

// shopWith is a desk with policies, the last one the newest, on a store.
func shopWith(store storage.Store, policies ...sla.Policy) *shop {
	engine, err := sla.New(policies...)
	if err != nil {
		log.Fatal(err)
	}
	s := &shop{}
	s.Desk, err = desk.New(desk.Config{
		Store: store, SLA: engine, Roster: people{}, Now: func() time.Time { return s.now },
	})
	if err != nil {
		log.Fatal(err)
	}
	return s
}

// at sets the clock of the desk to a time in Shanghai.
func (s *shop) at(text string) *shop {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, shanghai)
	if err != nil {
		log.Fatal(err)
	}
	s.now = t
	return s
}

var shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// shown writes a time in Shanghai.
func shown(t time.Time) string { return t.In(shanghai).Format("Mon 2006-01-02 15:04") }

// complains opens a complaint that gets ID and reference from its key.
func (s *shop) complains(key string) complaint.Complaint {
	c, err := s.Open(context.Background(), "app", complaint.Intake{Key: key, Content: complaint.Hide("没有人处理我的投诉")})
	if err != nil {
		log.Fatal(err)
	}
	return c
}

// does has Mia do something.
func (s *shop) does(id complaint.ID, a complaint.Action) {
	mia := complaint.Actor{ID: "mia", Role: complaint.RoleMid}
	if _, err := s.Do(context.Background(), desk.Command{ID: id, Actor: mia, Action: a}); err != nil {
		log.Fatal(err)
	}
}

// people is a roster with one person of each tier.
type people struct{}

// People implements [desk.Roster]: nobody takes what comes in, it goes to departments.
func (people) People(context.Context, string) ([]desk.Person, error) { return nil, nil }

func (people) Pick(_ context.Context, tier complaint.Role, _ complaint.Complaint) (complaint.Party, error) {
	names := map[complaint.Role]string{complaint.RoleSenior: "li", complaint.RoleSupervisor: "bob"}
	return complaint.Party{Department: "aftersales", Person: names[tier]}, nil
}

// A policy in YAML, for a desk whose complaints then have the limits of the shop.
func ExampleReadSLA() {
	ctx := context.Background()
	policy, err := desk.ReadSLA("shop.yaml", []byte(shopYAML))
	if err != nil {
		log.Fatal(err)
	}
	engine, err := sla.New(policy)
	if err != nil {
		log.Fatal(err)
	}
	now := time.Date(2026, time.September, 30, 16, 40, 0, 0, shanghai) // the eve of seven free days
	d, err := desk.New(desk.Config{Store: memory.New(), SLA: engine, Now: func() time.Time { return now }})
	if err != nil {
		log.Fatal(err)
	}
	c, err := d.Open(ctx, "app", complaint.Intake{Content: complaint.Hide("屏幕坏了")})
	if err != nil {
		log.Fatal(err)
	}
	for _, k := range c.Clocks {
		fmt.Println(k.Name, "within", k.Target, "due", shown(k.Due))
	}

	_, err = desk.ReadSLA("shop.yaml", []byte("kind: sla\nname: shop\nversion: \"2\"\ntargets:\n  - {metric: first_response, within: 7d}\n"))
	fmt.Println(err)
	// Output:
	// first_response within 4h due Thu 2026-10-08 11:40
	// first_resolution within 3 working days due Sat 2026-10-10 23:59
	// shop.yaml:5:38: targets[0].within: "7d": limit: "7d": must be working time such as 16h or 90m, or days such as 7 working days, 15 calendar days or 8 weeks; 7d could mean any of them
	// 5 |   - {metric: first_response, within: 7d}
	//   |                                      ^
}

// Call Sweep every minute or so, from any number of processes. What is due happens once, and what simply happened is dated at
// the time at which it did, however late the sweep comes.
func ExampleDesk_Sweep() {
	ctx := context.Background()
	s := newShop()
	c := s.at("2026-10-12 09:00").complains("form-1")
	for _, now := range []string{"2026-10-12 12:00", "2026-10-12 13:30", "2026-10-12 14:10", "2026-10-13 09:05", "2026-10-13 09:05"} {
		n, err := s.at(now).Sweep(ctx)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(now, "things due:", n)
	}
	events, err := s.History(ctx, c.ID)
	if err != nil {
		log.Fatal(err)
	}
	for _, e := range events[1:] {
		fmt.Println(e.Kind, "at", shown(e.At), "recorded", shown(e.Recorded))
	}
	if c, err = s.Get(ctx, c.ID); err != nil {
		log.Fatal(err)
	}
	fmt.Println("level", c.Escalation, "with", c.Assignment.Person)
	// Output:
	// 2026-10-12 12:00 things due: 0
	// 2026-10-12 13:30 things due: 1
	// 2026-10-12 14:10 things due: 2
	// 2026-10-13 09:05 things due: 1
	// 2026-10-13 09:05 things due: 0
	// warn at Mon 2026-10-12 12:00 recorded Mon 2026-10-12 13:30
	// breach at Mon 2026-10-12 14:00 recorded Mon 2026-10-12 14:10
	// escalate at Mon 2026-10-12 14:10 recorded Mon 2026-10-12 14:10
	// escalate at Tue 2026-10-13 09:05 recorded Tue 2026-10-13 09:05
	// level 2 with bob
}

// What is at risk, with all due times of each complaint.
func ExampleDesk_Due() {
	ctx := context.Background()
	s := newShop()
	s.at("2026-10-12 09:00").complains("form-1")
	answered := s.at("2026-10-12 10:00").complains("form-2")
	s.at("2026-10-12 11:00").does(answered.ID, complaint.Acknowledge{Message: complaint.Message{
		Channel: complaint.ChannelApp, Text: complaint.Hide("已收到"),
	}})
	s.at("2026-10-12 14:30").complains("form-3")

	risks, err := s.Due(ctx, desk.DueQuery{Until: s.now.Add(24 * time.Hour)})
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range risks {
		fmt.Println(r.Complaint.Intake.Key, r.Kind)
		for _, x := range r.Clocks {
			fmt.Println("  ", x.Clock.Name, "due", shown(x.Clock.Due), "left", x.Left, "late", x.Late)
		}
	}
	// Output:
	// form-1 late
	//    first_response due Mon 2026-10-12 14:00 left -30m0s late true
	//    first_resolution due Thu 2026-10-15 23:59 left 27h30m0s late false
	// form-3 due
	//    first_response due Tue 2026-10-13 09:30 left 4h0m0s late false
	//    first_resolution due Thu 2026-10-15 23:59 left 27h30m0s late false
}

// Why a limit ran out when it did.
func ExampleDesk_Explain() {
	ctx := context.Background()
	s := newShop()
	c := s.at("2026-10-12 16:00").complains("form-1")
	s.at("2026-10-12 17:00").does(c.ID, complaint.Wait{For: complaint.WaitCustomer, Reason: complaint.Hide("照片")})
	s.at("2026-10-13 09:30").does(c.ID, complaint.Resume{})
	explanation, err := s.at("2026-10-13 10:00").Explain(ctx, c.ID, complaint.ClockRef{Name: "first_response", Cycle: 1, Run: 1})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(explanation.Text("en"))
	// Output:
	// first_response: limit 4h, calendar shop (version 1, Asia/Shanghai), policy shop version 1, for every complaint
	// 2026-10-12 16:00 – 2026-10-12 17:00        1h  counted (1h so far)
	// 2026-10-12 17:00 – 2026-10-13 09:30     1h30m  paused: waiting for the customer
	// 2026-10-13 09:30 – 2026-10-13 10:00       30m  counted (1h30m so far)
	// counted 1h30m, taken out by pauses 1h30m, elapsed 18h
	// due 2026-10-13 13:30, 2h30m left
}

// A new version of the policy leaves running clocks alone, unless it says otherwise or the desk is asked.
func ExampleDesk_Retime() {
	ctx := context.Background()
	store := memory.New()
	first, err := desk.ReadSLA("shop.yaml", []byte(shopYAML))
	if err != nil {
		log.Fatal(err)
	}
	s := shopWith(store, first)
	c := s.at("2026-10-12 09:00").complains("form-1")

	second, err := desk.ReadSLA("shop-2.yaml", []byte(strings.NewReplacer(`"1"`, `"2"`, "4h, warn", "2h, warn").Replace(shopYAML)))
	if err != nil {
		log.Fatal(err)
	}
	s = shopWith(store, first, second).at("2026-10-12 10:00")
	bob := complaint.Actor{ID: "bob", Role: complaint.RoleSupervisor}
	n, err := s.Retime(ctx, storage.Query{}, bob, complaint.Hide("新政策"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("changed:", n)
	events, err := s.History(ctx, c.ID)
	if err != nil {
		log.Fatal(err)
	}
	decided, err := events[1].Decided()
	if err != nil {
		log.Fatal(err)
	}
	for _, x := range decided.Clocks {
		fmt.Println(x.Step, x.Clock.Name, "was", x.WasTarget, shown(x.WasDue), "now", x.Clock.Target, shown(x.Clock.Due))
	}
	// Output:
	// changed: 1
	// retarget first_response was 4h Mon 2026-10-12 14:00 now 2h Mon 2026-10-12 11:00
	// retime first_resolution was 3 working days Thu 2026-10-15 23:59 now 3 working days Thu 2026-10-15 23:59
}

// What would a draft have meant for the complaints of October? Nothing is stored.
func ExampleDesk_PreviewSLA() {
	ctx := context.Background()
	s := newShop()
	c := s.at("2026-10-12 09:00").complains("form-1")
	s.at("2026-10-12 12:00").does(c.ID, complaint.Acknowledge{Message: complaint.Message{
		Channel: complaint.ChannelApp, Text: complaint.Hide("已收到"),
	}})
	draft, err := desk.ReadSLA("draft.yaml", []byte(strings.Replace(shopYAML, "4h, warn", "2h, warn", 1)))
	if err != nil {
		log.Fatal(err)
	}
	engine, err := sla.New(draft)
	if err != nil {
		log.Fatal(err)
	}
	october := storage.Query{Received: storage.Range{
		From: time.Date(2026, time.October, 1, 0, 0, 0, 0, shanghai), To: time.Date(2026, time.November, 1, 0, 0, 0, 0, shanghai),
	}}
	preview, err := s.at("2026-10-12 15:00").PreviewSLA(ctx, engine, october)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("cases", preview.Cases, "clocks", preview.Clocks, "same", preview.Same, "would be late", preview.ToBreached)
	for _, x := range preview.Changes {
		fmt.Println(x.Clock.Name, x.Was.Target, x.Was.Verdict, "→", x.Now.Target, x.Now.Verdict)
	}
	// Output:
	// cases 1 clocks 2 same 1 would be late 1
	// first_response 4h met → 2h breached
}
