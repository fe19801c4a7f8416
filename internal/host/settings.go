package host

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Config holds the settings of this machine. They never come from a vault.
type Config struct {
	ClipboardClear time.Duration       // clipboard.clear: 5s to 10m, 45s by default
	Colour         string              // colour: auto, always or never
	Editor         string              // editor: a command; "" leaves it to VISUAL and EDITOR
	BlobHelpers    []string            // blob-helpers: the NAMEs of coffer-blob-NAME that may run
	Hooks          map[string][]string // hooks.EVENT: commands, split into words
}

func defaults() Config {
	return Config{ClipboardClear: defaultClear, Colour: "auto"}
}

// plainKeys are the keys that always exist, in the order of a listing.
func plainKeys() []string {
	return []string{"clipboard.clear", "colour", "editor", "blob-helpers"}
}

const hookPrefix = "hooks."

// knownKey reports whether there is such a setting.
func knownKey(key string) bool {
	name, isHook := strings.CutPrefix(key, hookPrefix)
	return isHook && matches(`[a-z0-9]+([.-][a-z0-9]+)*`, name) || slices.Contains(plainKeys(), key)
}

func isList(key string) bool {
	return key == "blob-helpers" || strings.HasPrefix(key, hookPrefix)
}

func matches(pattern, s string) bool {
	return len(s) <= 64 && regexp.MustCompile(`^(`+pattern+`)$`).MatchString(s)
}

// apply checks one value and puts it into c.
func (c *Config) apply(key string, value any) error {
	err := c.put(key, value)
	if err != nil {
		return fmt.Errorf("setting %s: %w", Safe(key), err)
	}
	return nil
}

func (c *Config) put(key string, value any) error {
	if !knownKey(key) {
		return fmt.Errorf("there is no such key; coffer config ls shows the keys")
	}
	if isList(key) {
		words, ok := asWords(value)
		if !ok {
			return fmt.Errorf(`it must be a list of strings such as ["a", "b"]`)
		}
		return c.putList(key, words)
	}
	text, ok := value.(string)
	if !ok || len(text) > maxWord {
		return fmt.Errorf("it must be a string in quotes, of at most %d bytes", maxWord)
	}
	return c.putText(key, text)
}

func (c *Config) putText(key, text string) error {
	switch key {
	case "clipboard.clear":
		d, err := time.ParseDuration(text)
		if err != nil || d < minClear || d > maxClear {
			return fmt.Errorf("it must be a time between 5s and 10m, such as 45s")
		}
		c.ClipboardClear = d
	case "colour":
		if !slices.Contains([]string{"auto", "always", "never"}, text) {
			return fmt.Errorf("it must be auto, always or never")
		}
		c.Colour = text
	case "editor":
		if _, err := splitWords(text); err != nil {
			return err
		}
		c.Editor = text
	}
	return nil
}

func (c *Config) putList(key string, words []string) error {
	if name, isHook := strings.CutPrefix(key, hookPrefix); isHook {
		if c.Hooks == nil {
			c.Hooks = map[string][]string{}
		}
		c.Hooks[name] = words
		if len(c.Hooks) > maxHooks {
			return fmt.Errorf("there are at most %d hooks", maxHooks)
		}
		return checkWords(words)
	}
	if len(words) > maxHelpers {
		return fmt.Errorf("there are at most %d helpers", maxHelpers)
	}
	for _, name := range words {
		if !matches(`[a-z0-9]+`, name) {
			return fmt.Errorf("a helper's name has lower-case letters and digits only")
		}
	}
	c.BlobHelpers = words
	return nil
}

// asWords accepts a list as a TOML decoder gives it.
func asWords(value any) ([]string, bool) {
	list, ok := value.([]any)
	if !ok {
		return nil, false
	}
	words := make([]string, 0, len(list))
	for _, v := range list {
		word, ok := v.(string)
		if !ok {
			return nil, false
		}
		words = append(words, word)
	}
	return words, true
}
