package items_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/tuitest"
)

var space = tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}

// TestReaderStaysCovered: what was covered is not shown again because another process
// changed the vault, or because somebody comes back to the place.
func TestReaderStaysCovered(t *testing.T) {
	p := alice(t).Presses("down", "enter", "down", "enter").Sees("swordfish-canary")
	p.Waits(11 * time.Second).SeesNot("canary")
	p.Adds("home/window", "login", "x", nil)
	p.Waits(time.Second).SeesNot("canary")
}

func TestReaderIsCoveredWhereHidden(t *testing.T) {
	p := alice(t).Presses("down", "enter", "down", "enter").Sees("swordfish-canary")
	p.Presses("2").Waits(30 * time.Second).Presses("1").SeesNot("canary")
}

func TestFormIsCoveredWhereHidden(t *testing.T) {
	p := alice(t).Presses("down", "e", "down", "ctrl+o").Sees("swordfish-canary")
	p.Sends(tea.MouseClickMsg{X: 12, Y: 0, Button: tea.MouseLeft})
	p.SeesNot("canary").Waits(time.Minute)
	p.Sends(tea.MouseClickMsg{X: 2, Y: 0, Button: tea.MouseLeft})
	p.Sees("edit acme").SeesNot("canary")
}

// TestFormIsCoveredUnderAnother: the form of a new field stands above it.
func TestFormIsCoveredUnderAnother(t *testing.T) {
	p := alice(t).Presses("down", "e", "down", "ctrl+o").Sees("swordfish-canary")
	p.Presses("ctrl+n").Waits(time.Minute).Presses("esc").Sees("edit acme").SeesNot("canary")
}

// TestSecretComesTooLate arrives when another place is looked at.
func TestSecretComesTooLate(t *testing.T) {
	p := alice(t).Presses("down", "enter", "down")
	_, cmd := p.Model().Update(space)
	p.Presses("2")
	p.Sends(cmd())
	p.Waits(time.Minute).Presses("1").SeesNot("canary")
}

// TestFormCanBeSavedAfterAFailure: the look-up fails once.
func TestFormCanBeSavedAfterAFailure(t *testing.T) {
	p := alice(t)
	dir := p.Env.Folders.Config
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "config.toml")
	if err := os.WriteFile(path, []byte("[hibp\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p.Presses("down", "e", "down").Types("pike").Presses("ctrl+s")
	os.Remove(path)
	p.Presses("ctrl+s")
	has(t, p, "work/mail/acme", "password", "pike")
}

// TestFormCanBeSavedAfterGivingUp gives the look-up up.
func TestFormCanBeSavedAfterGivingUp(t *testing.T) {
	p := alice(t)
	p.Presses("down", "e", "down").Types("pike")
	p.Model().Update(tea.KeyPressMsg{Code: 's', Mod: tea.ModCtrl}) // what it asks for never ends
	p.Presses("ctrl+x").Sees("given up")
	p.Presses("ctrl+s").Sees("changed work/mail/acme: password")
}

// TestListIsReadAgainAfterAFailure: the file is not there for a moment.
func TestListIsReadAgainAfterAFailure(t *testing.T) {
	p := alice(t)
	path := filepath.Join(p.Env.Folders.Data, "vault.db")
	if err := os.Rename(path, path+".away"); err != nil {
		t.Fatal(err)
	}
	p.Presses("ctrl+r")
	if err := os.Rename(path+".away", path); err != nil {
		t.Fatal(err)
	}
	p.Adds("home/window", "login", "x", nil)
	p.Waits(20 * time.Second).Presses("ctrl+r").Sees("window")
}

// TestBackTakesItsOwnScreen: work that ends late does not take away the form that
// somebody fills in meanwhile.
func TestBackTakesItsOwnScreen(t *testing.T) {
	p := alice(t).Presses("down", "m").Types("2")
	_, cmd := p.Model().Update(tea.KeyPressMsg{Code: tea.KeyEnter})
	p.Presses("esc", "y", "a").Types("home/precious").Sees("new item")
	p.Sends(cmd())
	p.Sees("new item", "home/precious")
}

// TestLateAnswerTakesNothingElse: the form that a question is about was saved while it stood.
func TestLateAnswerTakesNothingElse(t *testing.T) {
	p := alice(t).Presses("down", "enter", "m").Types("2")
	_, cmd := p.Model().Update(tea.KeyPressMsg{Code: tea.KeyEnter})
	p.Presses("esc").Sees("discard what you typed")
	p.Sends(cmd())
	p.Presses("y").Sees("items › acme2")
}

// TestNamesObeyNoTerminal draws a box whose name a terminal would obey.
func TestNamesObeyNoTerminal(t *testing.T) {
	p := alice(t)
	p.Does(func(ctx context.Context, a *app.App) error { return a.NewBox(ctx, "evil\x1b]0;owned\a\x1b[31mred", "") })
	p.Waits(2 * time.Second).Sees("evil")
	if strings.Contains(p.Styled(), "\x1b]0;owned") || strings.Contains(p.Styled(), "\x1b[31mred") {
		t.Error("the terminal would obey the name of a box")
	}
}

// TestPasteStaysInThePalette is not for the form below it.
func TestPasteStaysInThePalette(t *testing.T) {
	p := alice(t).Presses("a", "ctrl+p").Sees("commands")
	p.Sends(tea.PasteMsg{Content: "stray"})
	p.Presses("esc").Sees("new item").SeesNot("stray")
}

// TestPlaceIsReadOnce: going to a place for the first time begins its work once.
func TestPlaceIsReadOnce(t *testing.T) {
	p := alice(t)
	_, cmd := p.Model().Update(tea.KeyPressMsg{Code: '4', Text: "4"})
	if batch, ok := cmd().(tea.BatchMsg); ok && len(batch) > 1 {
		t.Errorf("%d readings began", len(batch))
	}
}

// TestPaletteKnowsWhatIsGone: another process removes the only item while the palette
// stands above the list.
func TestPaletteKnowsWhatIsGone(t *testing.T) {
	p := alice(t).Presses("tab", "down", "down", "down", "tab").Sees("1 of 1").Presses(":")
	p.Does(func(ctx context.Context, a *app.App) error {
		_, err := a.Remove(ctx, []string{"home/door"}, 0)
		return err
	})
	p.Waits(2 * time.Second).Types("copy the main").Presses("enter").Sees("not now")
}

// TestLinesObeyNoTerminal hears such a name.
func TestLinesObeyNoTerminal(t *testing.T) {
	p := alice(t)
	p.Does(func(ctx context.Context, a *app.App) error { return a.NewBox(ctx, "evil\x1b]0;owned\a\x1b[31mred", "") })
	if heard := p.Hears(tuitest.Password, "", "ctrl+c"); strings.Contains(heard, "\x1b") {
		t.Errorf("the terminal would obey %q", heard)
	}
}
