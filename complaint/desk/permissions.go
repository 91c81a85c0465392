package desk

import (
	"errors"
	"fmt"
	"slices"

	"github.com/recourse-go/recourse/complaint"
)

// Permissions says which roles may carry out an action. A kind that is not in the map is forbidden to all.
type Permissions map[complaint.Kind][]complaint.Role

// ErrForbidden is what every *[PermissionError] unwraps to.
var ErrForbidden = errors.New("not permitted")

// PermissionError names the role and what it may not do. It unwraps to [ErrForbidden].
type PermissionError struct {
	Role   complaint.Role
	Action complaint.Kind
}

// Error names role and action.
func (e *PermissionError) Error() string {
	return fmt.Sprintf("role %q may not %s: %s", e.Role, e.Action, ErrForbidden)
}

// Unwrap returns [ErrForbidden].
func (e *PermissionError) Unwrap() error { return ErrForbidden }

// DefaultPermissions returns the permissions that apply where the host gives no others. The map is the caller's to change.
//
//   - Customers act on their own complaints only: they write messages, add evidence, answer offers and surveys, withdraw,
//     reopen and appeal.
//   - Junior handlers do the daily work and record what it costs. From mid on they also propose remedies, plan, file claims, merge
//     and split; from senior on they screen out, approve and reject offers, pay out, settle claims and refer. An offer needs the
//     role that its approval says, see [complaint.Approve].
//   - Supervisors also claw back money, verify malice, decide appeals, put data on legal hold and archive; managers erase
//     personal data.
//   - What happens because time passes (warn, breach, remind, lapse) is the system's alone: [Desk.Sweep] does it. Supervisors may
//     have clocks counted anew.
//   - Inspectors and auditors change nothing. The system may do everything that no person has to answer for.
//   - Nobody absorbs and expels directly, splits without a new complaint or opens by a command: merge, unmerge, Split and
//     Open do that.
func DefaultPermissions() Permissions {
	const (
		customer, junior, mid       = complaint.RoleCustomer, complaint.RoleJunior, complaint.RoleMid
		senior, supervisor, manager = complaint.RoleSenior, complaint.RoleSupervisor, complaint.RoleManager
		system                      = complaint.RoleSystem
	)
	top := []complaint.Role{supervisor, manager}
	seniors := append([]complaint.Role{senior}, top...)
	mids := append([]complaint.Role{mid}, seniors...)
	handlers := append([]complaint.Role{junior}, mids...)
	and := func(roles []complaint.Role, more ...complaint.Role) []complaint.Role {
		return slices.Concat(roles, more)
	}
	return Permissions{
		complaint.KindAssess:             and(handlers, system),
		complaint.KindScreenOut:          and(seniors, system),
		complaint.KindAcknowledge:        and(handlers, system),
		complaint.KindAssign:             and(handlers, system),
		complaint.KindStartInvestigation: handlers,
		complaint.KindCloseInvestigation: handlers,
		complaint.KindRecordFinding:      handlers,
		complaint.KindAddEvidence:        and(handlers, customer, system),
		complaint.KindHandOver:           handlers,
		complaint.KindPropose:            and(mids, system),
		complaint.KindAccept:             and(handlers, customer),
		complaint.KindDecline:            and(handlers, customer),
		complaint.KindCounter:            and(handlers, customer),
		complaint.KindApprove:            seniors,
		complaint.KindReject:             seniors,
		complaint.KindPlan:               and(mids, system),
		complaint.KindCarryOut:           and(handlers, system),
		complaint.KindFail:               and(handlers, system),
		complaint.KindVerify:             mids,
		complaint.KindStartPayout:        and(seniors, system),
		complaint.KindPayOut:             and(seniors, system),
		complaint.KindFailPayout:         and(seniors, system),
		complaint.KindClawBack:           top,
		complaint.KindClaim:              and(mids, system),
		complaint.KindSettleClaim:        and(seniors, system),
		complaint.KindRecordCost:         and(handlers, system),
		complaint.KindCommunicate:        and(handlers, system),
		complaint.KindReceive:            and(handlers, customer, system),
		complaint.KindNote:               and(handlers, system),
		complaint.KindWait:               and(handlers, system),
		complaint.KindResume:             and(handlers, system),
		complaint.KindEscalate:           and(handlers, system),
		complaint.KindWarn:               {system},
		complaint.KindBreach:             {system},
		complaint.KindRemind:             {system},
		complaint.KindLapse:              {system},
		complaint.KindRetime:             and(top, system),
		complaint.KindReclassify:         handlers,
		complaint.KindCorrect:            handlers,
		complaint.KindLink:               and(handlers, system),
		complaint.KindUnlink:             and(handlers, system),
		complaint.KindMerge:              mids,
		complaint.KindUnmerge:            mids,
		complaint.KindSplit:              mids,
		complaint.KindMarkMalicious:      top,
		complaint.KindRefer:              seniors,
		complaint.KindWithdraw:           and(handlers, customer),
		complaint.KindFollowUp:           and(handlers, system),
		complaint.KindAnswerSurvey:       and(handlers, customer),
		complaint.KindClose:              and(handlers, system),
		complaint.KindReopen:             and(handlers, customer),
		complaint.KindAppeal:             and(handlers, customer),
		complaint.KindDecideAppeal:       top,
		complaint.KindHold:               top,
		complaint.KindRelease:            top,
		complaint.KindArchive:            and(top, system),
		complaint.KindErase:              {manager},
	}
}

func (p Permissions) check() error {
	for kind, roles := range p {
		if !slices.Contains(complaint.Kinds(), kind) {
			return &complaint.FieldError{Field: "config.permissions", Value: string(kind), Rule: "must be the kind of an action"}
		}
		switch kind {
		case complaint.KindOpen, complaint.KindAbsorb, complaint.KindExpel:
			return &complaint.FieldError{
				Field: "config.permissions", Value: string(kind), Rule: "must not be given: Open, merge and unmerge do this",
			}
		default:
		}
		for _, role := range roles {
			if !slices.Contains(complaint.Roles(), role) {
				return &complaint.FieldError{Field: "config.permissions." + string(kind), Value: string(role), Rule: "must be a role"}
			}
		}
	}
	return nil
}

func (p Permissions) allow(role complaint.Role, kind complaint.Kind) error {
	if !slices.Contains(p[kind], role) {
		return &PermissionError{Role: role, Action: kind}
	}
	return nil
}

// May says whether a role may carry out an action at all.
func (p Permissions) May(role complaint.Role, kind complaint.Kind) bool {
	return p.allow(role, kind) == nil
}
