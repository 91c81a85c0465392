// Package importer reads complaints from files, JSON Lines or CSV, and hands them to a desk.
//
// # First use
//
//	m, err := importer.ParseMapping(document)      // which column is which field; nil for the library's own names
//	result, err := importer.Import(ctx, d, store, file, importer.Options{Format: importer.CSV, Mapping: m})
//	fmt.Println(result)                            // imported 1750, already there 0, rejected 0
//
// Rows are read one by one, so a file may be larger than the memory. A row that is broken is rejected with its line and the
// reason, see [RowError], and the next one goes on. A file that is broken as a whole, such as a CSV header without a column
// that the mapping names, fails with a *[complaint.FieldError] before anything is imported.
//
// # Running it twice
//
// Every row has a key: the text of the mapping's key column, or else a digest of the row's values. Under its key a row
// becomes one complaint, however often and in how many processes at once it is imported, so a run that was cut short is
// simply run again. The same key with other values is a rejected row: [desk.ErrKeyReused]. That is also what a changed mapping
// leads to: what was imported under the old one is not imported a second time in another form.
//
// # What is refused rather than guessed
//
//   - Invalid UTF-8 anywhere in a row, NUL bytes, and halves of surrogate pairs (\ud83d alone) in JSON: decoders would
//     replace them and change what the customer wrote.
//   - A key that stands twice in a JSON object, at any depth: of two values neither is more right than the other.
//   - A text longer than the library takes. Nothing is ever cut.
//   - A row of another number of columns than the header, and a quote in the middle of a CSV field.
//   - Without a mapping, a column that is no field of the library: nothing is left out in silence.
//
// # Awkward facts
//
// A CSV field whose quote is never closed runs on to the end of the file. When that is less than [Options.MaxRow] away only
// the line with the quote is rejected and reading goes on behind it; otherwise all the rest belongs to that one row.
// Inside of a quoted CSV field the line end CR LF becomes LF, as encoding/csv has it; all else is kept byte for byte.
// Empty lines are skipped and are no rows. A row is a line of JSON or a record of CSV; the line that is reported is its first.
package importer
