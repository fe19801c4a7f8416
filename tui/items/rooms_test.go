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
	"coffer/vault/secret"
)

func TestTrash(t *testing.T) {
	p := alice(t).Presses("T").Sees("no item is in the trash").Presses("d").Sees("not now: there is nothing to delete").Presses("esc")
	p.Presses("down", "d", "T").Sees("items › trash", "work/mail/acme", "put here 2031-05-06 08:00", "deleted from").Golden("trash")
	p.Presses("u").Sees("work/mail/acme is back", "no item is in the trash").Waits(2 * time.Second).Presses("esc").Sees("3 of 3")
	p.Does(func(ctx context.Context, a *app.App) error { _, err := a.RemoveBox(ctx, "home"); return err })
	p.Presses("d", "T").Sees("boxes", "home, 1 item").Presses("d").Sees("1 item, 0 templates and 0 circles go for good", "Nobody can take that back").
		Golden("trash-empty").Presses("y").Sees("deleted for good: 1")
	p.Presses("u").Sees("box home is back").Waits(2 * time.Second).Presses("esc").Sees("2 of 2")
}

func TestHistory(t *testing.T) {
	p := alice(t).Presses("down", "e", "down").Types("pike-canary").Presses("ctrl+s", "enter", "h").
		Sees("acme › history", "password (current)", "the oldest one that is kept").Golden("history")
	p.Presses("r").Sees("not now: the item is so now").Presses("down", "enter").Sees("revision 1", "ann").SeesNot("canary")
	p.Presses("e").Sees("not now: this is what the item was").Presses("down", "space").Sees("swordfish-canary").Waits(10 * time.Second).SeesNot("canary")
	p.Presses("esc", "r").Sees("work/mail/acme is again as in revision 1; this is revision 3", "›    1  ")
	has(t, p, "work/mail/acme", "password", "swordfish-canary")
}

func TestFiles(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "scan.pdf")
	if err := os.WriteFile(path, []byte("a scan"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := alice(t).Presses("down", "enter", "w").Sees("not now: the cursor is on no file").Presses("A").Types(dir).Presses("enter").Sees("is a folder")
	p.Types("/scan.pdf").Presses("enter").Sees("attached scan.pdf to work/mail/acme", "6 bytes")
	p.Presses("G", "space").Sees("is written with w").Presses("w").Presses("ctrl+u").Types(path).Presses("enter").Sees("choose another")
	p.Types(".2").Presses("enter").Sees("wrote ")
	if got, err := os.ReadFile(path + ".2"); err != nil || string(got) != "a scan" {
		t.Errorf("%q was written: %v", got, err)
	}
	p.Presses("x").Sees("scan.pdf is taken away").Presses("y").Sees("detached scan.pdf").SeesNot("6 bytes")
}

func TestBoxes(t *testing.T) {
	p := alice(t).Presses("B").Sees("items › boxes", "home", "2 items").Presses("a").Types("club").Presses("enter").Sees("made box club")
	p.Presses("n").Types("what the treasurer needs").Presses("enter").Sees("what the treasurer needs").Golden("boxes")
	p.Presses("r").Types("house").Presses("enter").Sees("box club is named clubhouse now")
	p.Presses("u").Sees("not now: the box is not removed").Presses("down", "down", "d").Sees("The box work goes with 2 items", "14 days").Presses("y").
		Sees("removed, deleted from").Presses("u").Sees("box work is back")
}

func TestTemplates(t *testing.T) {
	p := alice(t).Presses("P").Sees("items › templates", "login", "built in").Golden("templates")
	p.Presses("d").Sees("not now: the template is built in").Presses("enter").Sees("core", "the main one")
}

func TestHalfIsExplained(t *testing.T) {
	p := alice(t)
	p.Does(func(ctx context.Context, a *app.App) error {
		done, err := a.Edit(ctx, "home/door", app.Change{Half: &app.Half{Kept: "odd", Hint: "with bob"}})
		done.Other.Wipe()
		return err
	})
	p.Presses("enter", "down").Sees("one half of a secret", "letters 2, 4, 6", "the other half:").Golden("half")
}

func TestCodeFollowsCode(t *testing.T) {
	p := alice(t)
	p.Does(func(ctx context.Context, a *app.App) error {
		_, err := a.Edit(ctx, "home/door", app.Change{Secret: &app.SecretValue{Field: "totp", Value: secret.New("JBSWY3DPEHPK3PXP")}})
		return err
	})
	p.Presses("enter", "o").Sees("not now: this field makes no one-time codes").Presses("down", "down", "down", "o").Sees("code ", "30s left").Golden("code")
	p.Waits(20 * time.Second).Sees("10s left").Waits(20 * time.Second).Sees("20s left")
	p.Waits(time.Minute).Waits(time.Minute).SeesNot("left")
	p.Presses("o").Sees("s left").Presses("o").SeesNot("s left")
}

func TestHeldKey(t *testing.T) {
	p := alice(t).Presses("down", "enter", "down", "space").Sees("swordfish-canary")
	space := tea.Key{Code: tea.KeySpace, Text: " ", IsRepeat: true}
	for range 15 {
		p.Waits(time.Second).Sends(tea.KeyPressMsg(space))
	}
	p.Sees("swordfish-canary").Sends(tea.KeyReleaseMsg(space))
	p.SeesNot("swordfish-canary").Presses("space").Sends(tea.KeyReleaseMsg(space))
	p.Sees("swordfish-canary")
}

func TestReader(t *testing.T) {
	p := alice(t)
	p.Adds("home/letter", "note", strings.Repeat("a line of the letter-canary\n", 60)+"the end", nil)
	p.Waits(2*time.Second).Presses("down", "enter").SeesNot("canary").Presses("enter").Sees("items › letter › ", "letter-canary", "↓ more").Golden("reader")
	p.Presses("G").Sees("the end").Waits(10*time.Second).SeesNot("canary", "the end").Presses("space").Sees("canary")
	p.Presses("ctrl+l").SeesNot("canary")
}

func TestCheckOfAnItem(t *testing.T) {
	p := alice(t).Presses("down", "enter", "s").Sees("password").Golden("checked")
	p.Adds("home/strong", "login", "vR7#mQ2!xT9$kL4&pW8z", nil)
	p.Presses("esc").Waits(2*time.Second).Presses("up", "enter", "s").Sees("nothing to mend")
}

// TestPathsAreTypedAsInAShell: ~ is the home folder, and tab goes on with what is there.
func TestPathsAreTypedAsInAShell(t *testing.T) {
	p := alice(t)
	home := p.Env.Folders.Config // of a person in tests
	if err := os.MkdirAll(filepath.Join(home, "scans"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(home, "scans", "passport.pdf"), []byte("a scan"), 0o600); err != nil {
		t.Fatal(err)
	}
	p.Presses("down", "enter", "A").Types("~").Presses("tab", "tab").Sees("~/scans/passport.pdf").Presses("enter").Sees("attached passport.pdf")
	p.Presses("G", "w", "ctrl+u").Types("~/copy.pdf").Presses("enter").Sees("wrote ")
	if got, err := os.ReadFile(filepath.Join(home, "copy.pdf")); err != nil || string(got) != "a scan" {
		t.Errorf("%q was written: %v", got, err)
	}
	p.Presses("w", "ctrl+u").Types("~/nothing/").Presses("tab").Sees("nothing here begins with")
}

func TestKeepOneHalf(t *testing.T) {
	p := alice(t).Presses("down", "enter", "H").Sees("not now:", "the cursor is on no secret").Presses("down", "H").Sees("acme › keep one half", "every other letter")
	p.Presses("ctrl+s").Sees("nobody would know where the other half lies").Presses("down").Types("with bob").Golden("halve").Presses("ctrl+s")
	p.Sees("acme › the other half", "□w□r□f□s□-□a□a□y", "10s").Golden("other-half").Waits(10 * time.Second).SeesNot("□w□r□f□s□-□a□a□y").Presses("space").Sees("□w□r□f□s□-□a□a□y")
	p.Presses("esc").Sees("not saved, and is lost: the other half").Presses("n", "c", "enter").Sees("the vault keeps one half of password", "acme")
	if p.Clipboard != "□w□r□f□s□-□a□a□y" {
		t.Errorf("the clipboard has %q", p.Clipboard)
	}
	p.Presses("H").Sees("it is one half already").Presses("space").Sees("□")
	has(t, p, "work/mail/acme", "password", "s□o□d□i□h□c□n□r□")
}

func TestNewTemplate(t *testing.T) {
	p := alice(t).Presses("P", "a").Sees("templates › new template", "fields of").Golden("template-new")
	p.Presses("ctrl+s").Sees("it has no name yet").Types("shop").Presses("down", "down").Types("customer:number, pin:nonsense").Presses("ctrl+s").Sees("is no kind of field")
	p.Presses("esc").Sees("not saved, and is lost: new template").Presses("n", "ctrl+u").Types("customer:number, extra:text:core").Presses("ctrl+s").Sees("made template shop", "your own")
	p.Presses("G", "enter").Sees("customer", "number, companion", "extra", "text, core", "password")
	p.Presses("esc", "a").Types("shop").Presses("ctrl+s").Sees("exists")
}

func TestDeleteOneForGood(t *testing.T) {
	p := alice(t).Presses("d", "d", "T").Sees("home/door", "work/mail/acme").Presses("X").Sees("home/door goes for good", "can take that back").Presses("n", "X", "y")
	p.Sees("deleted for good: home/door", "work/mail/acme").SeesNot("› home/door", "door            put").Presses("u").Sees("work/mail/acme is back")
	p.Presses("X").Sees("not now: nothing is chosen")
	p.Does(func(ctx context.Context, a *app.App) error { _, err := a.RemoveBox(ctx, "work"); return err })
	p.Waits(2*time.Second).Presses("esc", "T", "X").Sees("items alone are deleted one by one")
}
