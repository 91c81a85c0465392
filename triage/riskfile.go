package triage

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
)

// The form of a risk model: the words below with the version, the SHA-256 of everything after it, and JSON. A reader of an
// older version refuses a newer file.
const (
	riskMagic   = "recourse risk\n\x01"
	maxRiskFile = 1 << 22
)

// riskBody is the content of a file.
type riskBody struct {
	Base     float64        `json:"base"`
	Features []riskFileLine `json:"features"`
}

type riskFileLine struct {
	Name        string     `json:"name"`
	Number      bool       `json:"number,omitempty"`
	Center      float64    `json:"center"`
	Mean        float64    `json:"mean,omitempty"`
	PerUnit     [2]float64 `json:"per_unit,omitzero"` // with its standard error
	Absent      [2]float64 `json:"absent,omitzero"`
	Codes       []string   `json:"codes,omitempty"`
	PerCode     []float64  `json:"per_code,omitempty"`
	PerCodeMiss []float64  `json:"per_code_error,omitempty"`
}

// WriteTo writes the model to a file that [ReadRisk] reads. The same model always gives the same bytes.
func (m *RiskModel) WriteTo(w io.Writer) (int64, error) {
	body := riskBody{Base: m.base, Features: make([]riskFileLine, len(m.features))}
	for i := range m.features {
		f := &m.features[i]
		body.Features[i] = riskFileLine{
			f.name, f.number, f.center, f.mean,
			[2]float64{f.perUnit, f.perUnitError},
			[2]float64{f.absent, f.absentError},
			f.codes, f.perCode, f.perCodeError,
		}
	}
	text, err := json.Marshal(body)
	if err != nil {
		return 0, fmt.Errorf("write risk model: %w", err)
	}
	sum := sha256.Sum256(text)
	n, err := w.Write(slices.Concat([]byte(riskMagic), sum[:], text))
	if err != nil {
		return int64(n), fmt.Errorf("write risk model: %w", err)
	}
	return int64(n), nil
}

// ReadRisk reads a model that [RiskModel.WriteTo] wrote. Whatever is no model, and what is larger than 4 MiB, is refused with
// [ErrModel]; a file may come from anybody.
func ReadRisk(r io.Reader) (*RiskModel, error) {
	head := make([]byte, len(riskMagic)+sha256.Size)
	if _, err := io.ReadFull(r, head); err != nil {
		return nil, fmt.Errorf("%w: it is too short: %w", ErrModel, err)
	}
	if string(head[:len(riskMagic)]) != riskMagic {
		return nil, fmt.Errorf("%w: it does not begin like a risk model of version 1", ErrModel)
	}
	text, err := io.ReadAll(io.LimitReader(r, maxRiskFile+1))
	switch sum := sha256.Sum256(text); {
	case err != nil:
		return nil, fmt.Errorf("%w: it cannot be read: %w", ErrModel, err)
	case len(text) > maxRiskFile:
		return nil, fmt.Errorf("%w: it is larger than %d bytes", ErrModel, maxRiskFile)
	case !bytes.Equal(sum[:], head[len(riskMagic):]):
		return nil, fmt.Errorf("%w: its check sum is wrong", ErrModel)
	}
	return decodeRisk(text)
}

// decodeRisk reads the body and looks at every number: whoever can write a check sum can still write nonsense.
func decodeRisk(text []byte) (*RiskModel, error) {
	var body riskBody
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&body); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrModel, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: something stands behind its end", ErrModel)
	}
	if len(body.Features) > maxRiskFeatures || !sensible(body.Base) {
		return nil, fmt.Errorf("%w: it has too many features, or a number that is none", ErrModel)
	}
	m := &RiskModel{base: body.Base}
	for i, l := range body.Features {
		if l.Name == "" || i > 0 && l.Name <= body.Features[i-1].Name || l.Number && len(l.Codes) > 0 ||
			len(l.Codes) != len(l.PerCode) || len(l.Codes) != len(l.PerCodeMiss) ||
			!slices.IsSorted(l.Codes) || len(slices.Compact(slices.Clone(l.Codes))) != len(l.Codes) ||
			!sensible(l.Center, l.Mean, l.PerUnit[0], l.PerUnit[1], l.Absent[0], l.Absent[1]) ||
			!sensible(l.PerCode...) || !sensible(l.PerCodeMiss...) {
			return nil, fmt.Errorf("%w: feature %d is out of order, or not whole, or has a number that is none", ErrModel, i)
		}
		m.features = append(m.features, riskFeature{
			name: l.Name, number: l.Number, center: l.Center, mean: l.Mean, perUnit: l.PerUnit[0], perUnitError: l.PerUnit[1],
			absent: l.Absent[0], absentError: l.Absent[1], codes: l.Codes, perCode: l.PerCode, perCodeError: l.PerCodeMiss,
		})
	}
	return m, nil
}

func sensible(list ...float64) bool {
	return !slices.ContainsFunc(list, func(x float64) bool { return !finite(x) || math.Abs(x) > 1e18 })
}
