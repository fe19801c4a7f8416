package vault

import (
	"fmt"
	"io"
)

// What holds keys prints none, whatever the verb. Types of package secret would
// not help here: fmt follows one pointer more for a verb that does not fit.

// Format writes which vault it is, and nothing of what it holds.
func (v *Vault) Format(s fmt.State, _ rune) { io.WriteString(s, "vault "+v.id.String()) }

// Format writes which vault it is about, and nothing of what it holds.
func (tx *Tx) Format(s fmt.State, _ rune) {
	io.WriteString(s, "transaction on vault "+tx.v.id.String())
}

const hidden = "[secret]"

func (r roots) Format(s fmt.State, _ rune)    { io.WriteString(s, hidden) }
func (k boxKey) Format(s fmt.State, _ rune)   { io.WriteString(s, hidden) }
func (r *keyring) Format(s fmt.State, _ rune) { io.WriteString(s, hidden) }
