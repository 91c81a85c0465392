package integration_test

import "testing"

// TestTriageOnGoldMessages measures the engine out of the box on every second of the labelled messages, see measure: the first,
// the third and so on, which were looked at while it was made. RECOURSE_GOLD=unseen measures the others, which were not.
func TestTriageOnGoldMessages(t *testing.T) {
	measure(t, kpiFile(t, "gold_complaints", "dev.jsonl"), map[string]float64{
		"category": 0.80, "category in three": 0.92, "kind": 0.88, "severity": 0.75, "severity within one": 0.97,
		"sensitive recall": 0.95, "sensitive precision": 0.85, "suspicion recall": 0.8, "suspicion precision": 0.8,
	})
}
