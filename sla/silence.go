package sla

import (
	"slices"
	"time"

	"github.com/recourse-go/recourse/complaint"
)

// silenceMeasure is how the silence of a customer is measured: since the complaint waits for the customer, or since it came
// to where it stands. A message of the customer ends it; only waiting again, or coming to another status, begins it anew.
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

// quietSince is when the silence began, zero where a complaint must not be closed: while it is in our hands, or waits for a
// third party.
func quietSince(c *complaint.Complaint) time.Time {
	switch {
	case !c.Status.Open():
		return time.Time{}
	case c.Wait != nil && c.Wait.For == complaint.WaitCustomer && c.Stage() != complaint.StatusAppealed:
		return c.Wait.Since
	case c.Wait == nil && slices.Contains(quietStatuses(), c.Status):
		return c.Entered
	default:
		return time.Time{}
	}
}

// quietStatuses are those in which a complaint can be closed although it does not wait for the customer.
func quietStatuses() []complaint.Status {
	return []complaint.Status{complaint.StatusCommunicated, complaint.StatusFollowedUp, complaint.StatusReferred}
}
