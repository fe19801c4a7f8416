// Package file is the ticket file: all that a person needs who has lost their vault
// and asks for it, in one file under a password of its own. It is the home of a
// courier ([post.Home]), as a vault is, and holds the keys of the requester and
// what the ticket says, which is not known here.
//
// On disk it is a plain age file for a passphrase: the stock age command opens it.
// It is replaced as a whole, so that it is never half of anything, and one process
// at a time has it open: a lock beside it, as that of a vault, keeps others out, so
// that no change is lost. docs/format.md specifies every byte.
//
// Not protected: whoever has the file and guesses the password can speak as the
// requester; that password is all that stands before it.
package file
