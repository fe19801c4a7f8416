package agent

import "time"

// Bounds on what comes from outside.
const (
	MaxName   = 64      // characters of a session's or token's name
	MaxReason = 200     // bytes of the reason that a token is used for
	MaxBoxes  = 256     // bytes of the names of a token's boxes
	MaxDir    = 4 << 10 // bytes of the path of a vault's folder

	MaxCommand = 128 // bytes of the command by which a token's holder hands something out
	MaxSaid    = 512 // bytes of what it says that this is

	maxFrame    = 64 << 10 // bytes of a request or an answer: the state of all that is held has 57 KiB at most
	maxBlob     = 48 << 10 // bytes of a sealed half: a grant of 256 boxes has 28 KiB
	maxText     = 512      // bytes of a text in a request
	maxFailed   = 256      // bytes of why a sync failed
	maxSessions = 64
	maxTokens   = 64
	maxWaiting  = 256 // connections that have not said anything
	maxEnds     = 64  // sessions whose end is remembered
	maxWhere    = 128 // bytes of a host's or a terminal's name

	maxSpool      = 1 << 20 // bytes of the spool
	maxEntryText  = 1 << 10 // bytes of the text of an entry
	maxSpoolEntry = 8 << 10 // bytes of one entry, encrypted

	maxTries   = 10  // failed passwords that are kept
	triedSize  = 256 // bytes of one, padded
	maxTryFile = 16 << 10
	maxLogins  = 10
)

// How long a session may be, and how long both sides of a connection wait.
const (
	MinIdle = time.Minute
	MaxHard = 7 * 24 * time.Hour

	silence = 5 * time.Second // for a client that says nothing, or does not read
	answer  = 10 * time.Second
)

// linger is how long the agent stays to tell why the last session ended.
const linger = time.Hour

// LookEvery is how often the agent looks at the clocks by itself.
const LookEvery = 30 * time.Second
