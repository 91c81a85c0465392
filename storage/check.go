package storage

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/recourse-go/recourse/complaint"
)

// Check returns why changes cannot be stored at a tenant, whatever is stored there: nil or a *[complaint.FieldError]. Every
// adapter calls it first in Put, with erase false, and in Erase, with erase true. It checks that
//   - a Put has at most one change per complaint,
//   - complaint and event have the same ID, tenant, version and hash, and the tenant is the store's,
//   - versions begin at 1,
//   - accounts have a name, and amounts and limits are whole minor units of one currency,
//   - events of the kind erase come by Erase and no others do.
func Check(tenant string, changes []Change, erase bool) error {
	var seen map[complaint.ID]struct{}
	if len(changes) > 1 {
		seen = make(map[complaint.ID]struct{}, len(changes))
	}
	for i := range changes {
		c := &changes[i]
		field := "changes[" + strconv.Itoa(i) + "]."
		if _, twice := seen[c.Complaint.ID]; twice {
			return refuse(field+"complaint.id", c.Complaint.ID.String(), "must have one change only")
		}
		if err := c.check(field, tenant); err != nil {
			return err
		}
		if (c.Event.Kind == complaint.KindErase) != erase {
			return refuse(field+"event.kind", string(c.Event.Kind), "an erasure, and nothing else, must go through Erase")
		}
		if seen != nil {
			seen[c.Complaint.ID] = struct{}{}
		}
	}
	return nil
}

func (c *Change) check(field, tenant string) error {
	switch {
	case c.Complaint.ID == (complaint.ID{}):
		return refuse(field+"complaint.id", "", "must not be the zero UUID")
	case c.Event.Complaint != c.Complaint.ID:
		return refuse(field+"event.complaint", c.Event.Complaint.String(), "must be the complaint's id")
	case c.Complaint.Version < 1:
		return refuse(field+"complaint.version", strconv.FormatInt(c.Complaint.Version, 10), "must be at least 1")
	case c.Event.Version != c.Complaint.Version:
		return refuse(field+"event.version", strconv.FormatInt(c.Event.Version, 10), "must be the complaint's version")
	case c.Complaint.Tenant != tenant:
		return refuse(field+"complaint.tenant", c.Complaint.Tenant, "must be the store's tenant "+strconv.Quote(tenant))
	case c.Event.Tenant != tenant:
		return refuse(field+"event.tenant", c.Event.Tenant, "must be the store's tenant "+strconv.Quote(tenant))
	case c.Event.Hash == "" || c.Event.Hash != c.Complaint.Head:
		return refuse(field+"event.hash", c.Event.Hash, "must be the complaint's head")
	}
	for j := range c.Debits {
		if err := c.Debits[j].check(field + "debits[" + strconv.Itoa(j) + "]."); err != nil {
			return err
		}
	}
	return nil
}

func (d *Debit) check(field string) error {
	if err := checkName(field+"account", d.Account, true); err != nil {
		return err
	}
	if _, err := d.Amount.Minor(); err != nil || d.Amount.Currency == "" {
		return refuse(field+"amount", d.Amount.String(), "must be whole minor units of a currency")
	}
	if d.Limit.IsZero() {
		return nil
	}
	limit, err := d.Limit.Minor()
	if err != nil || limit < 0 || d.Limit.Currency != d.Amount.Currency {
		return refuse(field+"limit", d.Limit.String(), "must be whole minor units of the amount's currency, not below zero")
	}
	return nil
}

func checkName(field, name string, required bool) error {
	switch {
	case required && name == "":
		return refuse(field, "", "must not be empty")
	case len(name) > MaxName:
		return refuse(field, name[:32], "must be at most 255 bytes")
	case !utf8.ValidString(name), strings.IndexByte(name, 0) >= 0:
		return refuse(field, "", "must be valid UTF-8 without NUL bytes")
	default:
		return nil
	}
}

func refuse(field, value, rule string) error {
	return &complaint.FieldError{Field: field, Value: value, Rule: rule}
}
