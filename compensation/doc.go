// Package compensation decides what a customer is given for a complaint: never above a cap, never below the law, always with
// reasons.
package compensation
