package compensation

import (
	"time"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/policy"
)

// Engine decides about compensation under one policy and its statutory packs. It is immutable and safe for concurrent use.
type Engine struct {
	doc  Policy
	ref  complaint.PolicyRef
	zone *time.Location

	standards []compiledStandard // those of the packs first, then those of the policy
	caps      []compiledCap
	recourse  []compiledRecourse
	abuse     []policy.Predicate[subject]
	authority compiledAuthority

	couponCost           ratio
	pointFace, pointCost price
	packs                []Pack
	apart                ratio
}

// compiledStandard is a standard that is ready to be matched.
type compiledStandard struct {
	doc     *Standard
	law     bool
	pack    string
	when    policy.Predicate[subject]
	needs   policy.Predicate[subject]
	zone    *time.Location
	once    bool // a grant is owed once
	special bool // it asks for a special policy
	group   int
	mode    Stacking
	options []compiledChoice
	tiers   []compiledTier
}

type compiledTier struct {
	name    string
	options []compiledChoice
	skip    []compiledSkip
}

type compiledSkip struct {
	name string
	when policy.Predicate[subject]
}

type compiledChoice struct {
	name   string
	when   policy.Predicate[subject]
	grants []compiledGrant
}

type compiledGrant struct {
	remedy complaint.Remedy
	once   bool
	some   bool // there is an amount
	amount compiledAmount
}

// fixed is an amount of a policy: minor units of a currency.
type fixed struct {
	currency string
	units    int64
	money    complaint.Money
}

type compiledAmount struct {
	fixed             fixed
	rate              ratio
	of                Base
	bands             []compiledBand
	by                func(*subject) (int64, bool)
	usage             compiledUsage
	points            int64
	per               func(*subject) (int64, bool)
	after, count      int64
	reduce            policy.Predicate[subject]
	reduceRate        ratio
	raise             ratio
	least, most, step fixed
	mostRate          ratio
	mostOf            Base
	rounding          complaint.Rounding
}

type compiledBand struct {
	to    int64
	fixed fixed
	rate  ratio
	of    Base
}

type compiledUsage struct {
	of   Base
	by   func(*subject) (int64, bool)
	rate ratio
	most ratio
}

type compiledCap struct {
	doc    *Cap
	when   policy.Predicate[subject]
	prefix string
	most   []fixed
}

type compiledRecourse struct {
	doc  *RecourseRule
	when policy.Predicate[subject]
}

type compiledAuthority struct {
	set      bool
	limits   []compiledLimit
	fourEyes []fixed
	lent     [][]fixed // of each delegation, its most
}

type compiledLimit struct {
	role complaint.Role
	when policy.Predicate[subject]
	most []fixed
	all  bool // no limit
}

// New compiles a policy. The error is one or several joined errors with file, line, rule and field that unwrap to
// [complaint.ErrInvalid]: unknown codes, packs and currencies, names that stand twice, bands that overlap, a floor above its
// ceiling, a share above 100%, a statutory rule without source or dates, and the like. [Engine.Lint] finds what is legal but
// hardly meant.
func New(p Policy) (*Engine, error) {
	k := newCompiler(&p)
	e := &Engine{doc: p, ref: p.Ref()}
	k.compile(e)
	if err := k.Err(); err != nil {
		return nil, err
	}
	return e, nil
}

// Policy names the policy of the engine.
func (e *Engine) Policy() complaint.PolicyRef { return e.ref }

// Expires is how long an offer may be accepted.
func (e *Engine) Expires() time.Duration { return e.doc.Expires }

// ClaimWindow is how far back the claims of a customer are counted, see [Case.Claims].
func (e *Engine) ClaimWindow() time.Duration { return e.doc.Abuse.Window }

// Packs returns the statutory packs of the policy.
func (e *Engine) Packs() []Pack { return e.packs }
