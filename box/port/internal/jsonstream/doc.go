// Package jsonstream is the narrow door for JSON from outside: a strict pull
// parser that walks the big objects and arrays of a document member by member,
// and takes what is small enough, an item say, as one [Value]. Whoever reads
// such a value takes the members that it knows; what nobody took is still
// there to be kept or reported.
//
// It is stricter than encoding/json, which takes the last of two members with
// one name, takes a name in any case, makes U+FFFD of what is not UTF-8 and of
// half a surrogate pair, and holds a string or an element whole before anybody
// can say that it is too long. Here all of these are errors, with the line.
//
// Memory is one window of fixed size and what the caller allows for a value,
// whatever comes in; a long string can be read in pieces.
package jsonstream
