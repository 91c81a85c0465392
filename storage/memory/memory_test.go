package memory_test

import (
	"testing"

	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/storage/memory"
	"github.com/recourse-go/recourse/storage/storagetest"
)

func TestStore(t *testing.T) {
	storagetest.Run(t, func(*testing.T) storage.Store { return memory.New() })
}
