//go:build race

package ticket

// raceEnabled tells tests of exhaustive size to take a sample.
const raceEnabled = true
