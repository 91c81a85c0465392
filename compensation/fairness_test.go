package compensation_test

import (
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
)

func pastID(i int) complaint.ID { return complaint.KeyID("", "past-"+strconv.Itoa(i)) }

// grantOf is a past grant in a substantiated general case of quality.defect.
func grantOf(i int, handler string, amount int) compensation.Past {
	return compensation.Past{
		Complaint: pastID(i), Category: "quality.defect", Severity: complaint.SeverityGeneral, Result: complaint.Substantiated,
		Handler: handler, Amount: yuan(strconv.Itoa(amount)), At: day(1),
	}
}

func likeCase() compensation.Case {
	c := caseOf("quality.defect")
	c.Complaint.Assessment.Severity = complaint.SeverityGeneral
	c.Complaint.Finding = &complaint.Finding{Result: complaint.Substantiated}
	return c
}

func TestComparable(t *testing.T) {
	e := engineOf(t, "")
	with := func(i, amount int, change func(*compensation.Past)) compensation.Past {
		p := grantOf(i, "ann", amount)
		change(&p)
		return p
	}
	c := likeCase()
	past := []compensation.Past{
		grantOf(0, "ann", 10), grantOf(1, "ann", 40), grantOf(2, "bob", 20),
		with(3, 25, func(p *compensation.Past) { p.At = day(2) }),
		with(4, 1, func(p *compensation.Past) { p.Amount = complaint.Money{} }), // an apology
		with(5, 999, func(p *compensation.Past) { p.Severity = complaint.SeveritySerious }),
		with(6, 999, func(p *compensation.Past) { p.Category = "quality.function" }),
		with(7, 999, func(p *compensation.Past) { p.Category = "logistics.delay" }),
		with(8, 999, func(p *compensation.Past) { p.At = day(15) }),
		with(9, 999, func(p *compensation.Past) { p.At = day(14).Add(-366 * 24 * time.Hour) }),
		with(10, 999, func(p *compensation.Past) { p.Amount.Currency = "USD" }),
		with(11, 999, func(p *compensation.Past) { p.Complaint = c.Complaint.ID }),
		with(12, 999, func(p *compensation.Past) { p.Tier = "gold"; p.Result = complaint.NotSubstantiated }),
		with(13, 999, func(p *compensation.Past) { p.Amount = yuan("5").Neg() }),
	}
	got, err := e.Comparable(c, slices.Values(past))
	require.NoError(t, err)
	require.Equal(t, 5, got.Count)
	require.Equal(t, []string{"CNY 10.00", "CNY 20.00", "CNY 25.00"}, []string{got.Lower.String(), got.Median.String(), got.Upper.String()})
	points := make([]int, len(got.Cases))
	for i, l := range got.Cases {
		points[i] = l.Points
	}
	require.Equal(t, []int{9, 9, 9, 9, 9, 7, 7, 6}, points)
	require.Equal(t, pastID(3), got.Cases[0].Complaint, "the latest of equally alike ones")
	require.Equal(t, []string{"5 like cases were decided: the median is CNY 20.00, and half of them got from CNY 10.00 to CNY 25.00."}, got.Explain(compensation.Explaining{}))
	require.Equal(t, []string{"有 5 件先例：中位数 CNY 20.00，半数在 CNY 10.00 至 CNY 25.00 之间。"}, got.Explain(compensation.Explaining{Language: "zh"}))
	require.Empty(t, got.Explain(compensation.Explaining{Customer: true}))

	got, err = e.Comparable(c, slices.Values(past[:1]))
	require.NoError(t, err)
	require.Equal(t, []string{"One like case was decided: it got CNY 10.00."}, got.Explain(compensation.Explaining{}))
	got, err = e.Comparable(c, slices.Values(past[5:]))
	require.NoError(t, err)
	require.Zero(t, got.Count)
	require.Equal(t, []string{"没有类别、严重程度和结论都相同的先例。"}, got.Explain(compensation.Explaining{Language: "zh"}))

	c.Loss = complaint.Money{Amount: yuan("1").Amount, Currency: "USD"}
	_, err = e.Comparable(c, slices.Values(past))
	require.ErrorIs(t, err, complaint.ErrInvalid)
}

// TestQuartiles: between two amounts in proportion, as in most statistics programs (type 7), rounded half up to fen.
func TestQuartiles(t *testing.T) {
	e := engineOf(t, "")
	past := make([]compensation.Past, 0, 4)
	for i, amount := range []string{"0.01", "0.02", "0.05", "0.10"} {
		p := grantOf(i, "ann", 1)
		p.Amount = yuan(amount)
		past = append(past, p)
	}
	got, err := e.Comparable(likeCase(), slices.Values(past))
	require.NoError(t, err)
	// Exactly 0.0175, 0.035 and 0.0625.
	require.Equal(t, []string{"CNY 0.02", "CNY 0.04", "CNY 0.06"}, []string{got.Lower.String(), got.Median.String(), got.Upper.String()})
}

// TestComparableIsBounded: it keeps the most alike, whatever the order.
func TestComparableIsBounded(t *testing.T) {
	e := engineOf(t, "")
	past := make([]compensation.Past, 300)
	for i := range past {
		past[i] = grantOf(i, "ann", i)
		past[i].At = day(1).Add(time.Duration(i%7) * time.Minute)
		if i%3 > 0 {
			past[i].Severity = complaint.SeveritySerious
		}
	}
	want, err := e.Comparable(likeCase(), slices.Values(past))
	require.NoError(t, err)
	require.Len(t, want.Cases, 20)
	require.Equal(t, 100, want.Count)
	rapid.Check(t, func(t *rapid.T) {
		got, err := e.Comparable(likeCase(), slices.Values(rapid.Permutation(past).Draw(t, "order")))
		require.NoError(t, err)
		require.Equal(t, want, got)
	})
}

func TestPastOf(t *testing.T) {
	option := func(amounts ...complaint.Money) complaint.Option {
		var o complaint.Option
		for _, m := range amounts {
			o.Grants = append(o.Grants, complaint.Grant{Remedy: complaint.RemedyCash, Amount: m})
		}
		return o
	}
	c := complaint.Complaint{
		ID: pastID(1), Intake: complaint.Intake{Category: "other", Customer: complaint.Customer{Tier: "gold"}},
		Offers: []complaint.Offer{
			{ID: "a", State: complaint.OfferAccepted, Options: []complaint.Option{option(yuan("1"))}, By: "ann", At: day(1)},
			{ID: "b", State: complaint.OfferAccepted, Chosen: 1, Options: []complaint.Option{option(yuan("7")), option(yuan("2"), yuan("3"))}, By: "bob", At: day(2)},
			{ID: "c", State: complaint.OfferDeclined, Options: []complaint.Option{option(yuan("9"))}, By: "eve", At: day(3)},
		},
	}
	p, ok := compensation.PastOf(c)
	require.True(t, ok)
	require.True(t, p.Amount.Equal(yuan("5")))
	p.Amount = complaint.Money{}
	require.Equal(t, compensation.Past{Complaint: pastID(1), Category: "other", Tier: "gold", Handler: "bob", At: day(2)}, p)

	c.Assessment = complaint.Assessment{Category: "price", Severity: complaint.SeveritySerious}
	c.Finding = &complaint.Finding{Result: complaint.Substantiated}
	p, _ = compensation.PastOf(c)
	require.Equal(t, []any{"price", complaint.SeveritySerious, complaint.Substantiated}, []any{p.Category, p.Severity, p.Result})

	c.Offers[1].Options[1] = option(complaint.Money{})
	p, ok = compensation.PastOf(c)
	require.True(t, ok)
	require.True(t, p.Amount.IsZero())
	c.Offers[1].Options[1] = option(yuan("2"), complaint.Money{Amount: yuan("2").Amount, Currency: "USD"})
	_, ok = compensation.PastOf(c)
	require.False(t, ok)
	_, ok = compensation.PastOf(complaint.Complaint{})
	require.False(t, ok)
}

// deskOf makes past grants of handlers in several kinds of case; factor says what each handler makes of the usual amount.
func deskOf(r *rand.Rand, each int, factor map[string]float64) []compensation.Past {
	past := make([]compensation.Past, 0, each*len(factor))
	for _, handler := range slices.Sorted(maps.Keys(factor)) {
		for range each {
			kind := r.IntN(4)
			usual := float64(50*(kind+1)) * (0.6 + 0.8*r.Float64())
			p := grantOf(len(past), handler, int(math.Round(usual*factor[handler])))
			p.Category = []string{"quality.defect", "quality.function", "logistics.delay", "price.level"}[kind]
			past = append(past, p)
		}
	}
	return past
}

func handlerOf(t testing.TB, got compensation.Treatment, name string) compensation.HandlerTreatment {
	t.Helper()
	at := slices.IndexFunc(got.Handlers, func(h compensation.HandlerTreatment) bool { return h.Handler == name })
	require.GreaterOrEqual(t, at, 0, name)
	return got.Handlers[at]
}

// TestOutliers: who gives twice as much stands out, who gives a little more does not, and who decided little gets no verdict.
func TestOutliers(t *testing.T) {
	e := engineOf(t, "")
	r := rand.New(rand.NewPCG(1, 2))
	past := deskOf(r, 40, map[string]float64{"ann": 1, "bob": 1, "cat": 1, "dan": 2, "eve": 0.4, "fay": 1.2})
	past = append(past, grantOf(1000, "gus", 100), grantOf(1001, "gus", 900))
	alone := grantOf(1002, "hal", 100)
	alone.Category = "privacy.leak"
	got := e.Outliers(slices.Values(append(past, alone)), day(14))
	require.Equal(t, 243, got.Cases)
	require.Equal(t, 5, got.Strata)
	for name, want := range map[string]compensation.TreatmentVerdict{
		"ann": compensation.Alike, "bob": compensation.Alike, "cat": compensation.Alike, "dan": compensation.Higher,
		"eve": compensation.Lower, "fay": compensation.Alike, "gus": compensation.TooFew, "hal": compensation.TooFew,
	} {
		require.Equal(t, want, handlerOf(t, got, name).Verdict, name)
	}
	require.InDelta(t, 2, handlerOf(t, got, "dan").Ratio, 0.3)
	require.Less(t, handlerOf(t, got, "dan").P, 0.001)
	require.Equal(t, compensation.HandlerTreatment{Handler: "hal", Cases: 1, Needed: 20, Verdict: compensation.TooFew, P: 1}, handlerOf(t, got, "hal"))
	require.Len(t, got.Grants, 1)
	require.Equal(t, pastID(1001), got.Grants[0].Complaint)

	said := got.Explain(compensation.Explaining{})
	require.Contains(t, said, "gus: too few cases to compare: 2 of at least 20.")
	require.Regexp(t, `^dan: grants more than the others: typically (1[89]|2[0-2])\d% of their median in 40 like cases, which is hardly chance \(p < 0.001\)\.$`, said[3])
	require.Regexp(t, `^Complaint .* \(“Defective or broken \(not in transit\)”, handler gus\): CNY 900.00, where the median of \d+ like cases is CNY \d+\.\d\d\.$`, said[len(said)-1])
	said = got.Explain(compensation.Explaining{Language: "zh"})
	require.Contains(t, said, "gus：可比案件太少：至少需要 20 件，只有 2 件。")
	require.Contains(t, said[4], "eve：给予明显少于他人")
	require.Empty(t, got.Explain(compensation.Explaining{Customer: true}))
}

// TestOutliersMayBeChance: a difference that is large but may be chance is called so, and so is what remains of many tests.
func TestOutliersMayBeChance(t *testing.T) {
	e := engineOf(t, "")
	past := make([]compensation.Past, 0, 40)
	for i := range 20 {
		past = append(past, grantOf(2*i, "ann", []int{1, 80}[i%2]), grantOf(2*i+1, "bob", []int{100, 1, 2}[i%3]))
	}
	got := e.Outliers(slices.Values(past), day(14))
	require.Equal(t, compensation.Chance, handlerOf(t, got, "ann").Verdict)
	require.Contains(t, got.Explain(compensation.Explaining{})[0], "but that may be chance (p = ")
	require.Contains(t, got.Explain(compensation.Explaining{Language: "zh"})[0], "可能出于偶然")
}

// TestOutliersOfEquals: among handlers who do the same hardly anybody stands out, however often one looks.
func TestOutliersOfEquals(t *testing.T) {
	e := engineOf(t, `'fairness': {'apart': '1%'}`) // so that the test alone decides
	flagged, runs := 0, 300
	for seed := range runs {
		equal := map[string]float64{}
		for i := range 8 {
			equal["h"+strconv.Itoa(i)] = 1
		}
		got := e.Outliers(slices.Values(deskOf(rand.New(rand.NewPCG(uint64(seed), 9)), 25, equal)), day(14))
		if slices.ContainsFunc(got.Handlers, func(h compensation.HandlerTreatment) bool {
			return h.Verdict == compensation.Higher || h.Verdict == compensation.Lower
		}) {
			flagged++
		}
	}
	require.LessOrEqual(t, flagged, runs*8/100, "5% is the promise, and 8% is three standard deviations above it")
}

// TestOutliersAgainstShuffling: the chance that the test gives is that of shuffling the handlers within each kind of case.
func TestOutliersAgainstShuffling(t *testing.T) {
	e := engineOf(t, "")
	r := rand.New(rand.NewPCG(3, 4))
	past := deskOf(r, 24, map[string]float64{"ann": 1, "bob": 1.12})
	got := handlerOf(t, e.Outliers(slices.Values(past), day(14)), "ann")
	// One of two handlers: the chances of both are equal, and Holm doubles the smaller of them.
	want := statistic(past)
	extreme, runs := 0, 4000
	for range runs {
		shuffled := slices.Clone(past)
		for _, category := range []string{"quality.defect", "quality.function", "logistics.delay", "price.level"} {
			var at []int
			for i := range shuffled {
				if shuffled[i].Category == category {
					at = append(at, i)
				}
			}
			r.Shuffle(len(at), func(i, j int) {
				shuffled[at[i]].Handler, shuffled[at[j]].Handler = shuffled[at[j]].Handler, shuffled[at[i]].Handler
			})
		}
		if math.Abs(statistic(shuffled)) >= math.Abs(want)-1e-9 {
			extreme++
		}
	}
	require.InDelta(t, 2*float64(extreme)/float64(runs), got.P, 0.04)
	require.Greater(t, got.P, 0.02)
	require.Less(t, got.P, 0.6)
}

// TestOutliersByHand: the chance is that of van Elteren's test, for kinds of case of different sizes and amounts without ties.
func TestOutliersByHand(t *testing.T) {
	past := make([]compensation.Past, 0, 70)
	for i := range 70 {
		p := grantOf(i, []string{"ann", "bob"}[i%2], (100+i*13%70)*100+i%2*905)
		if i >= 60 {
			p.Category = "price.level"
		}
		past = append(past, p)
	}
	past[66].Handler = "bob" // four of ann and six of bob
	variance := 30.0*30/12/61 + 4.0*6/12/11
	z := statistic(past) / 2 / math.Sqrt(variance)
	got := handlerOf(t, engineOf(t, "").Outliers(slices.Values(past), day(14)), "ann")
	require.Greater(t, math.Abs(z), 0.5)
	require.InDelta(t, min(1, 2*math.Erfc(math.Abs(z)/math.Sqrt2)), got.P, 1e-9)
}

// TestOutliersWithoutMoney: who gives apologies where others give money gives less.
func TestOutliersWithoutMoney(t *testing.T) {
	past := make([]compensation.Past, 0, 50)
	for i := range 25 {
		sorry := grantOf(i, "ann", 0)
		sorry.Amount = complaint.Money{}
		past = append(past, sorry, grantOf(100+i, "bob", 50+i))
	}
	got := engineOf(t, "").Outliers(slices.Values(past), day(14))
	require.Equal(t, compensation.Lower, handlerOf(t, got, "ann").Verdict)
	require.Equal(t, compensation.Higher, handlerOf(t, got, "bob").Verdict)
	require.Contains(t, got.Explain(compensation.Explaining{})[1], "typically 1000× of their median")
}

// statistic counts pairs of like cases in which ann gave more than bob, less those in which she gave less, weighed by the size of
// the kind: van Elteren's in another form.
func statistic(past []compensation.Past) float64 {
	sums, sizes := map[string]float64{}, map[string]float64{}
	for _, p := range past {
		sizes[p.Category]++
		for _, q := range past {
			if p.Handler != "ann" || q.Handler == "ann" || p.Category != q.Category {
				continue
			}
			order, _ := p.Amount.Cmp(q.Amount)
			sums[p.Category] += float64(order)
		}
	}
	all := 0.0
	for category, sum := range sums {
		all += sum / (sizes[category] + 1)
	}
	return all
}

// TestOutliersLaws: neither the order of the cases nor the unit of money makes a difference.
func TestOutliersLaws(t *testing.T) {
	e := engineOf(t, "")
	rapid.Check(t, func(t *rapid.T) {
		past := deskOf(rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1)), rapid.IntRange(0, 30).Draw(t, "each"), map[string]float64{"ann": 1, "bob": 1.5, "cat": 3})
		if rapid.Bool().Draw(t, "apologies") {
			for i := range past {
				if i%5 == 0 {
					past[i].Amount = complaint.Money{}
				}
			}
		}
		want := e.Outliers(slices.Values(past), day(14))
		require.Equal(t, want, e.Outliers(slices.Values(rapid.Permutation(past).Draw(t, "order")), day(14)))
		tenfold := slices.Clone(past)
		for i := range tenfold {
			tenfold[i].Amount.Amount = tenfold[i].Amount.Amount.Shift(1)
		}
		got := e.Outliers(slices.Values(tenfold), day(14))
		require.Len(t, got.Handlers, len(want.Handlers))
		for i, h := range got.Handlers {
			require.InDelta(t, want.Handlers[i].P, h.P, 1e-9)
			require.InEpsilon(t, 1+want.Handlers[i].Ratio, 1+h.Ratio, 0.02, "medians are rounded to fen")
		}
	})
	require.Equal(t, compensation.Treatment{Handlers: []compensation.HandlerTreatment{}, Grants: []compensation.FarGrant{}}, e.Outliers(slices.Values([]compensation.Past(nil)), day(14)))
}
