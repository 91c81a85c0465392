package compensation

import (
	"maps"
	"slices"
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/policy"
)

// Kind is what stands in the field kind of a compensation policy.
const Kind = "compensation"

// Header is what stands at the top of every policy: kind, name, version and dates of effect.
type Header = policy.Header

// Condition is a question about a case, as data: a comparison (field, op, value) or groups (all, any, none). The fields are
// those of [Fields].
type Condition = policy.Condition

// Rule is what all rules begin with: a name, that must not stand twice in its list, and a condition, empty for always.
type Rule = policy.Rule

// Moment is a date or a time as a policy states it; see the package policy documents for the form.
type Moment = policy.Moment

// Policy is a compensation policy as a document: what is given for what, what limits it, and who may decide it. [New]
// compiles it. Read one with [ParsePolicy], or with the desk's reader for YAML:
//
//	kind: compensation
//	name: shop
//	version: "4"
//	currency: CNY
//	zone: Asia/Shanghai
//	packs: [cn]
//	standards:
//	  - name: late parcel
//	    when: {field: delay.days, op: at_least, value: 2}
//	    options:
//	      - {name: coupon, grants: [{remedy: coupon, amount: {fixed: CNY 5, per: delay.days, after: 1, raise: 25%, step: CNY 5}}]}
//	      - {name: cash, grants: [{remedy: cash, amount: {fixed: CNY 5, per: delay.days, after: 1}}]}
//	caps:
//	  - {name: complaint, per: complaint, most: [CNY 200]}
//	authority:
//	  limits:
//	    - {role: mid, most: [CNY 50]}
//	    - {role: supervisor}
type Policy struct {
	Header
	// Currency is the currency of a case whose order and complaint name none. Default: cases without a currency get no money.
	Currency string `json:"currency,omitzero"`
	// Rounding is how amounts are rounded to minor units of their currency. Default: half_up.
	Rounding complaint.Rounding `json:"rounding,omitzero"`
	// Zone is the IANA zone of days, months and dates of effect. Default: UTC.
	Zone string `json:"zone,omitzero"`
	// Jurisdiction is the code of the law that applies where the order names none, such as CN.
	Jurisdiction string `json:"jurisdiction,omitzero"`
	// Packs names the statutory packs that apply, see [Packs]; each of its rules still asks for its jurisdiction.
	Packs []string `json:"packs,omitempty"`
	// Coupons and Points say what remedies that are no money are worth and cost.
	Coupons Coupons `json:"coupons,omitzero"`
	Points  Points  `json:"points,omitzero"`
	// Groups says how the standards of a group go together. A group that is not named here is of the mode best.
	Groups map[string]Stacking `json:"groups,omitempty"`
	// Standards say what is given for what. All that match apply, as far as their groups let them.
	Standards []Standard `json:"standards,omitempty"`
	// Caps bound what is given. They never cut what a law gives.
	Caps []Cap `json:"caps,omitempty"`
	// Authority says who may grant how much. Without it nothing needs an approval.
	Authority Authority `json:"authority,omitzero"`
	// Abuse says when goodwill needs a second look or is withheld; what the law gives stays.
	Abuse Abuse `json:"abuse,omitzero"`
	// Recourse says from whom the shop claims back what it has paid. Of several rules against the same party the first that matches
	// applies.
	Recourse []RecourseRule `json:"recourse,omitempty"`
	// Expires is how long an offer may be accepted. Default: 14 days.
	Expires time.Duration `json:"expires,omitzero"`
	// Fairness says what counts as a like case. Default: the same category, severity and finding within a year.
	Fairness Fairness `json:"fairness,omitzero"`

	// Taxonomy lists the codes; nil for the built-in one. Statutes are packs of the host's own, besides the built-in ones. They
	// are no part of the document.
	Taxonomy *complaint.Taxonomy `json:"-"`
	Statutes []Pack              `json:"-"`

	src *policy.Source
}

// Coupons says what a coupon costs the shop, as a share of its face value. Default: 100%.
type Coupons struct {
	Cost Rate `json:"cost,omitzero"`
}

// Points says what one point is worth to the customer and costs the shop. Both may have more digits than the currency.
type Points struct {
	Face Price `json:"face,omitzero"`
	Cost Price `json:"cost,omitzero"`
}

// Price is a currency and a number of any digits, such as "CNY 0.006": the price of one point.
type Price string

// Stacking says how the standards of a group go together.
type Stacking string

// The modes.
const (
	Best  Stacking = "best"  // the one that gives most; the first of equals
	First Stacking = "first" // the first that matches
	Sum   Stacking = "sum"   // all of them
)

// Standard says what is given in a case: options of which the customer picks one, or tiers of which the first that is open to
// the customer applies.
type Standard struct {
	Rule
	// Needs must hold besides When. Where it does not, the decision lists the standard as not given yet, for example because the
	// finding is missing.
	Needs Condition `json:"needs,omitzero"`
	// From and Until are the dates of effect, both included, for cases whose By lies there.
	From  Moment `json:"from,omitzero"`
	Until Moment `json:"until,omitzero"`
	// By is the date that decides about effect: bought, occurred, received or now. Default: bought where the order says it, else
	// received.
	By EffectDate `json:"by,omitzero"`
	// Jurisdiction is the code of the law that it belongs to; required in a pack.
	Jurisdiction string `json:"jurisdiction,omitzero"`
	// Source names law and article; required in a pack unless Unverified.
	Source string `json:"source,omitzero"`
	// Unverified marks a statutory rule whose source was not confirmed: it is configuration, not law.
	Unverified bool `json:"unverified,omitzero"`
	// Group is the group for stacking. Default: goodwill; in packs the rule's own name.
	Group string `json:"group,omitzero"`
	// Beside gives it on top of what the law gives; without it the customer gets either the one or the other, and never less
	// than the law gives.
	Beside bool `json:"beside,omitzero"`
	// Options are equivalent: the customer picks one. Tiers are ordered. One of both must be given.
	Options []Choice `json:"options,omitempty"`
	Tiers   []Tier   `json:"tiers,omitempty"`
	// Pay says by when money has to be paid.
	Pay Pay `json:"pay,omitzero"`
}

// EffectDate names the date that decides whether a standard is in effect.
type EffectDate string

// The dates.
const (
	ByBought   EffectDate = "bought"
	ByOccurred EffectDate = "occurred"
	ByReceived EffectDate = "received"
	ByNow      EffectDate = "now"
)

// Choice is a bundle of remedies that is given as a whole.
type Choice struct {
	Name string `json:"name,omitzero"`
	// When says for whom the choice is there; empty for all.
	When   Condition  `json:"when,omitzero"`
	Grants []GrantDoc `json:"grants" policy:"required"`
}

// GrantDoc is one remedy of a choice. Without an amount it is one without money, such as an exchange.
type GrantDoc struct {
	Remedy complaint.Remedy `json:"remedy" policy:"required"`
	Amount Amount           `json:"amount,omitzero"`
	// Once says that the amount is owed once for all purchases of the product by the customer on the day, whatever number of
	// complaints there are about them.
	Once bool `json:"once,omitzero"`
}

// Tier is a rank of remedies. The customer gets those of the first tier that is not skipped.
type Tier struct {
	Name    string   `json:"name"              policy:"required"`
	Options []Choice `json:"options"           policy:"required"`
	// Skip lists the reasons for which the tier is passed over in favour of the next one.
	Skip []Rule `json:"skip,omitempty"`
}

// Pay says by when money has to be paid: within a time of an event.
type Pay struct {
	Within time.Duration `json:"within,omitzero"`
	// From is returned (the shop got the goods back), accepted or received. Default: accepted.
	From PayFrom `json:"from,omitzero"`
}

// PayFrom names the event from which the time for paying runs.
type PayFrom string

// The events.
const (
	FromAccepted PayFrom = "accepted"
	FromReturned PayFrom = "returned"
	FromReceived PayFrom = "received"
)

// RecourseRule says from whom the shop claims back what it pays: the carrier or supplier that the complaint names.
type RecourseRule struct {
	Rule
	Against ClaimParty `json:"against" policy:"required"`
	// Rate is the share of the money paid. Default: 100%.
	Rate Rate `json:"rate,omitzero"`
}

// ClaimParty is whom a claim is against.
type ClaimParty string

// Those that a complaint names.
const (
	AgainstCarrier  ClaimParty = "carrier"
	AgainstSupplier ClaimParty = "supplier"
)

// Abuse bounds what one customer gets as goodwill.
type Abuse struct {
	// Window is how far claims are counted back. Default: 90 days.
	Window time.Duration `json:"window,omitzero"`
	Rules  []AbuseRule   `json:"rules,omitempty"`
}

// AbuseRule says what happens to goodwill in a case that looks like abuse.
type AbuseRule struct {
	Rule
	Then AbuseEffect `json:"then" policy:"required"`
	// Needs is the least role that must approve, for ask. Default: supervisor.
	Needs complaint.Role `json:"needs,omitzero"`
}

// AbuseEffect says what an abuse rule does.
type AbuseEffect string

// The effects. What the law gives is not touched by any.
const (
	AbuseAsk      AbuseEffect = "ask"      // an offer with goodwill needs an approval
	AbuseWithhold AbuseEffect = "withhold" // no goodwill
)

// Fairness says what counts as a like case (M7).
type Fairness struct {
	Window time.Duration `json:"window,omitzero"`
	// Apart is the share by which a grant may differ from the median of like cases before it is called an outlier. Default: 50%.
	Apart Rate `json:"apart,omitzero"`
}

// ParsePolicy reads a policy from a JSON document of that name. Misspelt and doubled fields and broken values are refused with
// file, line, rule and field; the error is one or several joined errors that unwrap to [complaint.ErrInvalid]. Whether the
// policy makes sense is checked by [New], which names the places too.
func ParsePolicy(name string, document []byte) (Policy, error) {
	src, err := policy.ParseJSON(name, document)
	if err != nil {
		return Policy{}, err
	}
	return DecodePolicy(src)
}

// DecodePolicy is [ParsePolicy] for a document that another reader of this module has parsed, such as the desk's for YAML.
func DecodePolicy(src *policy.Source) (Policy, error) {
	doc, err := policy.Decode[Policy](src)
	if err != nil {
		return Policy{}, err
	}
	p := doc.Value
	p.src = src
	return p, nil
}

// own makes what a policy refers to its own, so that an engine does not change with what its host does to it.
func (p *Policy) own() {
	p.Packs, p.Caps, p.Recourse = slices.Clone(p.Packs), slices.Clone(p.Caps), slices.Clone(p.Recourse)
	p.Groups, p.Standards, p.Abuse.Rules = maps.Clone(p.Groups), cloneStandards(p.Standards), slices.Clone(p.Abuse.Rules)
	p.Authority = p.Authority.clone()
	for i := range p.Caps {
		p.Caps[i].Most = slices.Clone(p.Caps[i].Most)
	}
}

func cloneStandards(list []Standard) []Standard {
	list = slices.Clone(list)
	for i := range list {
		list[i].Options = cloneChoices(list[i].Options)
		list[i].Tiers = slices.Clone(list[i].Tiers)
		for j := range list[i].Tiers {
			t := &list[i].Tiers[j]
			t.Options, t.Skip = cloneChoices(t.Options), slices.Clone(t.Skip)
		}
	}
	return list
}

func cloneChoices(list []Choice) []Choice {
	list = slices.Clone(list)
	for i := range list {
		list[i].Grants = slices.Clone(list[i].Grants)
		for j := range list[i].Grants {
			list[i].Grants[j].Amount.Bands = slices.Clone(list[i].Grants[j].Amount.Bands)
		}
	}
	return list
}
