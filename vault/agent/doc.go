// Package agent keeps a vault open between two commands, without being able to
// open it. A session has two halves: the roots sealed under a random key, which
// the agent holds and ends when they must end, and that key, which lies in the
// runtime folder or in a shell's environment. A command joins them for itself.
// A token is a session of its own kind: some boxes, for a script, until a date.
//
// The rules are pure and take the time as a value: clocks.go, lease.go and
// holder.go (when a session ends), likeness.go (how alike two words are), tries.go
// and logins.go. Around them stand the server and the client of a small binary
// protocol on a unix socket, the children that sync unlocked vaults (sync.go), and
// the spool of what was recorded while nobody wrote. docs/session.md specifies all of it.
package agent
