package triage_test

import (
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/triage"
)

// TestRecordsAreBounded: texts and policies that find much of everything stay within what a record takes.
func TestRecordsAreBounded(t *testing.T) {
	var b strings.Builder
	for i := range 3000 {
		b.WriteString("订单号 KD2026" + strconv.Itoa(100_000+i) + " 我要退款，退货，赔偿，道歉，起火，refund！")
	}
	const many = 300
	tags, points, grades := make([]string, 0, many), make([]string, 0, many), make([]string, 0, many)
	for i := range many {
		n := strconv.Itoa(i)
		tags = append(tags, `{'name': '`+n+`', 'tags': ['t`+n+`', 'u`+n+`']}`)
		points = append(points, `{'name': '`+n+`', 'points': 1000, 'per': 'previous', 'most': 1000}`)
		grades = append(grades, `{'name': '`+n+`', 'severity': 'serious'}`)
	}
	e := engine(t, `'phrases': {'p': ['退', '退款', '款']}, 'grades': [`+strings.Join(grades, ",")+`], 'tags': [`+strings.Join(tags, ",")+`],
		'priority': {'bands': {'p1': 90, 'p2': 50, 'p3': 20}, 'points': [`+strings.Join(points, ",")+`]},
		'departments': [{'name': 'all', 'department': 'service'}]`)
	in := saying(upTo(b.String(), complaint.MaxText))
	in.Tags = make([]string, complaint.MaxList)
	for i := range in.Tags {
		in.Tags[i] = "own" + strconv.Itoa(i)
	}
	a := e.Assess(in, triage.Context{Now: noon(), Previous: 5000})
	require.True(t, a.Reading.Cut)
	require.Len(t, a.Tags, complaint.MaxList)
	require.Equal(t, 1_000_000, a.Score)
	require.Equal(t, complaint.P1, a.Priority)
	c, _, err := open(in, a.Decisions(), nil)
	require.NoError(t, err)
	require.Equal(t, complaint.P1, c.Assessment.Priority)
	require.Len(t, c.Assessment.Reasons, complaint.MaxList)
}

// TestConcurrent: one engine answers many at once as it answers one.
func TestConcurrent(t *testing.T) {
	e := triage.Default()
	texts := []string{longChinese, longEnglish, "", "起火了", strings.Repeat("漏电 fire ", 5000)}
	want := make([]triage.Assessment, len(texts))
	for i, s := range texts {
		want[i] = e.Assess(saying(s), triage.Context{Now: noon()})
	}
	var wg sync.WaitGroup
	got := make([][]triage.Assessment, 4)
	for g := range got {
		wg.Go(func() {
			for i := range 20 * len(texts) {
				got[g] = append(got[g], e.Assess(saying(texts[i%len(texts)]), triage.Context{Now: noon()}))
			}
		})
	}
	wg.Wait()
	for _, list := range got {
		for i := range list {
			require.Equal(t, want[i%len(texts)], list[i])
		}
	}
}

// TestLawAge: points by the day of age grow with it up to their bound.
func TestLawAge(t *testing.T) {
	e := triage.Default()
	in := saying("the parcel is late")
	in.Received = noon()
	first := e.Assess(in, triage.Context{Now: noon()}).Score
	for days, want := range map[int]int{-3: 0, 0: 0, 1: 2, 9: 18, 10: 20, 400: 20} {
		require.Equal(t, first+want, e.Assess(in, triage.Context{Now: noon().Add(time.Duration(days) * 24 * time.Hour)}).Score, days)
	}
}
