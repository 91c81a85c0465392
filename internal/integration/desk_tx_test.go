package integration_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/storage"
)

// What the desk decides in the host's transaction is there with it, and gone with it.
func TestDeskInTheHostsTransaction(t *testing.T) {
	store, db := newSQLite(t, 1)
	d, err := desk.New(desk.Config{Store: store})
	require.NoError(t, err)
	in := func(customer int) complaint.Intake {
		return complaint.Intake{
			Category: "quality.defect", Feedback: complaint.FeedbackComplaint, Customer: complaint.Customer{ID: fmt.Sprintf("u-%d", customer)},
			Content: complaint.Hide(fmt.Sprintf("The lid of kettle %d is loose.", customer)),
			Items:   []complaint.Item{{Line: "1", Product: "kettle", Lot: "L1"}},
		}
	}
	for _, commit := range []bool{false, true} {
		tx, err := db.BeginTx(t.Context(), nil)
		require.NoError(t, err)
		inside := d.With(store.Tx(tx))
		var last complaint.Complaint
		for customer := range 3 {
			last, err = inside.Open(t.Context(), "app", in(customer))
			require.NoError(t, err)
		}
		require.Len(t, last.Links, 1, "the third begins an incident")
		incidents, err := inside.Incidents(t.Context(), complaint.ID{}, 10)
		require.NoError(t, err)
		require.Len(t, incidents, 1)
		again, err := inside.Open(t.Context(), "app", in(0))
		require.NoError(t, err)
		require.Len(t, again.Links, 2, "of the same customer, and of the incident")
		want := 0
		if commit {
			require.NoError(t, tx.Commit())
			want = 1
		} else {
			require.NoError(t, tx.Rollback())
		}
		incidents, err = d.Incidents(t.Context(), complaint.ID{}, 10)
		require.NoError(t, err)
		require.Len(t, incidents, want)
		n, err := storage.Count(t.Context(), store, storage.Query{})
		require.NoError(t, err)
		require.Equal(t, 4*want, n)
	}
}
