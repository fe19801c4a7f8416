//go:build race

package main

// raceEnabled tells tests of exhaustive size to take a sample.
const raceEnabled = true
