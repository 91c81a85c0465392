package desk_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/storage"
)

func TestPreviewCompensationComparesADraftWithTodaysPolicy(t *testing.T) {
	d := remedied()
	open := func(category, key string) complaint.Complaint {
		c, err := d.Open(t.Context(), "app", complaint.Intake{
			Key: key, Category: category, Order: "SO-1", Carrier: "swift", Content: complaint.Hide("words of " + key),
			Customer: complaint.Customer{ID: "u-1"},
		})
		require.NoError(t, err)
		return c
	}
	late := open("logistics.delay", "a")
	open("service.attitude", "b")
	policy, err := desk.ReadCompensation("draft.yaml", []byte(strings.ReplaceAll(compensationYAML, "fixed: CNY 5", "fixed: CNY 4")))
	require.NoError(t, err)
	draft, err := compensation.New(policy)
	require.NoError(t, err)

	p, err := d.PreviewCompensation(t.Context(), draft, storage.Query{})
	require.NoError(t, err)
	require.Equal(t, 2, p.Cases)
	require.Equal(t, 1, p.Less)
	require.Equal(t, 1, p.Same)
	require.Equal(t, "CNY 20.00", p.Totals[0].Old.Total.String())
	require.Equal(t, "CNY 15.00", p.Totals[0].New.Total.String(), "three days at CNY 4 and a quarter, in coupons of CNY 5")
	require.Equal(t, late.ID, p.Changes[0].Complaint)
	n, err := d.Get(t.Context(), late.ID)
	require.NoError(t, err)
	require.Equal(t, late, n, "nothing is stored")

	p, err = d.PreviewCompensation(t.Context(), draft, storage.Query{Category: []string{"service"}})
	require.NoError(t, err)
	require.Equal(t, 1, p.Cases)
}
