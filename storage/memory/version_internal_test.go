package memory

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
)

// TestBareKnowsEveryField finds a field that was added to a complaint and forgotten in bare.
func TestBareKnowsEveryField(t *testing.T) {
	var zero complaint.Complaint
	require.True(t, bare(&zero))
	n := 0
	eachReference(reflect.TypeFor[complaint.Complaint](), nil, func(path []int) {
		var c complaint.Complaint
		field := reflect.ValueOf(&c).Elem().FieldByIndex(path)
		switch field.Kind() { //nolint:exhaustive // eachReference gives these three
		case reflect.Slice:
			field.Set(reflect.MakeSlice(field.Type(), 0, 0))
		case reflect.Map:
			field.Set(reflect.MakeMap(field.Type()))
		case reflect.Pointer:
			field.Set(reflect.New(field.Type().Elem()))
		}
		require.False(t, bare(&c), "bare must look at every list, map and pointer of a complaint: %v %s", path, field.Type())
		n++
	})
	require.Greater(t, n, 25)
}

func eachReference(of reflect.Type, path []int, visit func(path []int)) {
	for i := range of.NumField() {
		field, at := of.Field(i).Type, append(slices.Clone(path), i)
		switch field {
		case reflect.TypeFor[time.Time](), reflect.TypeFor[complaint.Private](), reflect.TypeFor[complaint.Money]():
			continue // nobody can write to what these refer to
		}
		switch field.Kind() { //nolint:exhaustive // values have no memory of their own
		case reflect.Struct:
			eachReference(field, at, visit)
		case reflect.Slice, reflect.Map, reflect.Pointer, reflect.Interface, reflect.Chan, reflect.Func:
			visit(at)
		}
	}
}

// TestShortListsDoNotMeet checks that appending to a list of a returned complaint does not reach the list beside it.
func TestShortListsDoNotMeet(t *testing.T) {
	c := complaint.Complaint{Stages: make([]complaint.Stage, 1)}
	c.Quality.Missing = []string{"a"}
	c.Assessment.Tags = []string{"b", "c"}
	v := newVersion(c)
	require.True(t, v.bare)
	var got complaint.Complaint
	v.copyTo(&got, new(lists))
	require.Equal(t, c, got)
	_ = append(got.Stages, complaint.Stage{Status: "x"})
	_ = append(got.Quality.Missing, "x")
	require.Equal(t, c, got)
	v.copyTo(&got, new(lists))
	require.Equal(t, c, got)
}
