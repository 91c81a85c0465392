package sqlstore

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// Get implements [storage.Store].
func (s *Store) Get(ctx context.Context, id complaint.ID) (complaint.Complaint, error) {
	var version int64
	var document []byte
	found := false
	err := s.read(ctx, func(x *session) (err error) {
		found, err = x.row(ctx, x.core.sql.getComplaint, []any{s.tenant, id[:]}, &version, &document)
		return err
	})
	if err == nil && !found {
		err = storage.ErrNotFound
	}
	var c complaint.Complaint
	if err == nil {
		err = s.decode(id[:], version, document, &c)
	}
	if err != nil {
		return complaint.Complaint{}, s.failed(ctx, "get complaint "+id.String(), err)
	}
	return c, nil
}

// decode reads the document of a complaint into an empty one and checks that it is the one of its row.
func (s *Store) decode(id []byte, version int64, document []byte, into *complaint.Complaint) error {
	problem := ""
	if err := json.Unmarshal(document, into); err != nil {
		problem = jsonProblem(err)
	} else if !bytes.Equal(into.ID[:], id) || into.Version != version || into.Tenant != s.tenant {
		problem = "its document is that of another complaint, tenant or version"
	}
	if problem == "" {
		return nil
	}
	return &CorruptError{Table: tableComplaint, Tenant: s.tenant, Complaint: idOf(id), Problem: problem}
}

// History implements [storage.Store].
func (s *Store) History(ctx context.Context, id complaint.ID) ([]complaint.Event, error) {
	var events []complaint.Event
	err := s.read(ctx, func(x *session) (err error) {
		events, err = s.events(ctx, x, id)
		return err
	})
	if err == nil && len(events) == 0 {
		err = storage.ErrNotFound
	}
	if err != nil {
		return nil, s.failed(ctx, "read history of complaint "+id.String(), err)
	}
	return events, nil
}

func (s *Store) events(ctx context.Context, x *session, id complaint.ID) ([]complaint.Event, error) {
	rows, err := x.query(ctx, x.core.sql.history, s.tenant, id[:])
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // the error of reading is what counts
	var events []complaint.Event
	for rows.Next() {
		var version int64
		var text sql.RawBytes
		if err := rows.Scan(&version, &text); err != nil {
			return nil, err
		}
		e, err := s.decodeEvent(id, version, text)
		if err != nil {
			return nil, err
		}
		events = append(events, e)
	}
	return events, rows.Err()
}

// decodeEvent reads an event and checks that it is the one of its row.
func (s *Store) decodeEvent(id complaint.ID, version int64, text []byte) (complaint.Event, error) {
	var e complaint.Event
	problem := ""
	if err := e.UnmarshalJSON(text); err != nil {
		problem = jsonProblem(err)
	} else if e.Complaint != id || e.Version != version || e.Tenant != s.tenant {
		problem = "it is the event of another complaint, tenant or version"
	}
	if problem != "" {
		return complaint.Event{}, &CorruptError{Table: tableEvent, Tenant: s.tenant, Complaint: id, Version: version, Problem: problem}
	}
	return e, nil
}

// idOf reads an ID from a row. Bytes that are none give one that fits no document.
func idOf(b []byte) complaint.ID {
	var id complaint.ID
	if len(b) == len(id) {
		copy(id[:], b)
	}
	return id
}
