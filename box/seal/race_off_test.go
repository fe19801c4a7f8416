//go:build !race

package seal

// raceEnabled tells tests of exhaustive size to take a sample.
const raceEnabled = false
