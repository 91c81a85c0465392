package storage_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/casegen"
	"github.com/recourse-go/recourse/storage"
)

var errAway = errors.New("receiver is away")

// opened returns a new complaint that is the same for the same number.
func opened(t require.TestingT, n int, edits ...func(*complaint.Intake)) storage.Change {
	id := complaint.ID{6: 0x70, 8: 0x80, 14: byte(n >> 8), 15: byte(n)}
	in := complaint.Intake{Channel: complaint.ChannelApp, Content: complaint.Hide("The screen is broken."), Customer: complaint.Customer{ID: "u-1"}}
	for _, edit := range edits {
		edit(&in)
	}
	c, e, err := complaint.Open(id, in, complaint.Meta{
		At: casegen.Start(), Salt: []byte("sixteen bytes ok"), Actor: complaint.Actor{ID: "web", Role: complaint.RoleSystem},
	})
	require.NoError(t, err)
	return storage.Change{Complaint: c, Event: e}
}

func noted(t require.TestingT, c complaint.Complaint) storage.Change {
	next, e, err := c.Apply(complaint.Note{Text: complaint.Hide("called back")}, complaint.Meta{
		At: c.Updated, Salt: []byte("sixteen bytes ok"), Actor: complaint.Actor{ID: "mia", Role: complaint.RoleSenior},
	})
	require.NoError(t, err)
	return storage.Change{Complaint: next, Event: e}
}

func source(t *rapid.T) casegen.Source {
	return casegen.Func(func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "choice") })
}

func refused(t *testing.T, err error, field string) {
	t.Helper()
	problem := &complaint.FieldError{}
	require.ErrorAs(t, err, &problem)
	require.Equal(t, field, problem.Field)
	require.NotEmpty(t, problem.Rule)
	require.ErrorIs(t, err, complaint.ErrInvalid)
}
