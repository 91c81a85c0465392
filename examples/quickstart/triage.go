package main

import (
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/triage"
)

// triageFile is the triage policy of the shop.
//
//go:embed triage.yaml
var triageFile []byte

// readTriage reads the triage policy in a file, or the bundled one where no file is named. What is wrong with it is printed,
// and what is hardly meant too, with file, line, rule and field.
func readTriage(file string, stderr io.Writer) (*triage.Engine, error) {
	if file == "" {
		return compileTriage("triage.yaml", triageFile)
	}
	document, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	engine, err := compileTriage(filepath.Base(file), document)
	if errors.Is(err, complaint.ErrInvalid) {
		tellf(stderr, "the triage policy cannot be used:\n%v", err)
		return nil, fmt.Errorf("%w: %w", errUsage, err)
	}
	if err != nil {
		return nil, err
	}
	for _, f := range engine.Lint() {
		if f.Code == "overlap" || f.Code == "exception" {
			continue // rules are in order, so that special cases come first: nothing to worry about
		}
		tellf(stderr, "%s:%d:%d: %s (%s)", f.File, f.Line, f.Column, f.Message, f.Code)
	}
	return engine, nil
}

func compileTriage(name string, document []byte) (*triage.Engine, error) {
	policy, err := desk.ReadTriage(name, document)
	if err != nil {
		return nil, err
	}
	return triage.New(policy)
}
