// Package order is the bolt on the door: what a quorum of trustees can order of
// a locked vault, and what state that puts the vault into.
//
// An [Order] is signed by the keys of the shares that the trustees hold, so that
// whoever has the set of these shares in clear can check it without any key, and
// without knowing who the trustees are. Orders of one vault lie in a [Book], which
// anybody can put into the vault's file. [Judge] says what they come to: a
// function of the orders, of what the owner has dealt with since, and of the time.
//
// Pure: bytes and values in, values and errors out. The time is a value, and
// whether a date has come, for what cannot be taken back, is said by the caller
// (vault/clock).
//
// Not protected: orders stop honest clients. Whoever has the file and its
// password, and leaves Coffer aside, reads it whatever was ordered; and whoever
// can write the file can take orders out of it.
package order
