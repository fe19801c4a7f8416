// Package seal hands things to other people: circles, which are distribution
// lists of contacts and of other circles; shares, which are copies of items; and
// seals, which open only after a wait in which their sender can stop it.
//
// What a circle reaches, and what may become a member of it, is a pure function
// of all circles ([Circles]). They lie in box 0 of the vault, under the core key
// alone; their names are in both tiers.
//
// A share is a [Sent] on the side of its sender, who also remembers to whom an
// item goes ([Spread]), and an [Entry] of the inbox on the other side.
//
// A sealed file takes two keys to open: that of its recipient, and that of the
// seal, which custodians withhold in shares. [New] makes the terms of a seal and
// the shares, [Terms.Seal] a file, [Terms.Open] opens one. Sealed files are pure:
// bytes and values in, values and errors out.
//
// When a share may leave is the business of package hold. What it takes to obey
// it is here. A [Matter] is a seal as one of its parties keeps it: who takes part,
// over which mailboxes they talk, and what only the sender or the recipient knows.
// Its course is what has happened to it: the signed events, and which of them were
// passed on. A [Keeper] acts for the owner of the vault: it takes in what comes,
// says what a person decides, and does by itself what hold says that must be done.
// For that it holds a hearing: one matter with its course, read, worked on and
// written in one transaction. The shares that somebody withholds for others lie
// beside the vault, in package held.
//
// docs/protocol.md specifies every byte that travels, docs/format.md what is kept.
package seal
