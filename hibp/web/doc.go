// Package web makes one request to a range server by HTTP: it is the only package of
// the client that links a network. TLS is 1.2 or newer, redirects are not followed,
// and of what comes nothing is taken that is longer than its bound, or of which it is
// not sure where it ends.
//
// It is told prefixes, and never a hash. Waiting, trying again and reading the range
// are the matter of hibp/online.
package web
