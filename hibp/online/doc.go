// Package online asks a range server what is known under five hex digits of the
// hash of a password, and finds the password in the answer.
//
// What leaves the machine: one GET for each prefix, whose path ends in the five
// digits, with a fixed User-Agent and the request for padding, so that the length of
// the encrypted answer does not say which prefix it was. Prefixes are asked in random
// order, one only once, however many passwords have it. No cookie, no other header.
//
// What does not: anything else that depends on a password. What the server learns
// is the address of the machine, the number of different prefixes and the prefixes;
// each is shared by some 1,500 known passwords and by as many others as there are.
//
// What is not promised: that the server tells the truth. It can hide a password that
// it knows; it can make up one only by guessing the digits that it was not told.
// A broken answer is an error, and never the answer "not seen".
//
// The package links no network. A [Way] makes the requests: hibp/web in this process,
// hibp/apart in another one, which is told prefixes and never a hash.
package online
