//go:build ignore

// Command gen_china writes china.txt from the package chinese-days, whose licence it puts in front:
//
//	npm pack chinese-days@1.5.7 && tar -xzf chinese-days-1.5.7.tgz
//	go run gen_china.go package/LICENSE package/dist/chinese-days.json > china.txt
//
// After a new version: adapt the version here, the years in china.go, and run the tests.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	if len(os.Args) != 3 {
		return fmt.Errorf("usage: gen_china LICENSE chinese-days.json")
	}
	licence, err := os.ReadFile(os.Args[1])
	if err != nil {
		return err
	}
	text, err := os.ReadFile(os.Args[2])
	if err != nil {
		return err
	}
	// The values are "English name,Chinese name,days".
	var in struct {
		Holidays map[string]string `json:"holidays"`
		Workdays map[string]string `json:"workdays"`
	}
	if err := json.Unmarshal(text, &in); err != nil {
		return err
	}
	days := map[string]string{}
	for date, v := range in.Holidays {
		days[date] = "free " + strings.Split(v, ",")[1]
	}
	for date, v := range in.Workdays {
		if _, twice := days[date]; twice {
			return fmt.Errorf("%s is both free and a working day", date)
		}
		days[date] = "work " + strings.Split(v, ",")[1]
	}
	w := bufio.NewWriter(os.Stdout)
	fmt.Fprintln(w, "# Public holidays and make-up working days of mainland China, from chinese-days 1.5.7. Written by gen_china.go.")
	fmt.Fprintln(w, "#")
	for line := range strings.Lines(strings.TrimRight(string(licence), "\n") + "\n") {
		fmt.Fprint(w, strings.TrimRight("# "+line, " \n"), "\n")
	}
	for _, date := range slices.Sorted(maps.Keys(days)) {
		fmt.Fprintln(w, date, days[date])
	}
	return w.Flush()
}
