package signal

import (
	"unicode/utf8"

	"github.com/recourse-go/recourse/internal/text"
)

// span is how a span of time is written behind a number, with its days.
type timeUnit struct {
	word string
	days int64
}

//nolint:gochecknoglobals // a table of words
var timeUnits = []timeUnit{
	{"工作日", 1},
	{"个工作日", 1},
	{"自然日", 1},
	{"天", 1},
	{"日", 1},
	{"个星期", 7},
	{"个礼拜", 7},
	{"星期", 7},
	{"礼拜", 7},
	{"周", 7},
	{"个月", 30},
	{"月", 0},
	{"working day", 1},
	{"business day", 1},
	{"full day", 1},
	{"whole day", 1},
	{"calendar day", 1},
	{"day", 1},
	{"full week", 7},
	{"whole week", 7},
	{"week", 7},
	{"fortnight", 14},
	{"month", 30},
}

const maxDays = 1000

// days finds for how many days something has been waited for.
func (w *work) days(t *text.Text, dst []Entity[int]) []Entity[int] {
	var room [8]candidate[int]
	list := room[:0]
	for _, x := range w.context {
		for k, d := range [...]int{7, 14, 15, 30, 60} {
			if x.kind&(kindDays7<<k) != 0 && len(list) < maxEntities {
				list = append(list, candidate[int]{d, x.from, x.to, 0})
			}
		}
	}
	list = w.daysOfNumbers(t.Runes, list)
	waits := w.mentions(kindWait)
	good := list[:0]
	for _, c := range list {
		if c.score = w.daysScore(t, c, waits); c.score > 0 {
			good = append(good, c)
		}
	}
	return best(t, good, dst)
}

// daysOfNumbers appends the spans of time that are a number with a unit.
func (w *work) daysOfNumbers(runes []rune, list []candidate[int]) []candidate[int] {
	for i := 0; i < len(w.numbers) && len(list) < maxEntities; i++ {
		n := w.numbers[i]
		if n.ranged || n.glued || n.value <= 0 || n.value > maxDays*scale || i+1 < len(w.numbers) && w.numbers[i+1].ranged {
			continue
		}
		days, to := daysBehind(runes, n)
		if to < 0 {
			days, to = dayBefore(runes, n)
		}
		if to >= 0 && days >= 1 && days <= maxDays {
			list = append(list, candidate[int]{int(days), n.from, to, 0})
		}
	}
	return list
}

// daysBehind reads the unit behind a number: the days, and where it ends, or -1.
func daysBehind(runes []rune, n number) (int64, int32) {
	at := int(n.to)
	for at < len(runes) && at-int(n.to) < 2 && oneOf(" -多来几整", runes[at]) {
		at++
	}
	if at+1 < len(runes) && runes[at] == '个' && oneOf("半多来", runes[at+1]) {
		return halvesBehind(runes, at, n)
	}
	for _, u := range timeUnits {
		if u.days == 0 || !hasWord(runes, at, u.word) {
			continue
		}
		end := at + utf8.RuneCountInString(u.word)
		if end < len(runes) && runes[end] == 's' {
			end++
		}
		if follows(runes, end) || u.word == "日" && !n.han && hasWord(runes, end, "前") { // 12日前 is a date
			return 0, -1
		}
		return n.value * u.days / scale, int32(end)
	}
	return 0, -1
}

// halvesBehind reads units behind 个半 and 个多: 一个半月, 两个多星期.
func halvesBehind(runes []rune, at int, n number) (int64, int32) {
	half := int64(0)
	if runes[at+1] == '半' {
		half = 1
	}
	for _, u := range [...]timeUnit{{"月", 30}, {"星期", 7}, {"礼拜", 7}} {
		if hasWord(runes, at+2, u.word) {
			return n.value*u.days/scale + half*u.days/2, int32(at + 2 + utf8.RuneCountInString(u.word))
		}
	}
	return 0, -1
}

// dayBefore reads "day 12".
func dayBefore(runes []rune, n number) (int64, int32) {
	if n.from >= 4 && hasWord(runes, int(n.from)-4, "day ") && (n.from < 5 || !latin(runes[n.from-5])) && !follows(runes, int(n.to)) {
		return n.value / scale, n.to
	}
	return 0, -1
}

func hasWord(runes []rune, at int, word string) bool {
	for _, r := range word {
		if at >= len(runes) || runes[at] != r {
			return false
		}
		at++
	}
	return true
}

// daysScore says how likely a span of time is one of waiting: 0 for not at all.
func (w *work) daysScore(t *text.Text, c candidate[int], waits bool) int {
	runes := t.Runes
	before, behind := int32(8), int32(5)
	if isLetter(runes[c.to-1]) || isDigit(runes[c.to-1]) {
		before, behind = 22, 20
	}
	left, right := w.near(c.from, c.to, before, behind)
	tight, tightRight := w.near(c.from, c.to, before/2, behind)
	if promised(tight) || promised(tightRight) || (left|right)&kindUse != 0 {
		return 0
	}
	score := beside(runes, c, left|right)
	if score < 0 {
		return 0
	}
	if left&kindWait != 0 {
		score += 3
	}
	if right&kindWait != 0 {
		score += 2
	}
	if score > 0 && waits {
		score++
	}
	return score
}

// promised says whether words tell of a time that was promised rather than waited for.
func promised(near wordKind) bool { return near&kindPromise != 0 && near&kindWait == 0 }

// beside is what the characters right before and behind a span of time add to its score, below 0 for no waiting at all.
func beside(runes []rune, c candidate[int], near wordKind) int {
	score := 0
	if c.from > 0 {
		switch runes[c.from-1] {
		case '第':
			if c.value <= 3 && near&kindWait == 0 {
				return -1 // the next day
			}
			score += 2
		case '都', '了', '快', '咗', '等', '过', '拖':
			score += 2
		}
	}
	if int(c.to) < len(runes) {
		switch runes[c.to] {
		case '了', '啦', '喇':
			score += 2
		case '前':
			score += 3
		case '内':
			return -1
		}
	}
	return score
}
