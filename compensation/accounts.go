package compensation

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/recourse-go/recourse/complaint"
)

// accountKind says what an account of a case bounds.
type accountKind int

const (
	capAccount   accountKind = iota // a cap
	lineAccount                     // what was paid for an order line
	orderAccount                    // what was paid for an order
	onceAccount                     // what a rule of law owes once
)

// Account is an account of the ledger that matters for a case, with what is known of it.
type Account struct {
	// Name is the name in the store. It begins with "cap/", "refund/" or "law/".
	Name string
	// Currency is that of the case; an account has one balance a currency.
	Currency string
	// Balance is what is set aside and paid already. The host fills it in; the desk reads it from the store.
	Balance complaint.Money

	kind accountKind
	// index is that of the cap, of the order line, or of the standard.
	index int
}

// Accounts lists the accounts that matter for a case. The host fills in their balances and gives them back in [Case.Accounts].
// The error is that of [Engine.Evaluate].
func (e *Engine) Accounts(c Case) ([]Account, error) {
	c.Accounts = []Account{}
	v := evaluation{e: e, c: &c}
	if err := v.begin(); err != nil {
		return nil, err
	}
	return v.name(), nil
}

// name names the accounts of the case.
func (v *evaluation) name() []Account {
	list := make([]Account, 0, len(v.e.caps)+1+len(v.c.Order.Lines))
	for i := range v.e.caps {
		k := &v.e.caps[i]
		if !k.when.Match(&v.s) {
			continue
		}
		if name, ok := k.account(v.c, v.now); ok {
			list = append(list, Account{Name: name, Currency: v.cur.code, kind: capAccount, index: i})
		}
	}
	if order := v.c.orderID(); v.facts.books && order != "" {
		prefix := "refund/" + escape(order)
		list = append(list, Account{Name: short(prefix), Currency: v.cur.code, kind: orderAccount})
		for i := range v.c.Order.Lines {
			if l := &v.c.Order.Lines[i]; v.c.concerns(l) {
				list = append(list, Account{
					Name: short(prefix + "/" + escape(l.ID)), Currency: v.cur.code, kind: lineAccount, index: i,
				})
			}
		}
	}
	for i := range v.e.standards {
		st := &v.e.standards[i]
		if st.once && st.when.Match(&v.s) {
			list = append(list, Account{Name: v.onceName(st), Currency: v.cur.code, kind: onceAccount, index: i})
		}
	}
	return list
}

// onceName names the account of what is owed once for the purchases of a product on a day.
func (v *evaluation) onceName(st *compiledStandard) string {
	who := v.c.Complaint.Intake.Customer.ID
	if who == "" {
		who = "order:" + v.c.orderID()
	}
	name := "law/" + escape(st.pack) + "/" + escape(st.doc.Name) + "/" + escape(who)
	for i := range v.c.Order.Lines {
		if l := &v.c.Order.Lines[i]; v.c.concerns(l) {
			name += "/" + escape(l.Product)
		}
	}
	if len(v.c.Order.Lines) == 0 {
		for i := range v.c.Complaint.Intake.Items {
			name += "/" + escape(v.c.Complaint.Intake.Items[i].Product)
		}
	}
	if bought := v.c.Order.Bought; !bought.IsZero() {
		name += "/" + PerDay.of(bought.In(st.zone))
	}
	return short(name)
}

// account finds an account of the case, -1 for none.
func (v *evaluation) account(kind accountKind, index int) int {
	for i := range v.accounts {
		if v.accounts[i].kind == kind && v.accounts[i].index == index {
			return i
		}
	}
	return -1
}

// balance is what an account holds besides what this complaint itself has set aside in it.
func (v *evaluation) balance(i int) int64 {
	a := &v.accounts[i]
	if a.Balance.Currency != "" && a.Balance.Currency != v.cur.code {
		return 0
	}
	n, ok := unitsOf(a.Balance)
	if !ok {
		v.fail("case.accounts."+a.Name, a.Balance.String(), "must be a balance in whole minor units, not negative")
	}
	for _, own := range v.c.Own {
		if own.Account == a.Name && own.Amount.Currency == v.cur.code {
			mine, _ := unitsOf(own.Amount)
			n -= mine
		}
	}
	return max(n, 0)
}

// short keeps the name of an account within 255 bytes: a longer one ends with a digest of the whole.
func short(name string) string {
	if len(name) <= complaint.MaxLine {
		return name
	}
	sum := sha256.Sum256([]byte(name))
	const kept = 180
	cut := kept
	for cut > 0 && name[cut]&0xC0 == 0x80 { // not inside of a character
		cut--
	}
	return name[:cut] + "#" + hex.EncodeToString(sum[:])
}

// owedOnce cuts a piece to what is still owed for the same purchases. It returns false when that is nothing.
func (v *evaluation) owedOnce(standard int, p *piece) bool {
	p.once = v.account(onceAccount, standard)
	if p.once < 0 {
		return true
	}
	left := max(p.units-v.balance(p.once), 0)
	p.limit = p.units
	if left < p.units {
		v.note(ReasonOnce, p, p.units, left)
		p.units, p.cost = left, left
	}
	if left == 0 {
		v.exclude(ReasonOnce, &v.e.standards[standard], "")
	}
	return left > 0
}
