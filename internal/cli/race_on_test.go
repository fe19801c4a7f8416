//go:build race

package cli

// raceEnabled tells tests of exhaustive size to take a sample.
const raceEnabled = true
