// Package witness lets contacts keep signed heads of one another's logs: whoever keeps one
// can tell later that the log did not grow out of it, because an older copy of the vault was
// put in its place, or because there are two of it that went separate ways.
//
// An owner appoints contacts, and sends them a head of the log at times, in a [Letter]. A
// witness keeps the newest one that is proved to extend the one before ([Kept.Take], which is
// the whole rule), and answers with what it keeps, so that the owner's own client hears of it,
// too. An answer counts for what the owner's key has signed, and for nothing else. Who sends
// when, and what is said about it, is decided above.
package witness
