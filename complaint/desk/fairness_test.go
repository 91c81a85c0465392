package desk_test

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/storage/memory"
)

// granted is a complaint in which a handler gave an amount of cash.
func granted(t *testing.T, d *desk.Desk, n int, category, handler, amount string) {
	t.Helper()
	customer := complaint.Actor{ID: "u-" + strconv.Itoa(n), Role: complaint.RoleCustomer}
	c, err := d.Open(t.Context(), "app", complaint.Intake{
		Category: category, Content: complaint.Hide("words of case " + strconv.Itoa(n)), Customer: complaint.Customer{ID: customer.ID},
	})
	require.NoError(t, err)
	m, err := complaint.NewMoney(amount, "CNY")
	require.NoError(t, err)
	for _, cmd := range []desk.Command{
		{Actor: complaint.Actor{ID: handler, Role: complaint.RoleMid}, Action: complaint.Propose{Offers: []complaint.Offer{{
			ID: "o", Options: []complaint.Option{{Grants: []complaint.Grant{{Remedy: complaint.RemedyCash, Amount: m}}}},
		}}}},
		{Actor: customer, Action: complaint.Accept{Offer: "o"}},
	} {
		cmd.ID = c.ID
		_, err = d.Do(t.Context(), cmd)
		require.NoError(t, err)
	}
}

func TestLikeCasesAreFoundAndWhoTreatsThemOtherwise(t *testing.T) {
	d := newDesk(t, memory.New())
	n := 0
	give := func(category, handler, amount string) {
		n++
		granted(t, d, n, category, handler, amount)
	}
	for range 25 {
		give("service.attitude", "mia", "20")
		give("service.attitude", "bob", "20")
		give("service.attitude", "ann", "20")
		give("service.attitude", "eva", "60")
	}
	give("logistics.delay", "mia", "5000")
	c, err := d.Open(t.Context(), "app", complaint.Intake{Category: "service.attitude", Content: complaint.Hide("words of case 0")})
	require.NoError(t, err)

	like, err := d.Comparable(t.Context(), c.ID)
	require.NoError(t, err)
	require.Greater(t, like.Count, 80, "the first ones, before it was an incident, were less serious")
	require.LessOrEqual(t, like.Count, 100, "not the one about logistics")
	require.Equal(t, "CNY 20.00", like.Median.String())

	treatment, err := d.Outliers(t.Context(), storage.Query{Category: []string{"service"}})
	require.NoError(t, err)
	verdicts := map[string]compensation.TreatmentVerdict{}
	for _, h := range treatment.Handlers {
		verdicts[h.Handler] = h.Verdict
	}
	require.Equal(t, compensation.Higher, verdicts["eva"])
	require.NotEqual(t, compensation.Higher, verdicts["mia"])
	require.NotEqual(t, compensation.Lower, verdicts["bob"])
}
