package cli

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"coffer/internal/required"
	"coffer/vault/agent"
)

// These tests read the memory of real processes as root does, and search it for
// whatever opens the vault or stands in it.

// A wanted is something to be searched for, in one of the forms in which it
// might lie in memory.
type wanted struct {
	what string
	form []byte
}

// wantText is a text in all its forms.
func wantText(what, text string) (all []wanted) {
	for _, f := range forms(text) {
		all = append(all, wanted{what, f})
	}
	return all
}

// wantKey is a key as it is, as the two pads of an HMAC hold it, and as text.
func wantKey(what string, key []byte) []wanted {
	all := []wanted{{what, key}, {what + " in hex", []byte(hex.EncodeToString(key))}}
	for _, pad := range []byte{0x36, 0x5c} {
		masked := bytes.Clone(key)
		for i := range masked {
			masked[i] ^= pad
		}
		all = append(all, wanted{fmt.Sprintf("%s, HMAC pad %#x", what, pad), masked})
	}
	for shift := range 3 {
		b := []byte(base64.RawURLEncoding.EncodeToString(append(make([]byte, shift), key...)))
		all = append(all, wanted{what + " in base64", b[4 : len(b)-4]})
	}
	return all
}

// found lists what of all that is wanted lies in the memory of a process, and
// where.
func found(t *testing.T, pid int, all []wanted) (what []string) {
	t.Helper()
	for _, r := range present(t, pid) {
		for _, w := range all {
			for at, from := 0, 0; ; from = at + 1 {
				i := bytes.Index(r.content[from:], w.form)
				if i < 0 {
					break
				}
				at = from + i
				what = append(what, fmt.Sprintf("%s at %x in %x-%x %s", w.what, r.from+uint64(at), r.from, r.from+uint64(len(r.content)), r.name))
			}
		}
	}
	slices.Sort(what)
	return what
}

// stretchOf memory is pages in a row that are there, of one mapping.
type stretchOf struct {
	from    uint64
	name    string
	content []byte
}

// present reads all memory of a process that it could read itself: pages that it
// never touched hold nothing and are left out.
func present(t *testing.T, pid int) (all []stretchOf) {
	t.Helper()
	mem, err := os.Open(fmt.Sprintf("/proc/%d/mem", pid))
	if err != nil {
		t.Fatal(err)
	}
	defer mem.Close()
	pages, err := os.Open(fmt.Sprintf("/proc/%d/pagemap", pid))
	if err != nil {
		t.Fatal(err)
	}
	defer pages.Close()
	maps, err := os.ReadFile(fmt.Sprintf("/proc/%d/maps", pid))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(maps)) {
		f := strings.Fields(line)
		name := strings.Join(f[5:], " ")
		if f[1][0] != 'r' || strings.HasPrefix(name, "[vvar") || name == "[vsyscall]" { // the kernel's own
			continue
		}
		var from, to uint64
		if _, err := fmt.Sscanf(f[0], "%x-%x", &from, &to); err != nil {
			t.Fatal(err)
		}
		for _, s := range touched(t, pages, from, to) {
			b := make([]byte, s[1]-s[0])
			if _, err := mem.ReadAt(b, int64(s[0])); err != nil {
				t.Fatalf("%x of %s: %v", s[0], name, err)
			}
			all = append(all, stretchOf{s[0], name, b})
		}
	}
	return all
}

// touched lists the parts of a mapping that lie in memory or swap.
func touched(t *testing.T, pages *os.File, from, to uint64) (parts [][2]uint64) {
	t.Helper()
	const anywhere = 0b11 << 62
	size := uint64(os.Getpagesize())
	flags := make([]byte, (to-from)/size*8)
	if _, err := pages.ReadAt(flags, int64(from/size*8)); err != nil {
		t.Fatal(err)
	}
	for at := from; at < to; at += size {
		flag := binary.NativeEndian.Uint64(flags[(at-from)/size*8:])
		switch n := len(parts); {
		case flag&anywhere == 0:
		case n > 0 && parts[n-1][1] == at:
			parts[n-1][1] += size
		default:
			parts = append(parts, [2]uint64{at, at + size})
		}
	}
	return parts
}

// vaultOf is somebody with a vault whose every secret is drawn, so that none of
// them stands in the program.
type vaultOf struct {
	*person
	password, title, user, secret string
	item                          string // its ID; its title is on no command line
	wanted                        []wanted
}

func newVaultOf(t *testing.T) *vaultOf {
	p := &person{t: t, home: t.TempDir()}
	v := &vaultOf{person: p}
	for _, s := range []*string{&v.password, &v.title, &v.user, &v.secret} {
		*s = "canary-" + drawn(t)
	}
	p.write("pw", v.password+"\n")
	runtime, err := os.MkdirTemp("", "run") // short enough for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(runtime) })
	p.env = Env{Environ: []string{"HOME=" + p.home, "TMPDIR=" + p.home, "XDG_RUNTIME_DIR=" + runtime}}
	v.ends("", "--password-file", p.path("pw"), "init", "--kdf", "64MiB,3,4")
	v.ends(v.secret, "--password-file", p.path("pw"), "add", "work/"+v.title, "--template", "login", "--set", "username="+v.user, "--stdin")
	row := v.ends("", "--password-file", p.path("pw"), "ls", "--json")
	_, rest, ok := strings.Cut(row, `"id": "`)
	if !ok {
		t.Fatalf("no item in %s", row)
	}
	v.item = "@" + rest[:26]
	for what, text := range map[string]string{"password": v.password, "title": v.title, "user name": v.user, "secret": v.secret} {
		v.wanted = append(v.wanted, wantText(what, text)...)
	}
	for what, key := range keysIn(t, p.path(".local/share/coffer/vault.db"), v.password) {
		v.wanted = append(v.wanted, wantKey(what, key)...)
	}
	return v
}

func drawn(t *testing.T) string {
	t.Helper()
	b := make([]byte, 10)
	f, err := os.Open("/dev/urandom")
	if err == nil {
		_, err = f.Read(b)
		f.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(b)
}

// process is the program as a process of its own, not started yet.
func (v *vaultOf) process(args ...string) *exec.Cmd {
	cmd := exec.Command(v.program(), args...)
	cmd.Env = append([]string{"TEST_CLOCK=" + v.path("clock"), "GORACE=atexit_sleep_ms=0"}, v.env.Environ...)
	return cmd
}

// ends runs a command as a process to its end.
func (v *vaultOf) ends(stdin string, args ...string) string {
	v.t.Helper()
	cmd := v.process(args...)
	cmd.Stdin = strings.NewReader(stdin)
	out, err := cmd.Output()
	if err != nil {
		v.t.Fatalf("coffer %s: %v", args[0], err)
	}
	return string(out)
}

// half is what the agent holds of the session.
func (v *vaultOf) half() []wanted {
	v.t.Helper()
	key := v.readKey()
	half, err := agent.Client{Folder: agent.Folder(v.runtime())}.Get(v.t.Context(), key.Vault, key.ID)
	if err != nil {
		v.t.Fatal(err)
	}
	return []wanted{{"half of the session", half[len(half)-48:]}}
}

func (v *vaultOf) runtime() string {
	return strings.TrimPrefix(v.env.Environ[2], "XDG_RUNTIME_DIR=") + "/coffer"
}

// sessionKey is the half that lies in the runtime folder.
func (v *vaultOf) sessionKey() []wanted {
	v.t.Helper()
	key := v.readKey()
	text := key.Text(agent.SessionKey).Reveal()
	return append(wantKey("session key", key.Secret.Bytes()), wantText("session key", text[len(text)-42:])...)
}

func (v *vaultOf) readKey() (key agent.Key) {
	v.t.Helper()
	folder := v.runtime()
	files, err := os.ReadDir(folder)
	if err != nil {
		v.t.Fatal(err)
	}
	for _, f := range files {
		text, err := os.ReadFile(folder + "/" + f.Name())
		if err != nil {
			continue // the socket
		}
		if key, err := agent.ParseKey(agent.SessionKey, string(text)); err == nil {
			return key
		}
	}
	v.t.Fatal("there is no key of a session")
	return key
}

// startAgent runs the agent by hand, so that it stays after its last session.
func (v *vaultOf) startAgent() *exec.Cmd {
	v.t.Helper()
	cmd := v.process("agent")
	says, err := cmd.StderrPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		v.t.Fatal(err)
	}
	v.t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	if line, err := bufio.NewReader(says).ReadString('\n'); !strings.Contains(line, "the agent listens") {
		v.t.Fatalf("%q, %v", line, err)
	}
	return cmd
}

// The agent holds a sealed blob: with its memory alone nobody opens anything.
func TestMemoryOfTheAgent(t *testing.T) {
	required.Root(t)
	v := newVaultOf(t)
	held := v.startAgent()
	session, token := "session "+drawn(t), "token "+drawn(t)
	v.ends("", "unlock", "--password-file", v.path("pw"), "--session-name", session)
	secrets := append(v.sessionKey(), v.wanted...)
	word := strings.TrimSpace(v.ends("", "token", "new", "--box", "work", "--name", token))
	secrets = append(secrets, wantText("token", word[len(word)-43:])...)
	if got := v.ends("", "get", v.item); got != v.secret+"\n" {
		t.Fatalf("got %q", got)
	}
	reads := v.process("get", v.item)
	reads.Env = append(reads.Env, "COFFER_TOKEN="+word)
	if out, err := reads.Output(); err != nil || string(out) != v.secret+"\n" {
		t.Fatalf("%q, %v", out, err)
	}
	if len(found(t, held.Process.Pid, v.half())) == 0 {
		t.Fatal("the scan does not find the half that the agent holds")
	}
	for _, canary := range []string{session, token} {
		if len(found(t, held.Process.Pid, wantText("canary", canary))) == 0 {
			t.Fatal("the scan does not find what the agent holds in clear")
		}
	}
	var leaks []string
	if poll(t.Context(), func() bool { leaks = found(t, held.Process.Pid, secrets); return len(leaks) == 0 }) != nil { // what was said is forgotten after the answer
		t.Errorf("unlocked, the agent holds:\n%s", strings.Join(leaks, "\n"))
	}
	v.ends("", "lock")
	if leaks := found(t, held.Process.Pid, secrets); len(leaks) > 0 {
		t.Errorf("locked, the agent holds:\n%s", strings.Join(leaks, "\n"))
	}
}

// does runs a command to the end of its work, and looks at the process before
// and after it forgets.
func (v *vaultOf) does(before, after func(pid int), args ...string) {
	v.t.Helper()
	path := v.path("hold")
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		v.t.Fatal(err)
	}
	defer l.Close()
	cmd := v.process(args...)
	cmd.Env = append(cmd.Env, "TEST_HOLD="+path)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		v.t.Fatal(err)
	}
	defer cmd.Wait()
	for _, look := range []func(int){before, after} {
		if err := l.SetDeadline(time.Now().Add(patience)); err != nil {
			v.t.Fatal(err)
		}
		c, err := l.Accept()
		if err != nil {
			_ = cmd.Process.Signal(syscall.SIGKILL)
			v.t.Fatalf("coffer %s: %v: %s", args[0], err, out.String())
		}
		look(cmd.Process.Pid)
		c.Close()
	}
	if err := cmd.Wait(); err != nil {
		v.t.Fatalf("coffer %s: %v: %s", args[0], err, out.String())
	}
}

// While a program runs with a secret, there is nothing in memory but that.
func TestMemoryWhileAProgramRuns(t *testing.T) {
	required.Root(t)
	v := newVaultOf(t)
	v.startAgent()
	v.ends("", "unlock", "--password-file", v.path("pw"))
	secrets := v.sessionKey()
	for _, w := range v.wanted {
		if w.what != "secret" {
			secrets = append(secrets, w)
		}
	}
	cmd := v.process("run", "--env", "SECRET=coffer://"+v.item+"#password", "--", "/bin/sh", "-c", "echo ready; read end")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "ready\n" {
		t.Fatalf("%q, %v", line, err)
	}
	if len(found(t, cmd.Process.Pid, wantText("canary", v.secret))) == 0 {
		t.Error("the scan does not find what the program was given")
	}
	if leaks := found(t, cmd.Process.Pid, secrets); len(leaks) > 0 {
		t.Errorf("besides, it holds:\n%s", strings.Join(leaks, "\n"))
	}
	if err := errors.Join(in.Close(), cmd.Wait()); err == nil {
		t.Error("read at the end of input succeeded")
	}
}

// A client that ended its work refers to nothing any more: once what it gave up is
// overwritten, which a short command leaves out because it ends, nothing is found.
func TestMemoryOfAClient(t *testing.T) {
	required.Root(t)
	v := newVaultOf(t)
	v.startAgent()
	v.ends("", "unlock", "--password-file", v.path("pw"))
	for _, c := range []struct {
		plants string // what is in memory before it forgets
		args   []string
	}{
		{v.title, []string{"get", v.item}},
		{v.title, []string{"get", v.item, "--json"}},
		{v.title, []string{"ls"}},
		{v.password, []string{"unlock", "--password-file", v.path("pw")}},
	} {
		var secrets []wanted
		v.does(func(pid int) {
			secrets = append(v.sessionKey(), v.wanted...)
			if len(found(t, pid, wantText("canary", c.plants))) == 0 {
				t.Errorf("coffer %s: the scan finds nothing of what the command had", c.args[0])
			}
		}, func(pid int) {
			if leaks := found(t, pid, secrets); len(leaks) > 0 {
				t.Errorf("coffer %s: after its work it holds:\n%s", c.args, strings.Join(leaks, "\n"))
			}
		}, c.args...)
	}
}
