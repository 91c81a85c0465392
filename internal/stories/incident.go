package stories

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/triage"
)

// lotSays is a complaint about a pair of shoes of the lot.
func (s *shop) lotSays(customer int, channel complaint.Channel, words string) complaint.Intake {
	return complaint.Intake{
		Channel: channel, Content: complaint.Hide(words), Customer: complaint.Customer{ID: fmt.Sprintf("u-%02d", customer)},
		Order:  fmt.Sprintf("SO-26-%02d", customer),
		Items:  []complaint.Item{{Line: "1", Product: "shoe-7", Lot: "26B", Price: money(s.t, lotPrice)}},
		Amount: money(s.t, lotPrice),
	}
}

// badLot is story 3: many customers with shoes of one lot.
func badLot(t *testing.T, s *shop) {
	const minutes = 10
	texts := lotTexts()
	require.Len(t, texts, 37)
	s.at("2026-10-12 09:00")
	start := s.now
	channels := []complaint.Channel{complaint.ChannelApp, complaint.ChannelWebsite, complaint.ChannelChat}
	all := make([]complaint.Complaint, 0, len(texts)+2)
	open := func(in complaint.Intake) complaint.Complaint {
		all = append(all, s.open(in))
		return all[len(all)-1]
	}
	for i, words := range texts[:3] {
		s.now = start.Add(time.Duration(i) * minutes * time.Minute)
		open(s.lotSays(i, channels[i%len(channels)], words))
		incidents := s.incidents()
		if i < 2 {
			require.Empty(t, incidents, "%d complaints are no incident", i+1)
		} else {
			require.Len(t, incidents, 1, "the third opens it")
		}
	}
	found := s.incidents()[0]
	require.Equal(t, "shoe-7:26B", found.Value)
	require.Equal(t, "quality.defect", found.Category)
	require.True(t, found.Opened.Equal(s.now))
	require.True(t, found.First.Equal(start))
	require.Equal(t, complaint.Assignment{Party: complaint.Party{Department: "task_force"}, Tier: complaint.RoleSenior}, found.TaskForce)
	require.Len(t, s.members(found.ID), 3, "all three belong to it")

	// Who leads the task force writes down what is known.
	found.Cause, found.Note = "product_defect", "供应商更换了胶水"
	found.SpecialPolicy = complaint.PolicyRef{Name: "lot-26b", Version: "1"}
	found.Answers = map[string]string{
		"zh-CN": "这批鞋的鞋底胶水有问题，我们全额退款，无需寄回。", "en": "The glue of this lot is bad. You get your money back and keep the shoes.",
	}
	_, err := s.desk.ChangeIncident(t.Context(), found)
	require.NoError(t, err)
	_, err = s.desk.ChangeIncident(t.Context(), found)
	require.ErrorIs(t, err, storage.ErrConflict, "somebody who saw an older version overwrites nothing")

	for i := 3; i < len(texts); i++ {
		s.now = start.Add(time.Duration(i) * minutes * time.Minute)
		c := open(s.lotSays(i, channels[i%len(channels)], texts[i]))
		if i == fellDown {
			s.ownCase(c, found.ID)
			continue
		}
		require.Equal(t, "quality.defect", c.Assessment.Category, texts[i])
		require.True(t, linked(c, complaint.LinkIncident, found.ID), texts[i])
		require.Equal(t, "task_force", c.Assignment.Department, texts[i])
		require.Equal(t, complaint.SeveritySerious, c.Assessment.Severity, texts[i])
	}
	require.LessOrEqual(t, s.now.Sub(start), 6*time.Hour)

	// Two of them write an e-mail too.
	for _, i := range []int{1, 6} {
		again := open(s.lotSays(i, complaint.ChannelEmail, "您好，"+texts[i]+"谢谢"))
		require.True(t, linked(again, complaint.LinkDuplicate, all[i].ID), "the same text of the same customer")
	}
	late := s.lotSays(90, complaint.ChannelApp, "这双鞋说好昨天送到，到现在还没收到，物流也没有更新，送货太慢了。")
	c := s.open(late)
	require.Equal(t, "logistics.delay", c.Assessment.Category)
	require.False(t, linked(c, complaint.LinkIncident, found.ID), "late delivery of the same product is something else")
	require.Equal(t, "logistics", c.Assignment.Department)

	require.Len(t, s.incidents(), 1)
	stored, err := s.desk.Incident(t.Context(), found.ID)
	require.NoError(t, err)
	require.Equal(t, found.Answers, stored.Answers, "what a person wrote stays while it grows")
	require.Equal(t, found.SpecialPolicy, stored.SpecialPolicy)
	customers := map[string]bool{}
	for _, m := range s.members(found.ID) {
		customers[m.Intake.Customer.ID] = true
	}
	require.Len(t, customers, 36, "37 customers, without the one who was hurt; who wrote twice counts once")
	s.settleLot(found.ID, all)
	for _, c := range all {
		s.holds(c.ID)
	}
}

// ownCase checks the complaint of somebody who was hurt: it is a case of its own.
func (s *shop) ownCase(c complaint.Complaint, incident complaint.ID) {
	s.t.Helper()
	require.Contains(s.t, c.Assessment.Sensitive, "safety")
	require.Equal(s.t, complaint.SeverityVerySerious, c.Assessment.Severity)
	require.Equal(s.t, complaint.P1, c.Assessment.Priority)
	require.Equal(s.t, "special", c.Assignment.Department, "at once")
	require.False(s.t, linked(c, complaint.LinkIncident, incident))
	reasons, err := s.desk.Reasons(s.t.Context(), c.ID, triage.Explaining{Language: "zh-CN"})
	require.NoError(s.t, err)
	require.Contains(s.t, fmt.Sprint(reasons), "骨折", "the words that say so are quoted")
}

func linked(c complaint.Complaint, kind complaint.LinkType, to complaint.ID) bool {
	for _, l := range c.Links {
		if l.Type == kind && l.To == to {
			return true
		}
	}
	return false
}

func (s *shop) incidents() []complaint.Incident {
	s.t.Helper()
	list, err := s.desk.Incidents(s.t.Context(), complaint.ID{}, 100)
	require.NoError(s.t, err)
	return list
}

func (s *shop) members(incident complaint.ID) []complaint.Complaint {
	s.t.Helper()
	q := desk.Members(incident)
	q.Limit = 100
	page, err := s.desk.Find(s.t.Context(), q)
	require.NoError(s.t, err)
	return page.Complaints
}
