package complaint

// The conditions of the transition table: each returns why an action is not legal, or "".

func both(first, second func(*Complaint) string) func(*Complaint) string {
	return func(c *Complaint) string {
		if reason := first(c); reason != "" {
			return reason
		}
		return second(c)
	}
}

func notAcknowledged(c *Complaint) string {
	if !c.Acknowledged.IsZero() {
		return "it is acknowledged already"
	}
	return ""
}

func noInvestigation(c *Complaint) string {
	if investigationRuns(c) == "" {
		return "an investigation is running"
	}
	return ""
}

func investigationRuns(c *Complaint) string {
	if c.Investigation == nil || !c.Investigation.Closed.IsZero() {
		return "no investigation is running"
	}
	return ""
}

func hasEvidence(c *Complaint) string {
	if len(c.Evidence) == 0 {
		return "there is no evidence"
	}
	return ""
}

func hasStepToDo(c *Complaint) string {
	for i := range c.Plan {
		if c.Plan[i].State == StepPlanned || c.Plan[i].State == StepFailed {
			return ""
		}
	}
	return "no step is to be done"
}

func hasStepDone(c *Complaint) string {
	for i := range c.Plan {
		if c.Plan[i].State == StepDone {
			return ""
		}
	}
	return "no step waits for verification"
}

func notWaiting(c *Complaint) string {
	if c.Wait != nil {
		return "it waits already"
	}
	return ""
}

func waits(c *Complaint) string {
	if c.Wait == nil {
		return "it does not wait"
	}
	return ""
}

func hasLink(c *Complaint) string {
	for _, l := range c.Links {
		if l.Type != LinkMerged {
			return ""
		}
	}
	return "there is no link"
}

func hasAbsorbed(c *Complaint) string {
	if len(c.Absorbed) == 0 {
		return "nothing was merged into it"
	}
	return ""
}

func notAppealed(c *Complaint) string {
	if c.Stage() == StatusAppealed {
		return "an appeal is open"
	}
	return ""
}

// mayClose allows closing once the result was communicated or an external body has it, and from anywhere while it
// waits for the customer: silence ends a case.
func mayClose(c *Complaint) string {
	switch s := c.Stage(); {
	case s == StatusCommunicated, s == StatusFollowedUp, s == StatusReferred:
		return ""
	case c.Wait != nil && c.Wait.For == WaitCustomer:
		return ""
	default:
		return "the result was not communicated"
	}
}

func hasHold(c *Complaint) string {
	if len(c.Holds) == 0 {
		return "there is no legal hold"
	}
	return ""
}

func noHold(c *Complaint) string {
	if len(c.Holds) > 0 {
		return "there is a legal hold: " + c.Holds[0].Name
	}
	return ""
}

// hasMark asks for a clock that runs and has such a mark ahead.
func hasMark(kind MarkKind) func(*Complaint) string {
	return func(c *Complaint) string {
		for i := range c.Clocks {
			for j := range c.Clocks[i].Marks {
				if m := &c.Clocks[i].Marks[j]; m.Kind == kind && m.Done.IsZero() && c.Clocks[i].State.Active() {
					return ""
				}
			}
		}
		return "no clock that runs has such a mark ahead"
	}
}

func hasDate(c *Complaint) string {
	if hasMark(MarkRemind)(c) == "" || c.Wait != nil && !c.Wait.due().IsZero() || c.Appeal != nil && !c.Appeal.due().IsZero() {
		return ""
	}
	for i := range c.Plan {
		if !c.Plan[i].due().IsZero() {
			return ""
		}
	}
	return "there is no date to be reminded of"
}
