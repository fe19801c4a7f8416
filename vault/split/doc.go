// Package split is the counting table: it cuts one key into shares, and puts no
// share together with another before it has looked at each.
//
// The arithmetic is Shamir's over GF(2^8), from a library. That library notices
// nothing: too few shares, an altered one, or one at x = 0 give a wrong key
// without an error. So every share here has a signing key of its own, derived
// from the share; the public half is its commitment, and the commitments of all
// shares with what they are for make up a [Set], which is not secret. [Combine]
// takes exactly as many shares as the set says, and refuses by name whatever
// does not belong to it.
//
// Commitments can be guessed against, so what is split is a random key and
// never a password. Not noticed: a dealer who made shares that do not lie on
// one curve; then the key that comes out is wrong, and whatever it should open
// stays shut.
//
// The randomness of [Split] is the library's own, which is that of the system;
// it takes no reader. Nothing else here is random.
package split
