package stories

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/sla"
)

// shopPolicy is the SLA policy of the stories: working time of a shop in Shanghai with China's holidays and make-up days of
// 2026, a first response within 4 working hours, a resolution within 16 for serious cases, warnings at 75 %, escalation at
// 100 %.
const shopPolicy = `kind: sla
name: shop
version: "2026"
calendar: shop
calendars:
  shop:
    zone: Asia/Shanghai
    week: &week
      monday: &day [09:00-12:00, 13:00-18:00]
      tuesday: *day
      wednesday: *day
      thursday: *day
      friday: *day
    holidays: {country: cn, first: 2026, last: 2026, hours: *day}
ladders:
  up:
    - {at: 100%, tier: mid, notify: [supervisor]}
    - {after: 4h, tier: senior}
    - {after: 8h, tier: supervisor, notify: [manager]}
targets:
  - {metric: first_response, within: 4h, warn: [75%], notify: [supervisor], ladder: up}
  - {metric: appeal_decision, within: 7 working days, warn: [75%]}
  - {metric: follow_up, within: 24h}
rules:
  - name: serious
    when: {field: severity, op: at_least, value: serious}
    targets:
      - {metric: first_resolution, within: 16h, warn: [75%], notify: [supervisor], ladder: up}
  - name: repeat
    when:
      all:
        - {field: links, op: contains_any, value: repeat_of}
        - {field: priority, op: at_least, value: p3}
    targets:
      - {metric: first_response, within: 2h, warn: [75%], notify: [supervisor], ladder: up}
`

func shopEngine(t *testing.T) *sla.Engine {
	t.Helper()
	p, err := desk.ReadSLA("shop.yaml", []byte(shopPolicy))
	require.NoError(t, err)
	e, err := sla.New(p)
	require.NoError(t, err)
	return e
}
