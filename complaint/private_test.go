package complaint_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
)

func ExampleHide() {
	name := complaint.Hide("王小明")
	fmt.Printf("%v %+v %q\n", name, name, name)
	fmt.Println(name.Reveal())
	// Output:
	// [private] [private] [private]
	// 王小明
}

func TestPrivateIsNotLogged(t *testing.T) {
	c := complaint.Contact{Kind: complaint.ContactEmail, Value: complaint.Hide("jane.roe@example.com")}
	in := complaint.Intake{
		Channel: complaint.ChannelApp, Content: complaint.Hide("my secret trouble"),
		Customer: complaint.Customer{ID: "u-1", Name: complaint.Hide("Jane Roe"), Contacts: []complaint.Contact{c}},
	}
	opened, event, err := complaint.Open(complaint.KeyID("", "x"), in, meta())
	require.NoError(t, err)
	var out bytes.Buffer
	for _, h := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		log := slog.New(h)
		log.Info("x", "intake", in, "customer", in.Customer, "contact", c, "name", in.Customer.Name, "complaint", opened,
			"event", event, "message", complaint.Message{Text: complaint.Hide("my secret trouble")},
			"person", complaint.Person{Name: complaint.Hide("Jane Roe")})
	}
	for _, secret := range []string{"Jane", "jane", "secret", "example.com"} {
		require.NotContains(t, out.String(), secret)
	}
	require.Contains(t, out.String(), string(opened.Reference), "a log must still say which complaint it is about")
}

func TestPrivateJSON(t *testing.T) {
	var p complaint.Private
	require.NoError(t, json.Unmarshal([]byte(`"a\u0000<b>"`), &p))
	require.Equal(t, "a\x00<b>", p.Reveal())
	require.NoError(t, json.Unmarshal([]byte(`null`), &p))
	require.True(t, p.IsZero())
	require.ErrorIs(t, json.Unmarshal([]byte(`{"private":1}`), &p), complaint.ErrInvalid)
	require.True(t, complaint.Hide("x").Equal(complaint.Hide("x")))
	require.False(t, complaint.Hide("x").Equal(complaint.Private{}))
}

func TestContactMasked(t *testing.T) {
	for _, tt := range []struct {
		kind        complaint.ContactKind
		value, want string
	}{
		{complaint.ContactEmail, "mia.li@example.com", "m•••@e•••.com"},
		{complaint.ContactEmail, "王@例子.中国", "王•••@例•••.中国"},
		{complaint.ContactEmail, "no address", "•••"},
		{complaint.ContactPhone, "13800001234", "•••1234"},
		{complaint.ContactPhone, "110", "•••"},
		{complaint.ContactPostal, "Nanjing Road 1", "•••"},
	} {
		require.Equal(t, tt.want, complaint.Contact{Kind: tt.kind, Value: complaint.Hide(tt.value)}.Masked())
	}
}
