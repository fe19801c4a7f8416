// Package box is the store room: what a person keeps, in boxes, folders and
// items, and every rule about it.
//
// The pure part is the item with its fields, tiers, templates and complements,
// the path that names it, and the record that it becomes. The other part works
// on a [vault.Tx]: it reads in View and Update, writes in Update only, and
// keeps four things in step: the two records of an item, its former revisions,
// the blind index of paths, and the owners of attachments.
//
// An item is two records under one key. The companion record starts with a
// label, which is all that lists decode; the core record starts with a digest
// of what surrounds the secrets, so that whoever holds the companion root alone
// cannot move a password under another name or address unnoticed (see
// [ErrMoved]).
//
// What is not promised: strings (titles, tags, names of fields) cannot be wiped
// from memory, and an attachment's file shows its size to whoever sees the
// folder.
package box
