// Package sealed is the safe that an export travels in: a plain age file, which
// the age command opens as well. It seals to recipients or to a passphrase, and
// opens what somebody sealed so, armored or not.
//
// age draws its own randomness, which is the one exception in this project from
// the rule that randomness comes in as a parameter.
package sealed
