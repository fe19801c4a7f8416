//go:build coffer_without_guard

package hold

// missing is the guard that is asleep in a build for tests.
var missing = guards

func holds(g guard, ok bool) bool { return ok || g == missing }
