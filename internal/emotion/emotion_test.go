package emotion_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/internal/emotion"
	"github.com/recourse-go/recourse/internal/learn"
)

func read(s string) emotion.Emotion {
	r := learn.Borrow()
	defer learn.Return(r)
	r.Read(s)
	var e emotion.Emotion
	emotion.Read(r, &e)
	return e
}

// TestRules: what a word is taken for, by the rule that gave it its weight and by its sign.
func TestRules(t *testing.T) {
	for _, tc := range []struct {
		text, word, rule string
		good             bool
	}{
		{"一点都不新鲜", "新鲜", emotion.RuleNegated, false},
		{"没有想象中好吃", "好吃", emotion.RuleNegated, false},
		{"并非正品", "正品", emotion.RuleNegated, false},
		{"真的没坏果", "没坏果", emotion.RuleIntensified, true},
		{"味道不是不好吃", "不好吃", emotion.RuleNegated, true},
		{"送来的没有腐烂", "腐烂", emotion.RuleNegated, true},
		{"超级好吃", "好吃", emotion.RuleIntensified, true},
		{"好吃极了", "好吃", emotion.RuleIntensified, true},
		{"有点难吃", "难吃", emotion.RuleSoftened, false},
		{"真是“好”服务", "好", emotion.RuleSarcasm, false},
		{"呵呵，就这样吧", "呵呵", emotion.RuleSarcasm, false},
		{"谢谢你们啊，第三次发错货", "谢谢你们", emotion.RuleSarcasm, false},
		{"还没发货", "还没发货", emotion.RuleFailure, false},
		{"收到😡", "😡", emotion.RuleEmoji, false},
		{"收到😍", "😍", emotion.RuleEmoji, true},
		{"炸裂好吃", "炸裂好吃", emotion.RuleLexicon, true},
		{"體驗很滿意", "滿意", emotion.RuleIntensified, true},
		{"it is not comfortable", "comfortable", emotion.RuleNegated, false},
		{"it isn’t helpful", "helpful", emotion.RuleNegated, false},
		{"hardly friendly", "friendly", emotion.RuleNegated, false},
		{"she is never not friendly", "friendly", emotion.RuleDouble, true},
		{"extremely rude", "rude", emotion.RuleIntensified, false},
		{"sooooo comfy", "comfy", emotion.RuleIntensified, true},
		{"a bit flimsy", "flimsy", emotion.RuleSoftened, false},
		{"great job, five days and nothing", "great job", emotion.RuleSarcasm, false},
		{"their \"fast\" van, still not here", "still not", emotion.RuleFailure, false},
		{"thanks for nothing", "thanks for nothing", emotion.RuleSarcasm, false},
		{"arrived :)", ":)", emotion.RuleEmoji, true},
		{"GOOOOD pie", "GOOOOD", emotion.RuleLexicon, true},
	} {
		e := read(tc.text)
		found := false
		for _, w := range e.Words {
			if tc.text[w.Span.From:w.Span.To] == tc.word {
				found = true
				require.Equal(t, tc.rule, w.Rule, "%s: %v", tc.text, e)
				require.Equal(t, tc.good, w.Weight > 0, "%s: %v", tc.text, e)
			}
		}
		require.True(t, found, "%s: %v", tc.text, e)
	}
}

// TestPolarity: the sign that nobody would dispute.
func TestPolarity(t *testing.T) {
	for text, sign := range map[string]int{
		"炸裂好吃":                                                            1,
		"太好吃了，下次还来！":                                                      1,
		"东西不错，客服也很有耐心":                                                    1,
		"不难吃，也不油腻，挺好":                                                     1,
		"爱了爱了😍":                                                           1,
		"虽然慢了点，但是味道真的很好，很满意":                                              1,
		"一点都不好吃":                                                          -1,
		"味道还可以，但是送来都凉了，再也不点了":                                             -1,
		"真是“好”服务，等了三天没人理":                                                 -1,
		"呵呵，服务真棒，第三次发错货":                                                  -1,
		"谢谢你们啊，等了半个月还没发货":                                                 -1,
		"垃圾店，骗子！":                                                         -1,
		"太失望了😡":                                                           -1,
		"The fabric is lovely and it fits perfectly.":                     1,
		"Not bad at all, no complaints.":                                  1,
		"It was late, but the food is delicious and the driver so kind!":  1,
		"I'm obsessed with this dress 😍":                                  1,
		"Not good. Would not recommend.":                                  -1,
		"Pretty colour, but it fell apart after one wash.":                -1,
		"great job, five days and nothing arrived":                        -1,
		"Oh great, delayed again. Thanks for losing my bag!":              -1,
		"hardly comfortable, itchy and overpriced":                        -1,
		"worst service ever, never again":                                 -1,
		"I want my money back, the thing is broken and nobody answers :(": -1,
	} {
		e := read(text)
		require.Positive(t, e.Polarity*float64(sign), "%s: %+v", text, e)
	}
}

// TestOrder: of two texts the first is the better one, or the stronger one.
func TestOrder(t *testing.T) {
	for _, pair := range [][2]string{
		{"好吃", "不好吃"},
		{"非常满意", "满意度一般"},
		{"不难吃", "难吃"},
		{"贵，但是好吃", "好吃，但是贵"},
		{"good", "not good"},
		{"not bad", "bad"},
		{"ugly but comfortable", "comfortable but ugly"},
		{"love it", "it is okay"},
		{"收到了😍", "收到了😡"},
	} {
		require.Greater(t, read(pair[0]).Polarity, read(pair[1]).Polarity, "%s / %s", pair[0], pair[1])
	}
	for _, pair := range [][2]string{
		{"气死我了！！！垃圾！！！", "有点失望"},
		{"太太太难吃了", "有点难吃"},
		{"I AM FURIOUS, ANSWER ME NOW", "I am a bit annoyed, please answer me"},
		{"soooo bad", "so bad"},
		{"extremely rude!!!", "a bit rude"},
		{"今天发货吗！", "今天发货吗"},
	} {
		require.Greater(t, read(pair[0]).Intensity, read(pair[1]).Intensity, "%s / %s", pair[0], pair[1])
	}
}

func TestWhatIsNoText(t *testing.T) {
	for _, s := range []string{"", " \t\n", "\xff\xfe", "....", strings.Repeat("\u0301", 1000)} {
		e := read(s)
		require.Zero(t, e.Polarity, "%q", s)
		require.Zero(t, e.Intensity, "%q", s)
		require.Empty(t, e.Words)
	}
	for _, s := range []string{"Где моя посылка?", "أين طردي", "1234567890"} {
		require.InDelta(t, 0, read(s).Polarity, 0.4, s)
	}
}

// TestQuestionsAreNeutral: plain questions are neither praise nor grievance.
func TestQuestionsAreNeutral(t *testing.T) {
	for _, s := range []string{
		"请问有大号吗", "你好，可以开发票吗", "几点发货", "Is this true to size?", "What time do you open on Sunday?",
	} {
		e := read(s)
		require.InDelta(t, 0, e.Polarity, 0.5, s)
		require.Less(t, e.Intensity, 1.2, s)
	}
}

func TestStrongestWordsFirst(t *testing.T) {
	e := read("味道不错，但是垃圾服务，太差，冷的，少送，迟到，难吃，差评，不推荐，发霉，恶心，退款，骗子")
	require.Len(t, e.Words, 8)
	for i := 1; i < len(e.Words); i++ {
		a, b := e.Words[i-1].Weight, e.Words[i].Weight
		require.GreaterOrEqual(t, a*a, b*b)
	}
}

func TestMemoryIsUsedAgain(t *testing.T) {
	var r learn.Reader
	var e emotion.Emotion
	for _, s := range []string{"垃圾店，骗子！", "The parcel is lovely, thanks", "", "呵呵，服务真棒，第三次发错货"} {
		r.Read(s)
		emotion.Read(&r, &e)
		fresh := read(s)
		require.InDelta(t, fresh.Polarity, e.Polarity, 0)
		require.InDelta(t, fresh.Intensity, e.Intensity, 0)
		require.ElementsMatch(t, fresh.Words, e.Words)
	}
}
