package complaint_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
)

// FuzzEventJSON: what the decoder takes it writes back as it was, and neither Verify nor Replay panics on it.
func FuzzEventJSON(f *testing.F) {
	_, events := randomHistory(f, 5, 30)
	for _, line := range export(f, events) {
		f.Add(line)
	}
	f.Add([]byte(`{"version":1,"data":{},"kind":"open"}`))
	first := events[0]
	f.Fuzz(func(t *testing.T, b []byte) {
		var e complaint.Event
		if err := json.Unmarshal(b, &e); err != nil {
			return
		}
		again, err := json.Marshal(e)
		require.NoError(t, err)
		require.JSONEq(t, string(b), string(again))
		require.Error(t, complaint.Verify([]complaint.Event{first, e, e}))
		if a, err := e.Action(); err == nil {
			require.Equal(t, e.Kind, a.Kind())
		}
		e.Complaint, e.Tenant, e.Version = first.Complaint, first.Tenant, 2
		_, _ = complaint.Replay([]complaint.Event{first, e})
	})
}

// FuzzIntakeJSON: an intake from outside is refused with a field, or opened so that its history gives the same complaint.
func FuzzIntakeJSON(f *testing.F) {
	for seed := range uint64(20) {
		c, events := randomHistory(f, seed, 1)
		f.Add([]byte(text(f, c.Intake)))
		f.Add([]byte(events[0].Data))
	}
	f.Add([]byte(`{"channel":"app","content":"x","amount":{"amount":"1e9","currency":"CNY"},"fields":{"a":"b"}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		in, err := complaint.ParseIntake(b)
		if err != nil {
			require.ErrorIs(t, err, complaint.ErrInvalid)
			return
		}
		c, e, err := openIntake(in)
		if err != nil {
			require.ErrorIs(t, err, complaint.ErrInvalid)
			return
		}
		var stored complaint.Event
		require.NoError(t, json.Unmarshal([]byte(text(t, e)), &stored))
		require.NoError(t, c.Verify([]complaint.Event{stored}))
	})
}
