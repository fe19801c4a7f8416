// Package journal is the Merkle tree over the entries of a log: what is added to
// it, and what proves that nothing was changed, left out or put in later.
//
// The tree is that of RFC 6962, section 2, as golang.org/x/mod/sumdb/tlog builds
// it: a leaf is the hash of an entry, and so an entry may be deleted later while
// the tree still proves all others. What an entry says cannot be guessed from its
// leaf, as long as it begins with bytes that nobody knows; whoever writes it sees
// to that. The package keeps nothing: hashes come from a [Reader], and what is new
// is handed back.
package journal
