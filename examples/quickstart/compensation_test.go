package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
)

// checkCompensation checks what the report of the sample's first run says about what customers are given.
func checkCompensation(t *testing.T, out string) {
	t.Helper()
	gives := part(out, "\nWhat the policy gives (version 2026-11), and why\n", "\nBefore it goes live")
	for _, line := range []string{
		`^\S+ False advertising: 详情页写`,
		`^  The law gives a right to it \(rule “fraud: three times the price”\): 消费者权益保护法 第五十五条`,
		`^  The customer gets a refund of CNY 899.00 and CNY 2697.00 in cash.$`,
		`^  By law at least CNY 3596.00 is due in money.$`,
		`^  The customer may choose: a coupon of CNY 100.00, or CNY 60.00 in cash.$`,
		`^  Option 2: The cap “每件小额补偿 gesture” cuts the goodwill, from CNY 285.00 to CNY 60.00.$`,
		`^  The shop may claim 100% of what it pays from the carrier green-arrow`,
		`^  It must be approved by a supervisor or above before it is paid.$`,
		`^  Not given: What it depends on is not established, so it is not given as yet \(rule “服务态度 attitude”\).$`,
	} {
		assert.Regexp(t, "(?m)"+line, gives)
	}
	assert.Len(t, regexp.MustCompile(`(?m)^\S{4}-\S{4}-\S{4} `).FindAllString(gives, -1), len(sights()), "one case of each sort")
	preview := part(out, "\nBefore it goes live: a draft with coupons raised by half, on 92 past complaints\n", "\nOldest open")
	for _, line := range []string{
		`^ +today +draft +change$`,
		`^  cost to the shop  CNY \d+\.\d\d  CNY \d+\.\d\d  CNY [1-9]\d*\.\d\d$`,
		`^  [1-9]\d* get more, 0 less, \d+ the same; 0 more need an approval$`,
		`^  \S+ from CNY 129.90 to CNY 194.85$`,
		`^Rules of the draft that never applied \(\d+ in all, the shop's own first\)\n  服务态度 attitude$`,
		`^  cn: unsafe food: losses$`,
	} {
		assert.Regexp(t, "(?m)"+line, preview)
	}
}

func checkCompensationInChinese(t *testing.T, out string) {
	t.Helper()
	for _, text := range []string{
		"\n赔偿政策(2026-11)给什么,为什么:\n", "依法至少应给予 CNY 3596.00（金钱）。", "客户可任选其一：优惠券 CNY 100.00，或现金赔偿 CNY 60.00。",
		"付款前须由主管或以上批准。", "未给予：其前提尚未查明或不成立", "上线之前:草案把券提高一半,92 件往案会怎样", "本店成本", "少得 0 件",
		"由 CNY 129.90 变为 CNY 194.85", "草案中从未用到的规则(共 ",
	} {
		assert.Contains(t, out, text)
	}
}

// TestCompensationOfSample looks at what the people of the shop gave under the policy.
func TestCompensationOfSample(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	mustRun(t, dir)
	all := byKey(t, dir)

	deceived := all["040"].Offers[0]
	assert.Equal(t, "CNY 3596.00", deceived.Floor.String(), "what was offered by hand was less than the law gives")
	assert.Equal(t, complaint.RoleManager, deceived.Approval.Needs)
	assert.Equal(t, complaint.ApprovalPending, deceived.Approval.State)
	assert.Equal(t, complaint.OfferOpen, deceived.State)

	food := all["025"]
	assert.Equal(t, complaint.ApprovalGiven, food.Offers[0].Approval.State)
	require.Len(t, food.Payouts, 2)
	assert.Equal(t, "CNY 96.00", food.Payouts[0].Amount.String())
	assert.Equal(t, "CNY 1000.00", food.Payouts[1].Amount.String(), "ten times the price, at least a thousand")

	bike := all["013"].Offers[0]
	assert.Equal(t, complaint.RoleSupervisor, bike.Approval.Needs, "more than a handler may grant")
	late := all["051"].Offers[0].Options
	require.Len(t, late, 2, "the price back was above the cap: coupon or cash, as the policy says")
	assert.Equal(t, complaint.RemedyCoupon, late[0].Grants[0].Remedy)
	assert.Equal(t, complaint.RemedyApology, all["068"].Offers[0].Options[0].Grants[0].Remedy, "the order was paid back already")

	paid := map[string]complaint.Money{}
	for key, c := range all {
		for _, p := range c.Payouts {
			if p.Remedy == complaint.RemedyRefund && c.Intake.Order != "" {
				sum, err := paid[c.Intake.Order].Add(p.Amount)
				require.NoError(t, err, key)
				paid[c.Intake.Order] = sum
			}
		}
	}
	orders, customers, err := sampleOrders()
	require.NoError(t, err)
	require.Len(t, customers, len(orders))
	for _, o := range orders {
		if sum := paid[o.ID]; !sum.IsZero() {
			more, err := sum.Cmp(o.Paid)
			require.NoError(t, err)
			assert.LessOrEqual(t, more, 0, "%s: %s refunded of %s", o.ID, sum, o.Paid)
		}
	}

	store, closeStore, err := openStore(t.Context(), filepath.Join(dir, "recourse.db"))
	require.NoError(t, err)
	defer func() { require.NoError(t, closeStore()) }()
	d, err := desk.New(desk.Config{Store: store})
	require.NoError(t, err)
	audit, err := d.AuditLedger(t.Context())
	require.NoError(t, err)
	assert.Empty(t, audit, "the accounts are the sum of the complaints")
}

func TestOrdersOfSample(t *testing.T) {
	t.Parallel()
	orders, _, err := sampleOrders()
	require.NoError(t, err)
	byID := map[string]compensation.Order{}
	for _, o := range orders {
		assert.NotContains(t, byID, o.ID)
		byID[o.ID] = o
	}
	tent := byID["XH26091900417"]
	assert.Equal(t, "CNY 759.00", tent.Paid.String())
	assert.Equal(t, "2026-09-19", tent.Bought.Format("2006-01-02"))
	assert.True(t, tent.Delivered.IsZero(), "it never came")
	assert.Equal(t, "CN", tent.Jurisdiction)
	assert.Equal(t, "CNY 1899.00", byID["XH26092000990"].Paid.String(), "the treadmill, not the fee in dispute")
	jacket := byID["NW-260911-07"]
	assert.Equal(t, "2026-09-13", jacket.Delivered.Format("2006-01-02"))
	assert.Equal(t, "UK", jacket.Jurisdiction)
}

func TestFilesBringNoOrders(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	in := filepath.Join(dir, "shop.csv")
	require.NoError(t, os.WriteFile(in, []byte("key,channel,content,order,customer.id\n1,email,late,XH26091900417,u-1002\n"), 0o600))
	mustRun(t, dir, "-in", in)
	store, closeStore, err := openStore(t.Context(), filepath.Join(dir, "recourse.db"))
	require.NoError(t, err)
	defer func() { require.NoError(t, closeStore()) }()
	_, there, err := desk.StoredOrders{Store: store}.Order(t.Context(), "XH26091900417")
	require.NoError(t, err)
	assert.False(t, there)
}

func TestBundledCompensation(t *testing.T) {
	var problems strings.Builder
	r, err := readCompensation("compensation.yaml", &problems)
	require.NoError(t, err)
	assert.Empty(t, problems.String(), "the linter has nothing to say")
	for _, f := range r.engine.Lint() {
		assert.False(t, f.Mistake, f.Message)
	}
	assert.Equal(t, complaint.PolicyRef{Name: "shop", Version: "2026-11-draft"}, r.draft.Policy())
	for before, after := range map[compensation.Rate]compensation.Rate{"": "50%", "25%": "87.5%", "80%": "100%", "2x": "2x"} {
		assert.Equal(t, after, half(before))
	}
}

func TestCompensationOfYourOwn(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "mine.yaml")
	require.NoError(t, os.WriteFile(file, []byte(`kind: compensation
name: mine
version: "1"
standards:
  - name: never
    when: {all: [{field: claims, op: at_least, value: 3}, {field: claims, op: less_than, value: 2}]}
    options: [{name: coupon, grants: [{remedy: coupon, amount: {fixed: CNY 5}}]}]
caps: [{name: mean, per: complaint, most: [CNY 1, USD 1, GBP 1]}]
`), 0o600))
	out, problems := mustRun(t, dir, "-compensation", file)
	assert.Contains(t, problems, "mine.yaml:6:11: can never match")
	assert.Contains(t, out, "Before it goes live: a draft with coupons raised by half, on 92 past complaints")
	assert.Contains(t, out, "  0 get more, 0 less, 92 the same; 0 more need an approval\n")
	assert.NotContains(t, out, "  pay_out ")
	for key, c := range byKey(t, dir) {
		assert.Empty(t, c.Payouts, "%s: above the cap, so people leave it at an apology", key)
	}
	again, _ := mustRun(t, dir, "-compensation", file)
	assert.Equal(t, rest(out), rest(again))
}

func TestBrokenCompensation(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "broken.yaml")
	require.NoError(t, os.WriteFile(file, []byte(`kind: compensation
name: mine
version: "1"
standards:
  - name: bad
    when: {field: category, op: under, value: qualty}
    options: [{name: a, grants: [{remedy: cash, amount: {rate: 120%, of: line}}]}]
`), 0o600))
	_, problems, err := runIn(t, dir, "-compensation", file)
	assert.Equal(t, exitUsage, exitCode(err))
	assert.Contains(t, problems, "the compensation policy cannot be used:")
	assert.Contains(t, problems, `broken.yaml:6:`)
	assert.Contains(t, problems, `rule "bad": standards[0].when`)
	assert.Contains(t, problems, `broken.yaml:7:`)
	assert.NoFileExists(t, filepath.Join(dir, "recourse.db"), "nothing was begun")
}
