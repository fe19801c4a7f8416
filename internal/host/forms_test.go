package host

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"coffer/internal/required"
	"coffer/vault/secret"
)

// awkward are secrets that printing in this or that way changes.
var awkward = []string{
	`p&ss"w<rd>/ü+% x`,
	"it's $HOME `id` \\ \"é\" !",
	"two\nlines\tand é'",
	"#tag~1 100%",
	"''runs'''of quotes",
	"smile \U0001f600 * / ~",
	"esc\x1b[1m'del\x7f",
}

// wantMasked checks that in each printed form little but the replacement is
// left: quotation marks and the name of a variable.
func wantMasked(t *testing.T, value, out string) {
	t.Helper()
	got := mask(t, []secret.Text{secret.New(value)}, out)
	for _, part := range strings.Split(strings.TrimSuffix(got, "\n@@\n"), "\n@@\n") {
		rest := strings.ReplaceAll(part, masked, "")
		if !strings.Contains(part, masked) || len(rest) > 24 {
			t.Errorf("%q is not covered in %q", value, part)
		}
	}
}

const pythonPrints = `
import os, json, html, shlex, sys
from urllib.parse import quote, quote_plus, urlencode
from xml.sax.saxutils import escape, quoteattr
import xml.etree.ElementTree as ET
v = os.environ["V"]
printed = [v, json.dumps(v), json.dumps(v, ensure_ascii=False), quote(v), quote(v, safe=""), quote_plus(v),
    urlencode({"k": v}), quote(v).lower(), html.escape(v), html.escape(v, quote=False),
    escape(v), shlex.quote(v), repr(v), ascii(v.encode()), repr(v.encode())]
e = ET.Element("a"); e.text = v
if v.isprintable(): printed.append(ET.tostring(e).decode())
for p in printed:
    sys.stdout.buffer.write((p + "\n@@\n").encode())
`

func TestMaskerCoversPython(t *testing.T) {
	python := required.Program(t, "python3")
	for _, value := range awkward {
		value = strings.ToLower(value)
		cmd := exec.Command(python, "-c", pythonPrints)
		cmd.Env = []string{"V=" + value, "PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "PYTHONUTF8=1"}
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		wantMasked(t, value, string(out))
	}
}

func TestMaskerCoversShells(t *testing.T) {
	for _, test := range []struct{ shell, script string }{
		{"bash", `exec 2>&1; PS4=; set -x; : "$V"`},
		{"bash", `exec 2>&1; PS4=; set -x; X="$V"`},
		{"bash", `declare -p V`},
		{"bash", `export -p | sed -n '/^declare -x V=/,$p'`},
		{"bash", `printf %q "$V"`},
		{"bash", `echo "${V@Q}"`},
		{"sh", `exec 2>&1; PS4=; set -x; : "$V"`},
		{"sh", `export -p | sed -n '/ V=/,$p'`},
	} {
		for _, locale := range []string{"C", "C.UTF-8"} {
			for _, value := range awkward {
				cmd := exec.Command(required.Program(t, test.shell), "-c", test.script)
				cmd.Env = []string{"V=" + value, "PATH=" + os.Getenv("PATH"), "LC_ALL=" + locale}
				out, err := cmd.Output()
				if err != nil {
					t.Fatal(err)
				}
				t.Run(test.shell+" "+test.script, func(t *testing.T) { wantMasked(t, value, string(out)) })
			}
		}
	}
}

// What browsers and template engines print; no tool is needed to know it.
func TestMaskerCoversTheWeb(t *testing.T) {
	const value = `it's "é" & <b> (1)!`
	for _, form := range []string{
		`it's%20%22%C3%A9%22%20%26%20%3Cb%3E%20(1)!`,
		`it%27s+%22%c3%a9%22+%26+%3cb%3e+%281%29%21`,
		`it&#x27;s &quot;é&quot; &amp; &lt;b&gt; (1)!`,
		`it&#39;s &#34;é&#34; &amp; &lt;b&gt; (1)!`,
		`it's "&#233;" &amp; &lt;b&gt; (1)!`,
		`it's \"\u00E9\" & <b> (1)!`,
	} {
		if got := mask(t, texts(value), form); got != masked {
			t.Errorf("%s became %s", form, got)
		}
	}
}

// A long secret has no room for all its forms; as it is it is covered still.
func TestMaskerLongSecret(t *testing.T) {
	long := strings.Repeat(`a"'& `, 64<<10)
	if got := mask(t, texts(long), long); got != masked {
		t.Errorf("%d bytes came through", len(got))
	}
}
