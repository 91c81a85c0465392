package main

import (
	"fmt"
	"strings"

	"github.com/rivo/uniseg"
)

// align is how a column of a table stands.
type align int

const (
	left align = iota
	right
)

// table prints rows in aligned columns. Chinese characters take two places on a screen, and are counted so.
type table struct {
	title   string
	columns []align
	rows    [][]string
	notes   []string
}

func newTable(title string, columns ...align) *table { return &table{title: title, columns: columns} }

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

func (t *table) note(text string) { t.notes = append(t.notes, text) }

func (t *table) print(w *strings.Builder) {
	widths := make([]int, len(t.columns))
	for _, row := range t.rows {
		for i, cell := range row {
			widths[i] = max(widths[i], uniseg.StringWidth(cell))
		}
	}
	fmt.Fprintf(w, "\n%s\n", t.title)
	for _, row := range t.rows {
		var line strings.Builder
		for i, cell := range row {
			space := strings.Repeat(" ", widths[i]-uniseg.StringWidth(cell))
			line.WriteString("  ")
			if t.columns[i] == right {
				line.WriteString(space + cell)
			} else {
				line.WriteString(cell + space)
			}
		}
		fmt.Fprintln(w, strings.TrimRight(line.String(), " "))
	}
	for _, note := range t.notes {
		fmt.Fprintln(w, "  "+note)
	}
}

// barWidth is the length of the bar of all.
const barWidth = 30

// bar draws a share; what is there at all has at least one piece.
func bar(n, all int) string {
	if all <= 0 || n <= 0 {
		return ""
	}
	return strings.Repeat("#", max(1, n*barWidth/all))
}

// short cuts a text to a width on the screen.
func short(text string, width int) string {
	text = strings.Join(strings.Fields(text), " ")
	if uniseg.StringWidth(text) <= width {
		return text
	}
	var out strings.Builder
	used := 0
	for clusters := uniseg.NewGraphemes(text); clusters.Next(); {
		if used += clusters.Width(); used >= width {
			break
		}
		out.WriteString(clusters.Str())
	}
	return out.String() + "…"
}
