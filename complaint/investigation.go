package complaint

import "time"

// Investigation is who looks into a complaint, and since when (C8).
type Investigation struct {
	Lead    Party     `json:"lead"`
	Team    []Party   `json:"team,omitempty"`
	Started time.Time `json:"started"`
	// Closed is zero while the investigation runs.
	Closed time.Time `json:"closed,omitzero"`
}

// Result says whether a complaint turned out to be founded.
type Result string

// The results of an investigation.
const (
	Substantiated       Result = "substantiated"
	PartlySubstantiated Result = "partly_substantiated"
	NotSubstantiated    Result = "not_substantiated"
	UndeterminedResult  Result = "undetermined"
)

// Finding is what was found out: facts, root cause and the trail of questions that led to it (5 whys).
type Finding struct {
	Result Result  `json:"result"`
	Facts  Private `json:"facts,omitzero"`
	// Cause is a code of the tree [Causes], empty while it is not known.
	Cause string `json:"cause,omitzero"`
	// Whys are the answers to "why?", from the symptom down to the cause.
	Whys []Private `json:"whys,omitempty"`
	// By and At are set from the event.
	By string    `json:"by,omitzero"`
	At time.Time `json:"at,omitzero"`
}

func (f *Finding) walk(w *walker) {
	oneOf(w, "result", &f.Result, Substantiated, PartlySubstantiated, NotSubstantiated, UndeterminedResult)
	w.private("facts", &f.Facts, MaxText)
	listed(w, "cause", Causes, &f.Cause)
	w.privates("whys", &f.Whys, MaxText)
	w.time("at", &f.At)
}

// Appeal is the customer's objection to a result (C12).
type Appeal struct {
	Ground Private   `json:"ground,omitzero"`
	Filed  time.Time `json:"filed"`
	// Due is by when it must be decided, zero where nothing is set.
	Due time.Time `json:"due,omitzero"`
	// From is the status in which the complaint was.
	From Status `json:"from"`
	// Outcome is empty until it is decided; By and Decided say by whom and when.
	Outcome AppealOutcome `json:"outcome,omitzero"`
	By      string        `json:"by,omitzero"`
	Decided time.Time     `json:"decided,omitzero"`
	Reason  Private       `json:"reason,omitzero"`
	// Reminded says that somebody was reminded of Due.
	Reminded bool `json:"reminded,omitzero"`
}

func (a *Appeal) walk(w *walker) {
	w.private("ground", &a.Ground, MaxText)
	w.private("reason", &a.Reason, MaxText)
}

// AppealOutcome is the decision on an appeal.
type AppealOutcome string

// The outcomes of an appeal.
const (
	AppealUpheld   AppealOutcome = "upheld"   // the first result stands; the complaint goes back to where it was
	AppealChanged  AppealOutcome = "changed"  // the result is changed; the complaint is worked on again
	AppealReferred AppealOutcome = "referred" // an external body decides
)
