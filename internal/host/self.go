package host

import "os"

// OpenThisProgram opens the file of the program that runs, also where something else lies
// in its place by now and the system still has it.
func OpenThisProgram() (*os.File, error) {
	if f, err := os.Open("/proc/self/exe"); err == nil {
		return f, nil
	}
	path, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return os.Open(path)
}
