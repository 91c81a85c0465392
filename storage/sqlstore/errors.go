package sqlstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/recourse-go/recourse/complaint"
)

// SchemaVersion is the version of the schema that this package reads and writes.
const SchemaVersion = 2

// ErrSchema is what every *[SchemaError] unwraps to.
var ErrSchema = errors.New("the database schema does not fit this program")

// SchemaError says that the tables are missing, old, or of a newer version of the library. It unwraps to [ErrSchema].
type SchemaError struct {
	// Have is the version that was found, 0 for none; Want is [SchemaVersion].
	Have, Want int64
}

// Error names both versions and the way out.
func (e *SchemaError) Error() string {
	switch {
	case e.Have > e.Want:
		return fmt.Sprintf("%s: it has version %d, the program knows %d: update the program", ErrSchema, e.Have, e.Want)
	case e.Have == 0:
		return fmt.Sprintf("%s: tables are missing: run migrate.Up for the same database and options first", ErrSchema)
	default:
		return fmt.Sprintf("%s: it has version %d, the program needs %d: run migrate.Up first", ErrSchema, e.Have, e.Want)
	}
}

// Unwrap returns [ErrSchema].
func (e *SchemaError) Unwrap() error { return ErrSchema }

// ErrCorrupt is what every *[CorruptError] unwraps to.
var ErrCorrupt = errors.New("a stored row is damaged")

// CorruptError says which row cannot be read. It repeats nothing of what stands there, which may be personal. It unwraps
// to [ErrCorrupt].
type CorruptError struct {
	// Table is "complaint", "event" or "document", without the prefix.
	Table  string
	Tenant string
	// Complaint is set for a complaint or an event, Version for an event.
	Complaint complaint.ID
	Version   int64
	// Kind and Key are set for a document.
	Kind, Key string
	// Problem says what is wrong with it.
	Problem string
}

// Error names the row and the problem.
func (e *CorruptError) Error() string {
	row := "complaint " + e.Complaint.String()
	switch e.Table {
	case tableEvent:
		row = "event " + strconv.FormatInt(e.Version, 10) + " of " + row
	case tableDocument:
		row = fmt.Sprintf("document %q of kind %q", e.Key, e.Kind)
	default:
	}
	return fmt.Sprintf("%s at tenant %q: %s: %s: restore the row from a backup", row, e.Tenant, ErrCorrupt, e.Problem)
}

// Unwrap returns [ErrCorrupt].
func (e *CorruptError) Unwrap() error { return ErrCorrupt }

const (
	tableComplaint = "complaint"
	tableEvent     = "event"
	tableDocument  = "document"
)

// jsonProblem describes an error of decoding without repeating the input.
func jsonProblem(err error) string {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	var field *complaint.FieldError
	switch {
	case errors.As(err, &syntax):
		return "broken JSON at byte " + strconv.FormatInt(syntax.Offset, 10)
	case errors.As(err, &kind):
		return "the field " + strconv.Quote(kind.Field) + " has the wrong JSON type"
	case errors.As(err, &field):
		return "the field " + strconv.Quote(field.Field) + " is wrong: " + field.Rule
	default:
		return "not the JSON form that was stored"
	}
}

// failed says what the store was doing. Drivers report a cancelled context in their own words: the context's error is put
// in front, so that errors.Is finds it.
func (s *Store) failed(ctx context.Context, doing string, err error) error {
	if err == nil {
		return nil
	}
	if s.core.engine.missing(err) {
		return fmt.Errorf("%s%s: %w: %w", doing, s.where(), &SchemaError{Want: SchemaVersion}, err)
	}
	if cause := ctx.Err(); cause != nil && !errors.Is(err, cause) {
		return fmt.Errorf("%s%s: %w: %w", doing, s.where(), cause, err)
	}
	return fmt.Errorf("%s%s: %w", doing, s.where(), err)
}
