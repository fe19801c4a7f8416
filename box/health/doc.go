// Package health is the physician of a vault: it looks at what is kept, says
// what is weak, old, used twice or known to others, and in which order to mend
// it. It keeps nothing of what it saw.
//
// It is pure. Items, the time, a key for comparing and the answers about
// breaches come in as values or through an interface; findings go out, and none
// of them holds a secret or a part of one.
//
// The strength of a password is estimated in the manner of zxcvbn (Wheeler,
// USENIX Security 2016): the number of guesses that somebody needs who knows the
// patterns people use. It is an estimate, and a low one on purpose.
package health
