package desk_test

import (
	"testing"

	"github.com/recourse-go/recourse/internal/stories"
	"github.com/recourse-go/recourse/storage"
	"github.com/recourse-go/recourse/storage/memory"
)

func TestStories(t *testing.T) {
	stories.Run(t, func(*testing.T) storage.Store { return memory.New() })
}

func TestTogether(t *testing.T) {
	stories.Together(t, func(*testing.T) storage.Store { return memory.New() })
}

func TestSequences(t *testing.T) { stories.Sequences(t, memory.New()) }
