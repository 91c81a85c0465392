package desk

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// around says how to go on with a span that cannot be read because a row in it is damaged: with smaller pages up to the row,
// and behind it when it is the next one. What stands before and behind is done all the same. It is false when the store does
// not answer at all.
func (s *sweep) around(ctx context.Context, here span, why error) (span, bool) {
	if !s.answers(ctx) {
		return here, false
	}
	if here.page > 1 {
		here.page = max(here.page/8, 1)
		return here, true
	}
	here.after, here.page = s.behind(ctx, here), sweepPage
	if ctx.Err() != nil {
		return here, false
	}
	s.report(fmt.Errorf("sweep: %w", why))
	return here, true
}

// answers asks for what cannot be there.
func (s *sweep) answers(ctx context.Context) bool {
	_, err := s.desk.store.List(ctx, storage.Query{DueBefore: longAgo(), Limit: 1})
	return err == nil
}

func longAgo() time.Time { return time.Date(1, time.January, 2, 0, 0, 0, 0, time.UTC) }

// behind finds the place of the row that cannot be read and comes next in a span: the first place from which the store can
// read on. It is looked for with the due time, then with each half of the ID.
func (s *sweep) behind(ctx context.Context, here span) storage.Key {
	reads := func(after storage.Key) bool {
		here.after = after
		_, _, err := s.list(ctx, here)
		return err == nil
	}
	start := max(here.after.First, longAgo().UnixMicro())
	end := max(min(here.until.First, s.now.UnixMicro()), start)
	at := storage.Key{First: start + int64(lowest(s.rand, uint64(end-start), func(v uint64) bool {
		return reads(storage.Key{First: start + int64(v), ID: joined(math.MaxUint64, math.MaxUint64)})
	}))}
	high := lowest(s.rand, math.MaxUint64, func(v uint64) bool {
		return reads(storage.Key{First: at.First, ID: joined(v, math.MaxUint64)})
	})
	low := lowest(s.rand, math.MaxUint64, func(v uint64) bool {
		return reads(storage.Key{First: at.First, ID: joined(high, v)})
	})
	at.ID = joined(high, low)
	return at
}

// lowest finds the lowest number up to a highest one that is good, where all below are bad and the highest is good. Among
// several it finds one at random, so that what it passes over once is found another time.
func lowest(r *rand.Rand, highest uint64, good func(uint64) bool) uint64 {
	low, high := uint64(0), highest
	for low < high {
		if mid := low + r.Uint64N(high-low); good(mid) {
			high = mid
		} else {
			low = mid + 1
		}
	}
	return low
}

func joined(high, low uint64) complaint.ID {
	var id complaint.ID
	binary.BigEndian.PutUint64(id[:8], high)
	binary.BigEndian.PutUint64(id[8:], low)
	return id
}
