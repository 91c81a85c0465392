package stories

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/triage"
)

// says is a complaint that consists of words only: no form names what it is.
func says(customer, words string) complaint.Intake {
	return complaint.Intake{
		Channel: complaint.ChannelChat, Content: complaint.Hide(words), Customer: complaint.Customer{ID: customer},
	}
}

// ownWords tells what the desk makes of stories 1, 2, 5 and 6 when customers use words of their own.
func ownWords(t *testing.T, s *shop) {
	s.at("2026-10-14 10:00")
	for name, story := range map[string]struct {
		amount string
		texts  []string
		check  func(t *testing.T, a triage.Assessment)
	}{
		"broken screen": {"2999", []string{
			"手机刚买五天，一开箱屏幕就有问题，要求换货",
			"五天前买的手机，拆封后屏幕左边有竖线，要求换新",
			"上周五下单的手机，今天拆开发现屏幕左上角有一条绿线，怎么调都在，给我换一台新的吧",
		}, func(t *testing.T, a triage.Assessment) {
			t.Helper()
			require.Equal(t, "quality.defect", a.Category)
			require.Contains(t, a.Sought, complaint.RemedyExchange)
			require.Equal(t, complaint.SeveritySerious, a.Severity)
			require.Equal(t, "quality", a.Route.To.Department)
		}},
		"slow parcel": {"180", []string{
			"说好10号送到的大衣，今天都14号了还没影，物流信息一直停在中转站不动",
			"我买的大衣14号了还没到货，当时承诺10号送达，快递信息卡住不动",
		}, func(t *testing.T, a triage.Assessment) {
			t.Helper()
			require.Equal(t, "logistics.delay", a.Category)
			require.Contains(t, names(a.Alternatives), "logistics.tracking")
			require.Equal(t, "logistics", a.Route.To.Department)
		}},
		"slow parcel, of which the tracking is what annoys": {"180", []string{
			"我的快递怎么这么慢？大衣10号就该到了，现在14号，物流信息三天没动了",
			"My coat was supposed to arrive on the 10th. It is the 14th and it has still not come; the tracking has not changed for days.",
			"Where is my coat? Promised for the 10th, now it's the 14th, delivery is late and tracking shows nothing new.",
		}, func(t *testing.T, a triage.Assessment) {
			t.Helper()
			require.Equal(t, "logistics.tracking", a.Category)
			require.Contains(t, names(a.Alternatives), "logistics.delay")
			require.Equal(t, "logistics", a.Route.To.Department)
		}},
		"expired milk": {"23.80", []string{
			"昨天买的鲜牛奶，喝了一口发现已经过了保质期三天，23块8，你们得给个说法",
			"牛奶过期了还卖给我，23.8元，孩子已经喝了半瓶",
			"The milk is past its use-by date, my kid drank half of it.",
			"The milk was sour, then I saw it had expired two days before you delivered it. 23.80 for spoiled milk!",
		}, func(t *testing.T, a triage.Assessment) {
			t.Helper()
			require.Equal(t, "quality.expired", a.Category)
			require.Contains(t, a.Sensitive, "food_safety")
			require.Equal(t, "special", a.Route.To.Department)
		}},
		"counterfeit shoes": {"899", []string{
			"说是正品球鞋899，拿去专柜一验说是假的，你们卖假货！",
			"花899买的鞋，平台鉴定结果是仿品，和正品标完全不一样",
			"Paid 899 for 'original' sneakers and the brand's own store confirmed they are counterfeit.",
			"These shoes are fake. I paid CNY 899 for originals and the manufacturer says the serial number does not exist.",
		}, func(t *testing.T, a triage.Assessment) {
			t.Helper()
			require.Equal(t, "fraud.counterfeit", a.Category)
			require.Equal(t, complaint.SeverityVerySerious, a.Severity)
			require.Equal(t, "compliance", a.Route.To.Department)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, words := range story.texts {
				in := says("u-li", words)
				in.Amount = money(t, story.amount)
				a, err := s.desk.Assess(t.Context(), in)
				require.NoError(t, err)
				t.Log(words)
				story.check(t, a)
				require.Empty(t, a.Suspicion)
			}
		})
	}
	n, err := storage.Count(t.Context(), s.tenant(), storage.Query{})
	require.NoError(t, err)
	require.Zero(t, n, "nothing was stored")
}

func names(labels []triage.Label) []string {
	list := make([]string, len(labels))
	for i := range labels {
		list[i] = labels[i].Name
	}
	return list
}

// payOrElse is story 4: a threat, with and without something behind it.
func payOrElse(t *testing.T, s *shop) {
	bare := s.at("2026-10-12 09:00").open(says("u-zhou", "Pay me 500 or I post bad reviews everywhere."))
	genuine := s.open(says("u-qian", "The zip of the left boot is broken, it tore on the first day. Pay me 500 or I post bad reviews everywhere."))
	for _, c := range []complaint.Complaint{bare, genuine} {
		require.Equal(t, []string{"extortion"}, c.Assessment.Suspicion)
		require.Equal(t, complaint.StatusAssigned, c.Status, "never refused, never screened out")
		require.Equal(t, complaint.RoleSupervisor, c.Assignment.Tier, "a supervisor verifies")
		require.Nil(t, c.Malice, "a suspicion is no verdict")
		reasons, err := s.desk.Reasons(t.Context(), c.ID, triage.Explaining{Language: "en"})
		require.NoError(t, err)
		require.Contains(t, strings.Join(reasons, "\n"), "suspicion of malice", "with reasons")
		require.Contains(t, strings.Join(reasons, "\n"), "Pay me 500", "and the words")
		shown, err := s.desk.As(complaint.Actor{ID: c.Intake.Customer.ID, Role: complaint.RoleCustomer}).Reasons(t.Context(), c.ID, "en")
		require.NoError(t, err)
		require.NotContains(t, strings.Join(shown, "\n"), "suspicion", "the customer is not accused by a machine")
		verdict := complaint.MarkMalicious{Malicious: true, Reason: complaint.Hide("x")}
		require.Error(t, s.refused(c.ID, mia(), verdict), "nobody but a supervisor")
	}
	require.Equal(t, "quality.defect", genuine.Assessment.Category, "the defect in the message is what it is about")
	require.Equal(t, "quality", genuine.Assignment.Department)

	marked := s.do(bare.ID, bob(), complaint.MarkMalicious{Malicious: true, Reason: complaint.Hide("no order, and the same words to three shops")})
	require.True(t, marked.Malice.Malicious)
	require.Equal(t, "bob", marked.Malice.By)
	require.True(t, marked.Status.Open(), "it goes on either way")

	cleared := s.do(genuine.ID, bob(), complaint.MarkMalicious{Reason: complaint.Hide("the photograph shows the torn zip")})
	require.False(t, cleared.Malice.Malicious)
	s.do(genuine.ID, bob(), complaint.Assign{To: complaint.Party{Department: "quality", Person: "mia"}})
	s.do(genuine.ID, mia(), complaint.Propose{Offers: []complaint.Offer{{
		ID: "repair", Options: []complaint.Option{{Grants: []complaint.Grant{{Remedy: complaint.RemedyRepair}}}},
	}}})
	customer := complaint.Actor{ID: "u-qian", Role: complaint.RoleCustomer}
	agreed := s.do(genuine.ID, customer, complaint.Accept{Offer: "repair"})
	require.Equal(t, complaint.StatusAgreed, agreed.Status, "a genuine defect is put right")
	s.holds(bare.ID, genuine.ID)
}
