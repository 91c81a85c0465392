package storagetest_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/storage/memory"
	"github.com/recourse-go/recourse/storage/storagetest"
)

// mutantName is the environment variable that tells a child process which planted bug to run.
const mutantName = "STORAGETEST_MUTANT"

// TestMutants shows that the kit can fail: it finds every planted bug and names the broken rule.
func TestMutants(t *testing.T) {
	if os.Getenv(mutantName) != "" {
		t.Skip("this is a child process")
	}
	for _, m := range mutants() {
		t.Run(m.name, func(t *testing.T) { caught(t, "TestMutant/"+m.suite, m.name, m.rule) })
	}
	for _, m := range txMutants() {
		t.Run(m.name, func(t *testing.T) { caught(t, "TestMutant", m.name, m.rule) })
	}
}

func caught(t *testing.T, run, name, rule string) {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	child := exec.CommandContext(t.Context(), self, "-test.run=^"+strings.ReplaceAll(run, "/", "$/^")+"$", "-test.short", "-test.timeout=60s")
	child.Env = append(os.Environ(), mutantName+"="+name)
	out, err := child.CombinedOutput()
	exit := &exec.ExitError{}
	require.ErrorAs(t, err, &exit, "the kit must fail for a store that %s:\n%s", name, out)
	require.NotContains(t, string(out), "panic:", "the kit must fail, not fall over")
	require.Contains(t, strings.Join(strings.Fields(string(out)), " "), rule, "the failure must name the broken rule")
}

// TestMutant is the child process of [TestMutants].
func TestMutant(t *testing.T) {
	name := os.Getenv(mutantName)
	if name == "" {
		t.Skip("run by TestMutants")
	}
	for _, m := range mutants() {
		if m.name == name {
			storagetest.Run(t, func(*testing.T) storage.Store { return m.open() })
			return
		}
	}
	for _, m := range txMutants() {
		if m.name == name {
			storagetest.RunTx(t, func(*testing.T) storagetest.TxEnv { return m.open() })
			return
		}
	}
	t.Fatal("no such mutant: " + name)
}

// TestBareStore shows that the kit skips what a store does not have, and that the four methods are enough.
func TestBareStore(t *testing.T) {
	storagetest.Run(t, func(*testing.T) storage.Store { return bare{memory.New()} })
}

// bare hides the capabilities of a store.
type bare struct{ storage.Store }

// TestWrappedStore shows that the kit finds capabilities through wrappers.
func TestWrappedStore(t *testing.T) {
	storagetest.Run(t, func(*testing.T) storage.Store { return wrapped{memory.New()} })
}

type wrapped struct{ storage.Store }

func (w wrapped) Unwrap() storage.Store { return w.Store }

// TestTx runs the tests of transactions against a model of one.
func TestTx(t *testing.T) {
	storagetest.RunTx(t, func(*testing.T) storagetest.TxEnv { return newModel(func(*modelTx) {}) })
}
