package learn

import "github.com/recourse-go/recourse/internal/text"

// maxSpots is how many places are told for an answer.
const maxSpots = 5

// spot is a place in a text with what it says for an answer.
type spot struct {
	text.Spot

	weight float32
}

// Spots appends the places in the text that was judged that spoke most for a label of a head, the strongest first, none twice. A
// place is a word or a pair of words, or up to three Chinese characters; touching ones are put together.
func (m *Model) Spots(r *Reader, head, label int, dst []text.Spot) []text.Spot {
	column := m.first[head] + label
	var best [maxSpots + 1]spot
	n := 0
	var now spot
	for i, h := range r.Grams.Hashes {
		row, rarity := m.features.find(h)
		if row < 0 {
			continue
		}
		weight := rarity * often(r.Grams.Counts[i]) * float32(m.weight(row, column))
		if at := r.Grams.Spots[i]; at == now.Spot { // sequences inside a word speak for the word
			now.weight += weight
		} else {
			n = keep(&best, n, now)
			now = spot{at, weight}
		}
	}
	n = keep(&best, n, now)
	for _, x := range best[:min(n, maxSpots)] {
		dst = join(dst, x.Spot)
	}
	return dst
}

// keep puts a place into the list of the strongest, unless a stronger one covers some of it.
func keep(best *[maxSpots + 1]spot, n int, x spot) int {
	if x.weight <= 0 {
		return n
	}
	at := n
	for at > 0 && best[at-1].weight < x.weight {
		at--
	}
	for _, y := range best[:at] {
		if x.From < y.To && y.From < x.To {
			return n
		}
	}
	copy(best[at+1:], best[at:min(n, maxSpots)])
	best[at] = x
	n = min(n+1, maxSpots+1)
	out := at + 1
	for i := at + 1; i < n; i++ { // weaker ones that it covers go
		if y := best[i]; x.From >= y.To || y.From >= x.To {
			best[out] = y
			out++
		}
	}
	return min(out, maxSpots)
}

// join appends a place, or widens one that it touches.
func join(dst []text.Spot, x text.Spot) []text.Spot {
	for i := range dst {
		if x.From <= dst[i].To+1 && dst[i].From <= x.To+1 { // a blank may stand between
			dst[i] = text.Spot{From: min(x.From, dst[i].From), To: max(x.To, dst[i].To)}
			return dst
		}
	}
	return append(dst, x)
}
