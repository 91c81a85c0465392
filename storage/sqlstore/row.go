package sqlstore

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage"
)

// row is a change in the form in which it is stored.
type row struct {
	id      complaint.ID
	version int64
	index   storage.Index
	// facets is a digest of everything in the index that seldom changes. Where it is as stored, an update leaves those
	// columns, their indexes and the labels alone.
	facets   []byte
	document string
	event    string
	recorded int64
	labels   []label
	// prints is the column of that name: the moment of receipt and the prints, which together are the keys of the table of prints.
	prints []byte
	debits []debit
}

// label is a value of which a complaint may have several.
type label struct{ kind, value string }

// The kinds of label. A link has two: one that begins with the other complaint, and one of its type alone.
const (
	labelTag      = "tag"
	labelProduct  = "product"
	labelLink     = "link"
	labelLinkType = "link_type"
)

func linkValue(l complaint.Link) string { return l.To.String() + "/" + string(l.Type) }

// rowsOf encodes changes.
func rowsOf(changes []storage.Change) ([]row, error) {
	rows := make([]row, len(changes))
	for i := range changes {
		c := &changes[i]
		document, err := json.Marshal(c.Complaint)
		if err != nil {
			return nil, fmt.Errorf("changes[%d].complaint has no JSON form: %w", i, err)
		}
		event, err := c.Event.MarshalJSON()
		if err != nil {
			return nil, fmt.Errorf("changes[%d].event has no JSON form: %w", i, err)
		}
		debits, err := debitsOf(c.Debits)
		if err != nil {
			return nil, fmt.Errorf("changes[%d].%w", i, err)
		}
		r := &rows[i]
		*r = row{
			id: c.Complaint.ID, version: c.Complaint.Version, index: storage.IndexOf(c.Complaint),
			document: string(document), event: string(event), recorded: c.Event.Recorded.UnixMicro(), debits: debits,
		}
		r.labels = labelsOf(&r.index)
		r.prints = packPrints(&r.index)
		r.facets = r.digest()
	}
	return rows, nil
}

func labelsOf(x *storage.Index) []label {
	labels := make([]label, 0, len(x.Tags)+len(x.Products)+2*len(x.Links))
	for _, t := range x.Tags {
		labels = append(labels, label{labelTag, t})
	}
	for _, p := range x.Products {
		labels = append(labels, label{labelProduct, p})
	}
	for _, l := range x.Links {
		labels = append(labels, label{labelLink, linkValue(l)}, label{labelLinkType, string(l.Type)})
	}
	slices.SortFunc(labels, func(a, b label) int { return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.value, b.value)) })
	return slices.Compact(labels)
}

// digest covers the facet columns, the labels and the prints.
func (r *row) digest() []byte {
	x := &r.index
	b := make([]byte, 0, 512)
	for _, s := range [...]string{
		x.Reference, x.Category, string(x.Feedback), string(x.Severity), string(x.Urgency), string(x.Priority),
		string(x.Channel), x.Department, x.Handler, x.Customer, x.Order, x.Language,
	} {
		b = append(binary.AppendUvarint(b, uint64(len(s))), s...)
	}
	b = append(b, r.prints...)
	for _, l := range r.labels {
		b = append(binary.AppendUvarint(b, uint64(len(l.kind))), l.kind...)
		b = append(binary.AppendUvarint(b, uint64(len(l.value))), l.value...)
	}
	sum := sha256.Sum256(b)
	return sum[:16]
}

// state and facet append the values of stateColumns and facetColumns.
func (r *row) state(args []any) []any {
	x := &r.index
	return append(args, string(x.Status), x.Updated, x.Closed, x.Due, r.document)
}

func (r *row) facet(args []any) []any {
	x := &r.index
	return append(args, x.Reference, x.Category, string(x.Feedback), string(x.Severity), string(x.Urgency), string(x.Priority),
		int64(x.Priority.Rank()), string(x.Channel), x.Department, x.Handler, x.Customer, x.Order, x.Language, x.Received, r.facets)
}
