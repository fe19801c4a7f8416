package gen

// Bounds on what people and foreign files may ask for.
const (
	MinLength  = 4 // characters of a password
	MaxLength  = 1024
	maxSymbols = 128 // characters in an own symbol set

	MinWords     = 3 // of a passphrase
	MaxWords     = 64
	maxSeparator = 16 // bytes

	maxAddress = 4096    // bytes of an otpauth address or of a bare seed
	maxSeed    = 128     // bytes, decoded
	maxName    = 256     // bytes of an issuer or an account, decoded
	minDigits  = 6       // RFC 4226, section 5.3
	maxDigits  = 10      // a truncated value has 31 bits, so at most 10 digits
	maxPeriod  = 3600    // seconds
	maxCounter = 1 << 62 // leaves room to count up
)
