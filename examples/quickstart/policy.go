package main

import (
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
	_ "time/tzdata" // for computers without a database of time zones

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/sla"
)

// policyFile is the SLA policy of the shop.
//
//go:embed policy.yaml
var policyFile []byte

// rules are an SLA policy, ready for use.
type rules struct {
	policy sla.Policy
	engine *sla.Engine
	// calendar is the policy's, zone is where it is, which is where the report's times are read.
	calendar *sla.Calendar
	zone     *time.Location
}

// readRules reads the policy in a file, or the bundled one where no file is named. What is wrong with it is printed, and what
// is hardly meant too, with file, line, rule and field. The bundled policy stays behind it, for clocks that it started.
func readRules(file string, stderr io.Writer) (rules, error) {
	if file == "" {
		return compileRules("policy.yaml", policyFile)
	}
	document, err := os.ReadFile(file)
	if err != nil {
		return rules{}, err
	}
	r, err := compileRules(filepath.Base(file), document)
	if errors.Is(err, complaint.ErrInvalid) {
		tellf(stderr, "the policy cannot be used:\n%v", err)
		return r, fmt.Errorf("%w: %w", errUsage, err)
	}
	if err != nil {
		return r, err
	}
	for _, f := range r.engine.Lint() {
		if f.Code == "overlap" || f.Code == "exception" {
			continue // rules are in order, so that special cases come first: nothing to worry about
		}
		tellf(stderr, "%s:%d:%d: %s (%s)", f.File, f.Line, f.Column, f.Message, f.Code)
	}
	return r, nil
}

func compileRules(name string, document []byte) (rules, error) {
	policy, err := desk.ReadSLA(name, document)
	if err != nil {
		return rules{}, err
	}
	first, err := desk.ReadSLA("policy.yaml", policyFile)
	if err != nil {
		return rules{}, err
	}
	policies := []sla.Policy{first, policy}
	if first.Ref() == policy.Ref() {
		policies = policies[1:]
	}
	engine, err := sla.New(policies...)
	if err != nil {
		return rules{}, err
	}
	r := rules{policy: policy, engine: engine, calendar: sla.Always()}
	if calendar, ok := engine.Calendar(complaint.PolicyRef{Name: policy.Calendar}); ok {
		r.calendar = calendar
	}
	doc := policy.Calendars[policy.Calendar]
	zone := doc.Zone
	if len(doc.Versions) > 0 {
		zone = doc.Versions[len(doc.Versions)-1].Zone
	}
	r.zone, err = time.LoadLocation(zone) // "" is UTC
	return r, err
}

// clock writes a time of the report.
func (r rules) clock(t time.Time) string { return t.In(r.zone).Format("2006-01-02 15:04") }
