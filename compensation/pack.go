package compensation

import (
	"embed"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/recourse-go/recourse/internal/policy"
)

// PackKind is what stands in the field kind of a statutory pack.
const PackKind = "statute"

// Pack is what the law of a place gives a customer, as data with sources (M9): standards, time limits and periods of retention.
// It is data for the host's lawyers, not legal advice: they decide which rows apply, and change what they read differently.
//
// The standards of a pack are never cut by caps. Each of them names its jurisdiction, its source and when it is in effect, or
// says that it is unverified.
type Pack struct {
	Header
	// Jurisdiction is that of the standards that name none.
	Jurisdiction string `json:"jurisdiction"        policy:"required"`
	// Zone is the IANA zone of days and dates of effect.
	Zone string `json:"zone,omitzero"`
	// Note says what readers have to know.
	Note      string     `json:"note,omitzero"`
	Standards []Standard `json:"standards,omitempty"`
	// Limits are times that the law sets for handling complaints, for the clocks of an SLA policy.
	Limits []Limit `json:"limits,omitempty"`
	// Retention says how long records must be kept.
	Retention []Retention `json:"retention,omitempty"`

	src *policy.Source
}

// Limit is a time limit of the law for handling a complaint.
type Limit struct {
	Name string `json:"name" policy:"required"`
	// Metric is what is limited, as SLA policies name it: acknowledgement, first_resolution, payout.
	Metric string `json:"metric" policy:"required"`
	// Within is the limit as SLA policies write it: "8 weeks", "15 days", "3 working days".
	Within     string    `json:"within"              policy:"required"`
	When       Condition `json:"when,omitzero"`
	Source     string    `json:"source"              policy:"required"`
	From       Moment    `json:"from,omitzero"`
	Until      Moment    `json:"until,omitzero"`
	Unverified bool      `json:"unverified,omitzero"`
}

// Retention is a time for which the law wants records to be kept.
type Retention struct {
	Name string `json:"name" policy:"required"`
	// Years counts from the end of the transaction.
	Years  int    `json:"years"  policy:"required"`
	Source string `json:"source" policy:"required"`
	// From is the date from which it is in effect.
	From       Moment `json:"from,omitzero"`
	Unverified bool   `json:"unverified,omitzero"`
}

// ParsePack reads a pack from a JSON document of that name, as [ParsePolicy] does.
func ParsePack(name string, document []byte) (Pack, error) {
	src, err := policy.ParseJSON(name, document)
	if err != nil {
		return Pack{}, err
	}
	return DecodePack(src)
}

// DecodePack is [ParsePack] for a document that another reader of this module has parsed.
func DecodePack(src *policy.Source) (Pack, error) {
	doc, err := policy.Decode[Pack](src)
	if err != nil {
		return Pack{}, err
	}
	p := doc.Value
	p.src = src
	return p, nil
}

//go:embed packs/*.json
var packFiles embed.FS

// Packs returns the built-in statutory packs, sorted by name. Every call returns copies of its own.
func Packs() []Pack {
	list := slices.Clone(readPacks())
	for i := range list {
		list[i].Standards = cloneStandards(list[i].Standards)
		list[i].Limits, list[i].Retention = slices.Clone(list[i].Limits), slices.Clone(list[i].Retention)
	}
	return list
}

var readPacks = sync.OnceValue(func() []Pack {
	entries, err := packFiles.ReadDir("packs")
	if err != nil { // a test shows that there is none
		return nil
	}
	var list []Pack
	for _, entry := range entries {
		data, err := packFiles.ReadFile("packs/" + entry.Name())
		if err != nil {
			continue
		}
		if p, err := ParsePack(entry.Name(), data); err == nil { // a test shows that all are right
			list = append(list, p)
		}
	}
	slices.SortFunc(list, func(a, b Pack) int { return strings.Compare(a.Name, b.Name) })
	return list
})

// In says whether a limit is in effect at a moment, in the pack's zone.
func (l Limit) In(t time.Time, zone *time.Location) bool { return inEffect(l.From, l.Until, t, zone) }

func inEffect(from, until Moment, t time.Time, zone *time.Location) bool {
	return (from.IsZero() || !t.Before(from.Start(zone))) && (until.IsZero() || t.Before(until.End(zone)))
}

// packs returns the packs that a policy names.
func (p *Policy) packs(k *compiler) []Pack {
	all := append(slices.Clone(p.Statutes), Packs()...)
	var list []Pack
	for i, name := range p.Packs {
		at := slices.IndexFunc(all, func(q Pack) bool { return q.Name == name })
		if at < 0 {
			names := make([]string, len(all))
			for j := range all {
				names[j] = all[j].Name
			}
			k.Refuse(at1("packs", i), "", name, "must be a pack: one of "+strings.Join(names, ", "))
			continue
		}
		if slices.Contains(p.Packs[:i], name) {
			k.Refuse(at1("packs", i), "", name, "stands twice")
			continue
		}
		pack := all[at]
		pack.Standards = cloneStandards(pack.Standards)
		list = append(list, pack)
	}
	return list
}
