package integration_test

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/sla"
)

// kpiReport compares the figures of a data set with ours, figure by figure, and says at the end what became of each.
type kpiReport struct {
	t    *testing.T
	want map[string]any
	seen map[string]bool
	rows []string
}

func newKPIReport(t *testing.T, set string) *kpiReport {
	t.Helper()
	return &kpiReport{t: t, want: kpiExpected(t, set), seen: map[string]bool{}}
}

// figure finds a figure by its path.
func (r *kpiReport) figure(path ...string) float64 {
	r.t.Helper()
	var v any = r.want
	for _, key := range path {
		group, ok := v.(map[string]any)
		require.True(r.t, ok, "%v is no group of figures", path)
		require.Contains(r.t, group, key, "%v", path)
		v = group[key]
	}
	number, ok := v.(float64)
	require.True(r.t, ok, "%v is no figure", path)
	r.seen[path[0]] = true
	return number
}

// keys lists the figures of a group.
func (r *kpiReport) keys(path string) []string {
	r.t.Helper()
	group, ok := r.want[path].(map[string]any)
	require.True(r.t, ok, "%s is no group of figures", path)
	return slices.Sorted(maps.Keys(group))
}

// equal checks a figure that is stated with so many decimals.
func (r *kpiReport) equal(ours float64, decimals int, path ...string) {
	r.t.Helper()
	want := r.figure(path...)
	r.close(want, ours, decimals, path)
	r.row(path, want, ours, decimals, "equal")
}

func (r *kpiReport) close(want, ours float64, decimals int, path []string) {
	r.t.Helper()
	assert.InDelta(r.t, want, ours, 0.500_001*math.Pow10(-decimals), "%v", path)
}

// count checks a whole number.
func (r *kpiReport) count(ours int, path ...string) {
	r.t.Helper()
	r.equal(float64(ours), 0, path...)
}

// spans checks number, median, ninth decile and mean of durations, in hours.
func (r *kpiReport) spans(ours kpiSpans, path ...string) {
	r.t.Helper()
	for _, f := range ours.figures() {
		r.equal(f.value, f.decimals, append(slices.Clip(path), f.name)...)
	}
}

// differs is for durations that are not the same here. They are also read off the rows, in the two readings: there, which has the
// figures of the file, and here, which has ours, so that the explanation is the whole difference.
func (r *kpiReport) differs(ours, here, there kpiSpans, why string, path ...string) {
	r.t.Helper()
	assert.Equal(r.t, slices.Sorted(slices.Values(here)), slices.Sorted(slices.Values(ours)), "%v", path)
	asThere := there.figures()
	for i, f := range ours.figures() {
		full := append(slices.Clip(path), f.name)
		want := r.figure(full...)
		r.close(want, asThere[i].value, f.decimals, full)
		verdict := why
		if math.Abs(want-f.value) <= 0.500_001*math.Pow10(-f.decimals) {
			verdict = "equal"
		}
		r.row(full, want, f.value, f.decimals, verdict)
	}
}

// note adds a figure of ours that the file has not.
func (r *kpiReport) note(name string, ours float64, decimals int, why string) {
	r.rows = append(r.rows, fmt.Sprintf("%s\t-\t%s\t%s", name, strconv.FormatFloat(ours, 'f', decimals, 64), why))
}

// limit checks that as many clocks kept a limit as there are durations within it.
func (r *kpiReport) limit(limit kpiLimit, spans kpiSpans, met int) {
	r.t.Helper()
	assert.Equal(r.t, spans.within(limit.within), met, "%s", limit.metric)
	r.note(fmt.Sprintf("%s within %s", limit.metric, sla.Limit{Time: limit.within}), float64(met), 0,
		"verdicts of a limit of the test's own, as many as there are durations within it")
}

func (r *kpiReport) row(path []string, want, ours float64, decimals int, why string) {
	r.rows = append(r.rows, fmt.Sprintf("%s\t%s\t%s\t%s", strings.Join(path, " / "),
		strconv.FormatFloat(want, 'f', decimals, 64), strconv.FormatFloat(ours, 'f', decimals, 64), why))
}

// end checks that every figure of the file was compared or stands in the list of those that concern neither times nor limits,
// and logs the table.
func (r *kpiReport) end(outside map[string]string) {
	r.t.Helper()
	for _, key := range slices.Sorted(maps.Keys(r.want)) {
		why, out := outside[key]
		switch {
		case strings.HasPrefix(key, "_"):
		case out:
			assert.False(r.t, r.seen[key], "%s was compared", key)
			r.rows = append(r.rows, fmt.Sprintf("%s\t\t\tout of scope: %s", key, why))
		default:
			assert.True(r.t, r.seen[key], "%s was not compared", key)
		}
	}
	var table strings.Builder
	w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	_, err := fmt.Fprintf(w, "figure\texpected\tours\t\n%s\n", strings.Join(r.rows, "\n"))
	require.NoError(r.t, err)
	require.NoError(r.t, w.Flush())
	r.t.Log("\n" + table.String())
}

// kpiSpans are durations of which figures are wanted.
type kpiSpans []time.Duration

func (s *kpiSpans) add(more ...time.Duration) { *s = append(*s, more...) }

type kpiFigure struct {
	name     string
	value    float64
	decimals int
}

// figures gives the number, the median (the mean of the middle two where the number is even), the ninth decile by nearest rank,
// and the mean.
func (s kpiSpans) figures() []kpiFigure {
	n := len(s)
	if n == 0 {
		return []kpiFigure{{name: "n"}, {name: "median"}, {name: "p90"}, {name: "mean"}}
	}
	sorted := slices.Sorted(slices.Values(s))
	return []kpiFigure{
		{"n", float64(n), 0},
		{"median", (sorted[(n-1)/2].Hours() + sorted[n/2].Hours()) / 2, 4},
		{"p90", sorted[(9*n+9)/10-1].Hours(), 4},
		{"mean", s.sum() / float64(n), 4},
	}
}

// sum is in hours. Whole seconds of many years fit in a duration only in part.
func (s kpiSpans) sum() float64 {
	seconds := int64(0)
	rest := time.Duration(0)
	for _, d := range s {
		seconds += int64(d / time.Second)
		rest += d % time.Second
	}
	return (float64(seconds) + rest.Seconds()) / 3600
}

// within counts the durations that are no longer than a limit.
func (s kpiSpans) within(limit time.Duration) int {
	n := 0
	for _, d := range s {
		if d <= limit {
			n++
		}
	}
	return n
}
