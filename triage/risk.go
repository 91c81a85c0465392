package triage

import (
	"cmp"
	"math"
	"slices"
	"strconv"
)

// RiskModel says how likely something is to happen to a case, such as an escalation, a repeat, a missed limit, or the loss of
// the customer, from features of the case. It is immutable and safe for concurrent use. Make one with [TrainRisk] or
// [ReadRisk].
type RiskModel struct {
	base     float64
	features []riskFeature // in the order of their names
}

// riskFeature is a feature with its coefficients, for the log-odds.
type riskFeature struct {
	name   string
	number bool
	// center is the mean of what the feature adds over the cases of the training.
	center float64
	// perUnit is the coefficient of a number, absent that of not being known.
	perUnit, absent           float64
	perUnitError, absentError float64
	mean                      float64 // of a number where it is known; it stands for one that is not
	codes                     []string
	perCode, perCodeError     []float64
}

// Risk is how likely something is.
type Risk struct {
	// Probability is from 0 to 1, LogOdds its logit: Base and the contributions of all factors, added up in their order.
	Probability, LogOdds, Base float64
	// Factors has every feature of the model, those that matter most first.
	Factors []Factor
}

// Factor is what a feature adds to the log-odds of a case, compared with the average case of the training: above 0 it makes the
// risk larger, and a contribution of 0.69 doubles the odds.
type Factor struct {
	Feature string
	// Value is the code or the number, empty where it is not known.
	Value        string
	Contribution float64
}

// Coefficient is what a model has learned about a feature.
type Coefficient struct {
	Feature string
	// Code is the value that it is about, empty for numbers. Missing says that it is about the feature not being known.
	Code    string
	Missing bool
	// Estimate is how much the log-odds change for one unit, or with the code, StandardError how exactly that is known.
	Estimate, StandardError float64
}

// Predict judges a case. A feature that the model does not know is passed over. One that the case lacks, or that is no finite
// number, counts as not known: where the training had such cases by what they showed, else as the average. A code that the
// training did not have, or had too rarely, adds as much as having no code of the model does. Of two features of a name the
// first counts.
func (m *RiskModel) Predict(features []Feature) Risk {
	r := Risk{Base: m.base, Factors: make([]Factor, len(m.features))}
	for i := range m.features {
		f := &m.features[i]
		r.Factors[i] = f.factor(features)
	}
	slices.SortStableFunc(r.Factors, func(a, b Factor) int {
		return cmp.Compare(math.Abs(b.Contribution), math.Abs(a.Contribution))
	})
	r.LogOdds = r.Base
	for i := range r.Factors {
		r.LogOdds += r.Factors[i].Contribution
	}
	r.Probability = logistic(r.LogOdds)
	return r
}

func (f *riskFeature) factor(features []Feature) Factor {
	out := Factor{Feature: f.name}
	x := f.absent
	if f.number {
		x += f.perUnit * f.mean
	}
	if i := slices.IndexFunc(features, func(x Feature) bool { return x.Name == f.name }); i >= 0 {
		switch given := &features[i]; {
		case f.number && given.Code == "" && finite(given.Value):
			out.Value = strconv.FormatFloat(given.Value, 'g', 6, 64)
			x = f.perUnit * given.Value
		case !f.number && given.Code != "":
			out.Value, x = given.Code, 0
			if k, known := slices.BinarySearch(f.codes, given.Code); known {
				x = f.perCode[k]
			}
		}
	}
	// A number without measure must not make a sum that is none.
	out.Contribution = max(-maxContribution, min(x-f.center, maxContribution))
	return out
}

const maxContribution = 1e6

// Coefficients returns what the model has learned, in the order of the features.
func (m *RiskModel) Coefficients() []Coefficient {
	var list []Coefficient
	for i := range m.features {
		f := &m.features[i]
		if f.number {
			list = append(list, Coefficient{Feature: f.name, Estimate: f.perUnit, StandardError: f.perUnitError})
		}
		for k, code := range f.codes {
			list = append(list, Coefficient{Feature: f.name, Code: code, Estimate: f.perCode[k], StandardError: f.perCodeError[k]})
		}
		if f.absentError > 0 {
			list = append(list, Coefficient{Feature: f.name, Missing: true, Estimate: f.absent, StandardError: f.absentError})
		}
	}
	return list
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

func logistic(x float64) float64 {
	if x < 0 {
		e := math.Exp(x)
		return e / (1 + e)
	}
	return 1 / (1 + math.Exp(-x))
}
