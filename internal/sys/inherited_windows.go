package sys

// Inherited has no way to tell here: a number is a handle, and reading one that
// is not open fails by itself.
func Inherited(int) bool { return true }
