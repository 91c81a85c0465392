package storagetest

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// near asks a store for what is alike.
func (l *lab) near(t *testing.T, prints []uint32, received storage.Range, limit int) []string {
	t.Helper()
	list, err := storage.Alike(t.Context(), l.store, prints, received, limit)
	require.NoError(t, err)
	for i := range list {
		l.holds(t, list[i], "Alike must return complaints in their last stored state")
	}
	return ids(list)
}

// ranked is what a store must find among complaints.
func ranked(stored []complaint.Complaint, prints []uint32, received storage.Range, limit int) []string {
	var rank storage.PrintRank
	for _, p := range slices.Compact(slices.Sorted(slices.Values(prints))) {
		q := storage.Query{Prints: []uint32{p}, Received: received, Order: storage.Order{Descending: true}}
		list := sorted(q, stored)
		list = list[:min(len(list), storage.PrintDepth)]
		for _, c := range list {
			rank.Add(q.Key(c), len(list))
		}
	}
	keys := rank.Best(limit)
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = k.ID.String()
	}
	return out
}

func likeness() suite {
	const tent, parcel = "the zip of the tent broke on the first evening", "parcel number twelve was left in the rain"
	return suite{name: "alike", promises: []promise{
		{"those that share the most come first", func(t *testing.T, l *lab) {
			at := func(text string, received int) storage.Change {
				return l.forged(t, func(c *complaint.Complaint) { printed(text)(c); c.Received = moment(received) })
			}
			half, whole, other := at("the zip of the tent is fine", 3), at(tent, 1), at(parcel, 2)
			l.put(t, whole, half, other)
			require.Equal(t, ids([]complaint.Complaint{whole.Complaint, half.Complaint}), l.near(t, printsOf(tent), storage.Range{}, 10),
				"Alike must return the complaint that shares the most prints first, and none that shares none")
			require.Equal(t, ids([]complaint.Complaint{whole.Complaint}), l.near(t, printsOf(tent), storage.Range{}, 1), "Alike must return at most limit complaints")
			require.Empty(t, l.near(t, nil, storage.Range{}, 10), "nothing is alike to a text without prints")
			require.Empty(t, l.near(t, []uint32{7, 7}, storage.Range{}, 10))
		}},
		{"every answer equals the rank", func(t *testing.T, l *lab) {
			texts := []string{tent, parcel, tent + " " + parcel, "the zip of my tent broke", "my parcel was left in the rain", ""}
			stored := make([]complaint.Complaint, 0, 300)
			for range 10 {
				stored = append(stored, l.fill(t, 30, func() storage.Change {
					return l.forged(t, func(c *complaint.Complaint) {
						printed(oneOf(l, texts...))(c)
						c.Received = moment(l.Intn(25))
					})
				})...)
			}
			for range l.size(100) {
				prints := append(printsOf(oneOf(l, texts...)), printsOf(oneOf(l, texts...))...)
				span, limit := storage.Range{}, 1+l.Intn(60)
				if l.Intn(2) == 0 {
					span.From = moment(l.Intn(20))
				}
				if l.Intn(2) == 0 {
					span.To = moment(5 + l.Intn(30))
				}
				require.Equal(t, ranked(stored, prints, span, limit), l.near(t, prints, span, limit),
					"Alike must look at the newest complaints of each print and add up their weights (seed %d)", l.seed)
			}
		}},
		{"a text that changed is found by its new prints", func(t *testing.T, l *lab) {
			ch := l.forged(t, printed(tent))
			l.put(t, ch)
			next := l.edited(t, ch.Complaint, printed(parcel))
			l.put(t, next)
			require.Empty(t, l.near(t, printsOf(tent), storage.Range{}, 10), "Alike must look at the last stored state")
			require.Equal(t, ids([]complaint.Complaint{next.Complaint}), l.near(t, printsOf(parcel), storage.Range{}, 10), "Alike must look at the last stored state")
			moved := l.edited(t, next.Complaint, func(c *complaint.Complaint) { c.Received = moment(7) })
			l.put(t, moved)
			span := storage.Range{From: moment(7), To: moment(8)}
			require.Equal(t, ids([]complaint.Complaint{moved.Complaint}), l.near(t, printsOf(parcel), span, 10), "Alike must look at the last stored state")
		}},
		{"an invalid question is refused", func(t *testing.T, l *lab) {
			for _, limit := range []int{-1, 0, 1001} {
				_, err := storage.Alike(t.Context(), l.store, []uint32{1}, storage.Range{}, limit)
				require.ErrorIs(t, err, complaint.ErrInvalid, "Alike must refuse a limit of %d", limit)
			}
			_, err := storage.Alike(t.Context(), l.store, make([]uint32, 201), storage.Range{}, 1)
			require.ErrorIs(t, err, complaint.ErrInvalid, "Alike must refuse more than 200 prints")
		}},
	}}
}
