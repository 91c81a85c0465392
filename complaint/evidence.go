package complaint

import (
	"encoding/hex"
	"log/slog"
	"strings"
	"time"
)

// Evidence describes a piece of evidence (C8). Its content stays with the host; the hash proves that it is the same.
type Evidence struct {
	// ID names the piece within the complaint, a code.
	ID string `json:"id"`
	// Name is the file's name or a short title.
	Name Private `json:"name,omitzero"`
	// Type is a media type such as image/jpeg.
	Type string `json:"type,omitzero"`
	// Size is in bytes, 0 where it is not known.
	Size int64 `json:"size,omitzero"`
	// Hash is the digest of the content: "sha256:" and 64 hexadecimal digits in lower case.
	Hash string `json:"hash"`
	// Location says where the host keeps the content.
	Location Private `json:"location,omitzero"`
	// Collected is when it was taken or received.
	Collected time.Time `json:"collected,omitzero"`
	// Custodian is who keeps it now; [HandOver] changes it.
	Custodian Party   `json:"custodian,omitzero"`
	Note      Private `json:"note,omitzero"`
}

func (e *Evidence) walk(w *walker) {
	w.requireCode("id", &e.ID)
	w.private("name", &e.Name, MaxLine)
	w.name("type", &e.Type)
	if w.mode == walkCheck && e.Size < 0 {
		w.refuse("size", "", "must not be negative")
	}
	w.hash("hash", e.Hash)
	w.private("location", &e.Location, MaxLine)
	w.time("collected", &e.Collected)
	walkIn(w, "custodian", &e.Custodian)
	w.private("note", &e.Note, MaxText)
}

// LogValue implements [slog.LogValuer].
func (e Evidence) LogValue() slog.Value {
	return slog.GroupValue(slog.String("id", e.ID), slog.String("hash", e.Hash))
}

// EvidenceRef is what the state of a complaint keeps of a piece of evidence; the rest stands in the event.
type EvidenceRef struct {
	ID        string `json:"id"`
	Hash      string `json:"hash"`
	Custodian Party  `json:"custodian,omitzero"`
}

func (w *walker) hash(name, hash string) {
	if w.mode != walkCheck {
		return
	}
	digits, ok := strings.CutPrefix(hash, hashTag)
	if raw, err := hex.DecodeString(digits); !ok || err != nil || len(raw) != 32 || strings.ToLower(digits) != digits {
		w.refuse(name, hash, `must be "sha256:" and 64 hexadecimal digits in lower case`)
	}
}
