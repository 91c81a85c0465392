package integration_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/storage/memory"
	"github.com/recourse-go/recourse/triage"
)

// burstPolicy finds matters that many write about in words of their own.
const burstPolicy = `kind: triage
name: board
version: "1"
incidents:
  - {name: same matter, by: topic, same: any, least: 3, within: 14d}
`

// The messages of a city's board, in the order in which they came: 55 of 52 people are about one mixing plant, by a rule of the
// data set that looks for the names of the place and misses messages without them. The desk knows the words alone.
func TestBurstsOnACitysBoard(t *testing.T) {
	rows := kpiRows(t, "eval-only/zh_citizen_messages", "stream.csv")
	policy, err := desk.ReadTriage("board.yaml", []byte(burstPolicy))
	require.NoError(t, err)
	engine, err := triage.New(policy)
	require.NoError(t, err)
	var now time.Time
	d, err := desk.New(desk.Config{Store: memory.New(), Triage: engine, Now: func() time.Time { return now }})
	require.NoError(t, err)
	cluster := map[complaint.ID]string{}
	for _, r := range rows {
		now, err = time.Parse("2006-01-02T15:04:05", r["time"])
		require.NoError(t, err)
		c, err := d.Open(t.Context(), "website", complaint.Intake{
			Key: r["id"], Subject: complaint.Hide(r["title"]), Content: complaint.Hide(r["text"]), Feedback: complaint.FeedbackComplaint,
			Customer: complaint.Customer{ID: r["user"]},
		})
		require.NoError(t, err)
		cluster[c.ID] = r["weak_cluster"]
	}
	incidents, err := d.Incidents(t.Context(), complaint.ID{}, 1000)
	require.NoError(t, err)
	plant, found, others := 0, 0, 0
	for _, c := range cluster {
		if c == "lifa_mixing_plant" {
			plant++
		}
	}
	for _, i := range incidents {
		q := desk.Members(i.ID)
		q.Limit = 1000
		page, err := d.Find(t.Context(), q)
		require.NoError(t, err)
		of, all := 0, len(page.Complaints)
		for _, c := range page.Complaints {
			if cluster[c.ID] == "lifa_mixing_plant" {
				of++
			}
		}
		t.Logf("incident of %s: %d members, %d of them about the plant", i.Opened.Format(time.DateOnly), all, of)
		if 2*of > all {
			found += of
			others += all - of
		}
	}
	t.Logf("%d messages, %d incidents; of the %d about the plant %d are in incidents of it, with %d others", len(rows), len(incidents), plant, found, others)
	require.GreaterOrEqual(t, float64(found)/float64(plant), 0.7)
	require.LessOrEqual(t, float64(others)/float64(found+others), 0.3)
}
