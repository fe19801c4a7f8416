package vault

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
)

// shows tells whether a text gives a key away, in any of the ways in which fmt
// writes bytes.
func shows(text string, key []byte) bool {
	part := key[4:12]
	decimal := strings.Trim(fmt.Sprint(part), "[]")
	source := strings.TrimSuffix(strings.TrimPrefix(fmt.Sprintf("%#v", part), "[]byte{"), "}")
	for _, s := range []string{string(part), hex.EncodeToString(part), decimal, source, strings.ToUpper(hex.EncodeToString(part)), fmt.Sprintf("% x", part)} {
		if strings.Contains(text, s) {
			return true
		}
	}
	return false
}

func everyVerb(v any) (texts []string) {
	for _, verb := range []string{"%v", "%+v", "%#v", "%x", "%X", "% x", "%d", "%s"} {
		texts = append(texts, fmt.Sprintf(verb, v))
	}
	return texts
}

// TestKeysDoNotPrint prints everything that holds a key.
func TestKeysDoNotPrint(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	box, keys := addBox(t, v, 1)
	key := mustBoxKey(t, v, box, Core)
	secrets := [][]byte{v.roots.page.Bytes()[:keySize], v.roots.page.Bytes()[keySize:], key.set, key.index, key.named}

	planted := struct{ Inner struct{ Key []byte } }{}
	for _, s := range secrets {
		planted.Inner.Key = s
		for i, text := range everyVerb(planted) {
			if !shows(text, s) {
				t.Fatalf("verb %d: a planted key is not found in %q", i, text)
			}
		}
	}
	view(t, v, func(tx *Tx) error {
		if _, err := tx.Get(box, Items, keys[0], Core); err != nil {
			return err
		}
		head, err := tx.head(box, Core)
		if err != nil {
			return err
		}
		type holder struct{ v *Vault }
		for name, thing := range map[string]any{
			"vault": v, "holder": holder{v}, "holder's address": &holder{v}, "exported": struct{ V *Vault }{v},
			"tx": tx, "roots": v.roots, "roots itself": *v.roots, "box key": key, "box key itself": *key,
			"keyring": &v.keyring, "keys": v.keyring.keys, "head": head, "elements": head.elems,
		} {
			for i, text := range everyVerb(thing) {
				for _, s := range secrets {
					if shows(text, s) {
						t.Errorf("%s, verb %d: shows a key", name, i)
					}
				}
			}
		}
		return nil
	})
}
