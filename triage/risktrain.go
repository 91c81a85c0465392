package triage

import (
	"cmp"
	"iter"
	"math"
	"slices"
	"strconv"

	"github.com/recourse-go/recourse/complaint"
)

// RiskCase is a past case: what was known of it when it was opened, and whether the thing happened.
type RiskCase struct {
	Features []Feature
	Happened bool
}

// RiskOptions are the settings of [TrainRisk]. The zero value is good for most.
type RiskOptions struct {
	// Ridge is how much is charged for large coefficients, as λ in λ/2·Σβ² beside the log-likelihood, where numbers are
	// brought to deviation 1; up to 1e6, 0 for 1. Negative values are refused.
	Ridge float64
	// MinCases is how many cases must have a code for it to have a coefficient of its own; 0 for 10.
	MinCases int
}

const (
	defaultRidge    = 1
	defaultMinCases = 10
	maxRiskCases    = 1 << 22
	maxRiskFeatures = 128
	// maxRiskCodes bounds the codes of a feature: the most frequent are kept.
	maxRiskCodes = 64
	maxRiskRows  = 1024
)

// TrainRisk learns how likely something is from past cases: logistic regression with a ridge penalty (le Cessie and van
// Houwelingen, Ridge Estimators in Logistic Regression, 1992) by Newton's method. Numbers are standardised, codes have a
// coefficient each. A number that is not known counts as the mean, and its being unknown has a coefficient of its own, as has
// the lack of a code. The same cases in the same order always give the same model. The error is a *[complaint.FieldError] for
// options out of range, fewer than ten cases, cases of which all or none happened, and features that are no numbers, have two
// values, or are a number here and a code there.
func TrainRisk(cases iter.Seq[RiskCase], o RiskOptions) (*RiskModel, error) {
	switch {
	case !(o.Ridge >= 0 && o.Ridge <= 1e6):
		return nil, wrong("ridge", strconv.FormatFloat(o.Ridge, 'g', -1, 64), "must be from 0, for the default, to 1000000")
	case o.MinCases < 0:
		return nil, wrong("min_cases", strconv.Itoa(o.MinCases), "must not be negative")
	}
	o.Ridge, o.MinCases = cmp.Or(o.Ridge, defaultRidge), cmp.Or(o.MinCases, defaultMinCases)
	t := riskTrainer{options: o, index: map[string]int{}}
	for c := range cases {
		if err := t.add(c); err != nil {
			return nil, err
		}
	}
	if len(t.happened) < 10 || t.yes == 0 || t.yes == len(t.happened) {
		return nil, wrong("cases", strconv.Itoa(len(t.happened)), "must be at least ten, of which some happened and some did not")
	}
	t.columns()
	if t.width > maxRiskRows {
		return nil, wrong("cases", strconv.Itoa(t.width), "must not have more than "+strconv.Itoa(maxRiskRows)+" features and codes")
	}
	return t.train(), nil
}

func wrong(field, value, rule string) error {
	return &complaint.FieldError{Field: field, Value: value, Rule: rule}
}

// riskTrainer gathers cases: of each case the features that it has.
type riskTrainer struct {
	options  RiskOptions
	index    map[string]int // of a name in features
	features []riskColumn
	rows     [][]riskCell
	happened []bool
	yes      int
	width    int
}

type riskCell struct {
	feature int32
	code    int32 // of the feature, by first sight; -1 for a number
	value   float64
}

// riskColumn is a feature while it is learned.
type riskColumn struct {
	name       string
	number     bool
	codes      []string
	codeIndex  map[string]int
	codeCases  []int
	known      int
	sum, sum2  float64
	mean, unit float64
	// first is the column of the number, absent that of not being known, place that of each code; -1 for none.
	first, absent int
	place         []int
}

func (t *riskTrainer) add(c RiskCase) error {
	at := "cases[" + strconv.Itoa(len(t.rows)) + "].features"
	if len(t.rows) == maxRiskCases || len(c.Features) > maxRiskFeatures {
		return wrong(at, strconv.Itoa(len(c.Features)),
			"must be at most "+strconv.Itoa(maxRiskFeatures)+", in at most "+strconv.Itoa(maxRiskCases)+" cases")
	}
	row := make([]riskCell, 0, len(c.Features))
	for _, f := range c.Features {
		if f.Name == "" || len(f.Name) > complaint.MaxLine || len(f.Code) > complaint.MaxLine || math.Abs(f.Value) > 1e15 {
			return wrong(at+"."+f.Name, f.Code, "must have a name and a code of at most 255 bytes, and a number up to 1e15")
		}
		if f.Code == "" && math.IsNaN(f.Value) {
			continue // not known
		}
		i, known := t.index[f.Name]
		if !known {
			if i = len(t.features); i == maxRiskFeatures {
				return wrong(at, f.Name, "must have at most "+strconv.Itoa(maxRiskFeatures)+" names in all cases")
			}
			t.index[f.Name] = i
			t.features = append(t.features, riskColumn{name: f.Name, number: f.Code == "", codeIndex: map[string]int{}})
		}
		column := &t.features[i]
		if column.number != (f.Code == "") {
			return wrong(at+"."+f.Name, f.Code, "must be a number in all cases or a code in all cases")
		}
		if slices.ContainsFunc(row, func(x riskCell) bool { return x.feature == int32(i) }) {
			return wrong(at+"."+f.Name, f.Code, "must have one value")
		}
		row = append(row, column.take(i, f))
	}
	t.rows, t.happened = append(t.rows, row), append(t.happened, c.Happened)
	if c.Happened {
		t.yes++
	}
	return nil
}

func (c *riskColumn) take(i int, f Feature) riskCell {
	c.known++
	if c.number {
		c.sum += f.Value
		return riskCell{int32(i), -1, f.Value}
	}
	k, seen := c.codeIndex[f.Code]
	if !seen {
		k = len(c.codes)
		c.codeIndex[f.Code] = k
		c.codes, c.codeCases = append(c.codes, f.Code), append(c.codeCases, 0)
	}
	c.codeCases[k]++
	return riskCell{int32(i), int32(k), 1}
}

// columns decides which columns there are. Column 0 is the intercept.
func (t *riskTrainer) columns() {
	for i := range t.features {
		if c := &t.features[i]; c.number {
			c.mean = c.sum / float64(c.known)
		}
	}
	for _, row := range t.rows {
		for _, x := range row {
			c := &t.features[x.feature]
			c.sum2 += (x.value - c.mean) * (x.value - c.mean)
		}
	}
	t.width = 1
	next := func(wanted bool) int {
		if !wanted {
			return -1
		}
		t.width++
		return t.width - 1
	}
	for i := range t.features {
		c := &t.features[i]
		missing := len(t.rows) - c.known
		c.absent = next(missing >= t.options.MinCases && c.known >= t.options.MinCases)
		if c.first = -1; c.number {
			c.unit = math.Sqrt(c.sum2 / float64(c.known))
			c.first = next(c.unit > 1e-12*(1+math.Abs(c.mean)))
			continue
		}
		order := make([]int, len(c.codes))
		for k := range order {
			order[k] = k
		}
		slices.SortFunc(order, func(a, b int) int {
			return cmp.Or(cmp.Compare(c.codeCases[b], c.codeCases[a]), cmp.Compare(c.codes[a], c.codes[b]))
		})
		c.place = slices.Repeat([]int{-1}, len(c.codes))
		for at, k := range order {
			if at < maxRiskCodes {
				c.place[k] = next(c.codeCases[k] >= t.options.MinCases)
			}
		}
	}
}

// sparse returns the columns of a case that are not 0.
func (t *riskTrainer) sparse(row []riskCell, out []riskEntry) []riskEntry {
	out = append(out[:0], riskEntry{0, 1})
	for i := range t.features {
		c := &t.features[i]
		k := slices.IndexFunc(row, func(x riskCell) bool { return x.feature == int32(i) })
		switch {
		case k < 0 && c.absent >= 0:
			out = append(out, riskEntry{c.absent, 1})
		case k < 0:
		case c.number && c.first >= 0:
			out = append(out, riskEntry{c.first, (row[k].value - c.mean) / c.unit})
		case !c.number && c.place[row[k].code] >= 0:
			out = append(out, riskEntry{c.place[row[k].code], 1})
		}
	}
	return out
}

type riskEntry struct {
	column int
	value  float64
}

func (t *riskTrainer) train() *RiskModel {
	rows := make([][]riskEntry, len(t.rows))
	for i, row := range t.rows {
		rows[i] = t.sparse(row, nil)
	}
	beta, errors := fitLogistic(rows, t.happened, t.width, t.options.Ridge)
	m := &RiskModel{base: beta[0]}
	for i := range t.features {
		c := &t.features[i]
		f := riskFeature{name: c.name, number: c.number}
		total := 0.0
		if c.absent >= 0 {
			f.absent, f.absentError = beta[c.absent], errors[c.absent]
			total += f.absent * float64(len(t.rows)-c.known)
		}
		if c.number {
			f.mean = c.mean
			if c.first >= 0 {
				f.perUnit, f.perUnitError = beta[c.first]/c.unit, errors[c.first]/c.unit
				m.base -= f.perUnit * c.mean
			}
			total += f.perUnit * c.mean * float64(len(t.rows))
		}
		for k, code := range c.codes {
			if c.place[k] < 0 {
				continue
			}
			total += beta[c.place[k]] * float64(c.codeCases[k])
			at, _ := slices.BinarySearch(f.codes, code)
			f.codes = slices.Insert(f.codes, at, code)
			f.perCode = slices.Insert(f.perCode, at, beta[c.place[k]])
			f.perCodeError = slices.Insert(f.perCodeError, at, errors[c.place[k]])
		}
		f.center = total / float64(len(t.rows))
		m.base += f.center
		m.features = append(m.features, f)
	}
	slices.SortFunc(m.features, func(a, b riskFeature) int { return cmp.Compare(a.name, b.name) })
	return m
}
