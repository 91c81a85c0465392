package signal

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/recourse-go/recourse/internal/text"
)

//go:embed data/*.tsv
var data embed.FS

// The tables, and the kinds of phrases that entities look at.
const (
	tableSensitive = iota
	tableSuspicion
	tableRepeat
	tableSought
	tableUrgent
	tableSevere
	tableWords
	tables
)

//nolint:gochecknoglobals // a table of names
var tableNames = [tables]string{"sensitive", "suspicion", "repeat", "sought", "urgent", "severe", "words"}

// reach is what a guard cancels.
type reach uint8

const (
	hits reach = iota // no guard
	over
	sentence
	wholeText
)

// rule is a line of a table, or a guard.
type rule struct {
	table      int
	code, name string
	weight     float64
	reach      reach
	only       int32 // the rule that the guard cancels, -1 for all of its code
	slot       int32 // of its first step's state
	steps      []step
}

// use is a step of a rule that an element fills.
type use struct {
	rule, slot int32
	gap        int32
	first      bool
	last       bool
}

// book is the compiled tables. It is immutable.
type book struct {
	rules   []rule
	phrases *text.Phrases
	// uses has the steps that each phrase fills, later steps of a rule first; numbers those that numbers fill.
	uses    [][]use
	numbers []numberUse
	// words is the value of a phrase that is a number word, 0 for others.
	words []int64
	// context is the code of a phrase of the table words.
	context []wordKind
	slots   int
}

type numberUse struct {
	least int64
	use   use
}

var builtinBook = sync.OnceValue(func() *book {
	files, err := fs.Sub(data, "data")
	if err == nil {
		var b *book
		if b, err = readBook(files); err == nil {
			return b
		}
	}
	b, _ := compile(nil) // a test shows that the tables can be read
	return b
})

// readBook reads all tables of a folder. An error names file and line.
func readBook(files fs.FS) (*book, error) {
	names, err := fs.Glob(files, "*.tsv")
	if err != nil {
		return nil, fmt.Errorf("tables: %w", err)
	}
	slices.Sort(names)
	known := classes{}
	for _, name := range names {
		if tableOf(name) != "classes" {
			continue
		}
		if err := eachLine(files, name, func(c []string) error { return known.add(c) }); err != nil {
			return nil, err
		}
	}
	var rules []rule
	for _, name := range names {
		table := slices.Index(tableNames[:], tableOf(name))
		switch {
		case tableOf(name) == "classes":
			continue
		case table < 0:
			return nil, wrong("%s: the table is not known", name)
		}
		if err := eachLine(files, name, func(c []string) (err error) {
			rules, err = addLine(rules, table, c, known)
			return err
		}); err != nil {
			return nil, err
		}
	}
	return compile(rules)
}

// tableError says what is wrong with a table.
type tableError string

// Error implements error.
func (e tableError) Error() string { return string(e) }

func wrong(format string, values ...any) error { return tableError(fmt.Sprintf(format, values...)) }

// tableOf is the name of a file up to its first point.
func tableOf(name string) string {
	name, _, _ = strings.Cut(path.Base(name), ".")
	return name
}

func eachLine(files fs.FS, name string, do func(columns []string) error) error {
	content, err := fs.ReadFile(files, name)
	if err != nil {
		return fmt.Errorf("table: %w", err)
	}
	n := 0
	for line := range strings.Lines(string(content)) {
		n++
		line = strings.TrimRight(line, "\r\n")
		if line == "" || strings.HasPrefix(line, "# ") {
			continue
		}
		if err := do(strings.Split(line, "\t")); err != nil {
			return fmt.Errorf("%s:%d: %w", name, n, err)
		}
	}
	return nil
}

// add takes in a line of the table of classes: a name and phrases separated by |. A class may go on over several lines.
func (c classes) add(columns []string) error {
	if len(columns) != 2 || columns[0] == "" {
		return wrong("must have two columns: a name and phrases")
	}
	e, err := parseElement(columns[1], c)
	if err != nil {
		return err
	}
	c[columns[0]] = append(c[columns[0]], e.phrases...)
	return nil
}

// codes are those that each table may use.
//
//nolint:gochecknoglobals // a table of names
var codes = [tables][]string{
	{"safety", "food_safety", "legal", "media", "regulator", "group", "privacy", "self_harm"},
	{"extortion", "abuse", "fabricated", "bulk", "serial_claimant"},
	{"repeat"},
	{
		"apology", "explanation", "refund", "partial_refund", "cash", "coupon", "points", "exchange", "repair", "redelivery",
		"return", "extended_warranty", "gift", "other",
	},
	{"soon", "now"},
	{"serious", "very_serious"},
	wordNames,
}

// longestName is how many characters of a pattern name the rule that it makes.
const longestName = 40

func shortened(pattern string) string {
	if runes := []rune(pattern); len(runes) > longestName {
		return string(runes[:longestName]) + "…"
	}
	return pattern
}

func addLine(rules []rule, table int, columns []string, known classes) ([]rule, error) {
	if len(columns) != 3 && len(columns) != 4 {
		return nil, wrong("must have three or four columns: code, weight, pattern, unless")
	}
	r := rule{table: table, code: columns[0], only: -1, name: tableNames[table] + "/" + columns[0] + ": " + shortened(columns[2])}
	switch columns[1] {
	case "over":
		r.reach = over
	case "sentence":
		r.reach = sentence
	case "text":
		r.reach = wholeText
	default:
		w, err := strconv.ParseFloat(columns[1], 64)
		if err != nil || !(w > 0 && w <= 1) {
			return nil, wrong("the weight %q must be above 0 and at most 1, or be over, sentence or text", columns[1])
		}
		r.weight = w
	}
	if !slices.Contains(codes[table], r.code) && (r.code != "*" || r.reach == hits) {
		return nil, wrong("the code %q is not known here", r.code)
	}
	var err error
	if r.steps, err = parsePattern(columns[2], known); err != nil {
		return nil, err
	}
	at := int32(len(rules))
	rules = append(rules, r)
	if len(columns) < 4 || columns[3] == "" {
		return rules, nil
	}
	for s := range strings.SplitSeq(columns[3], ";") {
		g := rule{table: table, code: r.code, only: at, reach: sentence}
		if g.steps, err = parsePattern(strings.TrimSpace(s), known); err != nil {
			return nil, err
		}
		rules = append(rules, g)
	}
	return rules, nil
}

// compile makes a book of rules.
func compile(rules []rule) (*book, error) {
	b := &book{rules: rules}
	c := compiler{book: b, at: map[string]int{}, elements: map[string][]int{}}
	for i := range rules {
		c.rule(int32(i))
	}
	for s, value := range numberWords() {
		b.words[c.phrase(s)] = value
	}
	b.phrases = text.NewPhrases(c.list)
	for _, uses := range b.uses {
		slices.SortStableFunc(uses, func(a, b use) int { return int(b.slot - a.slot) })
	}
	slices.SortStableFunc(b.numbers, func(x, y numberUse) int { return int(y.use.slot - x.use.slot) })
	return b, nil
}

type compiler struct {
	book     *book
	list     []string
	at       map[string]int
	elements map[string][]int // phrases of an element, by its key
}

func (c *compiler) phrase(s string) int {
	var t text.Text
	t.Read(s)
	key := string(t.Runes)
	i, ok := c.at[key]
	if !ok {
		i = len(c.list)
		c.at[key] = i
		c.list = append(c.list, s)
		c.book.uses = append(c.book.uses, nil)
		c.book.words = append(c.book.words, 0)
		c.book.context = append(c.book.context, 0)
	}
	return i
}

func (c *compiler) rule(i int32) {
	r := &c.book.rules[i]
	r.slot = int32(c.book.slots)
	c.book.slots += len(r.steps)
	for k, s := range r.steps {
		u := use{i, r.slot + int32(k), s.gap, k == 0, k == len(r.steps)-1}
		if s.number >= 0 {
			c.book.numbers = append(c.book.numbers, numberUse{s.number, u})
			continue
		}
		for _, p := range c.element(s.element) {
			if r.table == tableWords {
				c.book.context[p] |= 1 << slices.Index(wordNames, r.code)
			} else {
				c.book.uses[p] = append(c.book.uses[p], u)
			}
		}
	}
}

// element returns the phrases of an element, each once. An apostrophe may be a curly one, or be left out.
func (c *compiler) element(e element) []int {
	if list, ok := c.elements[e.key]; ok {
		return list
	}
	var list []int
	for _, s := range e.phrases {
		list = append(list, c.phrase(s))
		if strings.Contains(s, "'") {
			list = append(list, c.phrase(strings.ReplaceAll(s, "'", "’")), c.phrase(strings.ReplaceAll(s, "'", "")))
		}
	}
	slices.Sort(list)
	list = slices.Compact(list)
	c.elements[e.key] = list
	return list
}
