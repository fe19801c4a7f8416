package cli

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"coffer/internal/required"
)

// brokenOutput is a standard output that takes so many bytes and no more.
type brokenOutput struct{ room int }

var errBroken = errors.New("no room for this")

func (b *brokenOutput) Write(p []byte) (int, error) {
	if len(p) > b.room {
		n := b.room
		b.room = 0
		return n, errBroken
	}
	b.room -= len(p)
	return len(p), nil
}

// printing are command lines that print something on standard output. Each may
// be run any number of times.
const printing = `
	version
	--version
	help
	help add
	help paths
	get --help
	completion bash
	completion zsh
	completion fish
	completion powershell
	gen
	status
	ls
	--json ls
	find a
	--json find a
	show work/a
	get work/a
	get work/a plan -o -
	--json get work/a
	otp work/a
	history work/a
	inject -i SHEET
	export xml -o -
	export zip -o -
	box
	box show work
	template
	template show login
	trash
	vault show
	config ls
	config get clipboard.clear
	config get trash.retention
	slot
	kdf
	verify
	compact
	rekey
	--json version
	--json gen
	--json status
	--json show work/a
	--json history work/a
	--json otp work/a
	--json box ls
	--json box show work
	--json template ls
	--json template show login
	--json trash ls
	--json vault show
	--json config ls
	--json config get clipboard.clear
	--json slot ls
	--json kdf show
	--json verify
	--json compact
	--json rekey
	--json add work/b --no-secret --duplicate
`

// TestOutputThatCannotBeWrittenIsAFailure holds that no command says that it is
// done when what was asked for did not arrive.
func TestOutputThatCannotBeWrittenIsAFailure(t *testing.T) {
	p := newPerson(t)
	p.write("plan", "the plan\n")
	p.write("sheet", "password = {{ coffer://work/a }}\n")
	p.must("swordfish", "add", "work/a", "--template", "login", "--stdin")
	p.must("JBSWY3DPEHPK3PXP", "edit", "work/a", "--field", "totp", "--stdin")
	p.must("", "attach", "work/a", p.path("plan"))
	p.must("", "add", "work/gone", "--no-secret")
	p.must("", "rm", "work/gone")
	for i, line := range slices.Collect(strings.Lines(strings.TrimSpace(printing))) {
		if i%5 != 0 && !required.Everything() {
			continue
		}
		args := strings.Fields(strings.ReplaceAll(line, "SHEET", p.path("sheet")))
		whole := p.must("", args...)
		if whole == "" {
			t.Errorf("coffer %s prints nothing", strings.Join(args, " "))
		}
		for _, room := range []int{0, len(whole) / 2} {
			code, stderr := p.into(&brokenOutput{room}, args)
			if !saysBroken(code, stderr, args[0] == "--json") {
				t.Errorf("coffer %s, with room for %d bytes: code %d, %q", strings.Join(args, " "), room, code, stderr)
			}
		}
	}
}

// into runs a command with another standard output.
func (p *person) into(out *brokenOutput, args []string) (code int, stderr string) {
	var errs strings.Builder
	env := p.env
	env.Stdin, env.Stdout, env.Stderr = strings.NewReader(""), out, &errs
	code = run(context.Background(), append([]string{"--password-file", p.path("pw")}, args...), env)
	return code, errs.String()
}

// saysBroken wants exactly one line of failure, which is the last.
func saysBroken(code int, stderr string, json bool) bool {
	lines := strings.Split(strings.TrimSuffix(stderr, "\n"), "\n")
	last := lines[len(lines)-1]
	want := "coffer: standard output cannot be written to: " + errBroken.Error() + "; "
	if json {
		want = `{"error":{"code":1,"message":"standard output cannot be written to: ` + errBroken.Error() + `"`
	}
	return code == 1 && strings.HasPrefix(last, want) && strings.Count(stderr, "cannot be written") == 1
}
