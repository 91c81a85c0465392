package desk

import (
	"context"
	"fmt"

	"github.com/recourse-go/recourse/complaint"
)

// Payer pays customers: the host's payment provider, and whatever gives out coupons and points. It is safe for concurrent use.
type Payer interface {
	// Pay pays once for a key, however often it is called with it: the provider must know idempotency keys, or the host must
	// keep them. It is called outside of any transaction of the store.
	//
	// A nil error says that it is paid, now or by an earlier call. A *[PaymentError] that is Final says that it is not paid and
	// will not be under this key. Any other error says that nobody knows: it is asked again with the same key.
	Pay(ctx context.Context, p Payment) (Receipt, error)
}

// Payment is what a [Payer] is asked for.
type Payment struct {
	// Key is the idempotency key, of at most 255 bytes: the same for every try of a payout, and no other payout has it.
	Key       string
	Tenant    string
	Complaint complaint.ID
	Offer     string
	Remedy    complaint.Remedy
	Amount    complaint.Money
	Points    int64
	// Method is what [PayoutOptions.Method] said, Order and Line what it is a refund of.
	Method, Order, Line string
	// Customer is the host's opaque identifier.
	Customer string
}

// Receipt is what the provider says of a payment.
type Receipt struct {
	// Reference is its number.
	Reference string
}

// PaymentError is a provider's answer that it did not pay.
type PaymentError struct {
	// Code is a code of the host's, such as account_closed.
	Code string
	// Final says that it will not be paid under this key. Otherwise it is tried again.
	Final bool
	Err   error
}

// Error names the code.
func (e *PaymentError) Error() string {
	if e.Err == nil {
		return "payment: " + e.Code
	}
	return fmt.Sprintf("payment: %s: %v", e.Code, e.Err)
}

// Unwrap returns the provider's own error.
func (e *PaymentError) Unwrap() error { return e.Err }
