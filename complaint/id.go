package complaint

import "github.com/google/uuid"

// ID names a complaint. It is a UUID: version 5 (name-based) where the intake carries a key, see [KeyID],
// and otherwise whatever the caller chose, version 7 for the desk.
type ID = uuid.UUID

// ParseID reads an ID from its canonical text form of 36 characters, and from no other form.
// The error is a *[FieldError].
func ParseID(s string) (ID, error) {
	id, err := uuid.Parse(s)
	if err != nil || len(s) != 36 || id.String() != s {
		return ID{}, fieldError("id", s, "must be a UUID in lower case such as 0190163d-8694-739b-aea5-966c26f8ad91")
	}
	return id, nil
}

// KeyID gives the ID of the complaint that was handed in under key at tenant, so that a repeated submission
// meets the first one. The same pair always gives the same ID; a different tenant or key gives a different one.
// It is the UUIDv5 (RFC 9562, section 5.5) of tenant, a zero byte and key in a name space of its own.
func KeyID(tenant, key string) ID {
	space := uuid.NewSHA1(uuid.NameSpaceURL, []byte("https://github.com/recourse-go/recourse/intake-key"))
	return uuid.NewSHA1(space, []byte(tenant+"\x00"+key))
}
