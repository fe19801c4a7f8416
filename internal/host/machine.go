package host

// MachineEvents tells what the system says of suspend and of logging out. Nil
// channels tell nothing, as where there is no such system.
type MachineEvents struct {
	// Logout is told each login session of the system that ended, and "" when
	// the user has none any more.
	Logout <-chan string
	// Sleep is told when the machine is about to be suspended or switched off.
	// The machine waits, for some seconds at most, until the function is called.
	Sleep <-chan func()
}
