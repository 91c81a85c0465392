package stories

import (
	"maps"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/triage"
)

// shopTriage is what the shop of the stories adds to the usual triage policy: its own words for what breaks, when a broken thing is
// serious, and the task force that takes incidents of a lot.
const shopTriage = `kind: triage
name: shop
version: "2026"
phrases:
  sole_off: [鞋底, 大底, 掉底, 后跟的底, 底部整片, sole*, outsole*]
categories:
  - name: the sole came off
    when: {field: phrases, op: contains_any, value: sole_off}
    category: quality.defect
    odds: 100
grades:
  - name: a broken thing of CNY 2,000 or more
    severity: serious
    when:
      all:
        - {field: category, op: under, value: quality}
        - {field: feedback, op: is, value: complaint}
        - {field: amount, op: at_least, value: CNY 2000}
incidents:
  - {name: bad lot, by: lot, same: leaf, least: 3, within: 24h, department: task_force, tier: senior}
`

// triageEngine is the engine of the stories: the usual policy with what the shop adds to it.
func triageEngine(t *testing.T) *triage.Engine {
	t.Helper()
	own, err := desk.ReadTriage("shop_triage.yaml", []byte(shopTriage))
	require.NoError(t, err)
	p := triage.DefaultPolicy()
	p.Header = own.Header
	maps.Copy(p.Phrases, own.Phrases)
	p.Categories = append(p.Categories, own.Categories...)
	p.Grades = append(p.Grades, own.Grades...)
	p.Incidents = own.Incidents
	e, err := triage.New(p)
	require.NoError(t, err)
	return e
}
