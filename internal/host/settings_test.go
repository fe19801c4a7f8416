package host

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

const sampleConfig = `# my machine
editor = "vim -p"   # tabs

[clipboard]
# short
clear = "10s"
`

func writeConfig(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "coffer", "config.toml")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func readConfig(t *testing.T, path string) *ConfigFile {
	t.Helper()
	c, err := ReadConfig(path)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestReadConfig(t *testing.T) {
	c := readConfig(t, writeConfig(t, sampleConfig))
	if c.Editor != "vim -p" || c.ClipboardClear != 10*time.Second {
		t.Errorf("got %+v", c.Config)
	}
	want := []Setting{{"clipboard.clear", "10s", "file"}, {"editor", "vim -p", "file"},
		{"hibp.data", "", "default"}, {"hibp.offer", "off", "default"}, {"hibp.proxy", "", "default"}, {"hibp.url", "", "default"},
		{"post.helpers", "", "default"}, {"session.idle", "15m", "default"}, {"session.limit", "12h", "default"},
		{"sync.interval", "off", "default"}}
	got := c.Settings()
	if len(got) != len(want) {
		t.Fatalf("got %v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got %v, want %v", got[i], want[i])
		}
	}
}

func TestReadConfigDefaults(t *testing.T) {
	c := readConfig(t, filepath.Join(t.TempDir(), "none"))
	if c.ClipboardClear != 45*time.Second || c.Editor != "" {
		t.Errorf("got %+v", c.Config)
	}
	if s, err := c.Get("clipboard.clear"); err != nil || s.Origin != "default" || s.Value != "45s" {
		t.Errorf("got %v, %v", s, err)
	}
}

func TestReadConfigRefuses(t *testing.T) {
	for text, names := range map[string]string{
		`editors = "vi"`:                  "editors",
		`Editor = "vi"`:                   "Editor",
		`colour = "auto"`:                 "colour",
		"[clipboard]\ncommand = \"evil\"": "clipboard.command",
		"[clipboard.clear]\nx = \"1\"":    "clipboard.clear",
		"clipboard = \"10s\"":             "clipboard",
		"[surprise]":                      "surprise",
		"\"\\u001b[2J\" = \"true\"":       `\x1b[2J`,
		"[clipboard]\nclear = \"1s\"":     "clipboard.clear",
		"[clipboard]\nclear = \"11m\"":    "clipboard.clear",
		"[clipboard]\nclear = 45":         "clipboard.clear",
		`editor = ["vi"]`:                 "editor",
		"editor = \"a\"\neditor = \"b\"":  "line 2",
		"editor = \"'vim\"":               "editor",
		"nonsense":                        "line 1",
		strings.Repeat("#", maxConfig+1):  "larger",
	} {
		_, err := ReadConfig(writeConfig(t, text))
		if err == nil || !strings.Contains(err.Error(), names) {
			t.Errorf("%.40q: error %v does not name %q", text, err, names)
		}
		if err != nil && strings.ContainsRune(err.Error(), 0x1b) {
			t.Errorf("%.40q: escape in the error", text)
		}
	}
}

func TestReadConfigRefusesWhatOthersCanChange(t *testing.T) {
	path := writeConfig(t, sampleConfig)
	if err := os.Chmod(path, 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadConfig(path); !errors.Is(err, ErrNotPrivate) || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("got %v", err)
	}
}

func TestSetKeepsTheRest(t *testing.T) {
	path := writeConfig(t, sampleConfig)
	c := readConfig(t, path)
	for _, change := range [][2]string{
		{"clipboard.clear", "1m0s"},
		{"editor", "'my editor' -x"},
	} {
		if err := c.Set(change[0], change[1]); err != nil {
			t.Fatalf("%s: %v", change[0], err)
		}
	}
	want := `# my machine
editor = "'my editor' -x"

[clipboard]
# short
clear = '1m0s'
`
	got, err := os.ReadFile(path)
	if err != nil || string(got) != want {
		t.Errorf("got\n%s\nwant\n%s(%v)", got, want, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if err := c.Unset("clipboard.clear"); err != nil {
		t.Fatal(err)
	}
	holds(t, path, strings.Replace(want, "clear = '1m0s'\n", "", 1))
	if err := c.Set("clipboard.clear", "1m0s"); err != nil {
		t.Fatal(err)
	}
	if again := readConfig(t, path); again.Editor != "'my editor' -x" || again.ClipboardClear != time.Minute {
		t.Errorf("read back %+v", again.Config)
	}
}

func TestSetMakesTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "coffer", "config.toml")
	c := readConfig(t, path)
	for key, value := range map[string]string{"clipboard.clear": "20s", "editor": "nano"} {
		if err := c.Set(key, value); err != nil {
			t.Fatal(err)
		}
	}
	again := readConfig(t, path)
	if again.ClipboardClear != 20*time.Second || again.Editor != "nano" {
		t.Errorf("read back %+v", again.Config)
	}
	for _, s := range again.Settings() {
		if err := again.Unset(s.Key); err != nil {
			t.Fatal(err)
		}
	}
	if len(again.set) != 0 {
		t.Errorf("left: %v", again.set)
	}
}

func TestSetRefuses(t *testing.T) {
	path := writeConfig(t, "clipboard = {clear = \"10s\"} # inline\n")
	c := readConfig(t, path)
	for key, value := range map[string]string{
		"nothing":         "x",
		"colour":          "auto",
		"clipboard":       "20s",
		"editor":          "'vi",
		"clipboard.clear": "20s", // the layout is not known
	} {
		if err := c.Set(key, value); err == nil {
			t.Errorf("%s = %s was taken", key, value)
		}
	}
	if err := c.Unset("nothing"); err == nil {
		t.Error("an unknown key was unset")
	}
	if got, _ := os.ReadFile(path); string(got) != "clipboard = {clear = \"10s\"} # inline\n" {
		t.Errorf("the file became %q", got)
	}
}

// A line inside a text looks like the one to change: the change is refused, as
// it would change the text.
func TestSetIsNotFooledByText(t *testing.T) {
	text := "editor = \"\"\"\\\n[clipboard] # \\\nclear = '10s'\"\"\"\n"
	path := writeConfig(t, text)
	if err := readConfig(t, path).Set("clipboard.clear", "20s"); err == nil || !strings.Contains(err.Error(), "by hand") {
		t.Errorf("got %v", err)
	}
	holds(t, path, text)
}

func TestSetFollowsALinkToDotfiles(t *testing.T) {
	target := writeConfig(t, sampleConfig)
	link := filepath.Join(t.TempDir(), "config.toml")
	if err := os.Symlink(target, link); err != nil {
		t.Fatal(err)
	}
	if err := readConfig(t, link).Set("editor", "nano"); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Error("the link was replaced")
	}
	if readConfig(t, target).Editor != "nano" {
		t.Error("the target was not changed")
	}
}

// Whatever parses comes back when each setting, as it is listed, is set in an
// empty file.
func FuzzConfig(f *testing.F) {
	f.Add(sampleConfig)
	f.Add("")
	f.Add(`clipboard = {clear="10s"}`)
	f.Add("editor = \"\"\"\nx\"\"\"\nclipboard.clear = '45000ms'")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := parseConfig("config.toml", text)
		if err != nil {
			return
		}
		copied := ""
		for _, s := range c.Settings() {
			if s.Origin != "file" {
				continue
			}
			copied = editTOML(copied, s.Key, s.Value)
		}
		again, err := parseConfig("config.toml", copied)
		if err != nil {
			t.Fatalf("%q became %q: %v", text, copied, err)
		}
		if !slices.Equal(c.Settings(), again.Settings()) {
			t.Errorf("%v became %v", c.Settings(), again.Settings())
		}
	})
}
