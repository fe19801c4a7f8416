// Package held is the strongbox of a custodian: the shares that are withheld for
// others, each in a file of its own, so that one can be destroyed and the rest
// stays.
//
// A share lies in held/ID, encrypted under a random key of its own. These keys
// stand in held.keys, which is sealed under a key in the vault (core tier), and
// written anew as a whole at every change. To destroy a share is to write that
// file without its key, and then to overwrite what the old one and the share's
// file held. Neither is part of a backup, an export, the history or the trash, so
// an old copy of the vault brings no share back. docs/format.md has the bytes.
//
// Not promised: that a disk forgets what was overwritten. Disks that move blocks,
// file systems that copy on write and snapshots of others may keep it.
package held
