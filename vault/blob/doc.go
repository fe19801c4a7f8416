// Package blob is the drop: a place for objects, which are names and bytes, with
// four calls: put, get, list, delete. What lies there is ciphertext; this package
// neither knows nor needs to know what is in it.
//
// A folder is built in ("dir:/path"): a USB stick, Syncthing, NFS. Every other
// address belongs to a helper program, coffer-blob-NAME for "NAME:…", spoken to
// over a pipe; docs/blob-helpers.md has every byte of that. The helper is started
// by a function that the caller gives.
//
// What every store keeps: an object appears whole or not at all, is never
// replaced, and of several writers of one name exactly one is told that it wrote.
// The suite in blobtest holds every implementation to that.
//
// What is not promised: that an object is still there, that a list is fresh, that
// nobody else reads, deletes or adds. Whoever runs the place can do all of that.
package blob
