package app

import (
	"context"
	"errors"
	"strconv"
	"time"

	"coffer/box"
	"coffer/box/gen"
	"coffer/box/health"
	"coffer/internal/host"
	"coffer/vault"
	"coffer/vault/codec"
)

// Settings of the person lie in box 0 and travel with backups. Only what was
// set is stored: one record, a CBOR map from key to number, lengths of time in
// seconds; and when a retention was changed. A key that this program does not know is kept as it is.

// Settings are those of the person, defaults filled in.
type Settings struct {
	// TrashRetention is how long the trash keeps things. It is never zero, which
	// [box.Trash] takes for its own default: "not at all" is one second.
	TrashRetention time.Duration
	OwnerRetention time.Duration // how long former data of the owner are kept; 0: none are
	BackupDaily    bool          // whether there is a backup of each day
	HistoryKeep    int           // former revisions of each item, for [box.Keep]
	GenLength      int           // characters of a new password
	GenWords       int           // words of a new passphrase
	Rules          health.Rules  // for passwords
}

// settings reads the settings of the person.
func settings(tx *vault.Tx) (Settings, error) {
	m, err := readSettings(tx)
	return Settings{
		OwnerRetention: time.Duration(m.value("owner.retention")) * time.Second,
		TrashRetention: max(time.Duration(m.value("trash.retention"))*time.Second, time.Second),
		BackupDaily:    m.value("backup.daily") == on,
		HistoryKeep:    int(m.value("history.keep")),
		GenLength:      int(m.value("gen.length")),
		GenWords:       int(m.value("gen.words")),
		Rules: health.Rules{
			Length: int(m.value("check.length")), Score: int(m.value("check.score")),
			Age: time.Duration(m.value("check.age")) * time.Second, Kinds: health.CharKinds(m.value("check.kinds")),
		},
	}, err
}

// personal is one kind of setting of the person.
type personal struct {
	key         string
	fallback    uint64
	least, most uint64
	form        personalForm
}

// personalForm is how the number of a setting is written.
type personalForm uint8

const (
	plainNumber  personalForm = iota
	spanNumber                // seconds, as a length of time
	kindsNumber               // a set of kinds of characters
	switchNumber              // off or on
)

// on is what a switch says that is not off.
const on = 1

func personals() []personal {
	days := func(n uint64) uint64 { return n * uint64(day/time.Second) }
	return []personal{
		{"trash.retention", uint64(box.DefaultRetention / time.Second), 0, days(3650), spanNumber},
		{"log.retention", uint64(logRetention / time.Second), 0, days(3650), spanNumber},
		{"owner.retention", uint64(ownerRetention / time.Second), 0, days(3650), spanNumber},
		{"backup.daily", on, 0, on, switchNumber},
		{"backup.retention", days(365), days(1), days(3650), spanNumber},
		{"history.keep", box.DefaultKeep, 0, box.MaxKeep, plainNumber},
		{"gen.length", uint64(gen.DefaultRules().Length), gen.MinLength, gen.MaxLength, plainNumber},
		{"gen.words", uint64(gen.DefaultPhrase().Words), gen.MinWords, gen.MaxWords, plainNumber},
		{"check.length", uint64(health.DefaultRules().Length), 0, 1000, plainNumber},
		{"check.score", uint64(health.DefaultRules().Score), 0, 4, plainNumber},
		{"check.age", 0, 0, days(3650), spanNumber},
		{"check.kinds", 0, 0, uint64(health.AllKinds), kindsNumber},
	}
}

// logRetention is how long the log keeps what entries say, unless it is set.
const logRetention = 365 * day

// ownerRetention is how long former data of the owner are kept, unless it is set.
const ownerRetention = 365 * day

// anyKinds is that no kind of characters is asked for.
const anyKinds = "any"

func findPersonal(key string) (personal, bool) {
	for _, p := range personals() {
		if p.key == key {
			return p, true
		}
	}
	return personal{}, false
}

func (p personal) text(n uint64) string {
	switch {
	case p.form == spanNumber:
		return FormatSpan(time.Duration(n) * time.Second)
	case p.form == switchNumber:
		return switchText(n)
	case p.form == kindsNumber && n == 0:
		return anyKinds
	case p.form == kindsNumber:
		return health.CharKinds(n).String()
	}
	return strconv.FormatUint(n, 10)
}

func (p personal) parse(s string) (n uint64, err error) {
	switch {
	case p.form == spanNumber:
		var d time.Duration
		d, err = ParseSpan(s)
		n = uint64(d / time.Second)
	case p.form == switchNumber:
		n, err = parseSwitch(s)
	case p.form == kindsNumber && s == anyKinds:
	case p.form == kindsNumber:
		var k health.CharKinds
		k, err = health.ParseKinds(s)
		n = uint64(k)
	default:
		n, err = strconv.ParseUint(s, 10, 32)
	}
	if err != nil && p.form == switchNumber {
		return 0, Fail(Usage, "", "%s is on or off", p.key)
	}
	if err != nil && p.form == kindsNumber {
		return 0, Fail(Usage, "", "%s is any, or lower, upper, digit and symbol, each once, joined by +", p.key)
	}
	if err != nil || n < p.least || n > p.most {
		return 0, Fail(Usage, "", "%s is from %s to %s, and not %q", p.key, p.text(p.least), p.text(p.most), host.Safe(s))
	}
	return n, nil
}

// switchText is what a switch says.
func switchText(n uint64) string {
	if n == on {
		return "on"
	}
	return "off"
}

func parseSwitch(s string) (uint64, error) {
	for n := range uint64(on + 1) {
		if s == switchText(n) {
			return n, nil
		}
	}
	return 0, strconv.ErrSyntax
}

// fewWords is how many values of a setting are worth being offered.
const fewWords = 20

// SettingWords are what a setting of the person may say, as far as those are few.
func SettingWords(key string) (words []string) {
	p, ok := findPersonal(key)
	if !ok || p.most-p.least >= fewWords {
		return nil
	}
	for n := p.least; n <= p.most; n++ {
		words = append(words, p.text(n))
	}
	return words
}

// storedSettings are those that were set.
type storedSettings map[string]uint64

func (m storedSettings) value(key string) uint64 {
	if n, ok := m[key]; ok {
		return n
	}
	p, _ := findPersonal(key)
	return p.fallback
}

func readSettings(tx *vault.Tx) (storedSettings, error) {
	r, err := tx.Get(vault.BoxZero, vault.Settings, settingsKey, tx.Top())
	if errors.Is(err, vault.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var m storedSettings
	if err := codec.UnmarshalCanonical(r.Plain, &m); err != nil {
		return nil, &vault.DamagedError{What: "the settings", Err: err}
	}
	for _, p := range personals() {
		if n, ok := m[p.key]; ok && (n < p.least || n > p.most) {
			return nil, &vault.DamagedError{What: "the setting " + p.key}
		}
		if m[p.key+sinceSuffix] > maxDate {
			return nil, &vault.DamagedError{What: "the date of the setting " + p.key}
		}
	}
	return m, nil
}

func writeSettings(tx *vault.Tx, m storedSettings) error {
	if len(m) == 0 {
		err := tx.DeleteTwin(vault.BoxZero, vault.Settings, settingsKey)
		if errors.Is(err, vault.ErrNotFound) {
			return nil
		}
		return err
	}
	b, err := codec.Marshal(m)
	if err != nil {
		return err
	}
	return tx.PutTwin(vault.BoxZero, vault.Settings, settingsKey, b)
}

// IsPersonal tells a setting of the person from one of the machine.
func IsPersonal(key string) bool {
	_, ok := findPersonal(key)
	return ok
}

// PersonalKeys names the settings of the person.
func PersonalKeys() (keys []string) {
	for _, p := range personals() {
		keys = append(keys, p.key)
	}
	return keys
}

// Settings lists the settings of the person; those that nobody set with their
// defaults.
func (a *App) Settings(ctx context.Context) (all []host.Setting, err error) {
	err = a.view(ctx, func(tx *vault.Tx) error {
		m, err := readSettings(tx)
		if err != nil {
			return err
		}
		for _, p := range personals() {
			origin := "default"
			if _, ok := m[p.key]; ok {
				origin = "vault"
			}
			all = append(all, host.Setting{Key: p.key, Value: p.text(m.value(p.key)), Origin: origin})
		}
		return nil
	})
	return all, err
}

// SetSetting checks a value and sets it. An error of kind [Usage] says what the
// setting may be.
func (a *App) SetSetting(ctx context.Context, key, value string) error {
	p, ok := findPersonal(key)
	if !ok {
		return Fail(NotFound, "coffer config ls shows the keys", "there is no setting %q", host.Safe(key))
	}
	n, err := p.parse(value)
	if err != nil {
		return err
	}
	return a.changeSettings(ctx, "config.set", key, func(m storedSettings) { m[key] = n })
}

// UnsetSetting brings the default back.
func (a *App) UnsetSetting(ctx context.Context, key string) error {
	return a.changeSettings(ctx, "config.unset", key, func(m storedSettings) { delete(m, key) })
}

func (a *App) changeSettings(ctx context.Context, action, key string, change func(storedSettings)) error {
	return a.update(ctx, action, key, func(tx *vault.Tx) error {
		m, err := readSettings(tx)
		if err != nil {
			return err
		}
		if m == nil {
			m = storedSettings{}
		}
		m.replace(tx, key, change)
		return writeSettings(tx, m)
	})
}
