package compensation

import "sync"

// Default returns the engine of a desk whose host gives no policy.
func Default() *Engine { return compileDefault() }

var compileDefault = sync.OnceValue(func() *Engine {
	e, err := New(Policy{Header: Header{Kind: Kind, Name: "default", Version: "1"}})
	if err != nil { // a test shows that there is none
		return &Engine{}
	}
	return e
})
