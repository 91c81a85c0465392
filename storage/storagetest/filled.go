package storagetest

import (
	"encoding/json"
	"reflect"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/casegen"
	"github.com/recourse-go/recourse/storage"
)

// filled returns a new complaint all of whose fields hold something, down to the last list of a list.
func (l *lab) filled(t *testing.T) storage.Change {
	t.Helper()
	ch := l.opened(t)
	id := ch.Complaint.ID
	n := 0
	fill(reflect.ValueOf(&ch.Complaint).Elem(), &n)
	c := &ch.Complaint
	c.ID, c.Tenant, c.Version, c.Status = id, l.tenant, 1, complaint.StatusReceived
	e := &ch.Event
	e.Decisions = json.RawMessage(`{"route":{"to":{"department":"a"},"policy":{}}}`)
	e.Personal = &complaint.Personal{Salt: []byte("sixteen bytes ok"), Data: json.RawMessage(`{"intake.content":"<b>\u0026 \"x\""}`)}
	e.Key, e.Digest = "command 1", "sha256:00"
	e.Actor = complaint.Actor{ID: "mia", Role: complaint.RoleSenior, Department: "aftersales"}
	return stamped(ch)
}

// fill sets everything that can be set to a value of its own.
func fill(v reflect.Value, n *int) {
	*n++
	switch value := v.Addr().Interface().(type) {
	case *time.Time:
		*value = casegen.Start().Add(time.Duration(*n) * 1001 * time.Microsecond)
		return
	case *complaint.Money:
		if m, err := complaint.FromMinor(int64(*n)*101, "CNY"); err == nil {
			*value = m
		}
		return
	case *complaint.Private:
		*value = complaint.Hide("text " + strconv.Itoa(*n))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("value-" + strconv.Itoa(*n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*n))
	case reflect.Uint8:
		v.SetUint(uint64(*n % 256))
	case reflect.Float64:
		v.SetFloat(float64(*n) / 8)
	case reflect.Struct:
		for _, field := range v.Fields() {
			if field.CanSet() {
				fill(field, n)
			}
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	case reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i), n)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(v.Index(i), n)
		}
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key, n)
		fill(value, n)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	default:
	}
}

// scribble writes over everything that can be reached through v.
func scribble(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			scribble(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				scribble(v.Field(i))
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			scribble(v.Index(i))
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			v.SetMapIndex(key, reflect.New(v.Type().Elem()).Elem())
		}
	case reflect.String:
		if v.CanSet() {
			v.SetString("scribbled")
		}
	case reflect.Uint8:
		if v.CanSet() {
			v.SetUint(v.Uint() ^ 0xff)
		}
	case reflect.Int, reflect.Int64:
		if v.CanSet() {
			v.SetInt(v.Int() + 1)
		}
	case reflect.Bool:
		if v.CanSet() {
			v.SetBool(!v.Bool())
		}
	case reflect.Float64:
		if v.CanSet() {
			v.SetFloat(v.Float() + 1)
		}
	default:
	}
}

// owned checks that nothing is shared between store and caller.
func owned() suite {
	const rule = "what a method returns belongs to the caller: changing it must change nothing in the store"
	return suite{name: "owned", promises: []promise{
		{"changing what Get returned", func(t *testing.T, l *lab) {
			want := l.filled(t)
			l.put(t, want)
			got, err := l.store.Get(t.Context(), want.Complaint.ID)
			require.NoError(t, err)
			before := got.Clone()
			scribble(reflect.ValueOf(&got))
			again, err := l.store.Get(t.Context(), want.Complaint.ID)
			require.NoError(t, err)
			require.True(t, reflect.DeepEqual(before, again), "Get: %s", rule)
		}},
		{"changing what List returned", func(t *testing.T, l *lab) {
			want := l.filled(t)
			l.put(t, want)
			page, err := l.store.List(t.Context(), storage.Query{})
			require.NoError(t, err)
			require.Len(t, page.Complaints, 1, "the zero query must list all complaints")
			before := page.Complaints[0].Clone()
			scribble(reflect.ValueOf(&page))
			again, err := l.store.List(t.Context(), storage.Query{})
			require.NoError(t, err)
			require.True(t, reflect.DeepEqual([]complaint.Complaint{before}, again.Complaints), "List: %s", rule)
		}},
		{"changing what History returned", func(t *testing.T, l *lab) {
			want := l.filled(t)
			l.put(t, want)
			got := l.history(t, want.Complaint.ID)
			require.Len(t, got, 1, "History must return all events of a complaint and no others")
			before := got[0].Clone()
			scribble(reflect.ValueOf(&got))
			again := l.history(t, want.Complaint.ID)
			require.True(t, reflect.DeepEqual([]complaint.Event{before}, again), "History: %s", rule)
		}},
		{"changing what was given to Put", func(t *testing.T, l *lab) {
			given := l.filled(t)
			state, event, id := given.Complaint.Clone(), given.Event.Clone(), given.Complaint.ID
			l.put(t, given)
			scribble(reflect.ValueOf(&given))
			got, err := l.store.Get(t.Context(), id)
			require.NoError(t, err)
			require.True(t, reflect.DeepEqual(state, got), "what the caller does to a complaint after Put must not reach the store")
			require.True(t, reflect.DeepEqual([]complaint.Event{event}, l.history(t, id)), "what the caller does to an event after Put must not reach the store")
		}},
		{"the store never changes what it returned", func(t *testing.T, l *lab) {
			changes := l.walk(t, 30)
			l.put(t, changes[0])
			got, err := l.store.Get(t.Context(), changes[0].Complaint.ID)
			require.NoError(t, err)
			events := l.history(t, got.ID)
			before := text(t, got) + text(t, events)
			for _, ch := range changes[1:] {
				l.put(t, ch)
			}
			require.Equal(t, before, text(t, got)+text(t, events), "the store must never change what it has returned")
		}},
	}}
}
