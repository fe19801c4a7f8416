package blob

// nonblock is not needed: what looks like a file here is one.
const nonblock = 0
