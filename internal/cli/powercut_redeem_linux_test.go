package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"coffer/internal/app"
	"coffer/internal/powercut"
	"coffer/internal/required"
	"coffer/vault"
)

// redeemPlans carry out tickets that were released, on the vault that is there and on a
// copy of its file.
func redeemPlans() map[string][]cutStep {
	adopt := cutStep{args: "--password-file HOME/newpw vault adopt --former-password-file HOME/pw"}
	return map[string][]cutStep{
		"recover":        {{args: redeemLine("recover")}},
		"recover a copy": {{args: redeemLine("recover a copy")}},
		"reset":          {{args: redeemLine("reset")}, adopt},
		"reset a copy":   {{args: redeemLine("reset a copy")}},
	}
}

// redeemLine is the command of such a plan.
func redeemLine(plan string) string {
	kind, _, _ := strings.Cut(plan, " ")
	line := "ticket redeem --no-sync --ticket HOME/tickets/" + kind + ".ticket --ticket-password-file HOME/pw --new-password-file HOME/newpw"
	if ofCopy(plan) {
		line += " --dir HOME/out --vault HOME/copy.db"
	}
	return line
}

func ofCopy(plan string) bool { return strings.HasSuffix(plan, "copy") }

// atEach runs a command for each of some people, who live in folders of their names.
func (p *person) atEach(names []string, args string) {
	p.t.Helper()
	for _, name := range names {
		words := strings.Fields(strings.NewReplacer("NAME", name, "HOME", p.home).Replace(args))
		p.must("", append([]string{"--dir", p.path(name)}, words...)...)
	}
}

// redeemable makes a home folder with alice's vault, who withholds a key for bob, and two
// tickets about it that bob and carol have released. Copy is the file of the vault.
func redeemable(t *testing.T) (home string) {
	t.Helper()
	home = filepath.Join(t.TempDir(), "home")
	p, others := cutPerson(t, t.TempDir()), []string{"bob", "carol"}
	all := append([]string{".local/share/coffer"}, others...)
	for name, text := range map[string]string{"pw": "correct horse\n", "newpw": "battery staple horse\n"} {
		p.write(name, text)
	}
	if err := os.Mkdir(p.path("post"), 0o700); err != nil {
		t.Fatal(err)
	}
	p.atEach(all[:1], "init --kdf 64MiB,3,4 --name alice")
	p.atEach(others, "init --kdf 64MiB,3,4 --name NAME")
	p.atEach(all, "post set dir:HOME/post")
	p.atEach(all, "contact card -o HOME/NAME.card")
	cards := map[string]string{"bob": p.path("bob.card"), "carol": p.path("carol.card"), "alice": p.path(".local/share/coffer.card")}
	for from, to := range map[string][]string{all[0]: {"bob", "carol"}, "bob": {"alice", "carol"}, "carol": {"alice", "bob"}} {
		for _, name := range to {
			p.must("", "--dir", p.path(from), "contact", "request", cards[name], "--as", name)
		}
	}
	rounds := func(n int) {
		for range n {
			p.atEach(all, "sync")
		}
	}
	rounds(3)
	for from, to := range map[string][]string{all[0]: {"bob", "carol"}, "bob": {"alice", "carol"}, "carol": {"alice", "bob"}} {
		for _, name := range to {
			p.must("", "--dir", p.path(from), "contact", "verify", name, "--yes")
		}
	}
	p.must("swordfish", "add", "work/a", "--template", "login", "--stdin")
	p.must("hunter2", "--dir", p.path("bob"), "add", "home/bank", "--stdin")
	p.must("", "--dir", p.path("bob"), "seal", "new", "home/bank", "--to", "carol", "--grace", "7d", "--custodian", "alice")
	p.must("", "trustee", "set", "--threshold", "2", "--wait", "1d", "bob", "carol")
	rounds(2)
	p.atEach(others, "deposit accept alice")
	rounds(2)
	p.atEach(others[:1], "deposit pack alice -o HOME/alice.pack")
	code := regexp.MustCompile(`(?m)^ticket +(@\S+)[\s\S]*^code +(\S+)$`)
	carry := func() {
		for _, kind := range []string{"recover", "reset"} {
			p.must("", "ticket", "sync", "--ticket", p.path(kind+".ticket"), "--ticket-password-file", p.path("pw"))
		}
		rounds(1)
	}
	said := map[string][]string{}
	for _, kind := range []string{"recover", "reset"} {
		out := p.must("", "--yes", "ticket", "open", kind, "--from", p.path("alice.pack"), "--ticket", p.path(kind+".ticket"), "--ticket-password-file", p.path("pw"))
		said[kind] = code.FindStringSubmatch(out)
	}
	carry()
	for kind, s := range said {
		if len(s) != 3 {
			t.Fatalf("no code of the ticket to %s", kind)
		}
		p.atEach(others, "ticket confirm "+s[1]+" "+s[2])
		p.atEach(others, "ticket approve "+s[1])
	}
	carry()
	p.write("clock", "2030-01-03T12:00:00Z")
	rounds(1)
	carry()
	carry()
	if err := os.MkdirAll(filepath.Join(home, "tickets"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"pw", "newpw", "clock"} {
		copyInto(t, p.path(name), filepath.Join(home, name))
	}
	for kind := range said {
		copyInto(t, p.path(kind+".ticket"), filepath.Join(home, "tickets", kind+".ticket"))
	}
	copyInto(t, p.path(".local"), filepath.Join(home, ".local"))
	return home
}

// copyInto copies a file, or a folder with all that is in it.
func copyInto(t *testing.T, from, to string) {
	t.Helper()
	info, err := os.Stat(from)
	if err != nil {
		t.Fatal(err)
	}
	if info.IsDir() {
		err = os.CopyFS(to, os.DirFS(from))
	} else {
		var data []byte
		if data, err = os.ReadFile(from); err == nil {
			err = os.WriteFile(to, data, 0o600)
		}
	}
	if err == nil && info.IsDir() {
		err = filepath.WalkDir(to, func(path string, e fs.DirEntry, err error) error {
			if err == nil && e.IsDir() {
				err = os.Chmod(path, 0o700)
			}
			return err
		})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestPowerCutOfRedeem cuts the power after every write, sync and change of a name that
// carrying out a ticket makes, and adopting after it.
func TestPowerCutOfRedeem(t *testing.T) {
	required.Program(t, "strace")
	from := redeemable(t)
	for plan, steps := range redeemPlans() {
		t.Run(plan, func(t *testing.T) {
			home := filepath.Join(t.TempDir(), "home")
			copyInto(t, from, home)
			if ofCopy(plan) { // on a machine that knows no vault
				local := filepath.Join(home, ".local")
				err := os.Rename(filepath.Join(local, "share/coffer", vault.FileName), filepath.Join(home, "copy.db"))
				err = errors.Join(err, os.RemoveAll(local), os.MkdirAll(filepath.Join(local, "state/coffer"), 0o700))
				if err != nil {
					t.Fatal(err)
				}
			}
			cutsOfRedeem(t, home, plan, len(steps))
		})
	}
}

func cutsOfRedeem(t *testing.T, home, plan string, steps int) {
	d, err := powercut.ReadDisk(home)
	if err != nil {
		t.Fatal(err)
	}
	calls := traceInTurn(t, home, plan)
	seed := uint64(time.Now().UnixNano())
	t.Logf("%d calls, seed %d", len(calls), seed)
	rnd, every := rand.New(rand.NewPCG(seed, 0)), 5
	if required.Everything() {
		every = 1
	}
	r, seen, to := powercut.NewReplay(d, vault.LockName), map[string]int{}, filepath.Join(t.TempDir(), "home")
	for i, call := range calls {
		was := r.Confirmed
		ours, err := r.Play(call)
		if err != nil {
			t.Fatal(err)
		}
		losses := []powercut.Loss{powercut.Nothing, powercut.All, powercut.Some}
		if r.Confirmed == was {
			if !ours || rnd.IntN(every) != 0 {
				continue
			}
			losses = losses[rnd.IntN(len(losses)):][:1]
		}
		for _, loss := range losses {
			if err := r.Put(r.Crash(loss, rnd), to); err != nil {
				t.Fatal(err)
			}
			cut := &redeemCut{cutPerson(t, to), plan, r.Confirmed}
			what, err := cut.look()
			if err != nil {
				t.Fatalf("power cut after call %d (%s), %d steps confirmed, loss %d: %v", i, call.Name, r.Confirmed, loss, err)
			}
			seen[what]++
			if err := os.RemoveAll(to); err != nil {
				t.Fatal(err)
			}
		}
	}
	file := filepath.Join((&redeemCut{&person{home: home}, plan, 0}).data(), vault.FileName)
	if now, err := os.ReadFile(file); err != nil || !r.Same(file, now) {
		t.Errorf("the model does not hold what is in %s: %v", file, err)
	}
	t.Logf("%v", seen)
	if r.Confirmed != steps || seen["before"] == 0 || seen["after"] == 0 {
		t.Errorf("%d steps confirmed, and seen was %v", r.Confirmed, seen)
	}
}

// redeemCut is what a power cut left.
type redeemCut struct {
	*person
	plan      string
	confirmed int // steps
}

// data is the folder of the vault that a plan changes.
func (c *redeemCut) data() string {
	if ofCopy(c.plan) {
		return c.path("out")
	}
	return c.path(".local/share/coffer")
}

// run runs a command by a password, which must end with one of some codes.
func (c *redeemCut) run(password, args string, codes ...int) (string, error) {
	words := append([]string{"--dir", c.data(), "--password-file", c.path(password)}, strings.Fields(strings.ReplaceAll(args, "HOME", c.home))...)
	code, out, errs := c.coffer("", words...)
	for _, w := range []vault.Warning{vault.WarnOlder, vault.WarnFork, vault.WarnMemory} {
		if strings.Contains(errs, app.WarningText(w)) {
			return "", fmt.Errorf("coffer %s: %s", args, errs)
		}
	}
	if !slices.Contains(codes, code) {
		return "", fmt.Errorf("coffer %s: code %d, and not of %d: %s%s", args, code, codes, out, errs)
	}
	return out + errs, nil
}

// says runs commands by a password, and looks for a text in what each says; after a
// ! it must not be there.
func (c *redeemCut) says(password string, lines ...[2]string) error {
	for _, l := range lines {
		out, err := c.run(password, l[0], 0)
		if err != nil {
			return err
		}
		if rest, not := strings.CutPrefix(l[1], "!"); not == strings.Contains(out, rest) {
			return fmt.Errorf("coffer %s says %q, and %q was looked for", l[0], out, l[1])
		}
	}
	return nil
}

// look makes sure that the vault is what it was or what it was to become, whole, and that
// the ticket can be redeemed where it was not.
func (c *redeemCut) look() (what string, err error) {
	_, err = os.Lstat(filepath.Join(c.data(), vault.FileName))
	if errors.Is(err, fs.ErrNotExist) && ofCopy(c.plan) && c.confirmed == 0 {
		return "before", c.redeems()
	}
	if err != nil {
		return "", err
	}
	if _, err := c.run("newpw", "box ls", 0); err == nil {
		return "after", c.changed()
	}
	if c.confirmed > 0 {
		return "", errors.New("confirmed, and the new password does not open it")
	}
	return "before", errors.Join(c.unchanged(), c.redeems())
}

// unchanged makes sure that the vault is what it was.
func (c *redeemCut) unchanged() error {
	err := c.says("pw", [][2]string{{"verify", "all is well"}, {"get work/a", "swordfish"}, {"contact ls", "carol"}, {"trustee ls", "carol"},
		{"custodian ls", "bob"}, {"slot ls", "recovery"}}...)
	if err != nil {
		return err
	}
	out, err := c.run("pw", "doctor", 0, 10)
	if err == nil && strings.Contains(out, "a reset has put") {
		err = fmt.Errorf("nothing was reset, and yet: %s", out)
	}
	return err
}

// redeems carries the ticket out, which was not yet.
func (c *redeemCut) redeems() error {
	if _, err := c.run("pw", redeemLine(c.plan), 0); err != nil {
		return err
	}
	return c.changed()
}

// changed makes sure that the vault was recovered or reset as a whole, and that nobody
// does it once more.
func (c *redeemCut) changed() error {
	if _, err := c.run("pw", "box ls", 4); err != nil {
		return err
	}
	if _, err := c.run("pw", redeemLine(c.plan), 7, 11); err != nil {
		return err
	}
	if err := c.says("newpw", [][2]string{{"verify", "all is well"}, {"slot ls", "!recovery"}}...); err != nil {
		return err
	}
	if strings.HasPrefix(c.plan, "reset") {
		if out, err := c.run("newpw", "vault adopt --former-password-file HOME/pw", 0, 5); err != nil || strings.Contains(out, "stay") {
			return errors.Join(fmt.Errorf("adopting says %q", out), err)
		}
	}
	if _, err := os.Lstat(filepath.Join(c.data(), vault.FormerName)); !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(errors.New("the former file is still there"), err)
	}
	lines := [][2]string{{"verify", "all is well"}, {"get work/a", "swordfish"}, {"contact ls", "carol"}}
	if !ofCopy(c.plan) { // what is held is not in the file
		lines = append(lines, [2]string{"custodian ls", "bob"})
	}
	return c.says("newpw", lines...)
}
