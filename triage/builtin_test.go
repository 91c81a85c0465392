package triage_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/triage"
)

func ExampleBuiltin() {
	c := triage.Builtin()
	for _, text := range []string{
		"都八天了包裹还没动静，到底发没发货",
		"The zip of the new jacket broke on the second day.",
		"客服說話很不客氣，還掛我電話",
	} {
		fmt.Println(c.Classify(text)[0].Name)
	}
	// Output:
	// logistics.delay
	// quality.defect
	// service.attitude
}

func TestBuiltinKnowsTheTaxonomy(t *testing.T) {
	labels := triage.Builtin().Classify("the parcel is late")
	var leaves []string
	terms := complaint.BuiltinTaxonomy().Terms(complaint.Categories)
	for _, term := range terms {
		parent := false
		for _, other := range terms {
			parent = parent || strings.HasPrefix(other.Code, term.Code+".")
		}
		if !parent {
			leaves = append(leaves, term.Code)
		}
	}
	names := make([]string, 0, len(labels))
	sum := 0.0
	for i, l := range labels {
		names = append(names, l.Name)
		sum += l.Probability
		require.True(t, i == 0 || l.Probability <= labels[i-1].Probability, "the most probable comes first")
	}
	require.ElementsMatch(t, leaves, names, "every leaf of the tree, and nothing else")
	require.InDelta(t, 1, sum, 1e-4)
}

// TestBuiltinOnPlainWords: what hardly anybody could take for something else. How good it is on real messages is measured in
// internal/integration.
func TestBuiltinOnPlainWords(t *testing.T) {
	for text, want := range map[string]string{
		"退款申请通过半个月了，钱一直没到账":                                        "aftersales.refund",
		"发票开错抬头，让你们重开一直不给":                                         "price.invoice",
		"箱子压扁了，里面的碗全碎了":                                            "logistics.damage",
		"少发了一件，袋子里只有一只袜子":                                          "logistics.wrong_item",
		"显示已签收，可我根本没拿到":                                            "logistics.misdelivery",
		"牛奶早过期了，打开一股酸味":                                            "quality.expired",
		"登录不上，验证码怎么都收不到":                                           "system.account",
		"they gave my phone number to strangers":                   "privacy.leak",
		"I was charged twice for one order":                        "order.payment",
		"the site says sold out after I paid and you cancelled it": "order.stock",
		"these trainers are fake, the logo is wrong":               "fraud.counterfeit",
		"the coupon was not applied although I met the conditions": "price.promotion",
		"you refuse to take the jacket back":                       "aftersales.return",
	} {
		require.Equal(t, want, triage.Builtin().Classify(text)[0].Name, text)
	}
}

func TestBuiltinOnWhatIsNoText(t *testing.T) {
	c := triage.Builtin()
	for _, s := range []string{"", " \t\n", "\xff\xfe", "....", strings.Repeat("\u0301", 1000)} {
		require.Empty(t, c.Classify(s), "%q", s)
	}
	long := c.Classify(strings.Repeat("快递还没到 the parcel is late ", 1<<15)) // a megabyte
	require.Len(t, long, 41)
	for _, s := range []string{"😡😡😡", "Где моя посылка?", "أين طردي", "1234567890"} {
		if labels := c.Classify(s); len(labels) > 0 {
			require.Less(t, labels[0].Probability, 0.6, "%q", s)
		}
	}
}
