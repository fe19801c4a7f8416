// Package post carries envelopes between people who share no server: what one
// party tells another, signed, encrypted, and laid as an object into a store
// that both can reach, or handed over as a file. It does not know what is in
// them: each kind has a handler that internal/app registers.
//
// docs/protocol.md specifies every byte.
//
// What the store's owner learns and can do stands in docs/threat-model.md: sizes
// in classes, times and random names, no sender, no receiver; they can hide,
// delay and delete, which a gap in the numbers shows.
package post
