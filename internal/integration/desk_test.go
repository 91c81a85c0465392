package integration_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/internal/stories"
	"github.com/recourse-go/recourse/storage"
)

func TestStoriesOnSQLite(t *testing.T) {
	for _, connections := range []int{0, 1} {
		t.Run(fmt.Sprintf("connections=%d", connections), func(t *testing.T) {
			stories.Run(t, func(t *testing.T) storage.Store {
				s, _ := newSQLite(t, connections)
				return s
			})
		})
	}
}

func TestTogetherOnSQLite(t *testing.T) {
	stories.Together(t, func(t *testing.T) storage.Store {
		s, _ := newSQLite(t, 0)
		return s
	})
}

// TestErasedDataIsGoneFromTheFiles tells the story of an erasure and looks for what was erased in the bytes of the files.
// What earlier versions of a row left in free space goes with VACUUM, or at once where the host opens the database with
// secure_delete.
func TestErasedDataIsGoneFromTheFiles(t *testing.T) {
	for name, clean := range map[string]struct{ pragma, statement string }{
		"vacuum":        {"foreign_keys(1)", "VACUUM"},
		"secure_delete": {"secure_delete(1)", "PRAGMA optimize"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "recourse.db")
			db := openDSN(t, sqliteDSN(path)+"&_pragma="+clean.pragma, 0)
			stories.DeleteMyData(t, storeOver(t, db, nil))
			for _, statement := range []string{clean.statement, "PRAGMA wal_checkpoint(TRUNCATE)"} {
				_, err := db.ExecContext(t.Context(), statement)
				require.NoError(t, err)
			}
			files, err := filepath.Glob(path + "*")
			require.NoError(t, err)
			require.NotEmpty(t, files)
			for _, file := range files {
				content, err := os.ReadFile(file)
				require.NoError(t, err)
				if file == path {
					require.True(t, bytes.Contains(content, []byte("customer_request")), "the story is in this file")
				}
				for _, secret := range stories.Secrets() {
					require.False(t, bytes.Contains(content, []byte(secret)), "%q is left in %s", secret, filepath.Base(file))
				}
			}
		})
	}
}

func TestDeskOnSQLiteUnderContention(t *testing.T) {
	for _, connections := range []int{0, 1} {
		t.Run(fmt.Sprintf("connections=%d", connections), func(t *testing.T) {
			store, _ := newSQLite(t, connections)
			d, err := desk.New(desk.Config{Store: store, Tries: 100})
			require.NoError(t, err)
			in := complaint.Intake{
				Key: "form-1", Content: complaint.Hide("my coat has not come"), Customer: complaint.Customer{ID: "u-1"},
			}
			const openers, workers, each = 64, 16, 5
			opened := make([]complaint.Complaint, openers)
			var wg sync.WaitGroup
			for i := range openers {
				wg.Go(func() {
					c, err := d.Open(context.Background(), "web", in)
					if err == nil {
						opened[i] = c
					}
				})
			}
			wg.Wait()
			for _, c := range opened {
				require.Equal(t, opened[0].Head, c.Head, "64 openings with one key are one complaint")
				require.EqualValues(t, 1, c.Version)
			}
			n, err := storage.Count(t.Context(), store, storage.Query{})
			require.NoError(t, err)
			require.Equal(t, 1, n)

			mia := complaint.Actor{ID: "mia", Role: complaint.RoleJunior}
			failures := make(chan error, workers*each)
			for w := range workers {
				wg.Go(func() {
					for i := range each {
						_, err := d.Do(context.Background(), desk.Command{
							ID: opened[0].ID, Actor: mia, Action: complaint.Note{Text: complaint.Hide(fmt.Sprint(w, i))},
						})
						failures <- err
					}
				})
			}
			wg.Wait()
			close(failures)
			for err := range failures {
				require.NoError(t, err)
			}
			events, err := d.History(t.Context(), opened[0].ID)
			require.NoError(t, err)
			require.Len(t, events, 1+workers*each, "versions without gap or double")
			require.NoError(t, d.Verify(t.Context(), opened[0].ID))
		})
	}
}

func TestSequencesOnSQLite(t *testing.T) {
	s, db := newSQLite(t, 1)
	_, err := db.ExecContext(t.Context(), "PRAGMA synchronous = OFF") // the law is about states, not about crashes
	require.NoError(t, err)
	stories.Sequences(t, s)
}
