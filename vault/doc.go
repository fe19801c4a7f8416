// Package vault keeps one person's records encrypted in one file.
//
// A password opens a keyslot, the keyslot holds two roots, a root opens the
// keys of each box, and a box key opens records. What a record means is the
// business of the packages above: here it is a name, a tier and bytes.
//
// [Vault.View] reads and [Vault.Update] is the only way to write: one
// transaction, and success only after the sync. The package reads neither
// clock nor randomness by itself; both come with [Options].
//
// What is promised: nothing in the file tells names, and a record that was
// changed, moved, swapped, left out or taken back to an older state is noticed
// (docs/format.md says how, docs/threat-model.md what remains). What is not:
// somebody who holds the roots can read and write everything.
package vault
