package triage

import (
	"cmp"
	"iter"
	"math"
	"slices"
)

// RiskEvaluation says how good a risk model is on cases that it has not seen.
type RiskEvaluation struct {
	Cases, Happened int
	// AUC is the probability that a case in which it happened gets a larger probability than one in which it did not, ties by
	// half; 0.5 is chance. It is 0 where there are no cases of both kinds.
	AUC float64
	// Brier is the mean square of the difference of probability and truth, less is better; BrierOfMean is that of saying of
	// every case how often it happened.
	Brier, BrierOfMean float64
	// CalibrationError is the expected calibration error, in ten equal bins of probability, weighed by the cases in them.
	CalibrationError float64
}

// EvaluateRisk asks a model about past cases and counts. Without a case all figures are 0.
func EvaluateRisk(m *RiskModel, cases iter.Seq[RiskCase]) RiskEvaluation {
	var e RiskEvaluation
	type said struct {
		probability float64
		happened    bool
	}
	var list []said
	var bins [10]float64
	for c := range cases {
		p := m.Predict(c.Features).Probability
		truth := 0.0
		if c.Happened {
			truth = 1
			e.Happened++
		}
		e.Cases++
		e.Brier += (p - truth) * (p - truth)
		bins[min(int(p*10), 9)] += p - truth
		list = append(list, said{p, c.Happened})
	}
	if e.Cases == 0 {
		return e
	}
	n := float64(e.Cases)
	share := float64(e.Happened) / n
	e.Brier, e.BrierOfMean = e.Brier/n, share*(1-share)
	for _, sum := range bins {
		e.CalibrationError += math.Abs(sum) / n
	}
	slices.SortFunc(list, func(a, b said) int { return cmp.Compare(a.probability, b.probability) })
	wins, below := 0.0, 0.0 // cases below in which it did not happen
	for at := 0; at < len(list); {
		end, yes, no := at, 0.0, 0.0
		for ; end < len(list) && list[end].probability == list[at].probability; end++ {
			if list[end].happened {
				yes++
			} else {
				no++
			}
		}
		wins += yes * (below + no/2)
		below += no
		at = end
	}
	if pairs := float64(e.Happened) * float64(e.Cases-e.Happened); pairs > 0 {
		e.AUC = wins / pairs
	}
	return e
}
