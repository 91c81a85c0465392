package desk_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/mock/gomock"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/storage/memory"
)

var (
	mia      = complaint.Actor{ID: "mia", Role: complaint.RoleMid}
	bob      = complaint.Actor{ID: "bob", Role: complaint.RoleSupervisor}
	zhao     = complaint.Actor{ID: "zhao", Role: complaint.RoleManager}
	jane     = complaint.Actor{ID: "u-jane", Role: complaint.RoleCustomer}
	stranger = complaint.Actor{ID: "u-else", Role: complaint.RoleCustomer}
)

func newDesk(t testing.TB, store storage.Store) *desk.Desk {
	t.Helper()
	d, err := desk.New(desk.Config{Store: store})
	require.NoError(t, err)
	return d
}

func late() complaint.Intake {
	return complaint.Intake{
		Channel: complaint.ChannelChat, Category: "logistics.delay", Content: complaint.Hide("my coat has not come"),
		Customer: complaint.Customer{ID: "u-jane", Name: complaint.Hide("Jane Roe")},
	}
}

func note(words string) complaint.Note { return complaint.Note{Text: complaint.Hide(words)} }

func say(words string) complaint.Message {
	return complaint.Message{Channel: complaint.ChannelChat, Text: complaint.Hide(words)}
}

func open(t testing.TB, d *desk.Desk) complaint.Complaint {
	t.Helper()
	c, err := d.Open(context.Background(), "web", late())
	require.NoError(t, err)
	return c
}

func TestOpenWithOneKeyOpensOneComplaint(t *testing.T) {
	const callers = 64
	store := memory.New()
	d := newDesk(t, store)
	in := late()
	in.Key = "form-4711"
	var wg sync.WaitGroup
	answers := make([]complaint.Complaint, callers)
	for i := range callers {
		wg.Go(func() {
			c, err := d.Open(context.Background(), "web", in)
			if err == nil {
				answers[i] = c
			}
		})
	}
	wg.Wait()
	for _, c := range answers {
		require.Equal(t, answers[0], c, "all callers must get the same complaint")
	}
	require.Equal(t, complaint.KeyID("", "form-4711"), answers[0].ID)
	n, err := storage.Count(t.Context(), store, storage.Query{})
	require.NoError(t, err)
	require.Equal(t, 1, n)
}

func TestKeyForOtherContentIsRefused(t *testing.T) {
	d := newDesk(t, memory.New())
	in := late()
	in.Key = "form-1"
	first, err := d.Open(t.Context(), "web", in)
	require.NoError(t, err)
	for name, change := range map[string]func(in *complaint.Intake){
		"text":     func(in *complaint.Intake) { in.Content = complaint.Hide("my hat has not come") },
		"category": func(in *complaint.Intake) { in.Category = "logistics.loss" },
		"customer": func(in *complaint.Intake) { in.Customer.Name = complaint.Hide("John Roe") },
		"received": func(in *complaint.Intake) { in.Received = time.Now().Add(-time.Hour) },
	} {
		other := in
		change(&other)
		_, err := d.Open(t.Context(), "web", other)
		require.ErrorIs(t, err, desk.ErrKeyReused, name)
		require.ErrorContains(t, err, "form-1")
	}
	_, err = d.Do(t.Context(), desk.Command{ID: first.ID, Actor: mia, Action: note("x")})
	require.NoError(t, err)
	again, err := d.Open(t.Context(), "elsewhere", in)
	require.NoError(t, err)
	require.EqualValues(t, 2, again.Version, "a repetition returns the complaint as it is now")
}

func TestKeyAfterErasure(t *testing.T) {
	d := newDesk(t, memory.New())
	in := late()
	in.Key = "form-1"
	c, err := d.Open(t.Context(), "web", in)
	require.NoError(t, err)
	for _, step := range []desk.Command{
		{Actor: jane, Action: complaint.Withdraw{}}, {Actor: zhao, Action: complaint.Erase{Basis: "customer_request"}},
	} {
		step.ID = c.ID
		_, err = d.Do(t.Context(), step)
		require.NoError(t, err)
	}
	again, err := d.Open(t.Context(), "web", in)
	require.NoError(t, err)
	require.Equal(t, c.ID, again.ID)
	require.True(t, again.Intake.Content.IsZero(), "a repetition does not bring the data back")
}

func TestOpenTakesTheChannelFromTheSource(t *testing.T) {
	d := newDesk(t, memory.New())
	in := late()
	in.Channel = ""
	for source, want := range map[string]complaint.Channel{"web": "website", "wechat": "wechat"} {
		c, err := d.Open(t.Context(), source, in)
		require.NoError(t, err)
		require.Equal(t, want, c.Intake.Channel)
	}
	_, err := d.Open(t.Context(), "checkout", in)
	requireField(t, err, "intake.channel")
	_, err = d.Open(t.Context(), "", late())
	requireField(t, err, "meta.actor.id")
}

func requireField(t testing.TB, err error, field string) {
	t.Helper()
	var bad *complaint.FieldError
	require.ErrorAs(t, err, &bad)
	require.Equal(t, field, bad.Field)
}

func TestManyActingOnOneComplaint(t *testing.T) {
	d := newDesk(t, memory.New())
	c := open(t, d)
	const workers, each = 16, 10
	var wg sync.WaitGroup
	failures := make(chan error, workers*each)
	for w := range workers {
		wg.Go(func() {
			for i := range each {
				_, err := d.Do(context.Background(), desk.Command{ID: c.ID, Actor: mia, Action: note(fmt.Sprint(w, i))})
				failures <- err
			}
		})
	}
	wg.Wait()
	close(failures)
	done := 0
	for err := range failures {
		if err == nil {
			done++
			continue
		}
		require.ErrorIs(t, err, storage.ErrConflict)
	}
	now, err := d.Get(t.Context(), c.ID)
	require.NoError(t, err)
	require.EqualValues(t, done+1, now.Version, "one version an action that was done, none for one that was not")
	require.Equal(t, done, now.Messages.Notes)
	require.Equal(t, workers*each, done, "conflicts are retried")
	require.NoError(t, d.Verify(t.Context(), c.ID))
}

func TestVersionIsNotRetried(t *testing.T) {
	d := newDesk(t, memory.New())
	c := open(t, d)
	_, err := d.Do(t.Context(), desk.Command{ID: c.ID, Version: 1, Actor: mia, Action: note("first")})
	require.NoError(t, err)
	_, err = d.Do(t.Context(), desk.Command{ID: c.ID, Version: 1, Actor: mia, Action: note("second")})
	require.ErrorIs(t, err, storage.ErrConflict)
	var conflict *storage.ConflictError
	require.ErrorAs(t, err, &conflict)
	require.Equal(t, c.ID, conflict.ID)
}

func TestCommandKey(t *testing.T) {
	d := newDesk(t, memory.New())
	c := open(t, d)
	cmd := desk.Command{ID: c.ID, Actor: mia, Action: note("call back"), Key: "click-1"}
	first, err := d.Do(t.Context(), cmd)
	require.NoError(t, err)
	_, err = d.Do(t.Context(), desk.Command{ID: c.ID, Actor: mia, Action: note("another")})
	require.NoError(t, err)

	again, err := d.Do(t.Context(), cmd)
	require.NoError(t, err)
	require.Equal(t, first, again, "the first result")
	cmd.Version = 1
	again, err = d.Do(t.Context(), cmd)
	require.NoError(t, err, "a retry that meets a conflict finds its own key")
	require.Equal(t, first, again)

	for name, change := range map[string]func(*desk.Command){
		"action":  func(c *desk.Command) { c.Action = complaint.Escalate{Level: 1} },
		"content": func(c *desk.Command) { c.Action = note("call back now") },
		"actor":   func(c *desk.Command) { c.Actor = bob },
	} {
		other := cmd
		change(&other)
		_, err := d.Do(t.Context(), other)
		require.ErrorIs(t, err, desk.ErrKeyReused, name)
	}
	now, err := d.Get(t.Context(), c.ID)
	require.NoError(t, err)
	require.Equal(t, 2, now.Messages.Notes)
}

func TestPermissions(t *testing.T) {
	d := newDesk(t, memory.New())
	c := open(t, d)
	_, err := d.Do(t.Context(), desk.Command{ID: c.ID, Actor: jane, Action: complaint.Close{Outcome: complaint.OutcomeResolved}})
	var denied *desk.PermissionError
	require.ErrorAs(t, err, &denied)
	require.ErrorIs(t, err, desk.ErrForbidden)
	require.Equal(t, desk.PermissionError{Role: complaint.RoleCustomer, Action: complaint.KindClose}, *denied)
	require.EqualError(t, err, `role "customer" may not close: not permitted`)

	defaults := desk.DefaultPermissions()
	for _, kind := range complaint.Kinds() {
		for _, role := range []complaint.Role{complaint.RoleInspector, complaint.RoleAuditor, "nobody"} {
			require.False(t, defaults.May(role, kind), "%s must not %s", role, kind)
		}
		switch kind {
		case complaint.KindOpen, complaint.KindAbsorb, complaint.KindExpel:
			require.Empty(t, defaults[kind])
		default:
			require.NotEmpty(t, defaults[kind], "nobody may %s", kind)
		}
	}
	own := desk.Permissions{complaint.KindNote: {complaint.RoleJunior}}
	strict, err := desk.New(desk.Config{Store: memory.New(), Permissions: own})
	require.NoError(t, err)
	_, err = strict.Do(t.Context(), desk.Command{ID: open(t, strict).ID, Actor: mia, Action: note("x")})
	require.ErrorIs(t, err, desk.ErrForbidden)
}

func TestAStrangersCaseIsNotFound(t *testing.T) {
	d := newDesk(t, memory.New())
	c := open(t, d)
	missing := complaint.KeyID("", "nothing here")
	_, foreign := d.Do(t.Context(), desk.Command{ID: c.ID, Actor: stranger, Action: complaint.Withdraw{}})
	_, absent := d.Do(t.Context(), desk.Command{ID: missing, Actor: stranger, Action: complaint.Withdraw{}})
	require.ErrorIs(t, foreign, storage.ErrNotFound)
	require.Equal(t, strings.ReplaceAll(absent.Error(), missing.String(), "X"), strings.ReplaceAll(foreign.Error(), c.ID.String(), "X"),
		"not yours and not there must look the same")
	for _, actor := range []complaint.Actor{stranger, {Role: complaint.RoleCustomer}, {ID: "x", Role: "ghost"}, {}} {
		v := d.As(actor)
		_, err := v.Get(t.Context(), c.ID)
		require.ErrorIs(t, err, storage.ErrNotFound)
		_, err = v.History(t.Context(), c.ID)
		require.ErrorIs(t, err, storage.ErrNotFound)
		_, err = v.Progress(t.Context(), c.ID, "en")
		require.ErrorIs(t, err, storage.ErrNotFound)
		page, err := v.Find(t.Context(), storage.Query{})
		require.NoError(t, err)
		require.Empty(t, page.Complaints)
		page, err = v.Find(t.Context(), storage.Query{Customer: []string{"u-jane"}})
		require.NoError(t, err)
		require.Empty(t, page.Complaints)
	}
}

// worked is a complaint with everything in it that is not for the customer.
func worked(t *testing.T, d *desk.Desk) complaint.ID {
	t.Helper()
	c := open(t, d)
	for _, cmd := range []desk.Command{
		{Actor: mia, Action: complaint.Assess{Assessment: complaint.Assessment{Severity: complaint.SeveritySerious, Suspicion: []string{"serial"}}}},
		{Actor: bob, Action: complaint.Assign{To: complaint.Party{Department: "aftersales", Person: "mia"}, Reason: complaint.Hide("INTERNAL reason")}},
		{Actor: mia, Action: note("INTERNAL note")},
		{Actor: bob, Action: complaint.MarkMalicious{Malicious: false, Reason: complaint.Hide("INTERNAL verdict")}},
		{Actor: mia, Action: complaint.RecordFinding{Finding: complaint.Finding{Result: complaint.Substantiated, Facts: complaint.Hide("INTERNAL facts")}}},
		{Actor: mia, Action: complaint.Wait{For: complaint.WaitCustomer, Reason: complaint.Hide("INTERNAL wait")}},
		{Actor: bob, Action: complaint.Hold{Name: "court", Reason: complaint.Hide("INTERNAL hold")}},
		{Actor: mia, Action: complaint.Communicate{Purpose: complaint.PurposeQuestion, Message: say("which size was it?")}},
		{Actor: jane, Action: complaint.Receive{Message: say("size M")}},
		{Actor: mia, Action: complaint.Propose{Reason: complaint.Hide("INTERNAL why"), Offers: []complaint.Offer{{
			ID: "o", Options: []complaint.Option{{Grants: []complaint.Grant{{Remedy: complaint.RemedyApology}}}},
		}}}},
	} {
		cmd.ID = c.ID
		_, err := d.Do(t.Context(), cmd)
		require.NoError(t, err)
	}
	return c.ID
}

func TestCustomersSeeNothingInternal(t *testing.T) {
	d := newDesk(t, memory.New())
	id := worked(t, d)
	v := d.As(jane)
	c, err := v.Get(t.Context(), id)
	require.NoError(t, err)
	events, err := v.History(t.Context(), id)
	require.NoError(t, err)
	page, err := v.Find(t.Context(), storage.Query{})
	require.NoError(t, err)
	require.Len(t, page.Complaints, 1)
	all := asJSON(t, c) + asJSON(t, events) + asJSON(t, page.Complaints)
	for _, secret := range []string{"INTERNAL", "serial", "mia", "bob", "court", "serious"} {
		require.NotContains(t, all, secret, "%s is shown: %s", secret, around(all, secret))
	}
	require.Contains(t, all, "which size was it?")
	require.Contains(t, all, "size M")
	require.Contains(t, v.Allowed(c), complaint.KindAccept)
	require.NotContains(t, v.Allowed(c), complaint.KindNote)

	after, err := v.Do(t.Context(), desk.Command{ID: id, Action: complaint.Accept{Offer: "o"}})
	require.NoError(t, err)
	require.NotContains(t, asJSON(t, after), "INTERNAL")
	_, err = v.Do(t.Context(), desk.Command{ID: id, Actor: bob, Action: note("x")})
	require.ErrorIs(t, err, desk.ErrForbidden, "a view acts as its actor, whatever the command says")
}

func around(all, part string) string {
	i := strings.Index(all, part)
	return all[max(0, i-60):min(len(all), max(0, i)+60)]
}

func TestInspectorsSeeEverythingMasked(t *testing.T) {
	d := newDesk(t, memory.New())
	id := worked(t, d)
	for _, role := range []complaint.Role{complaint.RoleInspector, complaint.RoleAuditor} {
		v := d.As(complaint.Actor{ID: "ins", Role: role})
		c, err := v.Get(t.Context(), id)
		require.NoError(t, err)
		events, err := v.History(t.Context(), id)
		require.NoError(t, err)
		require.Len(t, events, int(c.Version))
		require.Equal(t, complaint.SeveritySerious, c.Assessment.Severity)
		for _, secret := range []string{"Jane", "coat", "INTERNAL", "size M"} {
			require.NotContains(t, asJSON(t, c)+asJSON(t, events), secret)
		}
		_, err = v.Do(t.Context(), desk.Command{ID: id, Action: note("x")})
		require.ErrorIs(t, err, desk.ErrForbidden)
	}
	handler, err := d.As(mia).Get(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, "Jane Roe", handler.Intake.Customer.Name.Reveal())
	events, err := d.As(mia).History(t.Context(), id)
	require.NoError(t, err)
	require.NoError(t, complaint.Verify(events))
	require.NoError(t, d.Verify(t.Context(), id))
}

func TestProgress(t *testing.T) {
	now := time.Date(2026, time.October, 12, 9, 0, 0, 0, time.UTC)
	d, err := desk.New(desk.Config{Store: memory.New(), Now: func() time.Time { return now }})
	require.NoError(t, err)
	c := open(t, d)
	p, err := d.Progress(t.Context(), c.ID, "en")
	require.NoError(t, err)
	require.Equal(t, 2, p.Step)
	require.Equal(t, "Assigned", p.Label)
	require.True(t, now.Add(24*time.Hour).Equal(p.By), "the first response is promised within 24 hours")
	due, response, resolution := now.Add(20*time.Hour), now.Add(24*time.Hour), now.Add(48*time.Hour)
	appeal := time.Date(2026, time.October, 22, 23, 59, 59, 999_999_000, time.UTC) // within 10 calendar days
	for _, step := range []struct {
		cmd  desk.Command
		step int
		by   time.Time
	}{
		{desk.Command{Actor: bob, Action: complaint.Assign{To: complaint.Party{Person: "mia"}}}, 2, response},
		{desk.Command{Actor: mia, Action: complaint.Wait{For: complaint.WaitThirdParty, Until: due, Reason: complaint.Hide("carrier")}}, 2, due},
		{desk.Command{Actor: mia, Action: complaint.Resume{}}, 2, response},
		{desk.Command{Actor: mia, Action: complaint.StartInvestigation{Lead: complaint.Party{Person: "mia"}}}, 3, response},
		{desk.Command{Actor: mia, Action: complaint.Acknowledge{Message: say("we have it")}}, 3, resolution},
		{desk.Command{Actor: mia, Action: complaint.Communicate{Purpose: complaint.PurposeResult, Message: say("found")}}, 6, time.Time{}},
		{desk.Command{Actor: jane, Action: complaint.FileAppeal{Ground: complaint.Hide("no")}}, 0, appeal},
	} {
		step.cmd.ID = c.ID
		_, err := d.Do(t.Context(), step.cmd)
		require.NoError(t, err)
		zh, err := d.Progress(t.Context(), c.ID, "zh-CN")
		require.NoError(t, err)
		en, err := d.As(jane).Progress(t.Context(), c.ID, "en-GB")
		require.NoError(t, err)
		require.Equal(t, step.step, zh.Step)
		require.Equal(t, 6, zh.Of)
		require.True(t, step.by.Equal(zh.By), "%s: want %s, got %s", step.cmd.Action.Kind(), step.by, zh.By)
		require.NotEqual(t, zh.Next, en.Next)
	}
	for _, s := range complaint.Statuses() {
		p := desk.ProgressOf(complaint.Complaint{Status: s}, "zh")
		require.NotEmpty(t, p.Next, "%s needs a sentence", s)
	}
}

func TestSplit(t *testing.T) {
	store := memory.New()
	d := newDesk(t, store)
	c := open(t, d)
	part := complaint.Intake{Category: "service.attitude", Content: complaint.Hide("and the courier was rude"), Key: "split-1"}
	cmd := desk.Command{ID: c.ID, Actor: mia, Action: complaint.Split{Reason: complaint.Hide("two matters")}}
	original, split, err := d.Split(t.Context(), cmd, part)
	require.NoError(t, err)
	require.EqualValues(t, 2, original.Version)
	require.EqualValues(t, 1, split.Version)
	require.Contains(t, split.Links, complaint.Link{Type: complaint.LinkSplit, To: c.ID})
	require.Equal(t, c.Intake.Customer.ID, split.Intake.Customer.ID)
	require.True(t, c.Received.Equal(split.Received))
	original, again, err := d.Split(t.Context(), cmd, part)
	require.NoError(t, err)
	require.EqualValues(t, 2, original.Version, "nothing twice")
	require.Equal(t, split, again)
	_, err = d.Do(t.Context(), desk.Command{ID: c.ID, Actor: mia, Action: complaint.Split{Into: split.ID}})
	requireField(t, err, "action")
	_, _, err = d.Split(t.Context(), desk.Command{ID: c.ID, Actor: jane, Action: complaint.Split{}}, part)
	require.ErrorIs(t, err, desk.ErrForbidden)
	_, _, err = d.Split(t.Context(), desk.Command{ID: c.ID, Version: 1, Actor: mia, Action: complaint.Split{}}, late())
	require.ErrorIs(t, err, storage.ErrConflict)
	_, _, err = d.Split(t.Context(), desk.Command{ID: c.ID, Actor: mia, Action: note("x")}, part)
	requireField(t, err, "action")
	n, err := storage.Count(t.Context(), store, storage.Query{Links: []complaint.Link{{To: c.ID}}})
	require.NoError(t, err)
	require.Equal(t, 1, n)
}

func TestNewIsStrict(t *testing.T) {
	for field, config := range map[string]desk.Config{
		"config.store":            {},
		"config.tries":            {Store: memory.New(), Tries: -1},
		"config.permissions":      {Store: memory.New(), Permissions: desk.Permissions{"fly": nil}},
		"config.permissions#":     {Store: memory.New(), Permissions: desk.Permissions{complaint.KindAbsorb: {complaint.RoleMid}}},
		"config.permissions.note": {Store: memory.New(), Permissions: desk.Permissions{complaint.KindNote: {"ghost"}}},
	} {
		_, err := desk.New(config)
		requireField(t, err, strings.TrimSuffix(field, "#"))
	}
	_, err := desk.New(desk.Config{Store: NewMockStore(gomock.NewController(t)), Tenant: "a"})
	require.ErrorIs(t, err, storage.ErrUnsupported)
}

var errDisk = errors.New("disk on fire")

// The faults of a store, with a mock.
func TestFaults(t *testing.T) {
	stored := open(t, newDesk(t, memory.New()))
	fails := func(t *testing.T, expect func(m *MockStoreMockRecorder), call func(d *desk.Desk) error, want error) {
		t.Helper()
		m := NewMockStore(gomock.NewController(t))
		expect(m.EXPECT())
		d, err := desk.New(desk.Config{Store: m, Tries: 3})
		require.NoError(t, err)
		require.ErrorIs(t, call(d), want)
	}
	act := func(d *desk.Desk) error {
		_, err := d.Do(context.Background(), desk.Command{ID: stored.ID, Actor: mia, Action: note("x")})
		return err
	}
	t.Run("get fails", func(t *testing.T) {
		fails(t, func(m *MockStoreMockRecorder) { m.Get(gomock.Any(), stored.ID).Return(complaint.Complaint{}, errDisk) }, act, errDisk)
	})
	t.Run("put fails once and is not tried again", func(t *testing.T) {
		fails(t, func(m *MockStoreMockRecorder) {
			m.Get(gomock.Any(), stored.ID).Return(stored, nil)
			m.Put(gomock.Any(), gomock.Any()).Return(errDisk)
		}, act, errDisk)
	})
	t.Run("conflicts are tried so often and no more", func(t *testing.T) {
		fails(t, func(m *MockStoreMockRecorder) {
			m.Get(gomock.Any(), stored.ID).Return(stored, nil).Times(3)
			m.Put(gomock.Any(), gomock.Any()).Return(&storage.ConflictError{ID: stored.ID}).Times(3)
		}, act, storage.ErrConflict)
	})
	t.Run("a limit is not tried again", func(t *testing.T) {
		fails(t, func(m *MockStoreMockRecorder) {
			m.Get(gomock.Any(), stored.ID).Return(stored, nil)
			m.Put(gomock.Any(), gomock.Any()).Return(storage.ErrLimit)
		}, act, storage.ErrLimit)
	})
	t.Run("an ambiguous put is resolved by its key", func(t *testing.T) {
		// The first Put reaches the store and its answer is lost; the caller tries again with the same key.
		store := memory.New()
		d := newDesk(t, store)
		c := open(t, d)
		m := NewMockStore(gomock.NewController(t))
		m.EXPECT().Get(gomock.Any(), c.ID).DoAndReturn(store.Get).AnyTimes()
		m.EXPECT().History(gomock.Any(), c.ID).DoAndReturn(store.History).AnyTimes()
		m.EXPECT().Put(gomock.Any(), gomock.Any()).DoAndReturn(func(ctx context.Context, changes ...storage.Change) error {
			require.NoError(t, store.Put(ctx, changes...))
			return errDisk
		})
		faulty := newDesk(t, m)
		cmd := desk.Command{ID: c.ID, Actor: mia, Action: note("x"), Key: "k"}
		_, err := faulty.Do(t.Context(), cmd)
		require.ErrorIs(t, err, errDisk)
		again, err := faulty.Do(t.Context(), cmd)
		require.NoError(t, err)
		require.EqualValues(t, 2, again.Version)
	})
	t.Run("open fails", func(t *testing.T) {
		fails(t, func(m *MockStoreMockRecorder) {
			m.List(gomock.Any(), gomock.Any()).Return(storage.Page{}, nil).AnyTimes()
			m.Put(gomock.Any(), gomock.Any()).Return(errDisk)
		}, func(d *desk.Desk) error {
			_, err := d.Open(context.Background(), "web", late())
			return err
		}, errDisk)
	})
	t.Run("looking for related complaints fails", func(t *testing.T) {
		fails(t, func(m *MockStoreMockRecorder) {
			m.List(gomock.Any(), gomock.Any()).Return(storage.Page{}, errDisk)
		}, func(d *desk.Desk) error {
			_, err := d.Open(context.Background(), "web", late())
			return err
		}, errDisk)
	})
	t.Run("erasing needs an eraser", func(t *testing.T) {
		d := newDesk(t, memory.New())
		c := open(t, d)
		closed, err := d.Do(t.Context(), desk.Command{ID: c.ID, Actor: jane, Action: complaint.Withdraw{}})
		require.NoError(t, err)
		fails(t, func(m *MockStoreMockRecorder) { m.Get(gomock.Any(), c.ID).Return(closed, nil) }, func(d *desk.Desk) error {
			_, err := d.Do(context.Background(), desk.Command{ID: c.ID, Actor: zhao, Action: complaint.Erase{Basis: "x"}})
			return err
		}, storage.ErrUnsupported)
	})
	t.Run("no randomness", func(t *testing.T) {
		d, err := desk.New(desk.Config{Store: memory.New(), Random: strings.NewReader("short")})
		require.NoError(t, err)
		_, err = d.Open(t.Context(), "web", late())
		require.ErrorContains(t, err, "random salt")
	})
	t.Run("no id", func(t *testing.T) {
		d, err := desk.New(desk.Config{Store: memory.New(), NewID: func() (complaint.ID, error) { return complaint.ID{}, errDisk }})
		require.NoError(t, err)
		_, err = d.Open(t.Context(), "web", late())
		require.ErrorIs(t, err, errDisk)
	})
	t.Run("cancelled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		m := NewMockStore(gomock.NewController(t))
		m.EXPECT().Get(gomock.Any(), stored.ID).Return(stored, nil).AnyTimes()
		m.EXPECT().Put(gomock.Any(), gomock.Any()).DoAndReturn(func(context.Context, ...storage.Change) error {
			cancel()
			return storage.ErrConflict
		})
		_, err := newDesk(t, m).Do(ctx, desk.Command{ID: stored.ID, Actor: mia, Action: note("x")})
		require.ErrorIs(t, err, context.Canceled)
	})
	t.Run("history that was tampered with", func(t *testing.T) {
		store := memory.New()
		d := newDesk(t, store)
		c := open(t, d)
		events, err := store.History(t.Context(), c.ID)
		require.NoError(t, err)
		events[0].Actor.ID = "nobody"
		fails(t, func(m *MockStoreMockRecorder) {
			m.Get(gomock.Any(), c.ID).Return(c, nil)
			m.History(gomock.Any(), c.ID).Return(events, nil)
		}, func(d *desk.Desk) error { return d.Verify(context.Background(), c.ID) }, complaint.ErrTampered)
	})
}

func TestWithoutTenantsEveryMethodSaysSo(t *testing.T) {
	d, err := desk.New(desk.Config{Store: memory.New(), Tenant: "a"})
	require.NoError(t, err)
	broken := d.With(NewMockStore(gomock.NewController(t)))
	id := complaint.KeyID("", "x")
	_, opening := broken.Open(t.Context(), "web", late())
	_, doing := broken.Do(t.Context(), desk.Command{ID: id, Actor: mia, Action: note("x")})
	_, getting := broken.Get(t.Context(), id)
	_, finding := broken.Find(t.Context(), storage.Query{})
	_, telling := broken.History(t.Context(), id)
	_, progress := broken.Progress(t.Context(), id, "en")
	_, _, splitting := broken.Split(t.Context(), desk.Command{}, late())
	for _, err := range []error{opening, doing, getting, finding, telling, progress, splitting, broken.Verify(t.Context(), id)} {
		require.ErrorIs(t, err, storage.ErrUnsupported)
	}
}
