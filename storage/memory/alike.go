package memory

import (
	"context"
	"fmt"
	"slices"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// Alike implements [storage.Finder].
func (s *Store) Alike(ctx context.Context, prints []uint32, received storage.Range, limit int) ([]complaint.Complaint, error) {
	if err := storage.CheckAlike(prints, received, limit); err != nil {
		return nil, fmt.Errorf("find what is alike: %w", err)
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("find what is alike: %w", err)
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	var rank storage.PrintRank
	for i, p := range prints {
		if slices.Contains(prints[:i], p) {
			continue
		}
		list := within(s.prints.of(p), received)
		list = list[max(0, len(list)-storage.PrintDepth):]
		for _, r := range list {
			rank.Add(r.key(), len(list))
		}
	}
	keys := rank.Best(limit)
	found := make([]complaint.Complaint, len(keys))
	own := make([]lists, len(keys))
	for i, k := range keys {
		s.current[k.ID].copyTo(&found[i], &own[i])
	}
	return found, nil
}

// within cuts a list to a span of time.
func within(list []printed, span storage.Range) []printed {
	if span.IsZero() {
		return list
	}
	to := storage.NoTime
	if !span.To.IsZero() {
		to = span.To.UnixMicro()
	}
	end, _ := slices.BinarySearchFunc(list, storage.Key{First: to}, comparePrinted)
	list = list[:end]
	if !span.From.IsZero() {
		from, _ := slices.BinarySearchFunc(list, storage.Key{First: span.From.UnixMicro()}, comparePrinted)
		list = list[from:]
	}
	return list
}
