package complaint

import (
	"log/slog"
	"strings"
	"time"
	"unicode/utf8"
)

// Customer is the complainant (C2).
type Customer struct {
	// ID is the host's opaque identifier, at most 255 bytes. It stays after an erasure so that statistics stay true,
	// so it must be no name and no address; one that holds an @ is refused.
	ID       string    `json:"id,omitzero"`
	Name     Private   `json:"name,omitzero"`
	Contacts []Contact `json:"contacts,omitempty"`
	// Language is a BCP 47 tag such as zh-CN or en.
	Language string `json:"language,omitzero"`
	// Region is a code of the host's, for example of ISO 3166-2.
	Region string `json:"region,omitzero"`
	// Tier is the host's customer tier, for example gold.
	Tier string `json:"tier,omitzero"`
	// Since is when the customer became one.
	Since time.Time `json:"since,omitzero"`
	// LifetimeValue is what the customer has brought so far.
	LifetimeValue Money `json:"lifetime_value,omitzero"`
}

func (c *Customer) walk(w *walker) {
	w.name("id", &c.ID)
	w.opaque("id", c.ID)
	w.private("name", &c.Name, MaxLine)
	walkList(w, "contacts", &c.Contacts)
	w.language("language", &c.Language)
	w.code("region", &c.Region)
	w.code("tier", &c.Tier)
	w.time("since", &c.Since)
	w.money("lifetime_value", &c.LifetimeValue)
}

// LogValue implements [slog.LogValuer]: nothing but the opaque ID, tier and region.
func (c Customer) LogValue() slog.Value {
	return slog.GroupValue(slog.String("id", c.ID), slog.String("tier", c.Tier), slog.String("region", c.Region))
}

// ContactKind says what kind of address a contact is.
type ContactKind string

// The kinds of contact.
const (
	ContactEmail  ContactKind = "email"
	ContactPhone  ContactKind = "phone"
	ContactPostal ContactKind = "postal"
	ContactSocial ContactKind = "social" // an account at a social network or messenger
	ContactOther  ContactKind = "other"
)

// Contact is one address of a customer.
type Contact struct {
	Kind  ContactKind `json:"kind"`
	Value Private     `json:"value,omitzero"`
	// Preferred marks the address by which the customer wants to be reached.
	Preferred bool `json:"preferred,omitzero"`
}

func (c *Contact) walk(w *walker) {
	oneOf(w, "kind", &c.Kind, ContactEmail, ContactPhone, ContactPostal, ContactSocial, ContactOther)
	if w.mode == walkMask {
		c.Value = Hide(c.Masked())
		return
	}
	w.private("value", &c.Value, MaxLine)
	if w.mode == walkCheck && c.Value.IsZero() {
		w.refuse("value", "", "must not be empty")
	}
}

// Masked returns the address with all but a hint of it covered, for screens: m•••@e•••.com, •••••••1234.
func (c Contact) Masked() string {
	value := c.Value.Reveal()
	switch c.Kind {
	case ContactEmail:
		user, host, ok := strings.Cut(value, "@")
		if !ok {
			return maskText
		}
		end := ""
		if dot := strings.LastIndexByte(host, '.'); dot > 0 {
			end = host[dot:]
		}
		return firstRune(user) + maskText + "@" + firstRune(host) + maskText + end
	case ContactPhone:
		if len(value) >= 8 {
			return maskText + lastRunes(value, 4)
		}
		return maskText
	case ContactPostal, ContactSocial, ContactOther:
		return maskText
	default:
		return maskText
	}
}

// LogValue implements [slog.LogValuer]: the kind of address only.
func (c Contact) LogValue() slog.Value { return slog.StringValue(string(c.Kind) + " " + privateMask) }

// maskText covers personal data on screens. It does not show how long the text is.
const maskText = "•••"

func firstRune(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 || r == utf8.RuneError {
		return ""
	}
	return s[:n]
}

func lastRunes(s string, n int) string {
	runes := []rune(s)
	return string(runes[max(0, len(runes)-n):])
}

// opaque refuses an identifier that is an e-mail address, because identifiers outlive an erasure.
func (w *walker) opaque(name, id string) {
	if w.mode == walkCheck && strings.Contains(id, "@") {
		w.errs = append(w.errs, &FieldError{
			Field: w.at(name),
			Rule:  "must be an opaque identifier, not an e-mail address: it stays after personal data is erased",
		})
	}
}

// language declares a BCP 47 tag; only its alphabet is checked.
func (w *walker) language(name string, tag *string) {
	if w.mode != walkCheck || *tag == "" {
		return
	}
	ok := len(*tag) <= MaxCode && (*tag)[0] != '-'
	for i := range len(*tag) {
		c := (*tag)[i]
		ok = ok && (c == '-' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z')
	}
	if !ok {
		w.refuse(name, *tag, "must be a BCP 47 language tag such as zh-CN")
	}
}
