package policy

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
)

func TestCompileRefusesWhatWasBuiltInGo(t *testing.T) {
	deep := Where("order", IsSet)
	for range 40 {
		deep = All(deep)
	}
	wide := make([]Condition, 3000)
	for i := range wide {
		wide[i] = Where("order", IsSet)
	}
	for _, tc := range []struct {
		name string
		c    Condition
		want string
	}{
		{"deep", deep, "must not stand in more than 32 groups"},
		{"wide", All(wide...), "is more than the 2000 conditions that one rule can have"},
		{"code", Any(Where("channel", Is, "app"), Where("channel", OneOf, "sms", "fox")), `any[1].value[1]: "fox": is not a code of the taxonomy's channels; did you mean fax?`},
	} {
		_, err := Compile(ComplaintFields[struct{}](), tc.c)
		require.ErrorIs(t, err, complaint.ErrInvalid, tc.name)
		assert.Contains(t, err.Error(), tc.want)
	}
	_, err := NewRules(ComplaintFields[struct{}](), nil, "rules", []Rule{
		{Name: "a"},
		{Name: "a", When: Where("channel", Is, "fox")},
		{Name: ""},
	})
	assert.EqualError(t, err, `rule "a": rules[1].name: "a": stands twice, first in rules[0]
rule "a": rules[1].when.value: "fox": is not a code of the taxonomy's channels; did you mean fax? (`+
		`website, app, chat, email, phone, fax, letter, in_person, social, wechat, weibo, sms, marketplace, regulator)
rules[2].name: must be a text of 1 to 255 bytes without control characters`)
}

func TestVocabularyRefuses(t *testing.T) {
	_, err := NewVocabulary(Text[toy]("", nil), Flag("a", func(*toy) bool { return true }), Flag("a", func(*toy) bool { return true }), Field[toy]{})
	require.ErrorIs(t, err, complaint.ErrInvalid)
	assert.Equal(t, 4, strings.Count(err.Error(), "vocabulary"))
	_, err = Compile(Vocabulary[toy]{}, Where("a", IsSet))
	require.ErrorIs(t, err, complaint.ErrInvalid)
}

func TestZeroConditionAlwaysHolds(t *testing.T) {
	p, err := Compile(ComplaintFields[struct{}](), Condition{})
	require.NoError(t, err)
	assert.True(t, p.Match(&Case{}))
	assert.Equal(t, Explanation{Held: true}, p.Explain(&Case{}))
	assert.True(t, Predicate[toy]{}.Match(nil))
}

func TestDatesAreDaysInTheZone(t *testing.T) {
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	require.NoError(t, err)
	p, err := Compile(ComplaintFields[struct{}]().In(shanghai), Where("received", Between, "2026-11-11", "2026-11-11"))
	require.NoError(t, err)
	for text, want := range map[string]bool{
		"2026-11-10T15:59:59.999999Z": false, "2026-11-10T16:00:00Z": true,
		"2026-11-11T15:59:59.999999Z": true, "2026-11-11T16:00:00Z": false,
	} {
		at, err := parseInstant(text)
		require.NoError(t, err)
		assert.Equal(t, want, p.Match(&Case{Complaint: &complaint.Complaint{Received: at}}), text)
	}
}

func TestOwnFieldsAndOwnCodes(t *testing.T) {
	terms := map[complaint.Tree][]complaint.Term{}
	for _, tree := range complaint.Trees() {
		terms[tree] = complaint.BuiltinTaxonomy().Terms(tree)
	}
	terms[complaint.Channels] = append(terms[complaint.Channels], complaint.Term{Code: "kiosk", Chinese: "自助机", English: "Kiosk"})
	taxonomy, err := complaint.NewTaxonomy(terms)
	require.NoError(t, err)
	p, err := Compile(ComplaintFields[struct{}]().WithTaxonomy(taxonomy), All(Where("channel", Is, "kiosk"), Where("fields.store", Is, "42")))
	require.NoError(t, err)
	c := complaint.Complaint{Intake: complaint.Intake{Channel: "kiosk", Fields: map[string]string{"store": "42"}}}
	assert.True(t, p.Match(&Case{Complaint: &c}))
}

type facts struct{ Loss complaint.Money }

func TestEngineAddsFields(t *testing.T) {
	v, err := ComplaintFields[facts]().With(Amount("loss", func(s *Subject[facts]) complaint.Money { return s.Extra.Loss }))
	require.NoError(t, err)
	assert.Len(t, v.Terms(), len(ComplaintFields[struct{}]().Terms())+1)
	p, err := Compile(v, All(Where("loss", MoreThan, "CNY 100"), Where("channel", Is, "app"), Where("tags", ContainsAll, "vip"),
		Where("fields.x", IsUnset), Where("age", AtLeast, "3d"), Where("emotion.polarity", LessThan, "-0.5")))
	require.NoError(t, err)
	now := time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC)
	loss, err := ParseMoney("CNY 100.01")
	require.NoError(t, err)
	f := Subject[facts]{Extra: facts{Loss: loss}, Now: now, Complaint: &complaint.Complaint{
		Intake:     complaint.Intake{Channel: "app", Received: now.AddDate(0, 0, -3)},
		Assessment: complaint.Assessment{Tags: []string{"vip"}, Emotion: &complaint.Emotion{Polarity: -0.9}},
	}}
	assert.True(t, p.Match(&f))
	assert.Equal(t, "CNY 100.01", p.Explain(&f).Steps[0].Actual)
	assert.Len(t, p.Explain(&f).Reasons(), 6)
}

func TestComplaintFieldsCanAllBeAsked(t *testing.T) {
	v := ComplaintFields[struct{}]()
	require.NotEmpty(t, v.Terms())
	empty := Case{Complaint: &complaint.Complaint{}}
	for _, term := range v.Terms() {
		name := term.Name
		if strings.HasSuffix(name, ".") {
			name += "x"
		}
		f, ok := v.Field(name)
		require.True(t, ok, name)
		text, set := f.Show(&empty)
		always := term.Type == CountType || term.Type == FlagType
		assert.Equal(t, always, set, "%s of an empty complaint is %q", name, text)
	}
}

func TestCompareDecimals(t *testing.T) {
	texts := []string{
		"-1e30", "-100000000000000000000.5", "-12345678901234567890", "-100", "-1.5", "-1.25", "-0.000000000000000000001", "0", "1e-30", "0.1",
		"0.100000000000000000000001", "0.25", "1", "1.000000000000000001", "9.99", "10", "999999999999999999", "1000000000000000000",
		"1000000000000000000.1", "1e200000000", "1e200000001",
	}
	for i, a := range texts {
		for j, b := range texts {
			x, err := exponential(a)
			require.NoError(t, err)
			y, err := exponential(b)
			require.NoError(t, err)
			want := 0
			if i != j {
				want = -1
				if i > j {
					want = 1
				}
			}
			assert.Equal(t, want, compareNumbers(x, y), "%s %s", a, b)
		}
	}
	assert.Zero(t, compareNumbers(decimal.New(1500, -3), decimal.New(15, -1)))
	assert.Zero(t, compareNumbers(decimal.New(0, 5), decimal.Decimal{}))
	assert.Equal(t, "1e99999", plainDecimal(decimal.New(1, 99999)))
}

func TestParseDuration(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"0": 0, "90m": 90 * time.Minute, "2w": 336 * time.Hour, "1w2d3h4m5s6ms7us": 219*time.Hour + 4*time.Minute + 5*time.Second + 6007*time.Microsecond,
		"-7d": -168 * time.Hour, "106751d": 106751 * 24 * time.Hour,
	} {
		got, err := ParseDuration(text)
		require.NoError(t, err, text)
		assert.Equal(t, want, got, text)
	}
	for _, text := range []string{"", "-", "1", "h", "1x", "1h1h", "1m1h", " 1h", "1h ", "+1h", "106752d", "106751d24h", "1.5h", "１h"} {
		_, err := ParseDuration(text)
		require.Error(t, err, text)
	}
}

// exponential reads what a host may put into a decimal and no policy can.
func exponential(text string) (decimal.Decimal, error) {
	digits, exponent, _ := strings.Cut(text, "e")
	d, err := decimal.NewFromString(digits)
	if err != nil || exponent == "" {
		return d, err
	}
	n, err := strconv.ParseInt(exponent, 10, 32)
	return d.Shift(int32(n)), err
}
