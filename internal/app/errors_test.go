package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"

	"coffer/box/hold"
	"coffer/box/post"
	"coffer/box/seal"
	"coffer/ticket/file"
	"coffer/vault"
)

func TestExplainPromisesNothingUntrue(t *testing.T) {
	full := &os.PathError{Op: "write", Path: "vault.db", Err: syscall.ENOSPC}
	for _, cause := range []error{full, context.Canceled, syscall.EROFS} {
		e := Explain(fmt.Errorf("%w: %w", vault.ErrLeftovers, cause))
		if e.Kind != Other || !strings.Contains(e.What, "done") || !strings.Contains(e.Hint, "coffer compact") {
			t.Errorf("%v is explained as %v", cause, e)
		}
		if e := Explain(cause); strings.Contains(e.Error(), "nothing was changed") {
			t.Errorf("%v is explained as %v", cause, e)
		}
	}
	for _, many := range []error{vault.ErrManyBoxes} {
		if e := Explain(many); e.Kind != Refused || strings.Contains(e.Error(), "attach") || e.Hint == "" {
			t.Errorf("%v is explained as %v", many, e)
		}
	}
	for _, full := range []error{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG} {
		if e := Explain(&os.PathError{Op: "write", Path: "vault.db", Err: full}); !strings.Contains(e.What, "full") {
			t.Errorf("%v is explained as %v", full, e)
		}
	}
}

// TestExplainTicketFile: whatever keeps a ticket file from being opened has a kind,
// and says what to do next.
func TestExplainTicketFile(t *testing.T) {
	for err, kind := range map[error]Kind{
		file.ErrPassword: Password, file.ErrDamaged: Damaged, file.ErrVersion: Damaged, file.ErrWork: Refused,
		file.ErrTooLarge: Input, post.ErrBagFull: Refused,
	} {
		if e := Explain(fmt.Errorf("the ticket: %w", err)); e.Kind != kind || e.Hint == "" {
			t.Errorf("%v is explained as %v, kind %d", err, e, e.Kind)
		}
	}
}

// TestExplainTickets: what the rules do not permit is said of a ticket where it is one.
func TestExplainTickets(t *testing.T) {
	for _, err := range []error{hold.ErrNotNow, hold.ErrFull} {
		e := Explain(ofTicket(fmt.Errorf("the ticket: %w", err), "look at it"))
		if e.Kind != Refused || e.Hint == "" || !strings.Contains(e.What, "ticket") || strings.Contains(e.Error(), "seal") || !errors.Is(e, err) {
			t.Errorf("%v is explained as %v, kind %d", err, e, e.Kind)
		}
	}
}

// TestExplainQuestion: a question is followed by an answer, and not by a semicolon.
func TestExplainQuestion(t *testing.T) {
	if text := Fail(Usage, "say --to NAME", "whom is it for?").Error(); text != "whom is it for? say --to NAME" {
		t.Error(text)
	}
}

// TestExplainSeals: whatever a seal refuses has a kind, and says what to do next.
func TestExplainSeals(t *testing.T) {
	for err, kind := range map[error]Kind{
		hold.ErrNotNow: Refused, hold.ErrFull: Refused, hold.ErrPolicy: Input,
		seal.ErrNotHere: Refused, seal.ErrShares: Damaged, seal.ErrFile: Damaged, seal.ErrForged: Damaged, seal.ErrOther: Damaged,
		post.ErrTooLarge: Input, post.ErrClosed: Refused,
		checkReason(strings.Repeat("x", hold.MaxReason+1)): Input,
	} {
		if e := Explain(fmt.Errorf("the seal: %w", err)); e.Kind != kind || e.Hint == "" {
			t.Errorf("%v is explained as %v, kind %d", err, e, e.Kind)
		}
	}
	if err := checkReason(strings.Repeat("x", hold.MaxReason)); err != nil {
		t.Error(err)
	}
}
