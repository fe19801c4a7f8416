package sys

// keepInherited has nothing to do: a program gets no handle but those named to it.
func keepInherited() {}
