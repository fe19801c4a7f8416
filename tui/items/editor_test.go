package items_test

import (
	"context"
	"testing"
	"time"

	"coffer/internal/app"
	"coffer/tui/tuitest"
	"coffer/vault/secret"
)

// reads tells what a field of an item is.
func reads(t *testing.T, p *tuitest.Person, ref, name string) (value string) {
	t.Helper()
	p.Does(func(ctx context.Context, a *app.App) error {
		v, err := a.Get(ctx, ref, name)
		value = v.Field.Value.Reveal()
		return err
	})
	return value
}

// changes keeps what a test knows of one field against what the vault has.
func has(t *testing.T, p *tuitest.Person, ref, name, want string) {
	t.Helper()
	if got := reads(t, p, ref, name); got != want {
		t.Errorf("%s of %s is %q, not %q", name, ref, got, want)
	}
}

func TestAddItem(t *testing.T) {
	p := alice(t).Presses("a").Sees("items › new item", "(BOX/FOLDER/TITLE)", "there is home/  work/").Golden("add-empty")
	p.Types("wo").Presses("tab").Sees("work/mail/").Presses("tab")
	p.Types("gamma").Presses("tab", "tab").Types("carol").Presses("tab").Types("typed-canary").SeesNot("typed-canary")
	p.Presses("ctrl+o").Sees("typed-canary").Waits(10 * time.Second).SeesNot("typed-canary")
	p.Presses("tab").Types("https://gamma.example").Golden("add")
	p.Presses("ctrl+s").Sees("added work/mail/gamma", "4 of 4", "› ", "gamma")
	has(t, p, "work/mail/gamma", "password", "typed-canary")
	has(t, p, "work/mail/gamma", "username", "carol")
	p.Presses("enter").Sees("items › gamma", "https://gamma.example")
}

func TestAddRefuses(t *testing.T) {
	p := alice(t).Presses("a").Types("work/mail/acme").Presses("ctrl+s").Sees(`! "work/mail/acme" exists already`).Golden("add-exists")
	p.Presses("esc").Sees("What you typed is not saved, and is lost", "y discard what you typed").Presses("n").Sees("new item")
	p.Types("2").Presses("down", "down", "down", "down", "down").Types("1!").Presses("ctrl+s").Sees("! ")
	p.Presses("esc", "y").SeesNot("new item").Sees("3 of 3")
	p.Presses("a", "esc").Sees("3 of 3")
}

func TestGenerateInPlace(t *testing.T) {
	p := alice(t).Presses("a").Types("home/window").Presses("tab", "tab", "ctrl+g").
		Sees("the field is no secret").Presses("tab", "ctrl+g").Sees("made of", "letters, digits and symbols", "bits").Golden("generate")
	p.Presses("down", "right", "right").Sees("‹ words ›", "-")
	p.Presses("down", "right").Sees("‹ 7 ›").Waits(10 * time.Second).Sees("••••")
	p.Presses("ctrl+s").Sees("added home/window")
	if got := reads(t, p, "home/window", ""); len(got) < 20 {
		t.Errorf("%q is no passphrase of seven words", got)
	}
}

func TestEditKeepsSecrets(t *testing.T) {
	p := alice(t).Presses("down", "e").Sees("edit acme", "stays as it is", "ann").SeesNot("canary").Golden("edit")
	p.Types("a").Presses("ctrl+s").Sees("changed work/mail/acme: username")
	has(t, p, "work/mail/acme", "username", "anna")
	has(t, p, "work/mail/acme", "password", "swordfish-canary")
	p.Presses("e", "down").Types("pike").Presses("ctrl+s").Sees("changed work/mail/acme: password")
	has(t, p, "work/mail/acme", "password", "pike")
	p.Presses("e", "ctrl+s").Sees("is so already: nothing to change")
}

func TestEditShowsASecretForAWhile(t *testing.T) {
	p := alice(t).Presses("down", "e", "down", "ctrl+o").Sees("swordfish-canary").Waits(10 * time.Second).SeesNot("swordfish-canary").Sees("stays as it is")
	p.Presses("esc").SeesNot("not saved").Presses("e", "down", "ctrl+o").Types("2").Presses("ctrl+s")
	has(t, p, "work/mail/acme", "password", "swordfish-canary2")
}

func TestEditFields(t *testing.T) {
	p := alice(t).Presses("down", "e", "ctrl+n").Sees("new field").Presses("enter").Sees("it has no name yet")
	p.Types("customer").Presses("enter").Sees("customer").Types("4711").Presses("ctrl+t").SeesNot("4711").Presses("ctrl+s").
		Sees("changed work/mail/acme: customer")
	has(t, p, "work/mail/acme", "customer", "4711")
	p.Presses("e", "down", "down", "ctrl+k").Sees("The field url goes").Presses("y", "ctrl+s").Sees("changed work/mail/acme: url")
	p.Presses("enter").SeesNot("acme.example").Sees("customer")
}

func TestEditDateAndTags(t *testing.T) {
	p := alice(t).Presses("down", "e", "down", "down", "down", "down", "down").Types("mail, bank").Presses("down", "right", "down").
		Types("never ever").Presses("ctrl+s").Sees("! ", "is no date to expire on")
	p.Presses("ctrl+u").Types("90d").Presses("down", "right").Sees("put it into the trash").Presses("ctrl+s").
		Sees("changed work/mail/acme: expiry, tags, favourite").Presses("enter").Sees("bank, mail", "then delete", "favourite")
	p.Presses("esc", "down", "f").Sees("work/mail/beta is a favourite").Presses("f").Sees("no favourite any more")
	p.Presses("t").Types("forum").Presses("enter").Sees("changed the tags of work/mail/beta", "#forum")
}

func TestMoveAndCopy(t *testing.T) {
	p := alice(t).Presses("down", "m").Sees("work/mail/acme", "its history goes with it").Golden("move")
	p.Types("2").Presses("enter").Sees("moved work/mail/acme to work/mail/acme2")
	p.Presses("M").Presses("enter").Sees("exists already", "copy as new").Types("b").Presses("enter").Sees("copied work/mail/acme2 to work/mail/acme2b", "4 of 4")
}

func TestRemoveAndUndo(t *testing.T) {
	p := alice(t).Presses("down", "d").Sees("put work/mail/acme into the trash", "2 of 2").Presses("u").Sees("work/mail/acme is back", "3 of 3")
	p.Presses("u").Sees("not now: nothing was removed here just now")
	p.Presses("up", "up", "enter", "d").Sees("2 of 2", "put home/door into the trash").Presses("u").Sees("home/door is back")
	p.Presses("d").Sees("2 of 2").Presses("T", "u").Sees("is back").Presses("esc").Presses("u").Sees("is not in the trash any more")
	p.Presses("u").Sees("not now: nothing was removed here just now")
}

func TestFormForgets(t *testing.T) {
	p := alice(t).Presses("down", "e", "down", "ctrl+o").Sees("swordfish-canary").Presses("ctrl+l").Sees("master password")
	p.Types(tuitest.Password).Presses("enter").Sees("acme").SeesNot("edit acme", "canary")
}

func TestChangeIsSeenOnTheWayBack(t *testing.T) {
	p := alice(t).Presses("down", "enter", "f").Sees("favourite  yes").Waits(2 * time.Second).Presses("esc").Sees("★ acme")
	p.Presses("u").Sees("not now")
}

// changesMeanwhile changes an item as another terminal would.
func changesMeanwhile(p *tuitest.Person, ref string, c app.Change) {
	p.Does(func(ctx context.Context, a *app.App) error { _, err := a.Edit(ctx, ref, c); return err })
}

func TestEditKeepsMine(t *testing.T) {
	p := alice(t).Presses("down", "e", "down").Types("pike-canary")
	changesMeanwhile(p, "work/mail/acme", app.Change{Secret: &app.SecretValue{Value: secret.New("salmon-canary")}, Tag: []string{"theirs"}, Set: []app.OpenValue{{Field: "username", Value: "bob"}}})
	p.Presses("ctrl+s").Sees("changed meanwhile", "password, tags, username", "changed here   password").SeesNot("canary").Golden("conflict")
	has(t, p, "work/mail/acme", "password", "salmon-canary")
	p.Presses("esc").Sees("edit acme", "•••").Presses("ctrl+s", "m").Sees("changed work/mail/acme: password")
	has(t, p, "work/mail/acme", "password", "pike-canary")
	has(t, p, "work/mail/acme", "username", "bob")
	p.Presses("enter").Sees("theirs")
}

func TestEditTakesTheirs(t *testing.T) {
	p := alice(t).Presses("down", "e").Types("a").Presses("ctrl+n").Types("customer").Presses("enter").Types("4711")
	changesMeanwhile(p, "work/mail/acme", app.Change{Set: []app.OpenValue{{Field: "username", Value: "bob"}}, Unset: []string{"url"}})
	p.Presses("ctrl+s").Sees("url, username", "username, customer").Presses("t").Sees("edit acme", "bob").SeesNot("4711", "anna", "url")
	p.Presses("ctrl+s").Sees("is so already: nothing to change")
	has(t, p, "work/mail/acme", "username", "bob")
}

func TestEditKeepsWhatTheyRemoved(t *testing.T) {
	p := alice(t).Presses("down", "e", "down", "down").Types("/new").Presses("down", "ctrl+k", "y")
	changesMeanwhile(p, "work/mail/acme", app.Change{Unset: []string{"url"}})
	p.Presses("ctrl+s", "m").Sees("changed work/mail/acme")
	has(t, p, "work/mail/acme", "url", "https://acme.example/new")
}
