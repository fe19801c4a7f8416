package sealed

import "errors"

// What callers decide by.
var (
	// ErrKey: the passphrase is wrong, or the file is sealed to somebody else.
	ErrKey = errors.New("the passphrase or identity does not open this file")
	// ErrRecipient: it is not one that a file can be sealed to.
	ErrRecipient = errors.New("not a recipient: age1… is expected")
	// ErrMixed: hybrid and classic recipients cannot stand in one file.
	ErrMixed = errors.New("recipients of two families; make one file for age1pq… and one for the others")
	// ErrIdentity: the text holds no identity.
	ErrIdentity = errors.New("not an age identity: AGE-SECRET-KEY-… is expected")
	// ErrPassphrase: the file is sealed with a passphrase, and none was given.
	ErrPassphrase = errors.New("the file is sealed with a passphrase")
	// ErrRecipients: the file is sealed to recipients, and no identity was given.
	ErrRecipients = errors.New("the file is encrypted to age recipients, and no passphrase opens it")
)
