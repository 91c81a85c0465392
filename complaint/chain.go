package complaint

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"time"
)

// hashTag names the algorithm of every hash and digest in a history.
const hashTag = "sha256:"

// Labels separate the uses of SHA-256, so that no event hash is ever a digest of personal data.
const (
	eventLabel    = "recourse.event.1"
	personalLabel = "recourse.personal.1"
)

// ErrTampered is what every *[ChainError] unwraps to.
var ErrTampered = errors.New("history does not verify")

// ChainError says where a history breaks.
type ChainError struct {
	// Version is the place in the history, counted from 1.
	Version int64
	// Problem says what is wrong there.
	Problem string
}

// Error gives place and problem.
func (e *ChainError) Error() string {
	return fmt.Sprintf("history does not verify at version %d: %s", e.Version, e.Problem)
}

// Unwrap returns [ErrTampered].
func (e *ChainError) Unwrap() error { return ErrTampered }

// hash computes the event's hash: SHA-256 over a label and every field but Personal and Hash, in a fixed order, each
// preceded by its length. Times enter as microseconds since 1970, Personal through its digest.
func (e *Event) hash() string {
	b := make([]byte, 0, 512+len(e.Data)+len(e.Decisions))
	b = appendField(b, eventLabel)
	b = appendField(b, e.Tenant)
	b = appendField(b, e.Complaint[:])
	b = binary.BigEndian.AppendUint64(b, uint64(e.Version))
	b = appendField(b, e.Kind)
	b = binary.BigEndian.AppendUint64(b, uint64(e.Schema))
	b = appendField(b, e.Status)
	b = appendTime(b, e.At)
	b = appendTime(b, e.Recorded)
	b = appendField(b, e.Actor.ID)
	b = appendField(b, e.Actor.Role)
	b = appendField(b, e.Actor.Department)
	b = appendField(b, e.Key)
	b = appendField(b, e.Data)
	b = appendField(b, e.Decisions)
	b = appendField(b, e.Digest)
	b = appendField(b, e.Prev)
	return sum(b)
}

// digest computes the digest of the personal data under its salt.
func (p *Personal) digest() string {
	b := make([]byte, 0, 64+len(p.Salt)+len(p.Data))
	b = appendField(b, personalLabel)
	b = appendField(b, p.Salt)
	b = appendField(b, p.Data)
	return sum(b)
}

func sum(b []byte) string {
	h := sha256.Sum256(b)
	var text [len(hashTag) + 2*sha256.Size]byte
	copy(text[:], hashTag)
	hex.Encode(text[len(hashTag):], h[:])
	return string(text[:])
}

func appendField[S ~string | ~[]byte](b []byte, field S) []byte {
	b = binary.BigEndian.AppendUint64(b, uint64(len(field)))
	return append(b, field...)
}

// appendTime writes seconds and nanoseconds, so that even a time that was never stored has bytes of its own.
func appendTime(b []byte, t time.Time) []byte {
	b = binary.BigEndian.AppendUint64(b, uint64(t.Unix()))
	return binary.BigEndian.AppendUint32(b, uint32(t.Nanosecond()))
}

// Verify checks the hash chain of a history: that no event was changed, removed, inserted or moved, and that personal
// data is missing only where it was erased. Cutting off the end leaves a valid beginning: [Complaint.Verify] finds that
// too. The error is a *[ChainError]. An empty history does not verify.
//
// A chain without a key finds the outsider, not the insider who can write the table and recompute every hash.
func Verify(history []Event) error {
	if len(history) == 0 {
		return &ChainError{Version: 1, Problem: "there are no events"}
	}
	erased := int64(0)
	for i := range history {
		if history[i].Kind == KindErase {
			erased = history[i].Version
		}
	}
	for i := range history {
		if problem := checkLink(history, i, erased); problem != "" {
			return &ChainError{Version: int64(i) + 1, Problem: problem}
		}
	}
	return nil
}

func checkLink(history []Event, i int, erased int64) string {
	e := &history[i]
	if problem := checkSequence(history, i); problem != "" {
		return problem
	}
	switch {
	case i == 0 && e.Prev != "":
		return "the first event names one before it"
	case i > 0 && e.Prev != history[i-1].Hash:
		return "it does not follow the event before it"
	case e.hash() != e.Hash:
		return "its content does not give its hash"
	case e.Personal == nil && e.Digest != "" && e.Version > erased:
		return "personal data is missing without an erasure"
	case e.Personal != nil && e.Personal.digest() != e.Digest:
		return "its personal data does not give its digest"
	default:
		return ""
	}
}

// checkSequence checks what both Verify and Replay need: one complaint, no gap, one beginning.
func checkSequence(history []Event, i int) string {
	e := &history[i]
	switch {
	case e.Version != int64(i)+1:
		return fmt.Sprintf("version %d stands here", e.Version)
	case e.Complaint != history[0].Complaint || e.Tenant != history[0].Tenant:
		return "it belongs to another complaint"
	case (e.Kind == KindOpen) != (i == 0):
		return "a history begins with one opening and has no other"
	default:
		return ""
	}
}

// Verify checks a history as the function [Verify] does, and that it leads to exactly this complaint: same version, same
// last hash, same state. So it also finds a history that was cut off at the end, and a changed state.
func (c Complaint) Verify(history []Event) error {
	if err := Verify(history); err != nil {
		return err
	}
	last := history[len(history)-1]
	if last.Complaint != c.ID || last.Version != c.Version || last.Hash != c.Head {
		return &ChainError{Version: last.Version, Problem: fmt.Sprintf("the complaint is at version %d", c.Version)}
	}
	replayed, err := Replay(history)
	if err != nil {
		return err
	}
	if !same(replayed, c) {
		return &ChainError{Version: last.Version, Problem: "the state is not what the history gives"}
	}
	return nil
}
