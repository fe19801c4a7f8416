//go:build !race

package vault

// raceEnabled tells tests of exhaustive size to take a sample.
const raceEnabled = false
