package signal

import (
	"cmp"
	"slices"
)

// scale is how finely numbers are kept: a value of 1 is scale.
const scale = 10_000

// number is a number in a text.
type number struct {
	from, to int32
	value    int64 // in units of 1/scale
	word     bool  // an English word
	han      bool  // in Chinese characters
	glued    bool  // letters stand before it without a blank
	ranged   bool  // the end of a range, as in 3-5
}

const maxValue = 1 << 40 * scale // a larger number is no number that anybody counts with

// scanNumbers appends the numbers that are written in digits or Chinese characters, in the order of the text.
func scanNumbers(runes []rune, dst []number) []number {
	for i := 0; i < len(runes); {
		switch r := runes[i]; {
		case isDigit(r):
			n := digitsAt(runes, i)
			n.glued = i > 0 && (isLetter(runes[i-1]) || runes[i-1] == '-' && i > 1 && latin(runes[i-2]))
			if len(dst) > 0 {
				n.ranged = rangeBetween(runes, dst[len(dst)-1], n)
			}
			dst = append(dst, n)
			i = int(n.to)
		case hanValue(r) >= 0:
			n := hanAt(runes, i)
			if len(dst) > 0 {
				n.ranged = rangeBetween(runes, dst[len(dst)-1], n)
			}
			dst = append(dst, n)
			i = int(n.to)
		default:
			i++
		}
	}
	return dst
}

func isDigit(r rune) bool  { return r >= '0' && r <= '9' }
func isLetter(r rune) bool { return r >= 'a' && r <= 'z' }
func latin(r rune) bool    { return isDigit(r) || isLetter(r) }

// rangeBetween says whether a number ends a range that another begins.
func rangeBetween(runes []rune, a, b number) bool {
	if b.from-a.to != 1 {
		return false
	}
	switch runes[a.to] {
	case '-', '~', '–', '—', '至', '到':
		return true
	}
	return false
}

// digitsAt reads digits with commas between thousands, a fraction, and k, 百, 千, 万 behind it.
func digitsAt(runes []rune, from int) number {
	i, value := from, int64(0)
	for i < len(runes) {
		switch r := runes[i]; {
		case isDigit(r):
			value = min(10*value+int64(r-'0'), maxValue)
			i++
			continue
		case r == ',' && thousands(runes[i+1:]):
			i++
			continue
		}
		break
	}
	value = min(value, maxValue/scale) * scale
	if i+1 < len(runes) && runes[i] == '.' && isDigit(runes[i+1]) {
		unit := int64(scale / 10)
		for i++; i < len(runes) && isDigit(runes[i]); i++ {
			value += int64(runes[i]-'0') * unit
			unit /= 10
		}
	}
	if i < len(runes) {
		times := int64(1)
		switch r := runes[i]; {
		case r == '百':
			times = 100
		case r == '千', r == 'k' && !follows(runes, i+1):
			times = 1000
		case r == '万', r == 'w' && !follows(runes, i+1):
			times = 10_000
		}
		if times > 1 {
			i++
			value = min(value, maxValue/times) * times
		}
	}
	return number{from: int32(from), to: int32(i), value: value}
}

func follows(runes []rune, i int) bool { return i < len(runes) && latin(runes[i]) }

func thousands(rest []rune) bool {
	return len(rest) >= 3 && isDigit(rest[0]) && isDigit(rest[1]) && isDigit(rest[2]) && (len(rest) == 3 || !isDigit(rest[3]))
}

// hanValue is the value of a Chinese numeral, -1 for other characters.
func hanValue(r rune) int64 {
	if v := hanUnit(r); v > 0 {
		return v
	}
	switch r {
	case '零', '〇':
		return 0
	case '一', '壹':
		return 1
	case '二', '两', '贰', '俩':
		return 2
	case '三', '叁', '仨':
		return 3
	case '四':
		return 4
	case '五':
		return 5
	case '六':
		return 6
	case '七':
		return 7
	case '八':
		return 8
	case '九':
		return 9
	default:
		return -1
	}
}

// hanUnit is the value of a Chinese numeral from ten on, 0 for other characters.
func hanUnit(r rune) int64 {
	switch r {
	case '十', '拾':
		return 10
	case '廿':
		return 20
	case '卅':
		return 30
	case '百':
		return 100
	case '千':
		return 1000
	case '万':
		return 10_000
	case '亿':
		return 100_000_000
	default:
		return 0
	}
}

// hanAt reads a number in Chinese characters: 两千八 is 2800, 三百零五 is 305, 二〇二六 is 2026, 七八 is a guess of 8.
func hanAt(runes []rune, from int) number {
	i := from
	for i < len(runes) && hanValue(runes[i]) >= 0 {
		i++
	}
	run := runes[from:i]
	n := number{from: int32(from), to: int32(i), han: true}
	units := slices.ContainsFunc(run, func(r rune) bool { return hanValue(r) >= 10 })
	if !units {
		if a, b := hanValue(run[0]), hanValue(run[len(run)-1]); len(run) == 2 && a > 0 && (b == a+1 || a == 3 && b == 5) {
			n.value = b * scale
			return n
		}
		for _, r := range run {
			n.value = min(10*n.value+hanValue(r), maxValue/scale)
		}
		n.value *= scale
		return n
	}
	n.value = min(hanUnits(run), maxValue/scale) * scale
	return n
}

// hanUnits adds up a number that has units in it.
func hanUnits(run []rune) int64 {
	total, part, digit, last, zero := int64(0), int64(0), int64(-1), int64(1), false
	for _, r := range run {
		switch v := hanValue(r); {
		case v == 0:
			zero, digit = true, -1
		case v < 10:
			digit = v
		case v == 20 || v == 30:
			part, digit, last = part+v, -1, 10
		case v < 10_000:
			part += max(digit, 1) * v
			digit, last, zero = -1, v, false
		default:
			total += max(part+max(digit, 0), 1) * v
			part, digit, last, zero = 0, -1, v, false
		}
		if total > maxValue/scale || part > maxValue/scale {
			return maxValue / scale
		}
	}
	if digit > 0 {
		if !zero && last > 10 {
			digit *= last / 10 // 两千八
		}
		part += digit
	}
	return total + part
}

// numberWords are the English numbers below a hundred, with hundreds and thousands.
func numberWords() map[string]int64 {
	small := []string{
		"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
		"fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
	}
	tens := []string{"twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"}
	m := map[string]int64{"dozen": 12, "a dozen": 12, "half a dozen": 6}
	for i, s := range small {
		m[s] = int64(i + 1)
	}
	for i, t := range tens {
		m[t] = int64(20 + 10*i)
		for k, s := range small[:9] {
			m[t+"-"+s], m[t+" "+s] = int64(21+10*i+k), int64(21+10*i+k)
		}
	}
	for s, v := range map[string]int64{"hundred": 100, "thousand": 1000, "grand": 1000} {
		m["a "+s] = v
		for i, x := range small {
			m[x+" "+s] = int64(i+1) * v
		}
		for i, x := range tens {
			m[x+" "+s] = int64(20+10*i) * v
		}
	}
	return m
}

// joinNumbers puts number words among the other numbers, in the order in which they end, and keeps of words that overlap the
// longest. A hundred and what follows it are one number.
func joinNumbers(list []number, words int) []number {
	longest := list[:words]
	for _, n := range list[words:] {
		for len(longest) > words && longest[len(longest)-1].from >= n.from {
			longest = longest[:len(longest)-1]
		}
		if len(longest) > words {
			if last := longest[len(longest)-1]; last.to > n.from {
				continue
			}
		}
		longest = append(longest, n)
	}
	slices.SortStableFunc(longest, func(a, b number) int { return cmp.Compare(a.to, b.to) })
	return longest
}
