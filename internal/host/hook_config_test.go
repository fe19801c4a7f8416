package host

import (
	"slices"
	"strings"
	"testing"
)

func TestHooksOfConfig(t *testing.T) {
	path := writeConfig(t, "editor = \"vim\"\n\n[hooks]\n# mine\n\"seal.asked\" = [\"notify-send\", \"a seal\"]\n\"*\" = [\n  \"true\",\n]\nasks = ['x']\n")
	c := readConfig(t, path)
	if len(c.Hooks) != 3 || !slices.Equal(c.Hooks["seal.asked"], []string{"notify-send", "a seal"}) || !slices.Equal(c.Hooks[AllHooks], []string{"true"}) {
		t.Errorf("%q", c.Hooks)
	}
	if s, err := c.Get("hooks.seal.asked"); err != nil || s != (Setting{"hooks.seal.asked", "notify-send 'a seal'", "file"}) {
		t.Errorf("%v, %v", s, err)
	}
	for _, err := range []error{c.Set("hooks.seal.asked", "mail -s 'one two' ann"), c.Set("hooks.*", "false"), c.Unset("hooks.asks"), c.Set("hooks.ended", "y z")} {
		if err != nil {
			t.Error(err)
		}
	}
	c = readConfig(t, path)
	if len(c.Hooks) != 3 || !slices.Equal(c.Hooks["seal.asked"], []string{"mail", "-s", "one two", "ann"}) ||
		!slices.Equal(c.Hooks[AllHooks], []string{"false"}) || !slices.Equal(c.Hooks["ended"], []string{"y", "z"}) {
		t.Errorf("%q", c.Hooks)
	}
	if !strings.Contains(c.text, "# mine") {
		t.Error("a comment is lost")
	}
}

func TestHooksRefused(t *testing.T) {
	for _, text := range []string{
		"hooks = 1", "hooks = [\"x\"]", "[hooks]\nasks = \"x\"", "[hooks]\nasks = []", "[hooks]\nasks = [1]", "[hooks]\nasks = [\"\"]",
		"[hooks]\nseal.asked = [\"x\"]", "[hooks]\n\"\" = [\"x\"]", "[hooks]\nAsks = [\"x\"]", "[hooks]\n\"a..b\" = [\"x\"]",
		"[hooks]\n\"*.*\" = [\"x\"]", "[hooks]\nasks = [[\"x\"]]", "[[hooks]]\nasks = [\"x\"]", "[hooks]\nasks = [\"x\\u0000\"]",
		"[hooks]\n\"" + strings.Repeat("a", 65) + "\" = [\"x\"]",
		"[hooks]\nasks = [" + strings.Repeat("\"x\",", 65) + "]",
	} {
		if _, err := ReadConfig(writeConfig(t, text)); err == nil {
			t.Errorf("accepted: %s", text)
		}
	}
}
