package triage

import "math"

// fitLogistic maximises the log-likelihood of a logistic regression less ridge/2 times the squares of all coefficients but the
// first, by Newton's method with halved steps; there is one maximum. It also returns standard errors: the roots of the
// diagonal of the inverse of the penalised information.
func fitLogistic(rows [][]riskEntry, happened []bool, width int, ridge float64) (beta, errors []float64) {
	beta, errors = make([]float64, width), make([]float64, width)
	f := logisticFit{rows, happened, ridge}
	loss := f.loss(beta)
	trial := make([]float64, width)
	var factor [][]float64
	for range 50 {
		gradient, information := f.curve(beta)
		factor = cholesky(information)
		step := solve(factor, gradient)
		moved, size := false, 1.0
		for range 30 {
			for k := range trial {
				trial[k] = beta[k] + size*step[k]
			}
			if next := f.loss(trial); next < loss {
				gain := loss - next
				copy(beta, trial)
				loss, moved = next, gain > 1e-10*(1+math.Abs(loss))
				break
			}
			size /= 2
		}
		if !moved {
			break
		}
	}
	_, information := f.curve(beta)
	factor = cholesky(information)
	for k := range errors {
		unit := make([]float64, width)
		unit[k] = 1
		errors[k] = math.Sqrt(math.Max(solve(factor, unit)[k], 0))
	}
	return beta, errors
}

type logisticFit struct {
	rows     [][]riskEntry
	happened []bool
	ridge    float64
}

func logOdds(row []riskEntry, beta []float64) float64 {
	sum := 0.0
	for _, e := range row {
		sum += e.value * beta[e.column]
	}
	return sum
}

func (f *logisticFit) loss(beta []float64) float64 {
	sum := 0.0
	for _, b := range beta[1:] {
		sum += f.ridge / 2 * b * b
	}
	for i, row := range f.rows {
		x := logOdds(row, beta)
		if f.happened[i] {
			x = -x
		}
		sum += math.Max(x, 0) + math.Log1p(math.Exp(-math.Abs(x)))
	}
	return sum
}

// curve returns the gradient of the penalised log-likelihood and its negative second derivatives, the lower half.
func (f *logisticFit) curve(beta []float64) (gradient []float64, information [][]float64) {
	n := len(beta)
	gradient, information = make([]float64, n), make([][]float64, n)
	for k := range information {
		information[k] = make([]float64, k+1)
		// A column that says the same as others, such as all codes of a feature, leaves the intercept free by a hair.
		information[k][k] = 1e-9
		if k > 0 {
			information[k][k] += f.ridge
			gradient[k] = -f.ridge * beta[k]
		}
	}
	for i, row := range f.rows {
		p := logistic(logOdds(row, beta))
		miss := -p
		if f.happened[i] {
			miss = 1 - p
		}
		w := p * (1 - p)
		for a, x := range row {
			gradient[x.column] += miss * x.value
			for _, y := range row[:a+1] {
				information[max(x.column, y.column)][min(x.column, y.column)] += w * x.value * y.value
			}
		}
	}
	return gradient, information
}

// cholesky returns the lower triangle whose product with its transpose is a positive definite matrix.
func cholesky(a [][]float64) [][]float64 {
	for i := range a {
		for j := range i + 1 {
			sum := a[i][j]
			for k := range j {
				sum -= a[i][k] * a[j][k]
			}
			if i == j {
				a[i][i] = math.Sqrt(math.Max(sum, 1e-12))
			} else {
				a[i][j] = sum / a[j][j]
			}
		}
	}
	return a
}

// solve solves with a triangle of cholesky.
func solve(l [][]float64, b []float64) []float64 {
	x := make([]float64, len(b))
	for i := range l {
		x[i] = b[i]
		for k := range i {
			x[i] -= l[i][k] * x[k]
		}
		x[i] /= l[i][i]
	}
	for i := len(l) - 1; i >= 0; i-- {
		for k := i + 1; k < len(l); k++ {
			x[i] -= l[k][i] * x[k]
		}
		x[i] /= l[i][i]
	}
	return x
}
