package desk

import (
	"context"

	"github.com/recourse-go/recourse/complaint"
)

// Roster knows the people of the host. It is safe for concurrent use.
type Roster interface {
	// Pick names who takes a complaint over at a handler tier. The zero party leaves it with who has it. It is called outside
	// of any transaction of the store; an error puts the escalation off to the next sweep.
	Pick(ctx context.Context, tier complaint.Role, c complaint.Complaint) (complaint.Party, error)
}
