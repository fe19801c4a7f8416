// Package contact is the address book: who somebody is by their keys, how two
// people make sure of that, and how they stand to each other.
//
// An [Identity] is one person's own keys, a [Public] is what others know of them,
// a [Card] is how they introduce themselves. Identity and contacts lie in box 0
// of the vault, under the core key alone; all else here is pure: bytes and values
// in, values and errors out. docs/protocol.md specifies every byte.
//
// A card proves nothing about who somebody is: it is signed by the keys that it
// brings. Only two people who compare a [SafetyNumber], or the words of a [Live]
// introduction, over a way that they trust, know whose keys they hold.
package contact
