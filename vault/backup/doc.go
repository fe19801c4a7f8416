// Package backup keeps what a vault was on former days: snapshots in a [blob.Store], a folder or a
// bucket, of which each costs what has changed since the one before.
//
// A snapshot is the image of a vault file, pair for pair as it stands, and the files of its
// attachments: all of it is ciphertext, and no key is needed to make one. It opens with the password of its
// day. Its bytes lie in packs, which several snapshots share; a manifest says which ranges of which packs it
// is made of. docs/backups.md has every byte of both.
//
// Objects are written once and never changed. What makes several go before others is the order in
// which they are written: packs, then the manifest that names them; and in which they are deleted: manifests
// first. An interrupt leaves packs that no manifest names, which [Place.Sweep] removes.
//
// Who writes to a place keeps other writers out, by a lock that is the caller's; whoever reads needs none. Where
// two machines write to one place at once all the same, Sweep of the one may take packs whose manifest the other
// has not written yet: then that backup lacks packs, which [Place.Verify] tells and the next backup or copy does
// without, and those that were there before stay whole.
//
// What is promised: what a snapshot gives back is what it was made of, to the byte, or an error
// ([Place.Verify] says so ahead of time). What is not: that whoever runs the place cannot delete it, or say
// how much of a vault changed on which day, or bring back an older snapshot under a newer date; the vault
// in it says, once it is open, which revision it is.
package backup
