package storage

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
)

// A cursor is the base64url form, without padding, of one byte for its form, the first eight bytes of a digest of the query
// it belongs to, the two numbers and the ID of the last key, and four bytes of a digest of all that.
const (
	cursorForm   = 1
	cursorLength = 1 + 8 + 8 + 8 + 16 + 4
)

func cursorEncoding() *base64.Encoding { return base64.RawURLEncoding.Strict() }

// CursorAt returns the cursor that goes on after a key in this query.
func (q Query) CursorAt(k Key) (string, error) {
	own, err := q.fingerprint()
	if err != nil {
		return "", err
	}
	b := make([]byte, 0, cursorLength)
	b = append(b, cursorForm)
	b = append(b, own...)
	b = binary.BigEndian.AppendUint64(b, uint64(k.First))
	b = binary.BigEndian.AppendUint64(b, uint64(k.Second))
	b = append(b, k.ID[:]...)
	check := sha256.Sum256(b)
	return cursorEncoding().EncodeToString(append(b, check[:4]...)), nil
}

// After reads the query's cursor: the key after which the page begins, and false when it begins at the start. The error
// wraps [ErrCursor] when the cursor is broken or belongs to other filters or another order.
func (q Query) After() (Key, bool, error) {
	if q.Cursor == "" {
		return Key{}, false, nil
	}
	own, err := q.fingerprint()
	if err != nil {
		return Key{}, false, err
	}
	if len(q.Cursor) != cursorEncoding().EncodedLen(cursorLength) { // the decoder skips line ends
		return Key{}, false, fmt.Errorf("cursor is not one of this library: %w", ErrCursor)
	}
	b, err := cursorEncoding().DecodeString(q.Cursor)
	if err != nil || len(b) != cursorLength || b[0] != cursorForm {
		return Key{}, false, fmt.Errorf("cursor is not one of this library: %w", ErrCursor)
	}
	if check := sha256.Sum256(b[:cursorLength-4]); !bytes.Equal(check[:4], b[cursorLength-4:]) {
		return Key{}, false, fmt.Errorf("cursor is damaged: %w", ErrCursor)
	}
	if !bytes.Equal(b[1:9], own) {
		return Key{}, false, fmt.Errorf("cursor belongs to other filters or another order: %w", ErrCursor)
	}
	k := Key{First: int64(binary.BigEndian.Uint64(b[9:])), Second: int64(binary.BigEndian.Uint64(b[17:]))}
	copy(k.ID[:], b[25:41])
	return k, true, nil
}

// fingerprint identifies filters and order.
func (q Query) fingerprint() ([]byte, error) {
	q.Limit, q.Cursor = 0, ""
	if q.Order.By == "" {
		q.Order.By = ByReceived
	}
	for _, m := range q.moments() { // the same moment may be written in another zone
		if !m.at.IsZero() {
			*m.at = m.at.UTC()
		}
	}
	b, err := json.Marshal(q)
	if err != nil {
		return nil, fmt.Errorf("query has no JSON form: %w", err)
	}
	h := sha256.Sum256(b)
	return h[:8], nil
}
