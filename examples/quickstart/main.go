// Quickstart is a complaint desk in one command: it makes a database, imports complaints, works some of them, does what is due
// by the time limits of a policy, and shows what a shop wants to see.
//
//	go run ./examples/quickstart
//	go run ./examples/quickstart -in complaints.csv -map map.json
//	go run ./examples/quickstart -policy my-policy.yaml
//
// Running it again imports nothing twice and changes nothing. Ctrl-C at any moment loses nothing: the next run goes on.
//
// The people and what they do are made up. Give it a database of its own: it works complaints of every import in it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// Exit codes. Rejected rows are no failure: they are reported and the others are in.
const (
	exitOK          = 0
	exitFailed      = 1
	exitUsage       = 2
	exitInterrupted = 130
)

func main() { os.Exit(start()) }

func start() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	code := exitCode(err)
	if code == exitFailed {
		fmt.Fprintln(os.Stderr, "quickstart:", err)
	}
	return code
}

// errUsage says that the command line is wrong; the reason was printed.
var errUsage = errors.New("wrong command line")

func exitCode(err error) int {
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return exitOK
	case errors.Is(err, errUsage):
		return exitUsage
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	default:
		return exitFailed
	}
}
