package journal

// Bounds on logs, and on what comes from others about them.
const (
	MaxSize   = 1 << 40 // entries of a log
	MaxSigned = 1 << 10 // bytes of a signed head
	MaxProof  = 2 * 41  // hashes of a proof

	maxSeconds = 253_402_300_799 // the last second of the year 9999
)
