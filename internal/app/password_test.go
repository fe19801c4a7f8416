package app

import (
	"errors"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"coffer/vault"
	"coffer/vault/secret"
)

// failingDisk lets the vault file be opened, and a new one made, so many times.
func failingDisk(times int) func(string, int, os.FileMode) (*os.File, error) {
	return func(name string, flag int, mode os.FileMode) (*os.File, error) {
		if flag&(os.O_WRONLY|os.O_RDWR) != 0 {
			if times--; times < 0 {
				return nil, &os.PathError{Op: "open", Path: name, Err: syscall.ENOSPC}
			}
		}
		return os.OpenFile(name, flag, mode)
	}
}

// onDisk opens the same vault once more, on another disk.
func onDisk(t *testing.T, a *App, open func(string, int, os.FileMode) (*os.File, error)) *App {
	t.Helper()
	env := a.env
	env.OpenFile = open
	b, err := Open(t.Context(), env)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	if err := b.Unlock(t.Context(), secret.New("correct horse")); err != nil {
		t.Fatal(err)
	}
	return b
}

// TestCompromised: whatever write fails, the error tells what is done.
func TestCompromised(t *testing.T) {
	for times := 0; ; times++ {
		a, _ := movingApp(t)
		putAway(t, a, time.Hour)
		b := onDisk(t, a, failingDisk(times))
		exposed, err := b.Compromised(t.Context(), secret.New("battery staple"))
		changed := a.CheckPassword(t.Context(), secret.New("battery staple")) == nil
		told := err == nil || strings.Contains(err.Error(), "the master password is changed, but")
		if changed != told {
			t.Errorf("after %d writes the password is changed: %v, and the error is %v", times, changed, err)
		}
		if err != nil {
			continue
		}
		if len(exposed) != 1 || times < 3 {
			t.Errorf("%d items in old copies, %d writes", len(exposed), times)
		}
		return
	}
}

// TestEmptyTrashTellsOfLeftovers: what is deleted is, also when the disk is too
// full to write the file anew.
func TestEmptyTrashTellsOfLeftovers(t *testing.T) {
	a, _ := movingApp(t)
	putAway(t, a, time.Hour)
	b := onDisk(t, a, failingDisk(2)) // the deletion, and the sweep
	if _, err := b.EmptyTrash(t.Context(), TrashFilter{}); !errors.Is(err, vault.ErrLeftovers) {
		t.Errorf("it ended with %v", err)
	}
	if left, err := a.Trash(t.Context(), TrashFilter{}); err != nil || left.Len() != 0 {
		t.Errorf("%d things in the trash: %v", left.Len(), err)
	}
}
