//go:build race

package blob

// raceEnabled tells tests of size to take a sample.
const raceEnabled = true
