// Package secret is the dressing room: whoever enters as a password or a key
// leaves as a value that cannot be printed, logged, marshalled or compared by
// accident.
//
// Both types keep their bytes where package fmt does not follow. So even a
// print of a struct that holds one in an unexported field, where fmt calls no
// methods, shows an address at most. Copies of a value share the same bytes:
// wiping one wipes them all.
//
// What is not promised: the garbage collector may have moved earlier copies,
// a string that was handed to [New] or came out of [Text.Reveal] cannot be
// wiped, and package reflect with unsafe reads everything.
package secret
