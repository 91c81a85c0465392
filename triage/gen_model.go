//go:build ignore

// gen_model trains the built-in model on the texts of the folder corpus and writes model.bin. Run it with go generate ./triage.
// With the argument -check it only compares what it would write with what is there.
package main

import (
	"bytes"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/learn"
)

func main() {
	log.SetFlags(0)
	heads, samples := read()
	m, err := learn.Train(heads, slices.Values(samples), learn.Options{Seed: 1, Cost: 0.6, Balance: 1, KeepFeatures: 50_000})
	if err != nil {
		log.Fatal(err)
	}
	var file bytes.Buffer
	if _, err := m.WriteTo(&file); err != nil {
		log.Fatal(err)
	}
	if slices.Contains(os.Args[1:], "-check") {
		if old, err := os.ReadFile("model.bin"); err != nil || !bytes.Equal(old, file.Bytes()) {
			log.Fatalf("model.bin is not what the corpus gives: run go generate ./triage (%v)", err)
		}
	} else if err := os.WriteFile("model.bin", file.Bytes(), 0o644); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("model.bin: %d texts, %d n-grams, %d bytes\n", len(samples), m.Features(), file.Len())
}

func read() ([]learn.Head, []learn.Sample) {
	heads := []learn.Head{
		{Name: "category"},
		{Name: "feedback"},
		{Name: "severity"},
		{Name: "polarity"},
		{Name: "intensity"},
		{Name: "sensitive", Multi: true},
		{Name: "marks", Multi: true},
	}
	files, err := filepath.Glob("corpus/*.tsv")
	if err != nil {
		log.Fatal(err)
	}
	taxonomy := complaint.BuiltinTaxonomy()
	var samples []learn.Sample
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			log.Fatal(err)
		}
		for i, line := range strings.Split(strings.TrimRight(string(data), "\n"), "\n") {
			c := strings.Split(line, "\t")
			if i == 0 {
				continue
			}
			if len(c) != 9 || c[0] != "" && !taxonomy.Has(complaint.Categories, c[0]) {
				log.Fatalf("%s:%d: must have nine columns that begin with a category or nothing", file, i+1)
			}
			s := learn.Sample{Text: c[8], Labels: [][]string{
				list(c[0]), {c[2]}, {c[3]}, {c[4]}, {c[5]}, list(c[6]), list(c[7]),
			}}
			for h := range heads {
				heads[h].Labels = append(heads[h].Labels, s.Labels[h]...)
			}
			samples = append(samples, s)
		}
	}
	for h := range heads {
		slices.Sort(heads[h].Labels)
		heads[h].Labels = slices.Compact(heads[h].Labels)
	}
	return heads, samples
}

func list(s string) []string {
	if s == "" {
		return nil
	}
	items := strings.Split(s, ",")
	for i := range items {
		items[i] = strings.TrimSpace(items[i])
	}
	slices.Sort(items)
	return slices.Compact(items)
}
