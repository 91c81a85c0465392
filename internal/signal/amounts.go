package signal

import (
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/text"
)

// unit is how a currency is written behind a sum.
type unit struct {
	word, currency string
}

//nolint:gochecknoglobals // a table of words
var hanUnitsOfMoney = []unit{
	{"人民币", "CNY"},
	{"美元", "USD"},
	{"美金", "USD"},
	{"美刀", "USD"},
	{"英镑", "GBP"},
	{"欧元", "EUR"},
	{"港币", "HKD"},
	{"港元", "HKD"},
	{"港纸", "HKD"},
	{"台币", "TWD"},
	{"新台币", "TWD"},
	{"日元", "JPY"},
	{"块", "CNY"},
	{"元", "CNY"},
	{"圆", "CNY"},
	{"蚊", "HKD"},
	{"刀", "USD"},
}

//nolint:gochecknoglobals // a table of words
var latinUnitsOfMoney = map[string]string{
	"dollar": "USD", "dollars": "USD", "bucks": "USD", "buck": "USD", "usd": "USD", "pound": "GBP", "pounds": "GBP", "quid": "GBP",
	"gbp": "GBP", "sterling": "GBP", "euro": "EUR", "euros": "EUR", "eur": "EUR", "yuan": "CNY", "rmb": "CNY", "cny": "CNY",
	"kuai": "CNY", "hkd": "HKD", "twd": "TWD", "ntd": "TWD", "rupees": "INR", "rs": "INR", "inr": "INR", "aud": "AUD", "cad": "CAD",
	"hk$": "HKD", "us$": "USD", "nt$": "TWD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD",
}

// amounts finds sums of money, and puts the one in dispute first.
func (w *work) amounts(t *text.Text, dst []Entity[complaint.Money]) []Entity[complaint.Money] {
	var room [8]candidate[complaint.Money]
	list := room[:0]
	chinese := t.Han > 0 && 3*t.Han >= t.Latin
	hongKong := w.mentions(kindHongKong)
	reduced := false // the number before was that of 满300, so this one is what it is reduced by
	for i := 0; i < len(w.numbers) && len(list) < maxEntities; i++ {
		n := w.numbers[i]
		if n.value <= 0 || n.value >= maxValue || n.ranged && !chinese {
			continue
		}
		full := n.from > 0 && t.Runes[n.from-1] == '满' && int(n.to) < len(t.Runes)
		sum := w.sum(t, i, hongKong)
		sum.reduced, reduced = reduced, full
		if full {
			continue
		}
		if sum.currency == "" && !sum.reduced && !w.bare(t, n, chinese) {
			continue
		}
		if sum.currency == "" && (sum.reduced || chinese) {
			sum.currency = "CNY"
		}
		list = append(list, candidate[complaint.Money]{
			complaint.Money{Amount: shortest(sum.value), Currency: sum.currency}, sum.from, sum.to, w.amountScore(sum, n),
		})
	}
	return best(t, list, dst)
}

// shortest is a value in units of 1/scale without zeros at its end.
func shortest(value int64) decimal.Decimal {
	exp := int32(-4)
	for ; value != 0 && value%10 == 0; value /= 10 {
		exp++
	}
	return decimal.New(value, exp)
}

// sum is a number with what stands around it.
type sum struct {
	from, to int32
	value    int64
	currency string
	reduced  bool
}

// sum reads the currency before or behind a number.
func (w *work) sum(t *text.Text, i int, hongKong bool) sum {
	n, runes := w.numbers[i], t.Runes
	s := sum{from: n.from, to: n.to, value: n.value}
	s.before(runes, hongKong)
	if s.currency == "" && !n.glued {
		s.currency, s.to = unitBehind(runes, n)
	}
	if s.currency == "CNY" && runes[s.to-1] == '块' && i+1 < len(w.numbers) { // 四块九
		if next := w.numbers[i+1]; next.from == s.to && next.value < 10*scale && next.value > 0 && next.value%scale == 0 {
			s.value += next.value / 10
			s.to = next.to
		}
	}
	return s
}

// before reads the currency in front of a number.
func (s *sum) before(runes []rune, hongKong bool) {
	at := int(s.from)
	if at > 0 && runes[at-1] == ' ' {
		at--
	}
	if at == 0 {
		return
	}
	if s.currency = symbolOf(runes[at-1]); s.currency != "" {
		s.from = int32(at - 1)
	}
	if s.currency == "USD" && hongKong {
		s.currency = "HKD"
	}
	begin := at
	for begin > 0 && at-begin < 4 && (isLetter(runes[begin-1]) || runes[begin-1] == '$') {
		begin--
	}
	if c := currencyOf(runes[begin:at]); c != "" && at-begin >= 2 && (begin == 0 || !isLetter(runes[begin-1])) {
		s.currency, s.from = c, int32(begin)
	}
}

// symbolOf is the currency of a symbol, "" for other characters.
func symbolOf(r rune) string {
	switch r {
	case '$':
		return "USD"
	case '£':
		return "GBP"
	case '€':
		return "EUR"
	case '¥':
		return "CNY"
	case '₹':
		return "INR"
	default:
		return ""
	}
}

func currencyOf(word []rune) string {
	if len(word) == 0 || len(word) > 8 {
		return ""
	}
	var room [8]byte
	for i, r := range word {
		if r > 0x7F {
			return ""
		}
		room[i] = byte(r)
	}
	return latinUnitsOfMoney[string(room[:len(word)])]
}

func unitBehind(runes []rune, n number) (string, int32) {
	at := int(n.to)
	if at < len(runes) && (runes[at] == '多' || runes[at] == '来' || runes[at] == '几') {
		at++
	}
	if at < len(runes) && runes[at] == ' ' {
		at++
	}
	if at >= len(runes) {
		return "", n.to
	}
	if runes[at] == '€' || runes[at] == '£' {
		return symbolOf(runes[at]), int32(at + 1)
	}
	if isLetter(runes[at]) {
		end := at
		for end < len(runes) && isLetter(runes[end]) && end-at < 9 {
			end++
		}
		if c := currencyOf(runes[at:end]); c != "" {
			return c, int32(end)
		}
		return "", n.to
	}
	return hanUnitAt(runes, at, n)
}

// hanUnitAt reads the Chinese name of a currency.
func hanUnitAt(runes []rune, at int, n number) (string, int32) {
	for _, u := range hanUnitsOfMoney {
		if !hasWord(runes, at, u.word) {
			continue
		}
		end := at + utf8.RuneCountInString(u.word)
		if u.word == "块" && !isMoneyPiece(runes[end:], n.value) || u.word == "刀" && (n.han || n.value < 5*scale) {
			return "", n.to
		}
		if u.word == "块" && end < len(runes) && runes[end] == '钱' {
			end++
		}
		return u.currency, int32(end)
	}
	return "", n.to
}

// isMoneyPiece tells 三块 that are money from three pieces of something.
func isMoneyPiece(rest []rune, value int64) bool {
	if len(rest) == 0 || value >= 20*scale {
		return true
	}
	return !text.IsHan(rest[0]) || strings.ContainsRune("钱了的还就都买退给吗呢不起包运也我你多左上出邮扣赔呀啊吧才一二三四五六七八九", rest[0])
}

// countWords stand behind a number that counts something else than money.
const countWords = "天日号点次个人%克斤米公厘毫码月年分秒折楼层岁件条双只支把张台套瓶盒箱包袋遍回倍度寸升瓦伏级路页位户家种款颗粒片根周星礼小名本单趟封" +
	"通字步篇集期届行排组对顶枚幅副部辆匹头盏桌杯碗口发场季代尺英像毛角目斗平栋室座阶寸/:℃°~至-.成维段版轮局节堂课顿餐批波"

// bare says whether a number without a currency is a sum all the same.
func (w *work) bare(t *text.Text, n number, chinese bool) bool {
	runes := t.Runes
	if n.glued || n.value < 5*scale || n.value > 1_000_000*scale || n.ranged {
		return false
	}
	left, right := w.near(n.from, n.to, 3, 1)
	switch {
	case left&kindCompare != 0:
		return false
	case chinese:
		return bareChinese(runes, n, left, right)
	default:
		return w.bareEnglish(runes, n)
	}
}

// bareChinese is the same for a text in Chinese, with the kinds of words that stand by the number.
func bareChinese(runes []rune, n number, left, right wordKind) bool {
	before, next := around(runes, n)
	if next == ' ' && int(n.to)+1 < len(runes) {
		next = runes[n.to+1]
	}
	switch {
	case n.han && n.value < 100*scale, n.word, isLetter(next), oneOf(countWords, next), oneOf("第满.:/-#~约", before):
		return false
	case isYear(n.value) && left&kindDispute == 0 && next != '的' && next != '块':
		return false
	case (left|right)&(kindDispute|kindPrice) != 0:
		return true
	case next == '的':
		return n.value >= 20*scale && !oneOf("前后号穿戴选", before)
	case next == ')' || next == ',' || next == 0:
		return n.value >= 50*scale && oneOf("支双件条台套瓶盒箱把张", before)
	default:
		return false
	}
}

// oneOf says whether a rune is one of a set; 0, which stands for the end of a text, is in none.
func oneOf(set string, r rune) bool { return r != 0 && strings.ContainsRune(set, r) }

func isYear(value int64) bool { return value >= 1900*scale && value < 2100*scale && value%scale == 0 }

// around returns the runes before and behind a number, 0 at the ends of the text.
func around(runes []rune, n number) (before, next rune) {
	if n.from > 0 {
		before = runes[n.from-1]
	}
	if int(n.to) < len(runes) {
		next = runes[n.to]
	}
	return before, next
}

// bareEnglish is the same for a text in Latin letters.
func (w *work) bareEnglish(runes []rune, n number) bool {
	before, next := around(runes, n)
	left, right := w.near(n.from, n.to, 2, 2)
	if before == '.' || before == '#' || before == ':' || next == '%' || next == '-' || next == '/' {
		return false
	}
	if isLetter(next) || next == ' ' && int(n.to)+1 < len(runes) && isLetter(runes[n.to+1]) {
		return right&kindDispute != 0 && n.value >= 10*scale
	}
	return left&(kindDispute|kindPrice) != 0
}

// amountScore says how likely a sum is the one in dispute.
func (w *work) amountScore(s sum, n number) int {
	left, right := w.near(s.from, s.to, 12, 8)
	if !n.han && w.ends[s.from] == w.ends[s.to-1] && left == 0 && right == 0 {
		left, right = w.near(s.from, s.to, 28, 20)
	}
	score := 4
	if s.reduced || (left|right)&kindDispute != 0 {
		score += 4
	}
	if (left|right)&kindPrice != 0 {
		score += 2
	}
	if tight, behind := w.near(s.from, s.to, 6, 3); (tight|behind)&kindCompare != 0 {
		score -= 6
	}
	if (left|right)&kindOtherMoney != 0 {
		score -= 3
	}
	return score
}
