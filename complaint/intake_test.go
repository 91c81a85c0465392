package complaint_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/casegen"
)

func intake(change func(in *complaint.Intake)) complaint.Intake {
	in := complaint.Intake{
		Channel: complaint.ChannelApp, Content: complaint.Hide("the screen is faulty"),
		Customer: complaint.Customer{ID: "u-1", Contacts: []complaint.Contact{{Kind: complaint.ContactEmail, Value: complaint.Hide("jane@example.com")}}},
	}
	change(&in)
	return in
}

func openIntake(in complaint.Intake) (complaint.Complaint, complaint.Event, error) {
	return complaint.Open(complaint.KeyID("", "intake"), in, meta())
}

func TestIntakeIsRefusedWithTheField(t *testing.T) {
	long := strings.Repeat("x", complaint.MaxText+1)
	for field, change := range map[string]func(in *complaint.Intake){
		"intake.channel":                    func(in *complaint.Intake) { in.Channel = "" },
		"intake.channel ":                   func(in *complaint.Intake) { in.Channel = "pigeon" },
		"intake.content":                    func(in *complaint.Intake) { in.Content = complaint.Private{} },
		"intake.content ":                   func(in *complaint.Intake) { in.Content = complaint.Hide(long) },
		"intake.content  ":                  func(in *complaint.Intake) { in.Content = complaint.Hide("a\xff") },
		"intake.content   ":                 func(in *complaint.Intake) { in.Content = complaint.Hide("a\x00") },
		"intake.subject":                    func(in *complaint.Intake) { in.Subject = complaint.Hide(long[:256]) },
		"intake.key":                        func(in *complaint.Intake) { in.Key = long[:256] },
		"intake.key ":                       func(in *complaint.Intake) { in.Key = "a\nb" },
		"intake.order":                      func(in *complaint.Intake) { in.Order = " SO-1" },
		"intake.category":                   func(in *complaint.Intake) { in.Category = "quality.colour" },
		"intake.feedback":                   func(in *complaint.Intake) { in.Feedback = "rant" },
		"intake.target":                     func(in *complaint.Intake) { in.Target = "moon" },
		"intake.sought[1]":                  func(in *complaint.Intake) { in.Sought = []complaint.Remedy{"refund", "revenge"} },
		"intake.tags[0]":                    func(in *complaint.Intake) { in.Tags = []string{"Not A Code"} },
		"intake.tags":                       func(in *complaint.Intake) { in.Tags = make([]string, 201) },
		"intake.language":                   func(in *complaint.Intake) { in.Language = "zh_CN" },
		"intake.occurred":                   func(in *complaint.Intake) { in.Occurred = time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC) },
		"intake.received":                   func(in *complaint.Intake) { in.Received = time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC) },
		"intake.received ":                  func(in *complaint.Intake) { in.Received = casegen.Start().Add(time.Hour) },
		"intake.received  ":                 func(in *complaint.Intake) { in.Received = time.Unix(1<<61, 0) },
		"intake.customer.id":                func(in *complaint.Intake) { in.Customer.ID = "jane@example.com" },
		"intake.customer.name":              func(in *complaint.Intake) { in.Customer.Name = complaint.Hide(long[:256]) },
		"intake.customer.contacts[0].kind":  func(in *complaint.Intake) { in.Customer.Contacts = []complaint.Contact{{Value: complaint.Hide("x")}} },
		"intake.customer.contacts[0].value": func(in *complaint.Intake) { in.Customer.Contacts = []complaint.Contact{{Kind: "email"}} },
		"intake.customer.lifetime_value.currency": func(in *complaint.Intake) {
			in.Customer.LifetimeValue = complaint.Money{Amount: cny("1").Amount, Currency: "XXX"}
		},
		"intake.amount":            func(in *complaint.Intake) { in.Amount = cny("-0.01") },
		"intake.amount.amount":     func(in *complaint.Intake) { in.Amount = cny("0.001") },
		"intake.items[0].price":    func(in *complaint.Intake) { in.Items = []complaint.Item{{Product: "p", Price: cny("-1")}} },
		"intake.items[0].product":  func(in *complaint.Intake) { in.Items = []complaint.Item{{Lot: "1"}} },
		"intake.items[0].quantity": func(in *complaint.Intake) { in.Items = []complaint.Item{{Product: "p", Quantity: -1}} },
		"intake.items":             func(in *complaint.Intake) { in.Items = make([]complaint.Item, 201) },
		"intake.evidence[0].hash":  func(in *complaint.Intake) { in.Evidence = []complaint.Evidence{{ID: "a", Hash: "md5:1"}} },
		"intake.links[0].to":       func(in *complaint.Intake) { in.Links = []complaint.Link{{Type: complaint.LinkRepeat}} },
		"intake.links[0].type": func(in *complaint.Intake) {
			in.Links = []complaint.Link{{Type: complaint.LinkMerged, To: complaint.KeyID("", "x")}}
		},
		"intake.people[0].name": func(in *complaint.Intake) { in.People = []complaint.Person{{Part: "witness"}} },
		"intake.accused.person": func(in *complaint.Intake) { in.Accused.Person = "bob@example.com" },
		"intake.fields":         func(in *complaint.Intake) { in.Fields = map[string]string{"Bad Name": "x"} },
		"intake.fields.ok":      func(in *complaint.Intake) { in.Fields = map[string]string{"ok": "\xff"} },
	} {
		_, _, err := openIntake(intake(change))
		requireField(t, err, strings.TrimSpace(field))
		require.NotContains(t, fmt.Sprintf("%v %+v", err, err), "jane@", "errors never repeat personal data")
	}
}

func TestAllWrongFieldsAreNamedAtOnce(t *testing.T) {
	_, _, err := openIntake(intake(func(in *complaint.Intake) { in.Channel, in.Category, in.Language = "x", "y", "_" }))
	for _, field := range []string{"intake.channel", "intake.category", "intake.language"} {
		require.ErrorContains(t, err, field)
	}
}

func TestOpenLeavesTheIntakeAlone(t *testing.T) {
	in := intake(func(in *complaint.Intake) {
		in.Tags = []string{"a", "a", "b"}
		in.Received = time.Date(2026, 9, 30, 16, 40, 0, 123_456_789, time.FixedZone("CST", 8*3600))
	})
	before := text(t, in)
	c, _, err := openIntake(in)
	require.NoError(t, err)
	require.Equal(t, before, text(t, in))
	require.Equal(t, []string{"a", "b"}, c.Assessment.Tags)
	require.Equal(t, time.Date(2026, 9, 30, 8, 40, 0, 123_456_000, time.UTC), c.Received)
}

func TestQuality(t *testing.T) {
	in := intake(func(in *complaint.Intake) { in.Received = casegen.Start().Add(-2 * time.Hour) })
	c, _, err := openIntake(in)
	require.NoError(t, err)
	require.Equal(t, 2*time.Hour.Microseconds(), c.Quality.Delay)
	require.Equal(t, []string{"category", "occurred", "sought", "language", "order", "items", "amount"}, c.Quality.Missing)
	require.Equal(t, 100*9/20, c.Quality.Score)

	full := intake(func(in *complaint.Intake) {
		in.Category, in.Occurred, in.Sought, in.Language = "system.fault", casegen.Start(), []complaint.Remedy{"explanation"}, "en"
	})
	c, _, err = openIntake(full)
	require.NoError(t, err)
	require.Equal(t, complaint.Quality{Score: 100}, c.Quality, "a fault of the app needs no order")

	c, _ = do(t, c, complaint.Correct{Field: "language"}, mia())
	require.Equal(t, []string{"language"}, c.Quality.Missing, "a correction changes the quality")
}

func TestCorrect(t *testing.T) {
	c, _, err := openIntake(intake(func(in *complaint.Intake) { in.Order, in.Items = "SO-1", []complaint.Item{{Product: "sku-1"}} }))
	require.NoError(t, err)
	set := func(field, value string) complaint.Complaint {
		next, _ := do(t, c, complaint.Correct{Field: field, Value: complaint.Hide(value)}, mia())
		return next
	}
	require.Equal(t, "SO-2", set("order", "SO-2").Intake.Order)
	require.Equal(t, "CNY 12.50", set("amount", "CNY 12.5").Intake.Amount.String())
	require.Equal(t, "Jane", set("customer.name", "Jane").Intake.Customer.Name.Reveal())
	require.Equal(t, "new@example.com", set("customer.email", "new@example.com").Intake.Customer.Contacts[0].Value.Reveal())
	require.Len(t, set("customer.phone", "13800001234").Intake.Customer.Contacts, 2)
	require.Equal(t, "north", set("fields.shop", "north").Intake.Fields["shop"])
	require.Equal(t, "26B", set("item.lot", "26B").Intake.Items[0].Lot)
	c.Intake.Fingerprint = complaint.Hide("of the text before")
	require.True(t, set("content", "another text").Intake.Fingerprint.IsZero())
	require.True(t, set("order", "SO-2").Intake.Fingerprint.Equal(c.Intake.Fingerprint))
	require.Equal(t, 2026, set("received", "2026-09-01").Received.Year())
	for field, value := range map[string]string{
		"order": " x", "amount": "12", "amount ": "CNY x", "occurred": "yesterday", "received": "", "channel": "pigeon", "key": "x",
		"category": "other", "tags": "x", "nonsense": "x", "customer.id": "a@b", "fields.Bad Name": "x",
	} {
		err := refused(t, c, complaint.Correct{Field: strings.TrimSpace(field), Value: complaint.Hide(value)}, mia())
		require.ErrorIs(t, err, complaint.ErrInvalid, field)
	}
}

func TestIntakeSetKnowsItsFields(t *testing.T) {
	samples := map[string]string{
		"occurred": "2026-09-30T16:40:00+08:00", "received": "2026-09-30", "customer.since": "2020-01-01", "amount": "CNY 1",
		"channel": "app", "feedback": "inquiry", "category": "other", "target": "seller", "sought": "refund, cash", "tags": "a,b",
		"language": "en", "customer.language": "en",
	}
	in := complaint.Intake{}
	for _, name := range complaint.IntakeFields() {
		value := samples[name]
		if value == "" {
			value = "value"
		}
		require.NoError(t, in.Set(name, value), name)
	}
	_, _, err := openIntake(in)
	require.NoError(t, err)
	requireField(t, in.Set("nothing", "x"), "field")
	for _, name := range complaint.IntakeFields() {
		require.NoError(t, in.Set(name, ""), "%s must be cleared by an empty text", name)
	}
}

// hostileStrings reads the public collection of hostile strings that stands beside the repository, where it is there.
func hostileStrings(t *testing.T) []string {
	t.Helper()
	var file struct {
		Cases []struct {
			Bytes string `json:"base64"`
		} `json:"cases"`
	}
	hostileFile(t, "strings.json", &file)
	list := make([]string, 0, len(file.Cases))
	for _, c := range file.Cases {
		b, err := base64.StdEncoding.DecodeString(c.Bytes)
		require.NoError(t, err)
		list = append(list, string(b))
	}
	require.NotEmpty(t, list)
	return list
}

func TestHostileStringsInEveryField(t *testing.T) {
	for _, s := range hostileStrings(t) {
		for _, name := range complaint.IntakeFields() {
			in := intake(func(*complaint.Intake) {})
			if in.Set(name, s) != nil {
				continue
			}
			c, e, err := openIntake(in)
			if err != nil {
				require.ErrorIs(t, err, complaint.ErrInvalid)
				continue
			}
			var back complaint.Event
			require.NoError(t, json.Unmarshal([]byte(text(t, e)), &back), "%q in %s", s, name)
			replayed, err := complaint.Replay([]complaint.Event{back})
			require.NoError(t, err)
			require.Equal(t, c, replayed, "%q in %s must be kept byte for byte", s, name)
		}
	}
}

func TestHostileShapes(t *testing.T) {
	for _, n := range []int{1 << 10, complaint.MaxText, complaint.MaxText + 1, 10 << 20} {
		for _, unit := range []string{"A", "<", "界", "\x01", "🙂"} {
			in := intake(func(in *complaint.Intake) { in.Content = complaint.Hide(strings.Repeat(unit, n/len(unit))) })
			_, _, err := openIntake(in)
			if n > complaint.MaxText+len(unit) {
				requireField(t, err, "intake.content")
			} else if err != nil {
				require.ErrorIs(t, err, complaint.ErrInvalid)
			}
		}
	}
}

func ExampleOpen() {
	amount, err := complaint.NewMoney("2999", "CNY")
	if err != nil {
		fmt.Println(err)
		return
	}
	c, e, err := complaint.Open(complaint.KeyID("shop", "SO-2026-0930"), complaint.Intake{
		Channel: complaint.ChannelApp, Category: "quality.defect", Language: "zh-CN", Order: "SO-2026-0930",
		Content: complaint.Hide("手机收到就碎屏，要求换货"), Amount: amount, Sought: []complaint.Remedy{complaint.RemedyExchange},
		Customer: complaint.Customer{ID: "u-1001", Name: complaint.Hide("王小明")},
	}, complaint.Meta{
		Tenant: "shop", At: time.Date(2026, time.September, 30, 8, 40, 0, 0, time.UTC),
		Actor: complaint.Actor{ID: "app", Role: complaint.RoleSystem}, Salt: []byte("sixteen random b"),
	})
	fmt.Println(c.Reference, c.Status, c.Intake.Amount, c.Intake.Customer.Name, err)
	fmt.Println(e.Version, e.Kind, c.Quality.Missing)
	// Output:
	// TNF9-H947-2TTV received CNY 2999.00 [private] <nil>
	// 1 open [customer.contacts occurred items]
}

func TestHostileStringsInEveryAction(t *testing.T) {
	c, _ := closedCase(t)
	list := append(hostileStrings(t), strings.Repeat("界", complaint.MaxText), "\x00", "\xff", " ", "\u202e")
	kept := 0
	for _, kind := range complaint.Kinds() {
		for _, s := range list {
			in, out, err := complaint.Store(c, complaint.Stuffed(kind, s), meta())
			if err != nil {
				require.ErrorIs(t, err, complaint.ErrInvalid, "%s with %q", kind, s)
				require.Less(t, len(err.Error()), 1<<16, "an error must not repeat the input")
				continue
			}
			require.Equal(t, in, out, "%s with %q must be kept byte for byte", kind, s)
			kept++
		}
	}
	require.NotZero(t, kept)
}
