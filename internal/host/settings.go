package host

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"coffer/internal/timespan"
)

// Config holds the settings of this machine. They never come from a vault.
type Config struct {
	Hooks          map[string][]string // hooks: the words of a command by the name of an event, or [AllHooks]; none by default
	ClipboardClear time.Duration       // clipboard.clear: 5s to 10m, 45s by default
	Editor         string              // editor: a command; "" leaves it to VISUAL and EDITOR
	SessionIdle    time.Duration       // session.idle: 1m to 7d, 15m by default
	SyncInterval   time.Duration       // sync.interval: 1m to 7d, or off, which is zero and the default
	SessionLimit   time.Duration       // session.limit: the same, 12h by default
	HIBPURL        string              // hibp.url: of a range server; "" is the real one
	HIBPProxy      string              // hibp.proxy: for the way there; "" is what the environment says
	HIBPOffer      string              // hibp.offer: where new passwords are looked up: off, the default, online or file
	HIBPData       string              // hibp.data: a file or folder of breach data; "" is none
	PostHelpers    []string            // post.helpers: names of coffer-blob-NAME that a post may start; s3 always may
}

func defaults() Config {
	return Config{ClipboardClear: defaultClear, SessionIdle: defaultIdle, SessionLimit: defaultLimit, HIBPOffer: OfferOff}
}

// rule is one setting. A key with a dot stands in a table of the file. All
// values are texts, in the file and on the command line.
type rule struct {
	key string
	may string                             // what it may be, for people
	put func(c *Config, text string) error // checks first
	get func(c *Config) string

	words []string // that it may say, or that it may say besides; for completion
}

// SettingKeys names the settings; hooks, which are named by their events, are besides.
func SettingKeys() (keys []string) {
	for _, r := range rules() {
		keys = append(keys, r.key)
	}
	return keys
}

// SettingWords are the words that a setting may say, as far as there are few.
func SettingWords(key string) []string {
	r, _ := ruleOf(key)
	return r.words
}

// rules are all settings, in the order of a listing. A new one comes with the
// code that obeys it.
func rules() []rule {
	return []rule{
		spanRule("clipboard.clear", minClear, maxClear, func(c *Config) *time.Duration { return &c.ClipboardClear }),
		{key: "editor", may: "a command with its words", put: (*Config).putEditor, get: func(c *Config) string { return c.Editor }},
		pathRule("hibp.data", func(c *Config) *string { return &c.HIBPData }),
		wordRule("hibp.offer", []string{OfferOff, OfferOnline, OfferFile}, func(c *Config) *string { return &c.HIBPOffer }),
		textRule("hibp.proxy", func(c *Config) *string { return &c.HIBPProxy }),
		textRule("hibp.url", func(c *Config) *string { return &c.HIBPURL }),
		{key: "post.helpers", may: "names of programs coffer-blob-NAME, with blanks between", put: (*Config).putHelpers,
			get: func(c *Config) string { return strings.Join(c.PostHelpers, " ") }},
		spanRule("session.idle", minSession, maxSession, func(c *Config) *time.Duration { return &c.SessionIdle }),
		spanRule("session.limit", minSession, maxSession, func(c *Config) *time.Duration { return &c.SessionLimit }),
		offRule(spanRule("sync.interval", minSession, maxSession, func(c *Config) *time.Duration { return &c.SyncInterval })),
	}
}

// What hibp.offer may say.
const (
	OfferOff    = off
	OfferOnline = "online"
	OfferFile   = "file"
)

// wordRule is a setting that is one of some words.
func wordRule(key string, words []string, in func(*Config) *string) rule {
	may := "one of " + strings.Join(words, ", ")
	put := func(c *Config, text string) error {
		if !slices.Contains(words, text) {
			return errors.New("it must be " + may)
		}
		*in(c) = text
		return nil
	}
	return rule{key: key, may: may, put: put, get: func(c *Config) string { return *in(c) }, words: words}
}

// pathRule is a setting that names a file or a folder, wherever a command runs.
func pathRule(key string, in func(*Config) *string) rule {
	r := textRule(key, in)
	put := r.put
	r.may = "a whole path, from the root on"
	r.put = func(c *Config, text string) error {
		if text != "" && !filepath.IsAbs(text) {
			return errors.New("it must be " + r.may)
		}
		return put(c, text)
	}
	return r
}

// textRule is a setting that whoever uses it checks.
func textRule(key string, in func(*Config) *string) rule {
	put := func(c *Config, text string) error {
		*in(c) = text
		return nil
	}
	return rule{key: key, may: "an address", put: put, get: func(c *Config) string { return *in(c) }}
}

// spanRule is a setting that is a length of time within bounds.
func spanRule(key string, least, most time.Duration, in func(*Config) *time.Duration) rule {
	may := fmt.Sprintf("between %s and %s, written like 45s, 1h30m or 2d", timespan.Format(least), timespan.Format(most))
	put := func(c *Config, text string) error {
		d, err := timespan.Parse(text)
		if err != nil || d < least || d > most {
			return errors.New("it must be " + may)
		}
		*in(c) = d
		return nil
	}
	return rule{key: key, may: may, put: put, get: func(c *Config) string { return timespan.Format(*in(c)) }}
}

// offRule is a length of time that may also be off, which is its zero.
func offRule(r rule) rule {
	put, get := r.put, r.get
	r.may += ", or " + off
	r.put = func(c *Config, text string) error {
		if text == off {
			return nil
		}
		err := put(c, text)
		if err != nil {
			err = fmt.Errorf("%w, or %s", err, off)
		}
		return err
	}
	r.get = func(c *Config) string {
		if text := get(c); text != timespan.Format(0) {
			return text
		}
		return off
	}
	r.words = []string{off}
	return r
}

// off says that something is not done.
const off = "off"

func (c *Config) putEditor(text string) error {
	_, err := splitWords(text)
	if err == nil {
		c.Editor = text
	}
	return err
}

func (c *Config) putHelpers(text string) error {
	names := strings.Fields(text)
	for _, name := range names {
		if !isHelperName(name) {
			return fmt.Errorf("it must be names of a-z and 0-9 with blanks between, as in \"webdav ftp\" for coffer-blob-webdav and coffer-blob-ftp")
		}
	}
	c.PostHelpers = names
	return nil
}

func ruleOf(key string) (rule, bool) {
	all := rules()
	i := slices.IndexFunc(all, func(r rule) bool { return r.key == key })
	if i < 0 {
		return rule{}, false
	}
	return all[i], true
}

// isTable tells whether a key is that of a table with settings in it.
func isTable(key string) bool {
	return key == hooksTable || slices.ContainsFunc(rules(), func(r rule) bool { return strings.HasPrefix(r.key, key+".") })
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
	if event, ok := hookKey(key); ok {
		return c.putHook(event, value)
	}
	r, ok := ruleOf(key)
	if !ok {
		return fmt.Errorf("there is no such key; coffer config ls shows the keys")
	}
	text, ok := value.(string)
	if !ok || len(text) > maxWord {
		return fmt.Errorf("it must be a string in quotes, of at most %d bytes", maxWord)
	}
	return r.put(c, text)
}
