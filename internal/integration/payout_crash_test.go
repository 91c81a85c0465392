package integration_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/internal/fakepay"
	"github.com/recourse-go/recourse/storage"
)

const (
	cashierPath   = "RECOURSE_TEST_PAYOUT_PATH"
	cashierURL    = "RECOURSE_TEST_PAYOUT_URL"
	cashierMutant = "RECOURSE_TEST_PAYOUT_MUTANT"
	// cashierKills is how many processes are killed, for a run that takes longer than the default.
	cashierKills = "RECOURSE_PAYOUT_KILLS"
)

// Two processes pay what customers accepted, with a provider that loses answers and refuses, and are killed again and again:
// while they write, before the provider has paid, and after it has paid and before they hear of it. In the end every customer got
// everything once. To see the numbers:
//
//	RECOURSE_PAYOUT_KILLS=1000 go test ./internal/integration -run '^TestPayoutsSurviveKills$' -v -timeout 30m
func TestPayoutsSurviveKills(t *testing.T) {
	if os.Getenv(cashierPath) != "" {
		payUntilNothingIsOwed(t)
		os.Exit(0)
	}
	kills := 60
	if raceEnabled || testing.Short() {
		kills = 12
	}
	if text := os.Getenv(cashierKills); text != "" {
		var err error
		kills, err = strconv.Atoi(text)
		require.NoError(t, err)
	}
	start := time.Now()
	counter := newCounter(t, "", 2*kills, uint64(kills))
	counter.killed(kills)
	require.Empty(t, counter.wrong())
	t.Logf("payouts: %d complaints, %d payments, %d calls of the provider; %d processes killed with SIGKILL, %d of them while they asked; %s",
		counter.cases, len(counter.provider.Payments()), counter.provider.Calls(""), kills, counter.asking, time.Since(start).Round(time.Millisecond))
}

// A desk that does not keep to the rules must be found out: one that asks under another key each time, and one that writes down
// that it has paid before it asks.
func TestPayoutKillsFindMutants(t *testing.T) {
	if os.Getenv(cashierPath) != "" {
		payUntilNothingIsOwed(t)
		os.Exit(0)
	}
	for _, mutant := range []string{"another key", "answer before call"} {
		t.Run(mutant, func(t *testing.T) {
			counter := newCounter(t, mutant, 16, 3)
			counter.killed(8)
			require.NotEmpty(t, counter.wrong(), "the mutant was not found")
		})
	}
}

// payUntilNothingIsOwed is what a process does.
func payUntilNothingIsOwed(t *testing.T) {
	t.Helper()
	s := storeOver(t, openSQLite(t, os.Getenv(cashierPath), 1), nil)
	now := time.Now().UTC()
	payer := mutantOf(os.Getenv(cashierMutant), fakepay.Remote{URL: os.Getenv(cashierURL)})
	d := payDesk(t, s, &now, payer)
	_, err := fmt.Println("ready")
	require.NoError(t, err)
	payAll(t, d, &now)
	if h, ok := payer.(*hasty); ok {
		h.payLate(t.Context())
	}
}

// payAll pays until nothing is owed.
func payAll(t *testing.T, d *desk.Desk, now *time.Time) {
	t.Helper()
	for left := 1; left > 0; {
		left = payRound(t, d, now)
	}
}

// payRound asks for everything once and returns how many complaints were left with something unpaid.
func payRound(t *testing.T, d *desk.Desk, now *time.Time) int {
	t.Helper()
	var owed []complaint.ID
	page, err := d.Find(t.Context(), storage.Query{Limit: storage.MaxLimit})
	require.NoError(t, err)
	require.Empty(t, page.Next)
	for _, c := range page.Complaints {
		if c.Owes("o1") {
			owed = append(owed, c.ID)
		}
	}
	rand.Shuffle(len(owed), func(i, j int) { owed[i], owed[j] = owed[j], owed[i] })
	for _, id := range owed {
		_, err := d.Payout(t.Context(), desk.Command{ID: id, Actor: complaint.Actor{ID: "li", Role: complaint.RoleSenior}}, desk.PayoutOptions{})
		require.NoError(t, err)
	}
	*now = now.Add(7 * time.Hour) // longer than any wait between two tries
	_, err = d.Sweep(t.Context())
	require.NoError(t, err)
	return len(owed)
}

func payDesk(t *testing.T, s storage.Store, now *time.Time, p desk.Payer) *desk.Desk {
	t.Helper()
	d, err := desk.New(desk.Config{Store: s, SLA: sweepEngine(t), Payer: p, Now: func() time.Time { return *now }})
	require.NoError(t, err)
	return d
}

// mutantOf makes what a desk sees of a provider into what a broken desk would do with it.
func mutantOf(name string, p desk.Payer) desk.Payer {
	switch name {
	case "another key":
		return payerFunc(func(ctx context.Context, m desk.Payment) (desk.Receipt, error) {
			m.Key += "/" + strconv.FormatUint(rand.Uint64(), 36)
			return p.Pay(ctx, m)
		})
	case "answer before call":
		return &hasty{Payer: p}
	default:
		return p
	}
}

// hasty says that it has paid, and pays when it is asked for the next thing.
type hasty struct {
	desk.Payer

	late *desk.Payment
}

func (h *hasty) Pay(ctx context.Context, m desk.Payment) (desk.Receipt, error) {
	h.payLate(ctx)
	h.late = &m
	return desk.Receipt{Reference: "soon"}, nil
}

// payLate pays until it is paid: a process that nobody kills leaves nothing undone.
func (h *hasty) payLate(ctx context.Context) {
	for h.late != nil {
		_, err := h.Payer.Pay(ctx, *h.late)
		if refused, ok := errors.AsType[*desk.PaymentError](err); ok && refused.Final {
			h.late.Key += "-2"
		}
		if err == nil {
			h.late = nil
		}
	}
}

type payerFunc func(ctx context.Context, m desk.Payment) (desk.Receipt, error)

func (f payerFunc) Pay(ctx context.Context, m desk.Payment) (desk.Receipt, error) { return f(ctx, m) }

// counter is where the money is: a provider that outlives the processes which ask it, and kills them.
type counter struct {
	t        *testing.T
	path     string
	mutant   string
	cases    int
	rand     *rand.Rand
	provider *fakepay.Provider
	server   *httptest.Server
	hired    int
	failed   []string
	asking   int

	mu sync.Mutex
	// armed kills the process of a path at its next call: before the provider decides, or after.
	armed  func()
	target string
	before bool
}

func newCounter(t *testing.T, mutant string, cases int, seed uint64) *counter {
	t.Helper()
	k := &counter{
		t: t, path: filepath.Join(t.TempDir(), "recourse.db"), mutant: mutant, cases: cases, rand: rand.New(rand.NewPCG(seed, 9)),
		provider: &fakepay.Provider{
			Next: fakepay.Seeded(seed, fakepay.Pay, fakepay.Pay, fakepay.Pay, fakepay.Lose, fakepay.Drop, fakepay.Later, fakepay.Refuse),
		},
	}
	k.server = httptest.NewServer(k)
	t.Cleanup(k.server.Close)
	now := time.Now().UTC()
	d := payDesk(t, storeOver(t, openSQLite(t, k.path, 1), nil), &now, nil)
	for i := range cases {
		c, err := d.Open(t.Context(), "web", complaint.Intake{
			Key: fmt.Sprint("form-", i), Category: "logistics.delay", Content: complaint.Hide(fmt.Sprint("parcel ", i, " has not come")),
			Customer: complaint.Customer{ID: fmt.Sprint("u-", i)},
		})
		require.NoError(t, err)
		for _, step := range []desk.Command{
			{Actor: complaint.Actor{ID: "mia", Role: complaint.RoleMid}, Action: complaint.Propose{Offers: []complaint.Offer{{
				ID: "o1", Options: []complaint.Option{{Grants: []complaint.Grant{
					{Remedy: complaint.RemedyRefund, Amount: fen(t, int64(100*i+1))}, {Remedy: complaint.RemedyCash, Amount: fen(t, 500)},
				}}},
			}}}},
			{Actor: complaint.Actor{ID: fmt.Sprint("u-", i), Role: complaint.RoleCustomer}, Action: complaint.Accept{Offer: "o1"}},
		} {
			step.ID = c.ID
			_, err = d.Do(t.Context(), step)
			require.NoError(t, err)
		}
	}
	return k
}

// ServeHTTP is the provider, and the murderer of who asks.
func (k *counter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	k.mu.Lock()
	var kill func()
	before := k.before
	if r.URL.Path == k.target {
		kill, k.armed = k.armed, nil
	}
	k.mu.Unlock()
	if kill != nil && before {
		kill()
	}
	out := httptest.NewRecorder()
	if kill == nil || !before {
		k.provider.ServeHTTP(out, r)
	}
	if kill != nil && !before {
		kill()
	}
	w.WriteHeader(out.Code)
	_, _ = io.Copy(w, out.Body) // who asked may be dead
}

// killed lets two processes work and kills one after the other, and then lets them come to their end.
func (k *counter) killed(kills int) {
	k.t.Helper()
	crew := []*cashier{k.hire(), k.hire()}
	for n := range kills {
		victim := crew[n%len(crew)]
		how := k.rand.IntN(3)
		if how > 0 {
			k.mu.Lock()
			k.before, k.target, k.armed = how == 1, victim.at, func() {
				k.mu.Lock()
				k.asking++
				k.mu.Unlock()
				_ = victim.Process.Kill()
			}
			k.mu.Unlock()
		}
		time.Sleep(time.Duration(k.rand.IntN(30_000)) * time.Microsecond)
		k.mu.Lock()
		k.armed = nil
		k.mu.Unlock()
		_ = victim.Process.Kill() // it may have been killed while it asked
		k.ended(victim)
		crew[n%len(crew)] = k.hire()
	}
	for _, c := range crew {
		k.ended(c)
	}
}

// ended waits for the end of a process, which must not fail by itself.
func (k *counter) ended(c *cashier) {
	if err := <-c.ended; err != nil && c.ProcessState.ExitCode() != -1 {
		k.failed = append(k.failed, fmt.Sprintf("a process failed: %v: %s", err, c.said))
	}
}

// cashier is a process that pays. ended gets its error when it has ended.
type cashier struct {
	*exec.Cmd

	at    string // the path at which it asks
	said  []byte
	ended chan error
}

// hire starts a process and waits until it is at work.
func (k *counter) hire() *cashier {
	k.t.Helper()
	name, _, _ := strings.Cut(k.t.Name(), "/")
	k.hired++
	c := &cashier{
		Cmd: exec.CommandContext(k.t.Context(), os.Args[0], "-test.run", "^"+name+"$"), at: fmt.Sprint("/", k.hired), ended: make(chan error, 1),
	}
	c.Env = append(os.Environ(), cashierPath+"="+k.path, cashierURL+"="+k.server.URL+c.at, cashierMutant+"="+k.mutant)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	require.NoError(k.t, err)
	require.NoError(k.t, c.Start())
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(k.t, err, line)
	go func() {
		c.said, _ = io.ReadAll(out)
		c.ended <- c.Wait()
	}()
	return c
}

// wrong says what is wrong with the money: who got what they were not promised, or what was written down that did not happen.
func (k *counter) wrong() []string {
	k.t.Helper()
	now := time.Now().UTC().AddDate(1, 0, 0)
	d := payDesk(k.t, storeOver(k.t, openSQLite(k.t, k.path, 1), nil), &now, mutantOf("", k.provider))
	payAll(k.t, d, &now)
	wrong := append(k.provider.Faults(), k.failed...)
	page, err := d.Find(k.t.Context(), storage.Query{Limit: storage.MaxLimit})
	require.NoError(k.t, err)
	require.Len(k.t, page.Complaints, k.cases)
	for _, c := range page.Complaints {
		require.NoError(k.t, d.Verify(k.t.Context(), c.ID))
		got := map[complaint.Remedy][]string{}
		for _, m := range k.provider.To(c.Intake.Customer.ID) {
			got[m.Remedy] = append(got[m.Remedy], m.Amount.String())
		}
		for _, g := range c.Offers[0].Options[0].Grants {
			if list := got[g.Remedy]; len(list) != 1 || list[0] != g.Amount.String() {
				wrong = append(wrong, fmt.Sprintf("%s was promised %s of %s and got %v", c.Intake.Customer.ID, g.Amount, g.Remedy, list))
			}
		}
		for _, p := range c.Payouts {
			if p.State == complaint.PayoutPending {
				wrong = append(wrong, fmt.Sprintf("%s: payout %s is still under way", c.Intake.Customer.ID, p.ID))
			}
		}
	}
	return wrong
}
