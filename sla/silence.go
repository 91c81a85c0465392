package sla

import (
	"time"

	"github.com/recourse-go/recourse/complaint"
)

// silenceMeasure is how the silence of a customer is measured: since the complaint waits for the customer, or since it came
// to where it stands. A message of the customer ends it; only waiting again begins it anew.
func silenceMeasure() measure {
	return measure{
		runs: func(c *complaint.Complaint) []run {
			start := quietSince(c)
			if start.IsZero() || !c.Messages.LastReceived.Before(start) {
				return nil
			}
			return []run{{start: start}}
		},
		// When it closed by itself, the silence was full.
		ended: func(c *complaint.Complaint, start time.Time) (time.Time, bool) {
			full := c.Status == complaint.StatusClosed && c.Messages.LastReceived.Before(start)
			return c.Closed, full
		},
		recurs: true,
	}
}

func quietSince(c *complaint.Complaint) time.Time {
	switch {
	case !c.Status.Open():
		return time.Time{}
	case c.Wait == nil:
		return c.Entered
	case c.Wait.For == complaint.WaitCustomer:
		return c.Wait.Since
	default:
		return time.Time{}
	}
}
