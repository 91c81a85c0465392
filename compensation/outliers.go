package compensation

import (
	"cmp"
	"iter"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/recourse-go/recourse/complaint"
)

// Treatment says whether like cases got like treatment.
type Treatment struct {
	// Cases counts the past cases in the window, Strata the kinds of like cases among them.
	Cases  int `json:"cases"`
	Strata int `json:"strata"`
	// Handlers are all who granted something, sorted by name.
	Handlers []HandlerTreatment `json:"handlers"`
	// Grants are single grants far from what like cases got, at most 100, the farthest first.
	Grants []FarGrant `json:"grants"`
}

// HandlerTreatment says how the grants of a handler compare with those of the others in like cases.
type HandlerTreatment struct {
	Handler string `json:"handler"`
	// Cases counts the handler's cases, Compared those of a kind that others decided as well. Needed is how many of them a verdict
	// needs.
	Cases    int              `json:"cases"`
	Compared int              `json:"compared"`
	Needed   int              `json:"needed"`
	Verdict  TreatmentVerdict `json:"verdict"`
	// Ratio is the typical grant of the handler as a share of the median of the others in the same kind of case, 1 for the same and
	// at most 1000; 0 where nothing was compared.
	Ratio float64 `json:"ratio"`
	// P is how likely it is that so large a difference comes about by chance among so many handlers; 1 where
	// there are too few cases.
	P float64 `json:"p"`
}

// TreatmentVerdict says what came out.
type TreatmentVerdict string

// The verdicts.
const (
	TooFew TreatmentVerdict = "too_few" // too few cases for a verdict
	Alike  TreatmentVerdict = "alike"   // not farther from the others than the policy lets
	Chance TreatmentVerdict = "chance"  // farther, but it may be chance
	Higher TreatmentVerdict = "higher"
	Lower  TreatmentVerdict = "lower"
)

// FarGrant is a grant far from what like cases got.
type FarGrant struct {
	Past

	// Median is that of the Like cases of its kind, which include it.
	Median complaint.Money `json:"median"`
	Like   int             `json:"like"`
}

const (
	leastCases   = 20
	leastChance  = 0.05
	maxRatio     = 1000
	maxFarGrants = 100
	fences       = 3 // a grant is far that lies more than three times the middle half away from it
)

// Outliers compares what handlers granted in like cases: those of the same category, severity, result, tier of the customer and
// currency within the window of the policy before now. A handler stands out who typically grants more or less than the median of
// the others by more than Policy.Fairness.Apart, when chance hardly explains it: a stratified rank test (van Elteren's, which is
// Mann and Whitney's for one kind of case), corrected for the number of handlers after Holm, at 5%. Fewer than 20 cases that can
// be compared give no verdict. Cases without any money count as nothing. The order of the cases makes no difference.
//
// It says that somebody differs, not that somebody errs: who gets the hard cases of a kind may have reason to grant more.
func (e *Engine) Outliers(past iter.Seq[Past], now time.Time) Treatment {
	kinds := map[kind]map[string][]Past{}
	out := Treatment{Handlers: []HandlerTreatment{}, Grants: []FarGrant{}}
	for p := range past {
		if _, ok := unitsOf(p.Amount); !ok || !e.within(p.At, now) {
			continue
		}
		key := kind{p.stratum(), p.Tier}
		if kinds[key] == nil {
			kinds[key] = map[string][]Past{}
		}
		kinds[key][p.Amount.Currency] = append(kinds[key][p.Amount.Currency], p)
		out.Cases++
	}
	k := comparer{handlers: map[string]*tally{}, apart: float64(e.apart.num) / float64(e.apart.den)}
	for _, key := range slices.SortedFunc(maps.Keys(kinds), kind.compare) {
		for _, s := range strata(kinds[key]) {
			out.Strata++
			k.compare(s)
			out.Grants = append(out.Grants, k.far(s)...)
		}
	}
	out.Handlers = k.verdicts()
	slices.SortStableFunc(out.Grants, func(a, b FarGrant) int {
		return cmp.Or(cmp.Compare(b.distance(), a.distance()), cmp.Compare(a.Complaint.String(), b.Complaint.String()))
	})
	out.Grants = out.Grants[:min(len(out.Grants), maxFarGrants)]
	return out
}

// kind is a kind of like cases.
type kind struct {
	stratum

	tier string
}

func (k kind) compare(o kind) int {
	return cmp.Or(cmp.Compare(k.category, o.category), cmp.Compare(k.severity, o.severity), cmp.Compare(k.result, o.result),
		cmp.Compare(k.tier, o.tier))
}

// sample are the cases of one kind and currency, sorted by amount.
type sample struct {
	currency string
	cases    []Past
	units    []int64
}

// strata makes samples of the cases of a kind, by currency. Those without money belong to the only currency that there is.
func strata(by map[string][]Past) []sample {
	none := by[""]
	delete(by, "")
	list := make([]sample, 0, len(by))
	for _, code := range slices.Sorted(maps.Keys(by)) {
		cases := by[code]
		if len(by) == 1 {
			cases = slices.Concat(cases, none)
		}
		slices.SortFunc(cases, func(a, b Past) int {
			return cmp.Or(cmp.Compare(mustUnits(a.Amount), mustUnits(b.Amount)), cmp.Compare(a.Complaint.String(), b.Complaint.String()))
		})
		s := sample{currency: code, cases: cases, units: make([]int64, len(cases))}
		for i := range cases {
			s.units[i] = mustUnits(cases[i].Amount)
		}
		list = append(list, s)
	}
	return list
}

// far finds the grants of a sample that are far from the others.
func (k *comparer) far(s sample) []FarGrant {
	if len(s.cases) < leastCases {
		return nil
	}
	low, median, high := quartile(s.units, 1), quartile(s.units, 2), quartile(s.units, 3)
	margin := float64(high-low) * fences
	digits, _ := complaint.MinorUnits(s.currency)
	cur := currency{code: s.currency, digits: digits}
	var out []FarGrant
	for i, units := range s.units {
		beyond := float64(units) > float64(high)+margin || float64(units) < float64(low)-margin
		if beyond && math.Abs(float64(units-median)) > k.apart*float64(median) {
			out = append(out, FarGrant{Past: s.cases[i], Median: cur.money(median), Like: len(s.cases)})
		}
	}
	return out
}

// distance is how many medians a grant lies away from the median.
func (g *FarGrant) distance() float64 {
	median := mustUnits(g.Median)
	return math.Abs(float64(mustUnits(g.Amount)-median)) / float64(max(median, 1))
}
