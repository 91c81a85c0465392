package main

import (
	"context"
	"slices"
	"strings"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
)

// service is the department that has what no other is there for.
const service = "service"

// staff are the people of the shop. Who has no department helps out in all of them. A host reads them from where it keeps its
// people, or keeps them in [desk.StoredRoster].
func staff() []desk.Person {
	zh, en := []string{"zh"}, []string{"en"}
	person := func(id, department string, tier complaint.Role, languages []string) desk.Person {
		return desk.Person{ID: id, Department: department, Tier: tier, Languages: languages, Calendar: "shop"}
	}
	both := []string(nil) // any language
	return []desk.Person{
		person("h-bai", "quality", complaint.RoleJunior, zh), person("h-sun", "quality", complaint.RoleMid, both),
		person("h-mia", "logistics", complaint.RoleJunior, both), person("h-zhou", "logistics", complaint.RoleMid, both),
		person("h-gu", "orders", complaint.RoleJunior, both), person("h-wu", "orders", complaint.RoleMid, both),
		person("h-tao", "aftersales", complaint.RoleJunior, zh), person("h-ruth", "aftersales", complaint.RoleJunior, en),
		person("h-he", "aftersales", complaint.RoleMid, both),
		person("h-amy", service, complaint.RoleJunior, both), person("h-chen", service, complaint.RoleMid, both),
		person("h-qian", "compliance", complaint.RoleMid, both), person("h-xu", "technology", complaint.RoleMid, both),
		person("h-luo", "special", complaint.RoleSenior, both),
		person("h-lin", "", complaint.RoleSenior, both), person("h-wang", "", complaint.RoleSupervisor, both),
		person("h-zhao", "", complaint.RoleManager, both),
	}
}

// roster tells the desk who can work on a department's cases.
type roster []desk.Person

// People implements [desk.Roster].
func (r roster) People(_ context.Context, department string) ([]desk.Person, error) {
	var people []desk.Person
	for _, p := range r {
		if p.Department == "" {
			p.Department = department
		}
		if department == "" || p.Department == department {
			people = append(people, p)
		}
	}
	return people, nil
}

// find names somebody of a department and tier, or of the shop as a whole.
func (r roster) find(department string, tier complaint.Role) string {
	for _, own := range []string{department, ""} {
		if i := slices.IndexFunc(r, func(p desk.Person) bool { return p.Department == own && p.Tier == tier }); i >= 0 {
			return r[i].ID
		}
	}
	return ""
}

// tier is that of a person, empty for a stranger.
func (r roster) tier(id string) complaint.Role {
	if i := slices.IndexFunc(r, func(p desk.Person) bool { return p.ID == id }); i >= 0 {
		return r[i].Tier
	}
	return ""
}

// actorOf is somebody of the tier who works on a complaint.
func actorOf(tier complaint.Role, c complaint.Complaint) complaint.Actor {
	return complaint.Actor{ID: roster(staff()).find(department(c), tier), Role: tier, Department: department(c)}
}

// clerk is whom the desk gave the complaint to when it came in. Where nobody was at work it is a junior of the department.
func clerk(c complaint.Complaint) complaint.Actor {
	if id := c.Assignment.Person; id != "" {
		return complaint.Actor{ID: id, Role: roster(staff()).tier(id), Department: department(c)}
	}
	if a := actorOf(complaint.RoleJunior, c); a.ID != "" {
		return a
	}
	return handler(c)
}

// handler is who works on it: the clerk, or somebody with more experience where that is a junior.
func handler(c complaint.Complaint) complaint.Actor {
	if tier := roster(staff()).tier(c.Assignment.Person); tier != "" && tier != complaint.RoleJunior {
		return clerk(c)
	}
	if a := actorOf(complaint.RoleMid, c); a.ID != "" {
		return a
	}
	return senior(c)
}

func senior(c complaint.Complaint) complaint.Actor { return actorOf(complaint.RoleSenior, c) }

func supervisor(c complaint.Complaint) complaint.Actor { return actorOf(complaint.RoleSupervisor, c) }

// judge decides an appeal: somebody who has not had the case.
func judge(c complaint.Complaint) complaint.Actor {
	if s := supervisor(c); handler(c).ID != s.ID {
		return s
	}
	return actorOf(complaint.RoleManager, c)
}

// customer is the customer, or the handler who writes down what a customer without an account says.
func customer(c complaint.Complaint) complaint.Actor {
	if c.Intake.Customer.ID == "" {
		return clerk(c)
	}
	return complaint.Actor{ID: c.Intake.Customer.ID, Role: complaint.RoleCustomer}
}

func partyOf(a complaint.Actor) complaint.Party {
	return complaint.Party{Department: a.Department, Person: a.ID}
}

// department says who handles a complaint.
func department(c complaint.Complaint) string {
	if d := c.Assignment.Department; d != "" {
		return d
	}
	return service
}

// holderOf shows who has a case.
func holderOf(p complaint.Party, w words) string {
	if p.IsZero() {
		return w.nobody
	}
	return nameOf(p)
}

func nameOf(p complaint.Party) string { return strings.Trim(p.Department+"/"+p.Person, "/") }
