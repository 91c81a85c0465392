package complaint

import (
	"cmp"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
)

const marker = "MARKER-"

// filler sets every field of a value to something that is not zero, and every personal text to a marker of its own, or
// every text whatsoever to the same text.
type filler struct {
	texts int
	text  string
}

func (f *filler) fill(v reflect.Value) {
	switch value := v.Addr().Interface().(type) {
	case *Private:
		f.texts++
		*value = Hide(cmp.Or(f.text, marker+strconv.Itoa(f.texts)))
		return
	case *time.Time:
		*value = time.Date(2026, time.October, 8, 3, 5, 0, 0, time.UTC)
		return
	case *Money:
		*value = Money{Amount: decimal.New(15, 0), Currency: "CNY"}
		return
	default:
	}
	switch v.Kind() {
	case reflect.Struct:
		for _, field := range v.Fields() {
			f.fill(field)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		f.fill(v.Index(0))
		f.fill(v.Index(1))
	case reflect.Array:
		f.fill(v.Index(0))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(v.Elem())
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.ValueOf("k").Convert(v.Type().Key()), reflect.ValueOf("v"))
	case reflect.String:
		v.SetString(cmp.Or(f.text, "x"))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(1)
	case reflect.Uint8:
		v.SetUint(7)
	case reflect.Float64:
		v.SetFloat(0.5)
	default:
		panic("a field of kind " + v.Kind().String() + " is new to this test")
	}
}

// filled returns an action of a kind with all fields set, and how many personal texts it holds.
func filled(t *testing.T, kind Kind) (Action, int) {
	t.Helper()
	row, ok := lifecycle().row(kind)
	require.True(t, ok)
	zero, err := row.codec.decode([]byte("{}"), nil)
	require.NoError(t, err)
	v := reflect.New(reflect.TypeOf(zero))
	f := filler{}
	f.fill(v.Elem())
	if c, ok := reflect.TypeAssert[*Correct](v); ok {
		c.Field = "customer.name"
	}
	a, ok := reflect.TypeAssert[Action](v.Elem())
	require.True(t, ok)
	return a, f.texts
}

func TestPersonalDataOfEveryActionIsApart(t *testing.T) {
	for _, kind := range Kinds() {
		t.Run(string(kind), func(t *testing.T) {
			row, _ := lifecycle().row(kind)
			a, texts := filled(t, kind)
			require.Equal(t, kind, a.Kind())
			data, personal, err := row.codec.encode(a)
			require.NoError(t, err)
			require.NotContains(t, string(data), marker, "personal data stands in the part that an erasure keeps")
			for i := 1; i <= texts; i++ {
				require.Contains(t, string(personal), marker+strconv.Itoa(i), "personal data is lost")
			}
			back, err := row.codec.decode(data, personal)
			require.NoError(t, err)
			require.Equal(t, a, back)

			again, _ := filled(t, kind)
			require.Equal(t, again, a, "encoding must not change the action")
		})
	}
}

func TestStateHasNoPersonalDataAfterBlanking(t *testing.T) {
	var c Complaint
	f := filler{}
	f.fill(reflect.ValueOf(&c).Elem())
	require.Greater(t, f.texts, 20)
	before, err := json.Marshal(c)
	require.NoError(t, err)
	require.Equal(t, f.texts, strings.Count(string(before), marker))
	after, err := json.Marshal(Blank(c))
	require.NoError(t, err)
	require.NotContains(t, string(after), marker)
	masked, err := json.Marshal(c.Masked())
	require.NoError(t, err)
	require.NotContains(t, string(masked), marker)
	unchanged, err := json.Marshal(c)
	require.NoError(t, err)
	require.Equal(t, string(before), string(unchanged), "a copy was asked for")
}

// host stands for a struct of the host that keeps things in unexported fields, where fmt cannot call methods.
type host struct {
	complaint Complaint
	intake    Intake
	any       any
}

func TestPersonalDataNeverPrints(t *testing.T) {
	var c Complaint
	f := filler{}
	f.fill(reflect.ValueOf(&c).Elem())
	a, _ := filled(t, KindCommunicate)
	values := []any{
		c, &c, c.Intake, c.Intake.Customer, c.Intake.Customer.Contacts, c.Intake.Customer.Contacts[0], c.Intake.Customer.Name,
		&c.Intake.Customer.Name, a,
		[]Action{a},
		map[string]any{"x": c.Intake},
		host{complaint: c, intake: c.Intake, any: c.Finding},
		&host{complaint: c}, c.Offers, c.Survey,
		fmt.Errorf("wrapped %v %w", c.Intake, ErrInvalid),
	}
	for i, v := range values {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			require.NotContains(t, fmt.Sprintf(verb, v), marker, "value %d with %s", i, verb)
			require.NotContains(t, fmt.Sprintf(verb, v), fmt.Sprintf("%x", marker), "value %d with %s", i, verb)
		}
	}
}
