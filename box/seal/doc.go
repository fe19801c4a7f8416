// Package seal hands things to other people under a wait: circles, which are
// distribution lists of contacts and of other circles, and sealed files.
//
// What a circle reaches, and what may become a member of it, is a pure function
// of all circles ([Circles]). They lie in box 0 of the vault, under the core key
// alone; their names are in both tiers.
//
// A sealed file takes two keys to open: that of its recipient, and that of the
// seal, which custodians withhold in shares. [New] makes the terms of a seal and
// the shares, [Terms.Seal] a file, [Terms.Open] opens one. When a share may leave
// is the business of package hold. Sealed files are pure: bytes and values in,
// values and errors out. docs/protocol.md specifies every byte.
package seal
