package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/recourse-go/recourse/storage"
)

// GetDocument implements [storage.Documents].
func (s *Store) GetDocument(ctx context.Context, kind, key string) (storage.Document, error) {
	d := storage.Document{Kind: kind, Key: key}
	found := false
	err := s.read(ctx, func(x *session) (err error) {
		found, err = x.row(ctx, x.core.sql.getDocument, []any{s.tenant, kind, key}, &d.Version, (*[]byte)(&d.Body))
		return err
	})
	if err == nil && !found {
		err = storage.ErrNotFound
	}
	if err == nil {
		err = s.checkDocument(&d)
	}
	if err != nil {
		return storage.Document{}, s.failed(ctx, documentName("get", kind, key), err)
	}
	return d, nil
}

// checkDocument finds a body that was damaged: nothing but valid JSON was ever stored.
func (s *Store) checkDocument(d *storage.Document) error {
	if json.Valid(d.Body) {
		return nil
	}
	return &CorruptError{Table: tableDocument, Tenant: s.tenant, Kind: d.Kind, Key: d.Key, Problem: "broken JSON"}
}

// PutDocument implements [storage.Documents].
func (s *Store) PutDocument(ctx context.Context, d storage.Document) error {
	doing := documentName("put", d.Kind, d.Key)
	if err := d.Check(); err != nil {
		return s.failed(ctx, "put document", err)
	}
	err := s.write(ctx, func(ctx context.Context, x *session) error {
		if d.Version == 1 {
			return swapped(x.exec(ctx, x.core.sql.insertDocument, s.tenant, d.Kind, d.Key, d.Version, []byte(d.Body)))
		}
		return swapped(x.exec(ctx, x.core.sql.updateDocument, d.Version, []byte(d.Body), s.tenant, d.Kind, d.Key, d.Version-1))
	})
	return s.failed(ctx, doing, err)
}

// ListDocuments implements [storage.Documents]. A limit below 1 gives none.
func (s *Store) ListDocuments(ctx context.Context, kind, after string, limit int) ([]storage.Document, error) {
	var documents []storage.Document
	err := s.read(ctx, func(x *session) (err error) {
		documents, err = s.documents(ctx, x, kind, after, max(limit, 0))
		return err
	})
	if err != nil {
		return nil, s.failed(ctx, fmt.Sprintf("list documents of kind %q", kind), err)
	}
	return documents, nil
}

func (s *Store) documents(ctx context.Context, x *session, kind, after string, most int) ([]storage.Document, error) {
	rows, err := x.ask(ctx, x.core.sql.listDocuments.text+limit(most), s.tenant, kind, after)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // the error of reading is what counts
	var documents []storage.Document
	for rows.Next() {
		d := storage.Document{Kind: kind}
		if err := rows.Scan(&d.Key, &d.Version, (*[]byte)(&d.Body)); err != nil {
			return nil, err
		}
		if err := s.checkDocument(&d); err != nil {
			return nil, err
		}
		documents = append(documents, d)
	}
	return documents, rows.Err()
}

// DeleteDocument implements [storage.Documents].
func (s *Store) DeleteDocument(ctx context.Context, kind, key string, version int64) error {
	err := s.write(ctx, func(ctx context.Context, x *session) error {
		return swapped(x.exec(ctx, x.core.sql.deleteDocument, s.tenant, kind, key, version))
	})
	return s.failed(ctx, documentName("delete", kind, key), err)
}

// swapped turns a compare-and-swap that met another version into a conflict.
func swapped(affected int64, err error) error {
	if err == nil && affected != 1 {
		return storage.ErrConflict
	}
	return err
}

func documentName(doing, kind, key string) string {
	return fmt.Sprintf("%s document %q of kind %q", doing, key, kind)
}
