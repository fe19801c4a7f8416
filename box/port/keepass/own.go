package keepass

import (
	"encoding/base64"
	"net/url"
	"strings"

	"coffer/box"
)

// Keys of the custom data in which an entry of ours says what KeePass has no
// place for. KeePass and KeePassXC keep them, and show them nowhere.
const (
	ownTemplate  = "coffer.template"  // the name of the item's template; empty: it has none
	ownFavourite = "coffer.favourite" // "true"
	ownExpiry    = "coffer.on-expiry" // "delete": it goes to the trash then
	ownFields    = "coffer.fields"    // which field each string is, see [fieldLine]
)

func isOwn(key string) bool {
	switch key {
	case ownTemplate, ownFavourite, ownExpiry, ownFields:
		return true
	}
	return false
}

// kept is a field that an entry of ours tells of.
type kept struct {
	kind    box.Kind
	tier    box.Tier
	encoded bool
	key     string // of the string that holds its value
	name    string
}

// ownData is what goes along with an item, in a fixed order.
func ownData(it *box.Item, all []line) (data []pair) {
	add := func(key, value string) { data = append(data, pair{key: key, value: value}) }
	if allPrintable([]byte(it.Template)) {
		add(ownTemplate, it.Template)
	} else {
		add(ownTemplate, "")
	}
	if it.Favourite {
		add(ownFavourite, "true")
	}
	if it.OnExpiry == box.Delete {
		add(ownExpiry, "delete")
	}
	var b strings.Builder
	for i := range all {
		fieldLine(&b, &all[i])
	}
	add(ownFields, b.String())
	return data
}

// fieldLine writes one line: the kind and the tier of a field, how its value
// stands in the string ("text" or "base64"), the key of the string and the name
// of the field, both as in the query of a URL.
func fieldLine(b *strings.Builder, l *line) {
	how := "text"
	if l.encoded {
		how = "base64"
	}
	for _, word := range []string{string(l.field.Kind), l.field.Tier.String(), how, url.QueryEscape(l.key)} {
		b.WriteString(word + " ")
	}
	b.WriteString(url.QueryEscape(l.field.Name) + "\n")
}

// parseFields reads such lines. One that it does not understand is left out: the
// string that it is about becomes what it would be without it.
func parseFields(text string) (all []kept) {
	seen := make(map[string]bool)
	for row := range strings.Lines(text) {
		k, ok := parseField(strings.Fields(row))
		if ok && !seen[k.key] {
			seen[k.key] = true
			all = append(all, k)
		}
	}
	return all
}

func parseField(words []string) (k kept, ok bool) {
	if len(words) != 5 {
		return k, false
	}
	kind, err := box.ParseKind(words[0])
	key, badKey := url.QueryUnescape(words[3])
	name, badName := url.QueryUnescape(words[4])
	if err != nil || badKey != nil || badName != nil || name == "" || !box.IsText([]byte(name)) || key == keyTitle {
		return k, false
	}
	k = kept{kind: kind, tier: box.Core, encoded: words[2] == "base64", key: key, name: name}
	if words[1] == box.Companion.String() {
		k.tier = box.Companion
	}
	return k, true
}

// value is what a string holds for the field; ok is false if it is not in the form
// that was told.
func (k *kept) value(p pair) (value string, ok bool) {
	if !k.encoded {
		return p.value, true
	}
	raw, err := base64.StdEncoding.DecodeString(p.value)
	return string(raw), err == nil
}

// tierIn is the field's tier; whoever has protected the string since has a
// reason.
func (k *kept) tierIn(p pair) box.Tier {
	if p.hidden && k.key != keyPassword && k.key != keyOTP {
		return box.Core
	}
	return k.tier
}
