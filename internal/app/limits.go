package app

import (
	"coffer/box"
	"coffer/box/post"
	"coffer/ticket"
	"coffer/ticket/paper"
	"coffer/vault/journal"
)

// Bounds on what files and people bring in, in bytes.
const (
	MaxValue   = box.MaxValue // the value of one field
	MaxSheet   = 16 << 20     // a text with blanks to fill in
	MaxEnvFile = 1 << 20      // a file of variables

	// MaxEvidence bounds the evidence about a ticket, and MaxEnvelopeFile an envelope
	// outside of a post.
	MaxEvidence     = ticket.MaxEvidence
	MaxSheetText    = paper.MaxSheet // what stands on a sheet of paper
	MaxEnvelopeFile = post.MaxObject

	MaxLogHead = journal.MaxSigned // a signed head of a log
	maxLogLine = 64 << 10          // a line of an exported log

	maxAnswers   = 64 << 10                    // a file with answers for trustees
	maxReference = box.MaxPath + 4*box.MaxName // a path with a field
	maxFormValue = 64 << 10                    // the longest value that a form shows
	maxForm      = 512 << 10                   // all values that a form shows; an editor gives back 1 MiB at most
)
