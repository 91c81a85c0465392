package sla_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/sla"
)

func TestParseLimit(t *testing.T) {
	for _, tc := range []struct {
		text string
		want sla.Limit
		back string // "" for the text itself
	}{
		{"4h", sla.Limit{Time: 4 * time.Hour}, ""},
		{"90m", sla.Limit{Time: 90 * time.Minute}, "1h30m"},
		{"1h30m", sla.Limit{Time: 90 * time.Minute}, ""},
		{"250ms", sla.Limit{Time: 250 * time.Millisecond}, ""},
		{"1us", sla.Limit{Time: time.Microsecond}, ""},
		{"1000h", sla.Limit{Time: 1000 * time.Hour}, ""},
		{"1 working day", sla.Limit{Days: 1, Working: true}, ""},
		{"1 working days", sla.Limit{Days: 1, Working: true}, "1 working day"},
		{"7 working days", sla.Limit{Days: 7, Working: true}, ""},
		{"3 working days by close", sla.Limit{Days: 3, Working: true, Close: true}, ""},
		{"15 calendar days", sla.Limit{Days: 15}, ""},
		{"1 calendar day by close", sla.Limit{Days: 1, Close: true}, ""},
		{"8 weeks", sla.Limit{Days: 56}, "56 calendar days"},
		{"1 week", sla.Limit{Days: 7}, "7 calendar days"},
		{"7305 calendar days", sla.Limit{Days: 7305}, ""},
	} {
		l, err := sla.ParseLimit(tc.text)
		require.NoError(t, err, tc.text)
		require.Equal(t, tc.want, l, tc.text)
		if tc.back == "" {
			tc.back = tc.text
		}
		require.Equal(t, tc.back, l.String())
		require.False(t, l.IsZero())
	}
	require.True(t, sla.Limit{}.IsZero())
	require.Equal(t, "0", sla.Limit{}.String())
}

func TestParseLimitRefuses(t *testing.T) {
	for _, text := range []string{
		"", " ", "0", "0h", "-4h", "4", "h", "7d", "1w", "1d12h", "4 h", "4h ", " 4h", "4h by close", "1.5h", "4H", "４h",
		"0 working days", "00 working days", "07 working days", "-1 working days", "1.5 working days", "+3 working days", "working days",
		"7 days", "7 business days", "7 working  days", "7 working days by noon", "7 working days by close by close", "7  working days",
		"7306 calendar days", "1044 weeks", "99999999999999999999 weeks", "9223372036854775807 weeks", "1us1us", "500ns", "3000000h",
	} {
		l, err := sla.ParseLimit(text)
		require.ErrorIs(t, err, complaint.ErrInvalid, "%q is read as %s", text, l)
	}
	_, err := sla.ParseLimit("7d")
	require.ErrorContains(t, err, "7d could mean any of them")
}

func TestParseThreshold(t *testing.T) {
	for _, tc := range []struct {
		text string
		want sla.Threshold
		back string
	}{
		{"75%", sla.Threshold{Share: 7500}, ""},
		{"100%", sla.Threshold{Share: 10_000}, ""},
		{"0.01%", sla.Threshold{Share: 1}, ""},
		{"33.3%", sla.Threshold{Share: 3330}, ""},
		{"33.30%", sla.Threshold{Share: 3330}, "33.3%"},
		{"33.33%", sla.Threshold{Share: 3333}, ""},
		{"5.05%", sla.Threshold{Share: 505}, ""},
		{"2h", sla.Threshold{Before: 2 * time.Hour}, ""},
		{"90m", sla.Threshold{Before: 90 * time.Minute}, "1h30m"},
	} {
		v, err := sla.ParseThreshold(tc.text)
		require.NoError(t, err, tc.text)
		require.Equal(t, tc.want, v, tc.text)
		if tc.back == "" {
			tc.back = tc.text
		}
		require.Equal(t, tc.back, v.String())
	}
	for _, text := range []string{
		"", "%", "0%", "0.00%", "-1%", "100.01%", "101%", "1000%", "0100%", "75", "75.%", ".5%", "33.333%", "7e1%", " 75%", "75 %", "75%%",
		"0", "-2h", "2d", "1w", "2 h", "1ns", "99999999999999999999%",
	} {
		v, err := sla.ParseThreshold(text)
		require.ErrorIs(t, err, complaint.ErrInvalid, "%q is read as %s", text, v)
	}
}

// TestLawLimitText: what a limit or a threshold writes reads to the same, in JSON too.
func TestLawLimitText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := sla.Limit{Time: time.Duration(rapid.Int64Range(1, 1_000_000_000_000).Draw(t, "us")) * time.Microsecond}
		if rapid.Bool().Draw(t, "days") {
			l = sla.Limit{Days: rapid.IntRange(1, 7305).Draw(t, "n"), Working: rapid.Bool().Draw(t, "working"), Close: rapid.Bool().Draw(t, "close")}
		}
		if back, err := sla.ParseLimit(l.String()); err != nil || back != l {
			t.Fatalf("%#v writes %q and reads %#v %v", l, l, back, err)
		}
		v := sla.Threshold{Share: rapid.IntRange(1, 10_000).Draw(t, "share")}
		if rapid.Bool().Draw(t, "before") {
			v = sla.Threshold{Before: time.Duration(rapid.Int64Range(1, 1_000_000_000_000).Draw(t, "before us")) * time.Microsecond}
		}
		if back, err := sla.ParseThreshold(v.String()); err != nil || back != v {
			t.Fatalf("%#v writes %q and reads %#v %v", v, v, back, err)
		}
		type both struct {
			L sla.Limit     `json:"l"`
			T sla.Threshold `json:"t"`
		}
		text, err := json.Marshal(both{l, v})
		if err != nil {
			t.Fatal(err)
		}
		var back both
		if err := json.Unmarshal(text, &back); err != nil || back != (both{l, v}) {
			t.Fatalf("%s reads %#v %v", text, back, err)
		}
	})
}

func FuzzParseLimit(f *testing.F) {
	for _, s := range []string{"4h", "7 working days", "3 working days by close", "8 weeks", "7d", "1h30m", "75%", "33.33%", "0.5%", "2h"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if l, err := sla.ParseLimit(text); err == nil {
			if back, err := sla.ParseLimit(l.String()); err != nil || back != l || l.IsZero() || l.Time < 0 || l.Days < 0 {
				t.Fatalf("%q reads %#v, which writes %q and reads %#v %v", text, l, l, back, err)
			}
		}
		if v, err := sla.ParseThreshold(text); err == nil {
			if back, err := sla.ParseThreshold(v.String()); err != nil || back != v || (v.Share == 0) == (v.Before == 0) {
				t.Fatalf("%q reads %#v, which writes %q and reads %#v %v", text, v, v, back, err)
			}
		}
	})
}
