// Package gen is the mint: it strikes passwords, passphrases and one-time
// codes. It is pure: randomness and time come in as parameters, nothing is
// read or written elsewhere.
//
// Passwords and passphrases are drawn so that every one the rules allow is
// equally likely, and the entropy told is the logarithm of how many those are.
// That holds as long as the reader handed in yields uniform, independent
// bytes, as crypto/rand does.
//
// One-time codes follow RFC 4226 (HOTP) and RFC 6238 (TOTP); the arithmetic is
// that of github.com/pquerna/otp, of which only package hotp is imported: at
// the start of the program that allocates 5 KiB and brings in no network code.
// Addresses are read and written here, because that module's reader forgives
// what should be refused.
//
// What is not promised: hotp takes the seed and returns the code as strings,
// which cannot be wiped.
package gen
