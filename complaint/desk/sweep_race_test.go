package desk_test

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/storage/memory"
)

// Many workers, whose clocks differ by up to five minutes, sweep the same store twice. Each thing happens once, what they
// count is what stands in the histories, and no goroutine is left.
func TestSweepByManyWorkers(t *testing.T) {
	cases := 200
	if testing.Short() {
		cases = 100
	}
	want := []string{
		"breach first_response", "close no-answer no_answer", "escalate 1 senior li", "escalate 2 supervisor li",
		"remind clock 48h", "warn first_response 50%", "warn first_response 75%",
	}
	for _, workers := range []int{8, 16} {
		for _, apart := range []time.Duration{0, time.Second} {
			t.Run(fmt.Sprintf("workers=%d/apart=%s", workers, apart), func(t *testing.T) {
				before := runtime.NumGoroutine()
				s := newShift(t, memory.New(), picks(func(complaint.Role, complaint.Complaint) (complaint.Party, error) {
					return complaint.Party{Person: "li"}, nil
				}))
				for i := range cases {
					s.at(time.Duration(i) * apart)
					s.do(open(t, s.Desk).ID, mia, waitFor(complaint.WaitCustomer, time.Time{}))
				}
				crew := make([]*desk.Desk, workers)
				for i := range crew {
					crew[i] = s.skewed(time.Duration(i*2*300/workers-300) * time.Second)
				}
				sum := 0
				for _, after := range []time.Duration{5 * time.Hour, 300 * time.Hour} {
					s.at(after)
					sum += sweepAtOnce(t, crew)
				}
				require.Equal(t, cases*len(want), sum)
				for c, err := range storage.All(t.Context(), s.config.Store, storage.Query{}) {
					require.NoError(t, err)
					things := s.swept(c.ID)
					for i := range things {
						things[i], _, _ = strings.Cut(things[i], " +")
					}
					slices.Sort(things)
					require.Equal(t, want, things)
					require.Equal(t, complaint.StatusClosed, c.Status)
					s.recordedInOrder(c.ID)
				}
				require.LessOrEqual(t, runtime.NumGoroutine(), before)
			})
		}
	}
}

// sweepAtOnce has all desks sweep at the same time and returns how many things they did together.
func sweepAtOnce(t *testing.T, crew []*desk.Desk) int {
	t.Helper()
	done, failures := make([]int, len(crew)), make([]error, len(crew))
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i, d := range crew {
		wg.Go(func() {
			<-start
			done[i], failures[i] = d.Sweep(t.Context())
		})
	}
	close(start)
	wg.Wait()
	sum := 0
	for i := range crew {
		require.NoError(t, failures[i])
		sum += done[i]
	}
	return sum
}
