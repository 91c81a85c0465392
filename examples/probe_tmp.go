//go:build ignore

package main

import (
	"fmt"
	"os"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/triage"
)

func main() {
	b, _ := os.ReadFile("quickstart/triage.yaml")
	p, err := desk.ReadTriage("t", b)
	if err != nil {
		panic(err)
	}
	e, err := triage.New(p)
	if err != nil {
		panic(err)
	}
	for _, s := range os.Args[1:] {
		a := e.Assess(complaint.Intake{Content: complaint.Hide(s)}, triage.Context{})
		fmt.Println(s, a.Feedback, a.Category, a.Confidence, a.Ask, a.Severity, a.Sensitive, a.Suspicion, a.Score, a.Emotion, a.Criterion)
	}
}
