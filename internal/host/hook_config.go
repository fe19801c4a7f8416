package host

import (
	"errors"
	"maps"
	"slices"
	"strings"
)

// AllHooks stands for every event among the names of hooks.
const AllHooks = "*"

// hooksTable is the table of config.toml that holds the hooks: a command, as a
// list of words, by the name of an event.
const hooksTable = "hooks"

// hookKey tells whether a key names a hook, and for which event.
func hookKey(key string) (event string, ok bool) {
	return strings.CutPrefix(key, hooksTable+".")
}

// putHook checks one hook and puts it into c.
func (c *Config) putHook(event string, value any) error {
	if !isEvent(event) {
		return errors.New("a hook has the name of an event in quotes, as in \"seal.asked\", or \"*\" for all")
	}
	words, ok := wordsOf(value)
	if !ok {
		return errors.New("it must be a list of words, as in [\"notify-send\", \"coffer\"], under the name of an event in quotes")
	}
	if err := checkWords(words); err != nil {
		return err
	}
	c.Hooks = maps.Clone(c.Hooks)
	if c.Hooks == nil {
		c.Hooks = map[string][]string{}
	}
	c.Hooks[event] = words
	return nil
}

// wordsOf is a list of words as TOML or a command line gave it.
func wordsOf(value any) (words []string, ok bool) {
	list, ok := value.([]any)
	for _, v := range list {
		word, isText := v.(string)
		words, ok = append(words, word), ok && isText
	}
	return words, ok
}

// hookWords is what a command line says of a hook, as TOML would give it.
func hookWords(text string) (any, error) {
	words, err := splitWords(text)
	list := make([]any, len(words))
	for i, word := range words {
		list[i] = word
	}
	return list, err
}

// isEvent knows names of events: words of a to z with dots between, or all.
func isEvent(name string) bool {
	if name == AllHooks {
		return true
	}
	for part := range strings.SplitSeq(name, ".") {
		if part == "" || strings.Trim(part, "abcdefghijklmnopqrstuvwxyz") != "" {
			return false
		}
	}
	return len(name) <= maxEvent
}

// hookSettings lists the hooks by name.
func (c *ConfigFile) hookSettings() (all []Setting) {
	for _, event := range slices.Sorted(maps.Keys(c.Hooks)) {
		all = append(all, c.hookSetting(event))
	}
	return all
}

// hookSetting is one hook, written as a shell would want it; one that is not set
// has no words.
func (c *ConfigFile) hookSetting(event string) Setting {
	words := c.Hooks[event]
	s := Setting{Key: hooksTable + "." + event, Origin: "default"}
	if len(words) > 0 {
		s.Origin = "file"
	}
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = ShellWord(word)
	}
	s.Value = strings.Join(quoted, " ")
	return s
}
