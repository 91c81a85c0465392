package desk

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/google/uuid"

	"github.com/recourse-go/recourse/compensation"
	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/sla"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/triage"
)

// Config says what a desk works with. Only Store is required.
type Config struct {
	// Store keeps the complaints.
	Store storage.Store
	// Tenant is the shop. It needs a store with the capability [storage.Tenants] unless it is empty, the default.
	Tenant string
	// Taxonomy lists the legal codes. Default: [complaint.BuiltinTaxonomy].
	Taxonomy *complaint.Taxonomy
	// SLA decides about time limits. Default: [sla.Default], around the clock.
	SLA *sla.Engine
	// Triage decides what a complaint is, how bad and how urgent, and who takes it. Default: [triage.Default].
	Triage *triage.Engine
	// Roster knows who can take a case. Default: cases go to departments, and one that is escalated stays with who has it, for
	// the next tier. [StoredRoster] keeps people in the store.
	Roster Roster
	// Compensation decides what customers are given. Default: [compensation.Default].
	Compensation *compensation.Engine
	// Orders knows what was paid and refunded. Default: what complaints say of their items. [StoredOrders] keeps orders in the
	// store.
	Orders Orders
	// Payer pays customers, see [Desk.Payout]. Default: payouts are recorded and paid by the host.
	Payer Payer
	// Permissions says which role may carry out which action. Default: [DefaultPermissions].
	Permissions Permissions
	// Now is the clock. Default: [time.Now].
	Now func() time.Time
	// NewID makes the ID of a complaint that has no key. Default: UUID version 7.
	NewID func() (complaint.ID, error)
	// Random is the source of the salts in the history. Default: crypto/rand.
	Random io.Reader
	// Tries is how often a command without a version is tried when others change the same complaint at the same time.
	// Default: 25.
	Tries int
}

// Desk is a complaint desk of one tenant. It is safe for concurrent use.
type Desk struct {
	config Config
	store  storage.Store
	// triage is shared by all desks that were made from one another.
	triage   *atomic.Pointer[triage.Engine]
	remedies *atomic.Pointer[compensation.Engine]
	// inTx says that the desk works in a transaction of the host, in which no provider is asked.
	inTx bool
	// broken is why a desk made by With cannot work.
	broken error
}

const defaultTries = 25

// New makes a desk. The error is a *[complaint.FieldError] that names the field of the configuration, or wraps
// [storage.ErrUnsupported] when the store cannot do what the configuration asks for.
func New(config Config) (*Desk, error) {
	if config.Store == nil {
		return nil, &complaint.FieldError{Field: "config.store", Rule: "must be set, for example to memory.New()"}
	}
	if config.Tries < 0 {
		return nil, &complaint.FieldError{
			Field: "config.tries", Value: strconv.Itoa(config.Tries), Rule: "must be at least 1, or 0 for the default",
		}
	}
	if config.Taxonomy == nil {
		config.Taxonomy = complaint.BuiltinTaxonomy()
	}
	if config.SLA == nil {
		config.SLA = sla.Default()
	}
	if config.Triage == nil {
		config.Triage = triage.Default()
	}
	if config.Permissions == nil {
		config.Permissions = DefaultPermissions()
	}
	if err := config.Permissions.check(); err != nil {
		return nil, err
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	if config.NewID == nil {
		config.NewID = uuid.NewV7
	}
	if config.Random == nil {
		config.Random = rand.Reader
	}
	if config.Tries == 0 {
		config.Tries = defaultTries
	}
	if config.Compensation == nil {
		config.Compensation = compensation.Default()
	}
	engine, remedies := &atomic.Pointer[triage.Engine]{}, &atomic.Pointer[compensation.Engine]{}
	engine.Store(config.Triage)
	remedies.Store(config.Compensation)
	d := (&Desk{config: config, triage: engine, remedies: remedies}).With(config.Store)
	d.inTx = false
	if d.broken != nil {
		return nil, d.broken
	}
	return d, nil
}

// With returns the same desk on another store, in general the host's own transaction: d.With(store.Tx(tx)). It never
// begins, commits or rolls back, and asks no payment provider. When the store lacks tenants and the desk needs them, every
// method returns that error.
func (d *Desk) With(s storage.Store) *Desk {
	other := &Desk{config: d.config, store: s, triage: d.triage, remedies: d.remedies, inTx: true}
	if d.config.Tenant == "" {
		return other
	}
	tenants, ok := storage.As[storage.Tenants](s)
	if !ok {
		other.broken = fmt.Errorf("tenant %q: tenants are %w", d.config.Tenant, storage.ErrUnsupported)
		return other
	}
	other.store = tenants.Tenant(d.config.Tenant)
	return other
}

// Tenant returns the same desk for another tenant of the same store, as it was configured.
func (d *Desk) Tenant(name string) *Desk {
	config := d.config
	config.Tenant = name
	other := (&Desk{config: config, triage: d.triage, remedies: d.remedies}).With(config.Store)
	other.inTx = false
	return other
}

// Get returns a complaint, or [storage.ErrNotFound].
func (d *Desk) Get(ctx context.Context, id complaint.ID) (complaint.Complaint, error) {
	if d.broken != nil {
		return complaint.Complaint{}, d.broken
	}
	c, err := d.store.Get(ctx, id)
	if err != nil {
		return complaint.Complaint{}, named(id, err)
	}
	return c, nil
}

// named names the complaint in an error. Not found always reads the same, whatever the store says, so that a complaint
// that is not there and one that the caller must not see cannot be told apart.
func named(id complaint.ID, err error) error {
	if errors.Is(err, storage.ErrNotFound) {
		err = storage.ErrNotFound
	}
	return fmt.Errorf("complaint %s: %w", id, err)
}

// Find returns a page of complaints.
func (d *Desk) Find(ctx context.Context, q storage.Query) (storage.Page, error) {
	if d.broken != nil {
		return storage.Page{}, d.broken
	}
	return d.store.List(ctx, q)
}

// History returns all events of a complaint in version order, or [storage.ErrNotFound].
func (d *Desk) History(ctx context.Context, id complaint.ID) ([]complaint.Event, error) {
	if d.broken != nil {
		return nil, d.broken
	}
	events, err := d.store.History(ctx, id)
	if err != nil {
		return nil, named(id, err)
	}
	return events, nil
}

// Verify checks a complaint's stored history and that it leads to the stored state. The error is a *[complaint.ChainError]
// when it does not.
func (d *Desk) Verify(ctx context.Context, id complaint.ID) error {
	// Between the two reads the complaint may move on: read again until both belong together.
	return d.retry(ctx, true, func() error {
		c, err := d.Get(ctx, id)
		if err != nil {
			return err
		}
		events, err := d.History(ctx, id)
		if err != nil {
			return err
		}
		if int64(len(events)) > c.Version {
			return fmt.Errorf("complaint %s: %w", id, storage.ErrConflict)
		}
		return c.Verify(events)
	})
}

// meta gives the circumstances of an action.
func (d *Desk) meta(actor complaint.Actor, at time.Time, key string) (complaint.Meta, error) {
	m := complaint.Meta{
		Tenant: d.config.Tenant, At: at, Recorded: d.config.Now(), Actor: actor, Key: key, Taxonomy: d.config.Taxonomy,
		Salt: make([]byte, saltSize),
	}
	if m.At.IsZero() {
		m.At = m.Recorded
	}
	if _, err := io.ReadFull(d.config.Random, m.Salt); err != nil {
		return complaint.Meta{}, fmt.Errorf("read random salt: %w", err)
	}
	return m, nil
}

const saltSize = 16

const (
	firstPause = time.Millisecond
	longPause  = 50 * time.Millisecond
)

// retry runs attempt again after a version conflict, where that is allowed, with growing pauses.
func (d *Desk) retry(ctx context.Context, again bool, attempt func() error) error {
	tries := uint(1)
	if again {
		tries = uint(d.config.Tries)
	}
	pauses := backoff.NewExponentialBackOff()
	pauses.InitialInterval, pauses.MaxInterval = firstPause, longPause
	var result error
	_, err := backoff.Retry(ctx, func() (struct{}, error) {
		if result = attempt(); result != nil && !isConflict(result) {
			return struct{}{}, backoff.Permanent(result)
		}
		return struct{}{}, result
	}, backoff.WithBackOff(pauses), backoff.WithMaxTries(tries))
	if ctxErr := ctx.Err(); err != nil && ctxErr != nil && isConflict(result) {
		return fmt.Errorf("%w while trying again after: %w", ctxErr, result)
	}
	return result
}
