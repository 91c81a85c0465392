package complaint_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
)

func TestCloneSharesNothing(t *testing.T) {
	var c complaint.Complaint
	fillAll(reflect.ValueOf(&c).Elem())
	clone := c.Clone()
	require.Equal(t, c, clone, "a clone must be equal")
	require.Empty(t, shared(reflect.ValueOf(c), reflect.ValueOf(clone), "Complaint"), "a clone must share no list, map or pointer")

	var e complaint.Event
	fillAll(reflect.ValueOf(&e).Elem())
	other := e.Clone()
	require.Equal(t, e, other, "a clone must be equal")
	require.Empty(t, shared(reflect.ValueOf(e), reflect.ValueOf(other), "Event"), "a clone must share no list, map or pointer")

	require.Equal(t, complaint.Complaint{}, complaint.Complaint{}.Clone(), "what is nil must stay nil")
	require.Equal(t, complaint.Event{}, complaint.Event{}.Clone(), "what is nil must stay nil")
	require.NotEmpty(t, shared(reflect.ValueOf(c), reflect.ValueOf(c), "c"), "the test must be able to fail")
}

// immutable says that a type's memory cannot be written to through its exported methods and fields.
func immutable(t reflect.Type) bool {
	return t == reflect.TypeFor[time.Time]() || t == reflect.TypeFor[complaint.Private]() || t == reflect.TypeFor[complaint.Money]()
}

// fillAll gives every list two items, every map one entry, and every pointer something to point to.
func fillAll(v reflect.Value) {
	if immutable(v.Type()) {
		return
	}
	switch v.Kind() { //nolint:exhaustive // values without memory of their own are left alone
	case reflect.Struct:
		for _, field := range v.Fields() {
			fillAll(field)
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fillAll(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fillAll(v.Index(i))
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.Zero(v.Type().Key()), reflect.Zero(v.Type().Elem()))
	}
}

// shared returns the paths of memory that both values point to.
func shared(a, b reflect.Value, path string) []string {
	if immutable(a.Type()) {
		return nil
	}
	var found []string
	switch a.Kind() { //nolint:exhaustive // values without memory of their own share none
	case reflect.Struct:
		for i := range a.NumField() {
			found = append(found, shared(a.Field(i), b.Field(i), path+"."+a.Type().Field(i).Name)...)
		}
	case reflect.Pointer:
		if a.Pointer() == b.Pointer() {
			return []string{path}
		}
		return shared(a.Elem(), b.Elem(), path)
	case reflect.Slice:
		if a.Pointer() == b.Pointer() {
			return []string{path}
		}
		for i := range a.Len() {
			found = append(found, shared(a.Index(i), b.Index(i), path+"[]")...)
		}
	case reflect.Map:
		if a.Pointer() == b.Pointer() {
			return []string{path}
		}
	}
	return found
}
