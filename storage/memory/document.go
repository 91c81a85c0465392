package memory

import (
	"context"
	"fmt"
	"slices"

	"github.com/recourse-go/recourse/storage"
)

// GetDocument implements [storage.Documents].
func (s *Store) GetDocument(ctx context.Context, kind, key string) (storage.Document, error) {
	if err := ctx.Err(); err != nil {
		return storage.Document{}, fmt.Errorf("get document: %w", err)
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	d, ok := s.documents[kind][key]
	if !ok {
		return storage.Document{}, fmt.Errorf("document %q of kind %q: %w", key, kind, storage.ErrNotFound)
	}
	return cloneDocument(d), nil
}

// PutDocument implements [storage.Documents].
func (s *Store) PutDocument(ctx context.Context, d storage.Document) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("put document: %w", err)
	}
	if err := d.Check(); err != nil {
		return fmt.Errorf("put document: %w", err)
	}
	d = cloneDocument(d)
	s.mu.Lock()
	defer s.mu.Unlock()
	if d.Version != s.documents[d.Kind][d.Key].Version+1 {
		return documentConflict(d.Kind, d.Key, d.Version)
	}
	if s.documents[d.Kind] == nil {
		s.documents[d.Kind] = map[string]storage.Document{}
	}
	s.documents[d.Kind][d.Key] = d
	return nil
}

// ListDocuments implements [storage.Documents].
func (s *Store) ListDocuments(ctx context.Context, kind, after string, limit int) ([]storage.Document, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("list documents: %w", err)
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	var keys []string
	for key := range s.documents[kind] {
		if key > after {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	keys = keys[:min(len(keys), max(limit, 0))]
	documents := make([]storage.Document, len(keys))
	for i, key := range keys {
		documents[i] = cloneDocument(s.documents[kind][key])
	}
	return documents, nil
}

// DeleteDocument implements [storage.Documents].
func (s *Store) DeleteDocument(ctx context.Context, kind, key string, version int64) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("delete document: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if d, ok := s.documents[kind][key]; !ok || d.Version != version {
		return documentConflict(kind, key, version)
	}
	delete(s.documents[kind], key)
	if len(s.documents[kind]) == 0 {
		delete(s.documents, kind)
	}
	return nil
}

func cloneDocument(d storage.Document) storage.Document {
	d.Body = slices.Clone(d.Body)
	return d
}

func documentConflict(kind, key string, version int64) error {
	return fmt.Errorf("document %q of kind %q at version %d: %w", key, kind, version, storage.ErrConflict)
}
