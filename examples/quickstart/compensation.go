package main

import (
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
)

// compensationFile is the compensation policy of the shop.
//
//go:embed compensation.yaml
var compensationFile []byte

// remedies are a compensation policy, ready for use, and a draft of the next one.
type remedies struct {
	engine, draft *compensation.Engine
}

// readCompensation reads the compensation policy in a file, or the bundled one where no file is named. What is wrong with it is
// printed, and what is hardly meant too, with file, line, rule and field.
func readCompensation(file string, stderr io.Writer) (remedies, error) {
	if file == "" {
		return compileCompensation("compensation.yaml", compensationFile)
	}
	document, err := os.ReadFile(file)
	if err != nil {
		return remedies{}, err
	}
	r, err := compileCompensation(filepath.Base(file), document)
	if errors.Is(err, complaint.ErrInvalid) {
		tellf(stderr, "the compensation policy cannot be used:\n%v", err)
		return remedies{}, fmt.Errorf("%w: %w", errUsage, err)
	}
	if err != nil {
		return remedies{}, err
	}
	for _, f := range r.engine.Lint() {
		if f.Mistake {
			tellf(stderr, "%s:%d:%d: %s (%s)", f.File, f.Line, f.Column, f.Message, f.Code)
		}
	}
	return r, nil
}

func compileCompensation(name string, document []byte) (r remedies, err error) {
	policy, err := desk.ReadCompensation(name, document)
	if err != nil {
		return r, err
	}
	if r.engine, err = compensation.New(policy); err != nil {
		return r, err
	}
	if policy, err = desk.ReadCompensation(name, document); err != nil { // a copy that is the draft's own
		return r, err
	}
	raiseCoupons(&policy)
	r.draft, err = compensation.New(policy)
	return r, err
}

// raiseCoupons makes a draft of a policy: all coupons are worth half as much again, as far as a raise goes, which is twice the
// amount at most.
func raiseCoupons(p *compensation.Policy) {
	raise := func(choices []compensation.Choice) {
		for i := range choices {
			for j := range choices[i].Grants {
				if g := &choices[i].Grants[j]; g.Remedy == complaint.RemedyCoupon {
					g.Amount.Raise = half(g.Amount.Raise)
				}
			}
		}
	}
	p.Version += "-draft"
	for i := range p.Standards {
		raise(p.Standards[i].Options)
		for j := range p.Standards[i].Tiers {
			raise(p.Standards[i].Tiers[j].Options)
		}
	}
}

// half is a raise after which an amount is half as much again as with the one before. One that is no percentage stays.
func half(before compensation.Rate) compensation.Rate {
	percent, err := strconv.ParseFloat(strings.TrimSuffix(string(before), "%"), 64)
	if err != nil && before != "" {
		return before
	}
	return compensation.Rate(strconv.FormatFloat(min((100+percent)*3/2-100, 100), 'f', -1, 64) + "%")
}
