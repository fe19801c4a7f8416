package host

import "time"

// Bounds on what files, other programs and people bring in.
const (
	maxConfig    = 64 << 10 // bytes of config.toml
	maxWords     = 64       // words of an editor's command
	maxWord      = 4 << 10  // bytes of one word or setting
	maxEdited    = 1 << 20  // bytes of text that come back from an editor
	maxClipboard = 1 << 20  // bytes of a clipboard, written or read back
	maxOSC52     = 74_994   // characters of base64 that terminals take in OSC 52
	maxLine      = 4 << 10  // bytes of a line or password typed by a person
	maxTyped     = 64 << 10 // bytes of a text of several lines typed by a person
	maxInPipe    = 1 << 20  // bytes that wait in a pipe when the child has ended
	maxPatterns  = 4 << 20  // bytes of all patterns that one masker looks for
	maxHookSaid  = 256      // bytes of that which are shown of a hook that failed
	maxEvent     = 64       // bytes of the name of an event
	maxSaid      = 4 << 10  // bytes that are kept of what a helper program writes to its standard error
)

// Bounds of the time after which a copied secret leaves the clipboard.
const (
	minClear     = 5 * time.Second
	maxClear     = 10 * time.Minute
	defaultClear = 45 * time.Second
)

// Bounds of how long a session lasts: those of the agent.
const (
	minSession = time.Minute
	maxSession = 7 * 24 * time.Hour

	defaultIdle  = 15 * time.Minute
	defaultLimit = 12 * time.Hour
)

// toolPatience is how long a clipboard program may take: one that talks to a
// display that is gone would hang for ever.
const toolPatience = 5 * time.Second
