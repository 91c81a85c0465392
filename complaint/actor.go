package complaint

import "slices"

// Role says in which capacity somebody acts. What a role may do is the desk's decision, not this package's.
type Role string

// The roles.
const (
	RoleCustomer   Role = "customer"
	RoleJunior     Role = "junior"
	RoleMid        Role = "mid"
	RoleSenior     Role = "senior"
	RoleSupervisor Role = "supervisor"
	RoleManager    Role = "manager"
	RoleInspector  Role = "inspector" // checks quality, reads only, masked
	RoleAuditor    Role = "auditor"   // checks history and money, reads only, masked
	RoleSystem     Role = "system"    // the host's own code
)

// Roles lists all roles.
func Roles() []Role {
	return []Role{
		RoleCustomer, RoleJunior, RoleMid, RoleSenior, RoleSupervisor, RoleManager,
		RoleInspector, RoleAuditor, RoleSystem,
	}
}

// Handler says whether the role works on complaints: junior, mid, senior, supervisor or manager.
func (r Role) Handler() bool { return r.Rank() > 0 }

// Rank orders those who work on complaints: 1 junior, 2 mid, 3 senior, 4 supervisor, 5 manager, and 0 for all others.
func (r Role) Rank() int { return slices.Index(tiers(), r) + 1 }

// Actor is who does something.
type Actor struct {
	// ID is the host's opaque identifier of the person or program, at most 255 bytes. It stays in the history
	// after an erasure, so it must be no name and no address; one that holds an @ is refused.
	ID   string `json:"id"`
	Role Role   `json:"role"`
	// Department is the code of the actor's department, empty for customers and programs.
	Department string `json:"department,omitzero"`
}

func (a *Actor) walk(w *walker) {
	w.requireName("id", &a.ID)
	w.opaque("id", a.ID)
	oneOf(w, "role", &a.Role, Roles()...)
	w.code("department", &a.Department)
}

// Party is a person or a department, or a person of a department.
type Party struct {
	// Department is a code of the host's.
	Department string `json:"department,omitzero"`
	// Person is the host's opaque identifier, as in [Actor].
	Person string `json:"person,omitzero"`
}

// IsZero says whether neither is named.
func (p Party) IsZero() bool { return p == Party{} }

func (p *Party) walk(w *walker) {
	w.code("department", &p.Department)
	w.name("person", &p.Person)
	w.opaque("person", p.Person)
}

func (w *walker) requireParty(name string, p *Party) {
	walkIn(w, name, p)
	if w.mode == walkCheck && p.IsZero() {
		w.refuse(name, "", "must name a department or a person")
	}
}
