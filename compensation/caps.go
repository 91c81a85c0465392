package compensation

import (
	"strconv"
	"strings"
	"time"

	"github.com/recourse-go/recourse/complaint"
)

// Cap bounds what is given together: per complaint, order, customer, handler, department, incident, or in all, within a period.
// It is an account of the ledger: what is offered is set aside in it, in the same step of storage as the offer.
type Cap struct {
	Rule
	Per CapPer `json:"per" policy:"required"`
	// Period begins anew with every day, week (Monday), month, quarter or year of the policy's zone. Default: for ever.
	Period Period `json:"period,omitzero"`
	// Most is the bound, one amount a currency. An offer in another currency needs an approval.
	Most []complaint.Money `json:"most" policy:"required"`
	// Counts says what is counted. Default: goodwill.
	Counts CapCounts `json:"counts,omitzero"`
	// Over says what happens to an offer that would pass it. Default: cut.
	Over CapOver `json:"over,omitzero"`
	// Needs is the least role that must approve, for ask. Default: manager.
	Needs complaint.Role `json:"needs,omitzero"`
}

// CapPer says what a cap is counted for.
type CapPer string

// What caps can be counted for. Where a case has none of it, such as no order, the cap does not apply.
const (
	PerComplaint  CapPer = "complaint"
	PerOrder      CapPer = "order"
	PerCustomer   CapPer = "customer"
	PerHandler    CapPer = "handler"
	PerDepartment CapPer = "department"
	PerIncident   CapPer = "incident"
	PerAll        CapPer = "all"
)

// Period is how long a cap counts.
type Period string

// The periods.
const (
	PerDay     Period = "day"
	PerWeek    Period = "week"
	PerMonth   Period = "month"
	PerQuarter Period = "quarter"
	PerYear    Period = "year"
)

// CapCounts says what a cap counts. Both count the cost to the shop, which of money is the money.
type CapCounts string

// The readings.
const (
	CountGoodwill CapCounts = "goodwill" // what the law does not ask for
	CountAll      CapCounts = "all"      // everything; what the law gives is counted and never cut
)

// CapOver says what happens to an offer that would pass a cap.
type CapOver string

// The effects.
const (
	OverCut CapOver = "cut" // goodwill is cut to what is left
	// OverAsk lets the offer wait for an approval. Until then no money is set aside for it, and it can be approved once the cap has
	// room: by then somebody has raised it, or others have given money back.
	OverAsk CapOver = "ask"
)

// account names the account of a cap for a case; false where the cap does not apply.
func (k *compiledCap) account(c *Case, now time.Time) (string, bool) {
	key := k.key(c)
	if key == "" {
		return "", false
	}
	name := k.prefix + escape(key)
	if k.doc.Period != "" {
		name += "/" + k.doc.Period.of(now)
	}
	return short(name), true
}

func (k *compiledCap) key(c *Case) string {
	switch k.doc.Per {
	case PerComplaint:
		return c.Complaint.ID.String()
	case PerOrder:
		return c.orderID()
	case PerCustomer:
		return c.Complaint.Intake.Customer.ID
	case PerHandler:
		return c.Actor.ID
	case PerDepartment:
		if c.Complaint.Assignment.Department != "" {
			return c.Complaint.Assignment.Department
		}
		return c.Actor.Department
	case PerIncident:
		return c.Incident
	case PerAll:
		return "all"
	default:
		return ""
	}
}

// of names the period that a moment lies in.
func (p Period) of(t time.Time) string {
	year, month, _ := t.Date()
	switch p {
	case PerDay:
		return t.Format(time.DateOnly)
	case PerWeek:
		y, w := t.ISOWeek()
		week := strconv.Itoa(w)
		if w < 10 {
			week = "0" + week
		}
		return strconv.Itoa(y) + "-W" + week
	case PerMonth:
		return t.Format("2006-01")
	case PerQuarter:
		const monthsAQuarter = 3
		return strconv.Itoa(year) + "-Q" + strconv.Itoa((int(month)-1)/monthsAQuarter+1)
	case PerYear:
		return strconv.Itoa(year)
	default:
		return ""
	}
}

// escape keeps the parts of an account's name apart.
func escape(part string) string {
	if !strings.ContainsAny(part, "/%") {
		return part
	}
	return strings.NewReplacer("%", "%25", "/", "%2F").Replace(part)
}
