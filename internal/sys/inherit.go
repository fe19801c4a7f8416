package sys

// firstInherited is the first descriptor after the standard streams.
const firstInherited = 3

// mostDescriptors bounds the search for descriptors where the system lists none.
const mostDescriptors = 1 << 16

// KeepInherited keeps from the programs that this process starts what it was
// given itself, but for the standard streams: what somebody's shell has open (a
// lock, a pipe, a file with a password) would else stay open for as long as they
// run. It comes after the last use of such a descriptor by number: see [Inherited].
func KeepInherited() { keepInherited() }
