package storage_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

func TestCheck(t *testing.T) {
	yuan := func(amount string) complaint.Money {
		return complaint.Money{Amount: decimal.RequireFromString(amount), Currency: "CNY"}
	}
	debits := func(d storage.Debit) func(*storage.Change) {
		return func(c *storage.Change) {
			c.Debits = []storage.Debit{{Account: "fits", Amount: yuan("1"), Limit: yuan("1")}, d}
		}
	}
	for name, test := range map[string]struct {
		edit  func(*storage.Change)
		field string
	}{
		"zero id":          {func(c *storage.Change) { c.Complaint.ID = complaint.ID{} }, "complaint.id"},
		"other id":         {func(c *storage.Change) { c.Event.Complaint[0]++ }, "event.complaint"},
		"version 0":        {func(c *storage.Change) { c.Complaint.Version, c.Event.Version = 0, 0 }, "complaint.version"},
		"other version":    {func(c *storage.Change) { c.Event.Version++ }, "event.version"},
		"complaint tenant": {func(c *storage.Change) { c.Complaint.Tenant = "b" }, "complaint.tenant"},
		"event tenant":     {func(c *storage.Change) { c.Event.Tenant = "b" }, "event.tenant"},
		"other hash":       {func(c *storage.Change) { c.Event.Hash = strings.ToUpper(c.Event.Hash) }, "event.hash"},
		"no hash":          {func(c *storage.Change) { c.Event.Hash, c.Complaint.Head = "", "" }, "event.hash"},
		"erasure":          {func(c *storage.Change) { c.Event.Kind = complaint.KindErase }, "event.kind"},
		"no account":       {debits(storage.Debit{Amount: yuan("1")}), "debits[1].account"},
		"long account":     {debits(storage.Debit{Account: strings.Repeat("x", 256), Amount: yuan("1")}), "debits[1].account"},
		"account NUL":      {debits(storage.Debit{Account: "\x00", Amount: yuan("1")}), "debits[1].account"},
		"no currency":      {debits(storage.Debit{Account: "a"}), "debits[1].amount"},
		"unknown currency": {debits(storage.Debit{Account: "a", Amount: complaint.Money{Currency: "???"}}), "debits[1].amount"},
		"half a fen":       {debits(storage.Debit{Account: "a", Amount: yuan("0.005")}), "debits[1].amount"},
		"too large":        {debits(storage.Debit{Account: "a", Amount: yuan("1e20")}), "debits[1].amount"},
		"limit below zero": {debits(storage.Debit{Account: "a", Amount: yuan("1"), Limit: yuan("-1")}), "debits[1].limit"},
		"other currency":   {debits(storage.Debit{Account: "a", Amount: yuan("1"), Limit: complaint.Money{Currency: "USD"}}), "debits[1].limit"},
		"limit half a fen": {debits(storage.Debit{Account: "a", Amount: yuan("1"), Limit: yuan("0.005")}), "debits[1].limit"},
	} {
		t.Run(name, func(t *testing.T) {
			good, bad := opened(t, 1), opened(t, 2)
			test.edit(&bad)
			refused(t, storage.Check("", []storage.Change{good, bad}, false), "changes[1]."+test.field)
		})
	}
	first := opened(t, 1)
	require.NoError(t, storage.Check("", nil, false))
	require.NoError(t, storage.Check("", []storage.Change{first, opened(t, 2)}, false))
	refused(t, storage.Check("", []storage.Change{first, noted(t, first.Complaint)}, false), "changes[1].complaint.id")
	refused(t, storage.Check("b", []storage.Change{first}, false), "changes[0].complaint.tenant")
	refused(t, storage.Check("", []storage.Change{first}, true), "changes[0].event.kind")
	first.Event.Kind = complaint.KindErase
	require.NoError(t, storage.Check("", []storage.Change{first}, true))
}

func TestDocumentCheck(t *testing.T) {
	good := storage.Document{Kind: "policy", Key: "sla", Version: 1, Body: []byte(`{}`)}
	require.NoError(t, good.Check())
	for field, edit := range map[string]func(*storage.Document){
		"kind":    func(d *storage.Document) { d.Kind = "" },
		"key":     func(d *storage.Document) { d.Key = strings.Repeat("x", storage.MaxName+1) },
		"version": func(d *storage.Document) { d.Version = 0 },
		"body":    func(d *storage.Document) { d.Body = []byte(strings.Repeat(" ", storage.MaxDocument) + "1") },
	} {
		bad := good
		edit(&bad)
		refused(t, bad.Check(), field)
	}
	for _, body := range []string{"", "{", "1 2", "NaN"} {
		bad := good
		bad.Body = []byte(body)
		refused(t, bad.Check(), "body")
	}
}

func TestErrors(t *testing.T) {
	conflict := error(&storage.ConflictError{ID: complaint.ID{1}, Version: 3})
	require.ErrorIs(t, conflict, storage.ErrConflict)
	require.ErrorContains(t, conflict, "version 3")
	limit := error(&storage.LimitError{Debit: storage.Debit{Account: "budget"}})
	require.ErrorIs(t, limit, storage.ErrLimit)
	require.ErrorContains(t, limit, `"budget"`)
	require.False(t, errors.Is(conflict, storage.ErrLimit) || errors.Is(limit, storage.ErrConflict))
}
