package asking_test

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"coffer/internal/app"
	"coffer/tui/tuitest"
	"coffer/vault/secret"
)

const (
	ticketPassword = "the password of a ticket"
	freshPassword  = "a wholly new master password"
)

// scene is alice, whose trustees are bob and carol, and dave, who may veto; her pack lies in
// the folder in which the test runs.
type scene struct {
	t                       *testing.T
	alice, bob, carol, dave *tuitest.Person
	drop                    string
}

func newScene(t *testing.T, papers ...string) *scene {
	clock, dir := tuitest.NewClock(), t.TempDir()
	t.Chdir(dir)
	person := func(name string) *tuitest.Person { return tuitest.NewPerson(t, name, clock).WithVault(name) }
	s := &scene{t, person("alice"), person("bob"), person("carol"), person("dave"), t.TempDir()}
	tuitest.Meet(s.drop, s.alice, s.bob, s.carol, s.dave)
	s.alice.Does(func(ctx context.Context, a *app.App) error {
		_, _, err := a.SetTrustees(ctx, app.Appointment{Names: []string{"bob", "carol"}, Papers: papers, Veto: []string{"dave"}, Threshold: 2, Wait: 3 * 24 * time.Hour}, secret.New(tuitest.Password))
		return err
	})
	s.rounds()
	s.trustees(func(ctx context.Context, a *app.App) error { _, err := a.AcceptDeposit(ctx, "alice"); return err })
	s.rounds()
	s.alice.Adds("home/door", "login", "a long secret of the door", nil)
	s.alice.Does(func(ctx context.Context, a *app.App) error {
		pack, _, err := a.PackOf(ctx, "", app.Program{})
		if err != nil {
			return err
		}
		return os.WriteFile("alice.pack", pack, 0o600)
	})
	return s
}

func (s *scene) trustees(do func(context.Context, *app.App) error) {
	s.t.Helper()
	s.bob.Does(do)
	s.carol.Does(do)
}

// rounds lets all sync so often that everybody has heard everything.
func (s *scene) rounds() {
	s.t.Helper()
	for range 3 {
		for _, p := range []*tuitest.Person{s.bob, s.carol, s.alice, s.dave} {
			p.Syncs()
		}
	}
}

var group = regexp.MustCompile(`^ +([0-9A-Z]{4})   [A-Za-z-]+, `)

// code is the one that somebody sees. What of it differs in each run is masked.
func code(t *testing.T, p *tuitest.Person) string {
	t.Helper()
	var groups []string
	lines := strings.Split(p.Frame(), "\n")
	for i, line := range lines {
		found := group.FindStringSubmatch(line)
		if found == nil {
			continue
		}
		if len(groups) == 0 {
			for _, large := range lines[i-4 : i-1] {
				p.Masks(strings.TrimSpace(large), "    in large letters")
			}
		}
		groups = append(groups, found[1])
		p.Masks(strings.TrimSpace(line)[7:], "    in words")
	}
	if len(groups) != 3 {
		t.Fatalf("no code is in\n%s", p.Frame())
	}
	return strings.Join(groups, "-")
}

// opens fills in the form of a new ticket, from the line of the pack on.
func opens(p *tuitest.Person, from, file string) *tuitest.Person {
	p.Presses("down")
	if from != "" {
		p.Presses("ctrl+u").Types(from)
	}
	p.Presses("enter", "enter").Types("it is me, my laptop is gone").Presses("enter", "ctrl+u").Types(file)
	p.Presses("enter").Types(ticketPassword).Presses("enter").Types(ticketPassword).SeesNot(ticketPassword)
	return p
}

// approve has both trustees type the code, and lets their wait pass.
func (s *scene) approve(code string) {
	s.t.Helper()
	s.rounds()
	s.trustees(func(ctx context.Context, a *app.App) error {
		if _, err := a.ConfirmTicket(ctx, "", code); err != nil {
			return err
		}
		_, err := a.ApproveTicket(ctx, "")
		return err
	})
	s.rounds()
}

// wait lets the wait pass, and the trustees give their shares; whoever asks carries what they
// say to the others.
func (s *scene) wait(asks *tuitest.Person) {
	s.t.Helper()
	s.alice.Clock.Pass(3*24*time.Hour + time.Hour)
	for range 2 {
		s.rounds()
		takesIn(asks)
	}
}

// takesIn syncs a ticket, and leaves the report where there is one.
func takesIn(p *tuitest.Person) *tuitest.Person {
	if p.Presses("f5"); strings.Contains(p.Frame(), "what the sync brought") {
		p.Presses("enter")
	}
	return p
}

// TestForgotThePassword: alice sits before her locked vault, and goes in with a new password.
func TestForgotThePassword(t *testing.T) {
	s := newScene(t)
	p := s.alice.Starts().Presses("ctrl+t").Sees("ask trustees", "you call each trustee").Golden("ask-home")
	p.Presses("n").Sees("recover: open the whole vault", filepath.Base(s.alice.Env.Folders.Data))
	opens(p, "", "alice.ticket").Presses("enter").Sees("The owner's post").Presses("n").SeesNot("The owner's post")
	p.Presses("enter").Presses("y").Sees("the code, for you to tell each trustee")
	told := code(t, p)
	p.Presses("r").Sees("0 of 2 shares are here")
	s.approve(told)
	takesIn(p).Sees("nobody else needs to be called", "3d 0h")
	s.wait(p)
	p.Sees("r carries it out").SeesNot("the code, for you").Presses("r").Sees("the whole vault, which gets this master password")
	p.Presses("enter", "enter").Types("short").Presses("enter", "enter").Sees("at least").Presses("ctrl+u").Types(freshPassword).Presses("enter").Types("another one").Presses("enter").Sees("not the same")
	p.Types(freshPassword).Presses("enter").Types(freshPassword).SeesNot(freshPassword).Presses("enter").Sees("password and new keys.", "are worth nothing now")
	p.Presses("enter").Sees("door").SeesNot("ask trustees")
	p.Presses("ctrl+l").Types(tuitest.Password).Presses("enter").Sees("wrong password")
}

// TestFromTheFirstStart: erin has no vault, a pack and a copy of alice's file; what she typed
// is gone when she leaves.
func TestFromTheFirstStart(t *testing.T) {
	s := newScene(t)
	erin := tuitest.NewPerson(t, "erin", s.alice.Clock).Starts().Presses("ctrl+t").Presses("n").Sees("recover: open the whole vault")
	erin.Presses("ctrl+s").Sees("which vault, and who are its trustees?")
	erin.Presses("down").Types("ali").Presses("tab").Sees("alice.pack").Golden("ask-new")
	opens(erin.Presses("up"), "", "alice.ticket").Presses("ctrl+s", "y").Sees("bob", "not confirmed yet")
	told := code(t, erin)
	erin.Masks("dir:"+s.drop, " post").Masks("number  ", " number").Golden("ask-code")
	s.approve(told)
	takesIn(erin)
	s.wait(erin)
	erin.Presses("esc").Presses("o").Types("alice.ticket").Presses("enter").Types("wrong password").Presses("enter").SeesNot("trustees of generation")
	erin.Types(ticketPassword).Presses("enter")
	if strings.Contains(erin.Frame(), "what the sync brought") {
		erin.Presses("enter")
	}
	erin.Masks("data", " folder").Sees("r carries it out").Golden("ask-released").Presses("r").Golden("ask-redeem")
	erin.Presses("ctrl+s").Sees("a copy of the vault file is needed")
	file, err := os.ReadFile(filepath.Join(s.alice.Env.Folders.Data, "vault.db"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("copy.db", file, 0o600); err != nil {
		t.Fatal(err)
	}
	erin.Types("cop").Presses("tab").Sees("copy.db").Presses("enter", "enter").Types(freshPassword).Presses("enter").Types(freshPassword).Presses("enter")
	erin.Sees("worth nothing now").Presses("enter").Sees("door")
}

// ordered has somebody without a vault ask for an order of this kind, up to where it is carried out.
func (s *scene) ordered(who, kind string) *tuitest.Person {
	s.t.Helper()
	p := tuitest.NewPerson(s.t, who, s.alice.Clock).Starts().Presses("ctrl+t", "n")
	for range slices.Index(app.TicketKinds(), kind) {
		p.Presses("right")
	}
	p.Sees(kind + ": ")
	opens(p, "alice.pack", kind+".ticket").Presses("ctrl+s", "y")
	s.approve(code(s.t, p))
	takesIn(p)
	s.wait(p)
	return p
}

// carries carries the order out, and has the trustees pass it on.
func (s *scene) carries(p *tuitest.Person) {
	s.t.Helper()
	p.Presses("r", "enter", "y").Sees("not on this machine")
	for range 2 {
		s.bob.Syncs()
		s.carol.Syncs()
	}
}

// TestFreeze: erin asks to freeze alice's vault, which is not on her machine, and alice sees
// it at her next sync.
func TestFreeze(t *testing.T) {
	s := newScene(t)
	erin := s.ordered("erin", "freeze")
	erin.Presses("r").Sees("carry it out", "the trustees alone pass the order on").Golden("ask-order").Presses("enter").Sees("enough have signed that").Presses("n").Presses("enter", "y")
	erin.Sees("not on this machine", "The trustees pass the order on").Presses("enter").Sees("it was carried out on").Presses("r").Sees("not now: it was carried out")
	for range 2 {
		s.bob.Syncs()
		s.carol.Syncs()
	}
	s.alice.Syncs().Starts().Sees("Your trustees froze this vault")
}

// TestWithdraw ends a ticket, and says so.
func TestWithdraw(t *testing.T) {
	s := newScene(t)
	erin := tuitest.NewPerson(t, "erin", s.alice.Clock).Starts().Presses("ctrl+t", "n")
	opens(erin, "alice.pack", "alice.ticket").Presses("ctrl+s", "y")
	told := code(t, erin)
	erin.Presses("w").Sees("The ticket ends for ever").Presses("n").Sees("bob").Presses("w", "y").Sees("it is over").SeesNot("the code, for you")
	erin.Presses("w").Sees("not now: the ticket is over")
	s.rounds()
	s.bob.Does(func(ctx context.Context, a *app.App) error {
		if _, err := a.ConfirmTicket(ctx, "", told); err == nil {
			t.Error("a ticket that was withdrawn is confirmed")
		}
		return nil
	})
}

// TestEverySize draws all screens into every room.
func TestEverySize(t *testing.T) {
	s := newScene(t)
	erin := tuitest.NewPerson(t, "erin", s.alice.Clock).Starts().Presses("ctrl+t").Fits().Presses("o").Fits().Presses("esc", "n").Fits()
	opens(erin, "alice.pack", "alice.ticket").Fits().Presses("ctrl+s", "y").Fits()
}

// TestWithin: the place of recovery leads here, too, and back.
func TestWithin(t *testing.T) {
	s := newScene(t)
	s.bob.Unlocks().Presses("esc").GoesTo("recovery").Presses("o").Sees("recovery › ask trustees").Presses("n")
	opens(s.bob, "alice.pack", "alice.ticket").Presses("ctrl+s", "y").Sees("carol", "not confirmed yet").Presses("ctrl+l").SeesNot("carol", "alice")
}

// TestShareOnPaper: the sheet of uncle frank counts for one trustee.
func TestShareOnPaper(t *testing.T) {
	s := newScene(t, "uncle frank")
	s.alice.Does(func(ctx context.Context, a *app.App) error {
		return a.TrusteePaper(ctx, "uncle frank", "frank.txt", "v1")
	})
	erin := tuitest.NewPerson(t, "erin", s.alice.Clock).Starts().Presses("ctrl+t", "n").Presses("right", "right")
	opens(erin, "alice.pack", "alice.ticket").Presses("ctrl+s", "y").Sees("has a share on paper; p takes it")
	told := code(t, erin)
	erin.Presses("p").Types("no words of a sheet").SeesNot("no words of").Golden("ask-sheet").Presses("enter").Sees("this is no share on paper")
	erin.Presses("ctrl+u", "tab").Types("frank.t").Presses("tab").Sees("frank.txt").Presses("enter").Sees("took the share", "their share on paper was shown")
	erin.Presses("r").Sees("1 of 2 shares are here").Presses("p").Types("x").Presses("ctrl+u", "tab").Types("frank.txt").Presses("enter").Sees("the same share stands there twice").Presses("esc", "y")
	takesIn(erin)
	s.rounds()
	s.bob.Does(func(ctx context.Context, a *app.App) error {
		if _, err := a.ConfirmTicket(ctx, "", told); err != nil {
			return err
		}
		_, err := a.ApproveTicket(ctx, "")
		return err
	})
	s.rounds()
	takesIn(erin)
	s.wait(erin)
	erin.Presses("r", "enter").Sees("enough have signed that").Presses("y").Sees("not on this machine")
}

// TestReset: what is secret stays closed, and that is said before and after.
func TestReset(t *testing.T) {
	s := newScene(t)
	p := s.alice.Starts().Presses("ctrl+t", "n", "right").Sees("what is secret stays closed")
	opens(p, "alice.pack", "alice.ticket").Presses("ctrl+s", "y")
	s.approve(code(t, p))
	s.wait(p)
	p.Presses("r").Sees("coffer vault adopt").Presses("enter", "enter").Types(freshPassword).Presses("enter").Types(freshPassword).Presses("enter")
	p.Sees("What was secret is out of reach", "bob, carol").Presses("enter").SeesNot("ask trustees", "out of reach")
}

// TestEmail: the kind email has a line more.
func TestEmail(t *testing.T) {
	p := tuitest.NewPerson(t, "erin", tuitest.NewClock()).Starts().Presses("ctrl+t", "n").SeesNot("new address").Presses("left").Sees("new address")
	p.Presses("ctrl+s").Sees("which new address?").Presses("down").Types("alice@example.org").Presses("ctrl+s").Sees("which vault")
}

// TestHeard: in lines the code is letters and words alone.
func TestHeard(t *testing.T) {
	newScene(t)
	erin := tuitest.NewPerson(t, "erin", tuitest.NewClock())
	heard := erin.Hears("ctrl+t", "n", "down", "alice.pack", "down", "down", "down", "down", ticketPassword, "down", ticketPassword, "ctrl+s", "y", "ctrl+c")
	for _, text := range []string{"screen: a new vault", "hidden > ", "by voice"} {
		if !strings.Contains(heard, text) {
			t.Errorf("%q was not heard in\n%s", text, heard)
		}
	}
	if strings.Contains(heard, ticketPassword) || strings.ContainsAny(heard, "█▀▄") {
		t.Errorf("it is drawn, or a password was shown:\n%s", heard)
	}
}
