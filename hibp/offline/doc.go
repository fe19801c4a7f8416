// Package offline answers from breach data in files, and tells nobody anything.
//
// Four forms, of which [Open] sees by itself which one it has:
//
//   - text: the official single file, HASH:COUNT lines in rising order, searched by
//     halving over lines of different lengths;
//   - folder: the official folder of range files, one for each prefix;
//   - table: our own compact file, twelve bytes for each hash: its first 64 bits and
//     its count. That two of a billion hashes agree in so many bits is one in ten
//     billion for each lookup: it counts as exact;
//   - filter: our own smallest file, 2.4 bytes (or 1.2) for each hash: binary fuse
//     filters (Graf and Lemire 2022). It knows no counts, and takes one in 65,536 (or
//     256) of the others for seen: what it finds is called possible.
//
// Tables and filters are built by [Build], mapped into memory, and checked block by
// block when a lookup first touches it: what was damaged on disk is an error, and
// never the answer "not seen". The checks are against accidents. Whoever can write
// the file can also make it lie.
package offline
