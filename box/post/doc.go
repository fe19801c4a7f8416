// Package post carries envelopes between people who share no server: what one
// party tells another, signed, encrypted, and laid as an object into a store
// that both can reach, or handed over as a file. It does not know what is in
// them: each kind has a handler that internal/app registers.
//
// A [Courier] runs once for each sync: it looks into the mailboxes, hands each
// envelope to its handler, and puts what waits. What it knows lies in a [Home], of
// which a [Desk] is one transaction: channels, each a pair of mailboxes between
// two people, for a contact or for one matter; what is on its way; what was put
// aside. A parcel is what is larger than an envelope: it travels in pieces, each
// an envelope ([SendParcel], [ReadParcel]). By hand the same envelopes are files.
//
// docs/protocol.md specifies every byte.
//
// What the store's owner learns and can do stands in docs/threat-model.md: sizes
// in classes, times and random names, no sender, no receiver; they can hide,
// delay and delete, which a gap in the numbers shows.
package post
