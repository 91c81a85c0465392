package compensation

import (
	"cmp"
	"maps"
	"math"
	"slices"
)

// comparer compares each handler with the others.
type comparer struct {
	handlers map[string]*tally
	apart    float64
}

// tally is what is known of a handler: how far the sum of ranks lies from what chance expects, its variance, and the ratios of the
// grants to the median of the others.
type tally struct {
	cases          int
	ranks, varying float64
	ratios         []float64
}

func (k *comparer) of(handler string) *tally {
	t := k.handlers[handler]
	if t == nil {
		t = &tally{}
		k.handlers[handler] = t
	}
	return t
}

// compare takes up a sample. In van Elteren's test each kind of case weighs by 1/(n+1), so that large ones do not drown the others.
func (k *comparer) compare(s sample) {
	n := len(s.cases)
	ranks, ties := ranksOf(s.units)
	mine := map[string][]int{} // the places of each handler in the sample
	for i := range s.cases {
		mine[s.cases[i].Handler] = append(mine[s.cases[i].Handler], i)
	}
	for _, handler := range slices.Sorted(maps.Keys(mine)) {
		places := mine[handler]
		t := k.of(handler)
		t.cases += len(places)
		if len(places) == n {
			continue // nobody to compare with
		}
		sum := 0.0
		for _, i := range places {
			sum += ranks[i]
		}
		own, others, all := float64(len(places)), float64(n-len(places)), float64(n)
		weight := 1 / (all + 1)
		t.ranks += weight * (sum - own*(all+1)/2)
		t.varying += weight * weight * own * others / 12 * (all + 1 - ties/(all*(all-1)))
		median := s.medianWithout(places)
		for _, i := range places {
			t.ratios = append(t.ratios, ratioTo(s.units[i], median))
		}
	}
}

// ranksOf gives sorted amounts their ranks from 1 on, equal ones the middle of theirs, and the sum of t³-t over ties of t.
func ranksOf(sorted []int64) (ranks []float64, ties float64) {
	ranks = make([]float64, len(sorted))
	for from := 0; from < len(sorted); {
		to := from
		for to < len(sorted) && sorted[to] == sorted[from] {
			to++
		}
		for i := from; i < to; i++ {
			ranks[i] = float64(from+to+1) / 2
		}
		n := float64(to - from)
		ties += n*n*n - n
		from = to
	}
	return ranks, ties
}

// medianWithout is the median of a sample without some places, which rise.
func (s *sample) medianWithout(places []int) int64 {
	rest := make([]int64, 0, len(s.units)-len(places))
	for i, units := range s.units {
		if len(places) > 0 && places[0] == i {
			places = places[1:]
			continue
		}
		rest = append(rest, units)
	}
	return quartile(rest, 2)
}

func ratioTo(units, median int64) float64 {
	switch {
	case units == median:
		return 1
	case median == 0:
		return maxRatio
	default:
		return min(float64(units)/float64(median), maxRatio)
	}
}

// verdicts judges every handler.
func (k *comparer) verdicts() []HandlerTreatment {
	list := make([]HandlerTreatment, 0, len(k.handlers))
	for _, handler := range slices.Sorted(maps.Keys(k.handlers)) {
		t := k.handlers[handler]
		h := HandlerTreatment{
			Handler: handler, Cases: t.cases, Compared: len(t.ratios), Needed: leastCases, Verdict: TooFew, Ratio: medianOf(t.ratios), P: 1,
		}
		if t.varying > 0 && len(t.ratios) >= leastCases {
			h.P = math.Erfc(math.Abs(t.ranks) / math.Sqrt(2*t.varying))
		}
		list = append(list, h)
	}
	k.judge(list)
	return list
}

// judge corrects the chances for their number, after Holm, and gives verdicts.
func (k *comparer) judge(list []HandlerTreatment) {
	var tested []*HandlerTreatment
	for i := range list {
		if list[i].Compared >= leastCases {
			tested = append(tested, &list[i])
		}
	}
	slices.SortStableFunc(tested, func(a, b *HandlerTreatment) int { return cmp.Compare(a.P, b.P) })
	least := 0.0
	for i, h := range tested {
		least = max(least, min(h.P*float64(len(tested)-i), 1))
		h.P = least
		switch {
		case math.Abs(h.Ratio-1) <= k.apart:
			h.Verdict = Alike
		case h.P >= leastChance:
			h.Verdict = Chance
		case h.Ratio > 1:
			h.Verdict = Higher
		default:
			h.Verdict = Lower
		}
	}
}

// medianOf is 0 for nothing.
func medianOf(list []float64) float64 {
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	half := len(list) / 2
	if len(list)%2 == 1 {
		return list[half]
	}
	return (list[half-1] + list[half]) / 2
}
