package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/recourse-go/recourse/complaint"
)

// sampleDay is the day on which the shop of the bundled sample lives: a Thursday, some hours after its last message. The sample
// is a story, so it always ends on that day, and its report is the same whenever it is run.
var sampleDay = time.Date(2026, time.November, 19, 11, 30, 0, 0, time.FixedZone("Asia/Shanghai", 8*60*60))

// clock is the time of the desk: the real time, or a moment that the command line or the sample sets.
type clock struct {
	fixed time.Time
	// playing is the moment of the sample's story that is being told, zero when none is.
	playing time.Time
}

// now is the time of the desk.
func (c *clock) now() time.Time {
	if !c.playing.IsZero() {
		return c.playing
	}
	return c.today()
}

// today is the time at which the desk looks at everything.
func (c *clock) today() time.Time {
	if c.fixed.IsZero() {
		return time.Now()
	}
	return c.fixed
}

// clockFor makes the clock that the command line asks for. Times are those of the shop's zone where they name none.
func clockFor(s settings, zone *time.Location) (*clock, error) {
	fixed := time.Time{}
	if s.in == "" {
		fixed = sampleDay
	}
	if s.now == "" {
		return &clock{fixed: fixed}, nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02 15:04", "2006-01-02"} {
		at, err := time.ParseInLocation(layout, s.now, zone)
		if err != nil {
			continue
		}
		if at.Before(fixed) {
			return nil, fmt.Errorf("%w: -now must not be before %s, when the bundled sample ends", errUsage, fixed.Format(time.RFC3339))
		}
		return &clock{fixed: at}, nil
	}
	return nil, fmt.Errorf("%w: -now must be like 2026-12-01, \"2026-12-01 09:30\" or 2026-12-01T09:30:00Z, not %q", errUsage, s.now)
}

// ofSample says whether a complaint is one of the bundled sample.
func ofSample(c complaint.Complaint) bool { return strings.HasPrefix(c.Intake.Key, sampleKeys) }

// sampleTimes are when the rows of the sample were received.
func sampleTimes() ([]time.Time, error) {
	var times []time.Time
	for line := range bytes.Lines(sample) {
		var row struct {
			Received time.Time `json:"received"`
		}
		if err := json.Unmarshal(line, &row); err != nil {
			return nil, err
		}
		times = append(times, row.Received)
	}
	return times, nil
}
