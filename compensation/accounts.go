package compensation

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

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

// capPrefix is what the accounts of caps begin with.
const capPrefix = "cap/"

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
	// engine is whose account it is: the caps of another policy are others.
	engine *Engine
}

// Accounts lists the accounts that matter for a case. The host fills in their balances and gives them back in [Case.Accounts].
// The error is that of [Engine.Evaluate].
func (e *Engine) Accounts(c Case) ([]Account, error) {
	c.Accounts = []Account{}
	v := begin(e, &c)
	if err := v.read(); err != nil {
		return nil, err
	}
	return v.name(), nil
}

// take takes the accounts of the case, or names them.
func (v *evaluation) take() error {
	if v.c.Accounts == nil {
		v.accounts = v.name()
		return nil
	}
	v.accounts = v.c.Accounts
	for i := range v.accounts {
		if v.accounts[i].engine != v.e {
			return &complaint.FieldError{
				Field: "case.accounts", Value: v.accounts[i].Name,
				Rule: "must be accounts that this engine named for the case, see Engine.Accounts",
			}
		}
	}
	return nil
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
			list = append(list, v.account(name, capAccount, i))
		}
	}
	if order := v.c.orderID(); v.facts.books && order != "" {
		prefix := "refund/" + escape(order)
		list = append(list, v.account(short(prefix), orderAccount, 0))
		for i := range v.c.Order.Lines {
			if l := &v.c.Order.Lines[i]; l.ID != "" && v.c.concerns(l) {
				list = append(list, v.account(short(prefix+"/"+escape(l.ID)), lineAccount, i))
			}
		}
	}
	for i := range v.e.standards {
		st := &v.e.standards[i]
		if !st.once {
			continue
		}
		v.s.Extra.zone = st.zone
		if st.when.Match(&v.s) {
			list = append(list, v.account(v.onceName(st), onceAccount, i))
		}
	}
	v.s.Extra.zone = v.e.zone
	return list
}

func (v *evaluation) account(name string, kind accountKind, index int) Account {
	return Account{Name: name, Currency: v.cur.code, kind: kind, index: index, engine: v.e}
}

// onceName names the account of what is owed once for the purchases of a product on a day. Where it is not known what was
// bought by whom and when, it is owed once for the lines of the order.
func (v *evaluation) onceName(st *compiledStandard) string {
	var name strings.Builder
	add := func(parts ...string) {
		for _, p := range parts {
			name.WriteByte('/')
			name.WriteString(escape(p))
		}
	}
	name.WriteString("law")
	add(st.pack, st.doc.Name)
	customer, products, bought := v.c.Complaint.Intake.Customer.ID, v.c.products(), v.c.Order.Bought
	switch {
	case customer != "" && len(products) > 0 && !bought.IsZero():
		add(customer)
		add(products...)
		add(PerDay.of(bought.In(st.zone)))
	case v.c.orderID() != "":
		add("order:" + v.c.orderID())
		for i := range v.c.Order.Lines {
			if l := &v.c.Order.Lines[i]; v.c.concerns(l) {
				add(l.ID)
			}
		}
	default:
		add("complaint:" + v.c.Complaint.ID.String())
	}
	return short(name.String())
}

// products are those that the complaint is about, sorted; none where one of them is not known.
func (c *Case) products() []string {
	var list []string
	for i := range c.Order.Lines {
		if l := &c.Order.Lines[i]; c.concerns(l) {
			list = append(list, l.Product)
		}
	}
	if len(c.Order.Lines) == 0 {
		for i := range c.Complaint.Intake.Items {
			list = append(list, c.Complaint.Intake.Items[i].Product)
		}
	}
	slices.Sort(list)
	if list = slices.Compact(list); len(list) > 0 && list[0] == "" {
		return nil
	}
	return list
}

// onceAccount finds the account of a standard, -1 for none.
func (v *evaluation) onceAccount(standard int) int {
	return slices.IndexFunc(v.accounts, func(a Account) bool { return a.kind == onceAccount && a.index == standard })
}

// balance is what an account holds besides what this complaint itself has set aside in it.
func (v *evaluation) balance(i int) int64 {
	a := &v.accounts[i]
	n, ok := unitsOf(a.Balance)
	switch {
	case !a.Balance.IsZero() && a.Balance.Currency != v.cur.code:
		v.fail("case.accounts."+a.Name, a.Balance.String(), "must be in the currency of the case, "+v.cur.code)
	case !ok:
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

// owedOnce cuts a piece to what is still owed for the same purchases. It returns the reason when that is nothing.
func (v *evaluation) owedOnce(p *piece) ReasonCode {
	p.once = v.onceAccount(p.standard)
	if p.once < 0 {
		return ""
	}
	p.limit = p.units
	left := max(p.units-v.balance(p.once), 0)
	if left == 0 {
		return ReasonOnce
	}
	if left < p.units {
		v.note(ReasonOnce, p, p.units, left)
		p.units = left
		v.worth(p)
	}
	return ""
}
