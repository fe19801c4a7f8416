package main

import "time"

// Bounds of the protocol, as docs/blob-helpers.md has them.
const (
	version    = "1"
	maxObject  = 64 << 20
	maxHead    = 512
	maxMessage = 4 << 10
	maxPart    = 64
	maxParts   = 3
	pageSize   = 256 << 10        // of a list; the protocol allows more
	waitEvery  = 20 * time.Second // while a request takes its time
)

// Bounds on what a service may make us do.
const (
	maxTries   = 7
	firstPause = 250 * time.Millisecond
	longPause  = 8 * time.Second // the pauses together are half a minute
	oneTry     = 10 * time.Minute
)
