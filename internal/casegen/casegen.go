// Package casegen makes random but believable complaints, actions and histories for tests. Every choice is drawn from a
// [Source], so that a seed gives the same case again and a property test can shrink it.
package casegen

import (
	"encoding/binary"
	"strconv"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/alike"
)

// Source draws a number from 0 up to n-1. *rand.Rand of math/rand and math/rand/v2 (IntN) come close; see [Func].
type Source interface{ Intn(n int) int }

// Func makes a [Source] of a function.
type Func func(n int) int

// Intn calls the function.
func (f Func) Intn(n int) int { return f(n) }

// Start is the moment at which all generated histories begin.
func Start() time.Time { return time.Date(2026, time.September, 30, 8, 40, 0, 123_456_000, time.UTC) }

func pick[T any](s Source, from ...T) T { return from[s.Intn(len(from))] }

func often(s Source) bool { return s.Intn(4) > 0 }

func seldom(s Source) bool { return s.Intn(8) == 0 }

// ID draws a complaint ID out of about a million, so that two draws hardly ever meet.
func ID(s Source) complaint.ID {
	var id complaint.ID
	binary.BigEndian.PutUint32(id[:4], uint32(s.Intn(1<<20)))
	binary.BigEndian.PutUint32(id[12:], uint32(s.Intn(1<<20))+1)
	id[6], id[8] = 0x70, 0x80
	return id
}

// Meta draws the circumstances of the next step of c: time goes on by up to a day, and now and then not at all.
func Meta(s Source, c complaint.Complaint) complaint.Meta {
	recorded := c.Updated
	if recorded.IsZero() {
		recorded = Start()
	}
	recorded = recorded.Add(time.Duration(s.Intn(24*60)) * time.Minute).Add(time.Duration(s.Intn(1000)) * time.Microsecond)
	at := recorded
	if seldom(s) {
		at = recorded.Add(-time.Duration(s.Intn(300)) * time.Minute)
	}
	m := complaint.Meta{
		Tenant: c.Tenant, At: at, Recorded: recorded, Salt: []byte("sixteen bytes ok"),
		Actor: complaint.Actor{
			ID:   pick(s, "mia", "li.na", "bob", "chen", "u-1001", "worker"),
			Role: pick(s, complaint.RoleJunior, complaint.RoleSenior, complaint.RoleSupervisor, complaint.RoleCustomer, complaint.RoleSystem),
		},
	}
	if seldom(s) {
		m.Actor.Department = pick(s, "aftersales", "logistics")
	}
	if seldom(s) {
		m.Key = "cmd-" + strconv.Itoa(s.Intn(1000))
	}
	if seldom(s) {
		a := assessment(s)
		m.Decisions.Assessment = &a
	}
	if seldom(s) {
		m.Decisions.Route = &complaint.Route{
			To:     complaint.Assignment{Party: party(s), Tier: pick(s, "", complaint.RoleMid)},
			Policy: complaint.PolicyRef{Name: "routing", Version: "3"},
		}
	}
	if seldom(s) {
		m.Decisions.Links = []complaint.FoundLink{{
			Link:    complaint.Link{Type: pick(s, complaint.LinkRepeat, complaint.LinkIncident), To: ID(s)},
			Reasons: []complaint.Reason{{Code: "same_customer"}},
		}}
	}
	if seldom(s) {
		m.Decisions.Clocks = clocks(s, c, at)
	}
	return m
}

// clocks starts a clock, or ends the last one.
func clocks(s Source, c complaint.Complaint, at time.Time) []complaint.ClockChange {
	if n := len(c.Clocks); n > 0 && c.Clocks[n-1].State.Active() && s.Intn(2) == 0 {
		clock := c.Clocks[n-1]
		clock.State, clock.Stopped, clock.Verdict = complaint.ClockFulfilled, at, complaint.VerdictMet
		return []complaint.ClockChange{{Step: complaint.ClockFulfil, Clock: clock}}
	}
	clock := complaint.Clock{
		Name: pick(s, "first_response", "resolution"), Kind: complaint.ClockCustomer, Cycle: max(c.Cycle, 1), Run: 1 + int(c.Version),
		State: complaint.ClockRunning, Started: at, Target: "4h", Calendar: complaint.PolicyRef{Name: "shop", Version: "1"},
		Policy: complaint.PolicyRef{Name: "standard", Version: "1"}, Rule: "all",
		PausedBy: []complaint.WaitFor{complaint.WaitCustomer}, Due: at.Add(4 * time.Hour),
		Marks: []complaint.Mark{
			{Kind: complaint.MarkWarn, Label: "75%", After: 3 * time.Hour, At: at.Add(3 * time.Hour), Notify: []complaint.Role{complaint.RoleSupervisor}},
			{Kind: complaint.MarkBreach, After: 4 * time.Hour, At: at.Add(4 * time.Hour)},
		},
	}
	clock.Metric = clock.Name
	return []complaint.ClockChange{{Step: complaint.ClockStart, Clock: clock, Reasons: []complaint.Reason{{Code: "rule"}}}}
}

// Intake draws what a customer hands in.
func Intake(s Source) complaint.Intake {
	in := complaint.Intake{
		Channel:  pick(s, complaint.ChannelApp, complaint.ChannelChat, complaint.ChannelWebsite, complaint.ChannelEmail, complaint.ChannelPhone),
		Content:  text(s),
		Language: pick(s, "zh-CN", "en", ""),
		Customer: complaint.Customer{ID: "u-" + strconv.Itoa(s.Intn(40)), Language: pick(s, "zh-CN", "en")},
	}
	if often(s) {
		in.Category = Category(s)
	}
	if often(s) {
		in.Feedback = pick(s, complaint.FeedbackComplaint, complaint.FeedbackInquiry, complaint.FeedbackSuggestion)
	}
	if often(s) {
		in.Customer.Name = complaint.Hide(pick(s, "王小明", "Jane Roe", "O'Neil <b>"))
		in.Customer.Contacts = []complaint.Contact{
			{Kind: complaint.ContactEmail, Value: complaint.Hide("customer" + strconv.Itoa(s.Intn(40)) + "@example.com"), Preferred: true},
		}
		in.Customer.Tier = pick(s, "gold", "silver", "")
		in.Customer.LifetimeValue = money(s)
	}
	if often(s) {
		in.Order = "SO-" + strconv.Itoa(s.Intn(60))
		in.Items = []complaint.Item{{Line: "1", Product: "sku-" + strconv.Itoa(s.Intn(12)), Lot: pick(s, "26B", ""), Price: money(s), Quantity: 1}}
		in.Amount = money(s)
	}
	if seldom(s) {
		in.Items = append(in.Items, complaint.Item{Product: "sku-" + strconv.Itoa(s.Intn(12))})
	}
	if often(s) {
		in.Tags = pick(s, []string{"vip"}, []string{"batch", "shoes"}, []string{"shoes"}, nil)
	}
	if seldom(s) {
		in.Evidence = []complaint.Evidence{evidence(s)}
		in.Links = []complaint.Link{{Type: complaint.LinkRepeat, To: ID(s)}}
		in.Fields = map[string]string{"shop": "north", "batch_no": strconv.Itoa(s.Intn(5))}
		in.People = []complaint.Person{{Name: complaint.Hide("courier Zhao"), Part: "courier"}}
		in.Sought = []complaint.Remedy{complaint.RemedyExchange, complaint.RemedyRefund}
		in.Place = complaint.Hide("shop in Nanjing Road")
		in.Occurred = Start().Add(-48 * time.Hour)
		in.Subject = complaint.Hide("screen")
		signature := alike.Sign([]rune(in.Content.Reveal()))
		in.Fingerprint = complaint.Hide(signature.String())
	}
	if seldom(s) {
		in.Received = Start().Add(-time.Duration(s.Intn(10_000)) * time.Minute)
	}
	return in
}

// Category draws a category that is in use.
func Category(s Source) string {
	return pick(s, "quality.defect", "quality", "logistics.delay", "logistics.tracking", "aftersales.refund", "fraud.counterfeit", "other")
}

func party(s Source) complaint.Party {
	return complaint.Party{Department: pick(s, "aftersales", "logistics", "quality-team"), Person: pick(s, "mia", "li.na", "bob", "")}
}

func text(s Source) complaint.Private {
	return complaint.Hide(pick(s,
		"手机收到就碎屏,要求换货。", "The coat should have come on the 10th & it is the 14th.", "'; DROP TABLE complaint; --",
		"<script>alert(1)</script> \u2028 🙂 \x1b[31m", "第三次反馈了!!! 还没人理", "ok"))
}

func money(s Source) complaint.Money {
	m, err := complaint.FromMinor(int64(s.Intn(300_000)), pick(s, "CNY", "USD", "JPY"))
	if err != nil {
		return complaint.Money{}
	}
	return m
}

func assessment(s Source) complaint.Assessment {
	a := complaint.Assessment{
		Category: Category(s), Severity: pick(s, complaint.SeverityGeneral, complaint.SeveritySerious, complaint.SeverityVerySerious),
		Complexity: pick(s, complaint.ComplexitySimple, complaint.ComplexityMajor, ""),
		Urgency:    pick(s, complaint.UrgencyNormal, complaint.UrgencyImportant, complaint.UrgencyUrgent),
		Priority:   pick(s, complaint.P1, complaint.P2, complaint.P3, complaint.P4),
	}
	if seldom(s) {
		a.Emotion = &complaint.Emotion{Polarity: -0.5, Intensity: float64(s.Intn(4))}
		a.Sensitive = []string{"safety"}
		a.Tags = []string{"injury"}
		a.Reasons = []complaint.Reason{{Code: "rule.safety", Params: map[string]string{"word": "fall"}}}
		a.Reasons[0].Places = []complaint.Place{{Part: complaint.PartContent, From: 12, To: 15}}
		a.Sought = []complaint.Remedy{complaint.RemedyRefund}
		a.Score = 40
		a.Alternatives = []complaint.Likely{{Category: Category(s), Probability: 0.25}}
		a.Confidence = 0.7
	}
	return a
}

func evidence(s Source) complaint.Evidence {
	return complaint.Evidence{
		ID: "photo-" + strconv.Itoa(s.Intn(1000)), Name: complaint.Hide("IMG_1.jpg"), Type: "image/jpeg", Size: 1234,
		Hash:      "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		Custodian: party(s), Note: text(s),
	}
}

func message(s Source) complaint.Message {
	return complaint.Message{Channel: complaint.ChannelEmail, Language: pick(s, "zh-CN", "en"), Text: text(s)}
}
