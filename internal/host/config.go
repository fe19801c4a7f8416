package host

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"

	"github.com/pelletier/go-toml/v2"
)

// ConfigFile is config.toml as it was read, and what it says.
type ConfigFile struct {
	Config
	path string
	text string
	set  map[string]any // what stands in the file, by dotted key
}

// Setting is one line of a listing of the settings.
type Setting struct {
	Key    string
	Value  string
	Origin string // "default" or "file"
}

// ReadConfig reads the file, at most 64 KiB; where there is none, everything
// has its default. It is strict: an unknown key is an error that names it, and
// so is a value out of bounds. A file that others can change is refused with
// [ErrNotPrivate], since it names a program to run.
func ReadConfig(path string) (*ConfigFile, error) {
	text, err := readOwned(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read the settings: %w", err)
	}
	return parseConfig(path, text)
}

func readOwned(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	if err := checkOwned(f); err != nil {
		return "", err
	}
	text, err := io.ReadAll(io.LimitReader(f, maxConfig+1))
	if len(text) > maxConfig {
		return "", fmt.Errorf("%s is larger than %d bytes", Safe(path), maxConfig)
	}
	return string(text), err
}

func parseConfig(path, text string) (*ConfigFile, error) {
	c := &ConfigFile{Config: defaults(), path: path, text: text}
	var err error
	if c.set, err = flatten(text); err != nil {
		return nil, fmt.Errorf("%s: %w", Safe(path), err)
	}
	for _, key := range slices.Sorted(maps.Keys(c.set)) {
		if err := c.apply(key, c.set[key]); err != nil {
			return nil, fmt.Errorf("%s: %w", Safe(path), err)
		}
	}
	return c, nil
}

// flatten parses TOML into values by dotted key.
func flatten(text string) (map[string]any, error) {
	var tree map[string]any
	if err := toml.Unmarshal([]byte(text), &tree); err != nil {
		return nil, tomlError(err)
	}
	flat := map[string]any{}
	flattenInto(flat, "", tree)
	return flat, nil
}

// flattenInto goes down into the tables that exist; any other is kept as it is,
// for apply to refuse.
func flattenInto(flat map[string]any, prefix string, tree map[string]any) {
	for key, value := range tree {
		key = prefix + key
		if table, ok := value.(map[string]any); ok && isTable(key) {
			flattenInto(flat, key+".", table)
		} else {
			flat[key] = value
		}
	}
}

// tomlError names the line, not what stands there.
func tomlError(err error) error {
	if parse, ok := errors.AsType[*toml.DecodeError](err); ok {
		line, _ := parse.Position()
		return fmt.Errorf("line %d is not valid TOML: %s", line, Safe(parse.Error()))
	}
	return errors.New("it is not valid TOML")
}

// Settings lists all settings, those that are not in the file with their
// defaults.
func (c *ConfigFile) Settings() []Setting {
	var all []Setting
	for _, r := range rules() {
		all = append(all, c.setting(r))
	}
	return append(all, c.hookSettings()...)
}

// Get returns one setting. The error says that there is no such key.
func (c *ConfigFile) Get(key string) (Setting, error) {
	if event, ok := hookKey(key); ok && isEvent(event) {
		return c.hookSetting(event), nil
	}
	r, ok := ruleOf(key)
	if !ok {
		return Setting{}, fmt.Errorf("there is no setting %q; coffer config ls shows the keys", key)
	}
	return c.setting(r), nil
}

func (c *ConfigFile) setting(r rule) Setting {
	s := Setting{Key: r.key, Value: r.get(&c.Config), Origin: "default"}
	if _, ok := c.set[r.key]; ok {
		s.Origin = "file"
	}
	return s
}

// May says what a setting may be, for people; "" for a key that there is not.
func May(key string) string {
	if _, ok := hookKey(key); ok {
		return "a command with its words"
	}
	r, _ := ruleOf(key)
	return r.may
}

// Set checks the value, changes or adds its line in the file and writes the
// file (mode 0600, whole or not at all); the rest of the text, comments too,
// stays as it is.
func (c *ConfigFile) Set(key, text string) error {
	value := any(text)
	if _, ok := hookKey(key); ok {
		var err error
		if value, err = hookWords(text); err != nil {
			return err
		}
	}
	var trial Config
	if err := trial.apply(key, value); err != nil {
		return err
	}
	expected := maps.Clone(c.set)
	expected[key] = value
	return c.change(key, value, expected)
}

// Unset takes the setting out of the file, so that its default holds again. It
// is no error if it is not there.
func (c *ConfigFile) Unset(key string) error {
	if _, err := c.Get(key); err != nil {
		return err
	}
	if _, ok := c.set[key]; !ok {
		return nil
	}
	expected := maps.Clone(c.set)
	delete(expected, key)
	return c.change(key, nil, expected)
}

// change edits the text, and writes it only if it now says what is expected.
func (c *ConfigFile) change(key string, value any, expected map[string]any) error {
	text := editTOML(c.text, key, value)
	changed, err := parseConfig(c.path, text)
	if err != nil || !reflect.DeepEqual(changed.set, expected) {
		return fmt.Errorf("%s is laid out in a way that this command cannot change; edit it by hand", Safe(c.path))
	}
	path, err := filepath.EvalSymlinks(c.path) // a link to somebody's dotfiles stays
	if err != nil {
		path = c.path
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("write the settings: %w", err)
	}
	err = WriteBytes(path, true, []byte(text))
	if err == nil {
		*c = *changed
	}
	return err
}
