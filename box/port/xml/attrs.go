package xml

import (
	"bytes"
	"strconv"
	"time"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/internal/scan"
)

// attrs reads the attributes of one element by name. The first error sticks;
// done also reports attributes that nobody asked for.
type attrs struct {
	im    *importer
	tok   *scan.Token
	used  int
	bytes int // of all that was asked for
	err   error
}

func (a *attrs) done() error {
	if a.err == nil && a.used != len(a.tok.Attrs) {
		a.err = a.im.x.Bad("element %q has an unknown attribute", a.tok.Name)
	}
	if a.err == nil {
		a.err = a.im.grow(partCost + a.bytes)
	}
	return a.err
}

func (a *attrs) bad(name, why string) {
	if a.err == nil {
		a.err = a.im.x.Bad("element %q: attribute %q %s", a.tok.Name, name, why)
	}
}

func (a *attrs) raw(name string, required bool) ([]byte, bool) {
	value, ok := a.tok.Attr(name)
	if ok {
		a.used++
		a.bytes += len(value)
	} else if required {
		a.bad(name, "is missing")
	}
	return value, ok
}

// text reads percent text.
func (a *attrs) text(name string, required bool) string {
	raw, ok := a.raw(name, required)
	if !ok {
		return ""
	}
	text, ok := parsePercent(raw, false)
	if !ok {
		a.bad(name, "is not percent text")
	}
	return text
}

// name reads percent text that is not empty and likely to come again.
func (a *attrs) name(name string, required bool) string {
	raw, ok := a.raw(name, required)
	if !ok {
		return ""
	}
	text, ok := a.im.intern(raw)
	switch {
	case !ok:
		a.bad(name, "is not percent text")
	case text == "" || len(text) > port.MaxName:
		a.bad(name, "is empty or too long")
	}
	return text
}

func (a *attrs) title() string {
	text := a.text("title", true)
	if text == "" || len(text) > port.MaxName {
		a.bad("title", "is empty or too long")
	}
	return text
}

// folder reads names with slashes between them.
func (a *attrs) folder() []string {
	raw, ok := a.raw("folder", false)
	if !ok {
		return nil
	}
	var names []string
	for start, i := 0, 0; i <= len(raw); i++ {
		if i < len(raw) && raw[i] != '/' {
			continue
		}
		name, ok := a.im.internFolder(raw[start:i])
		if !ok || name == "" || len(name) > port.MaxName || len(names) == port.MaxParts {
			a.bad("folder", "is not percent text, or has an empty part")
			return nil
		}
		names = append(names, name)
		start = i + 1
	}
	return names
}

func (a *attrs) time(name string, required bool) time.Time {
	raw, ok := a.raw(name, required)
	if !ok {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339, string(raw))
	if err != nil || len(raw) != len(stamp) || raw[len(raw)-1] != 'Z' {
		a.bad(name, "is not a time like 2026-01-02T15:04:05Z")
	}
	return t
}

func (a *attrs) flag(name string) bool {
	raw, ok := a.raw(name, false)
	if ok && string(raw) != "true" {
		a.bad(name, "is not true")
	}
	return ok
}

func (a *attrs) kind() box.Kind {
	raw, _ := a.raw("kind", true)
	text, _ := a.im.intern(raw)
	k, err := box.ParseKind(text)
	if err != nil {
		a.bad("kind", "is unknown")
	}
	return k
}

func (a *attrs) tier() box.Tier {
	raw, _ := a.raw("tier", true)
	switch string(raw) {
	case "core":
		return box.Core
	case "companion":
		return box.Companion
	}
	a.bad("tier", "is neither core nor companion")
	return 0
}

func (a *attrs) expiry() box.Expiry {
	raw, ok := a.raw("on-expiry", false)
	switch {
	case !ok || string(raw) == "warn":
		return box.Warn
	case string(raw) != "delete":
		a.bad("on-expiry", "is neither warn nor delete")
	}
	return box.Delete
}

func (a *attrs) id() box.ID {
	raw, _ := a.raw("id", true)
	id, err := box.ParseID(string(raw))
	if err != nil || id.IsZero() || !bytes.Equal(raw, bytes.ToLower(raw)) {
		a.bad("id", "is not an id")
	}
	return id
}

// number reads a decimal number in its shortest form.
func (a *attrs) number(name string, most int64) int64 {
	raw, _ := a.raw(name, true)
	n, err := strconv.ParseInt(string(raw), 10, 64)
	if err != nil || n < 0 || n > most || strconv.FormatInt(n, 10) != string(raw) {
		a.bad(name, "is not a number within bounds")
	}
	return n
}
