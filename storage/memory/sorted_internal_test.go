package memory

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// TestSortedEqualsSlice does the same to blocks and to a plain slice.
func TestSortedEqualsSlice(t *testing.T) {
	seed := rand.Uint64()
	rng := rand.New(rand.NewPCG(seed, 1))
	var list sorted
	var plain []storage.Key
	for step := range 20_000 {
		k := storage.Key{First: rng.Int64N(3000), ID: complaint.ID{byte(rng.IntN(2))}}
		if step%3 == 0 {
			k.First = int64(step) // grows at the end
		}
		at, found := slices.BinarySearchFunc(plain, k, storage.Key.Compare)
		switch {
		case rng.IntN(3) == 0 && found:
			plain = slices.Delete(plain, at, at+1)
			list.remove(k)
		case !found:
			plain = slices.Insert(plain, at, k)
			list.insert(k, nil)
		default:
			list.insert(k, nil)
		}
		require.Equal(t, len(plain), list.size, "seed %d", seed)
		if step%500 == 0 {
			equal(t, plain, &list, k)
		}
	}
	for len(plain) > 0 {
		at := rng.IntN(len(plain))
		list.remove(plain[at])
		list.remove(plain[at])
		plain = slices.Delete(plain, at, at+1)
		if len(plain)%500 == 0 {
			equal(t, plain, &list, storage.Key{First: rng.Int64N(3000)})
		}
	}
	require.Empty(t, list.blocks, "no block must be left empty")
}

func equal(t *testing.T, plain []storage.Key, list *sorted, k storage.Key) {
	t.Helper()
	walk := func(r run) (keys []storage.Key) {
		for s := r.slot(); s != nil; s = r.slot() {
			keys = append(keys, s.key)
			r.next()
		}
		return keys
	}
	up := slices.Clone(plain)
	down := slices.Clone(plain)
	slices.Reverse(down)
	require.True(t, slices.Equal(up, walk(list.from(storage.Key{}, false, false))))
	require.True(t, slices.Equal(down, walk(list.from(storage.Key{}, false, true))))
	after := slices.DeleteFunc(slices.Clone(up), func(o storage.Key) bool { return o.Compare(k) <= 0 })
	require.True(t, slices.Equal(after, walk(list.from(k, true, false))))
	before := slices.DeleteFunc(down, func(o storage.Key) bool { return o.Compare(k) >= 0 })
	require.True(t, slices.Equal(before, walk(list.from(k, true, true))))
	for _, b := range list.blocks {
		require.LessOrEqual(t, len(b.slots), blockSize)
		require.Equal(t, b.slots[len(b.slots)-1].key, b.last)
	}
}
