package compensation

import (
	_ "embed"
	"sync"
)

// defaultPolicy is the policy of a desk whose host gives none.
//
//go:embed default.json
var defaultPolicy []byte

// DefaultPolicy returns the policy of a desk whose host gives none:
//
//   - goods that are broken or not as described are exchanged, mended or taken back for their price, as the customer likes;
//   - what is lost or was delivered elsewhere is sent again or paid back, what is expired or dangerous is paid back;
//   - what came late costs no delivery;
//   - fraud, fees, wrong charges, cancelled orders and failed after-sales are made good once a finding confirms them;
//   - for people, data and the website there is an apology, for prices and tracking an explanation;
//   - a finding that the complaint is not substantiated ends all of that but apologies and explanations.
//
// All amounts are shares of what was paid, so it fits every currency. It has no caps, no limits of authority and no law: name the
// statutory packs that apply to a shop in [Policy.Packs]. Every call reads it anew, so the caller may change what it gets.
func DefaultPolicy() Policy {
	p, err := ParsePolicy("default.json", defaultPolicy)
	if err != nil { // a test shows that there is none
		return Policy{}
	}
	return p
}

// Default returns the engine of [DefaultPolicy].
func Default() *Engine { return compileDefault() }

var compileDefault = sync.OnceValue(func() *Engine {
	e, err := New(DefaultPolicy())
	if err != nil { // a test shows that there is none
		return &Engine{}
	}
	return e
})
