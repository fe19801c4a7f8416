package items

import (
	"context"
	"errors"
	"strings"
	"testing"

	"coffer/internal/app"
	"coffer/tui/screen"
	"coffer/vault/secret"
)

type shut struct{}

func (shut) With(context.Context, screen.Progress, func(context.Context, *app.App) error) error {
	return errors.New("busy")
}

// TestPasswordsAreWipedWhereTheVaultDoesNotOpen: nothing of the work ran.
func TestPasswordsAreWipedWhereTheVaultDoesNotOpen(t *testing.T) {
	d := &screen.Desk{Vault: shut{}, Jobs: &screen.Jobs{}}
	s := secret.New("swordfish")
	lookUp(d, []secret.Text{s}, nil)()
	if strings.Contains(s.Reveal(), "sword") {
		t.Error("the password that was to be looked up is still there")
	}
}
