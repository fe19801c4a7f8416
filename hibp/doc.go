// Package hibp knows passwords from breaches, in the forms in which Have I Been
// Pwned gives them away: which hash a password has, what the range of a prefix is,
// and what a source of breach data answers. It imports nothing of Coffer and can be
// taken out of it.
//
// The rooms below: online asks a range server and tells it five hex digits, over web
// by HTTP or over apart through another process; offline reads files, and tells nobody
// anything; mirror fetches all ranges into a folder; server answers as the real service
// does; helper is the program in which web and server run, and hibptest makes data for
// tests. Only web and server link a network.
//
// Source of the protocol: https://haveibeenpwned.com/API/v3#PwnedPasswords. The
// model, k-anonymity: of the hash of a password the first five hex digits are
// asked, and the answer, all that is known under them, is searched here.
//
// What is not promised: that a password which is not found is a good one.
package hibp
