// Package policy is what the engines share: policy documents, and conditions on cases.
//
// # Documents
//
// [ParseJSON] reads a text into a [Source], which knows where everything stands; package yamldoc does the same for YAML,
// so that only those who want YAML link a parser for it. Both leave it to a [Builder] what a document may hold.
//
// [Decode] reads a Source into a struct, strictly: a misspelt field, a key that stands twice or a number with an
// exponent is refused with file, line, column, rule and field, and all problems of a document are reported at once.
// Numbers and amounts are exact. With [Source.Refuse] an engine can say later which place breaks a rule of its own.
// Every policy begins with a [Header].
//
// # Conditions
//
// A [Condition] is data and no program: all, any or none of comparisons of a field with a value.
//
//	when:
//	  all:
//	    - {field: severity, op: at_least, value: serious}
//	    - {field: category, op: under, value: [logistics, quality.defect]}
//	    - any:
//	        - {field: channel, op: is, value: regulator}
//	        - {field: tags, op: contains_any, value: [vip]}
//
// A [Vocabulary] says which fields there are, of which [Type], and how to get them from a subject; [ComplaintFields] is
// that of a complaint. [Compile] checks a condition against it and makes a [Predicate], which does not allocate.
// [Rules] are an ordered list of which the first that matches applies. [Predicate.Explain] says how every comparison
// came out, for decisions that have to give reasons.
//
// # A field that is not set
//
// It satisfies unset, is_not and none_of, and nothing else. So is_not is the opposite of is, but less_than is not the
// opposite of at_least: a case without an amount satisfies neither. Amounts in another currency than that of the value
// behave like amounts that are not set, except that they satisfy set.
//
// # The linter
//
// [Rules.Lint] finds rules that can never match or never apply, and pairs whose order decides. It calculates with the
// sets of values that a rule lets through, so what it calls useless is certain to be useless. It may miss something:
// fields are independent of each other for it, and very intricate conditions are not judged, which it says.
// [Predicate.Implies] answers with the same sets whether one condition is a special case of another.
//
// # Awkward facts
//
// A text that is no JSON at all is refused at the first wrong character, without a field and alone. A day in a duration
// has 24 hours. A date is a day in the vocabulary's zone, and both days of between belong to it.
package policy
