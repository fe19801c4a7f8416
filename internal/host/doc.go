// Package host is the porch: what a person's machine offers to a program that
// handles secrets, each in one small file. Folders and their privacy, the
// machine's settings, the clipboard, an editor, other programs, the terminal.
//
// Four rules hold for everything here. A secret goes to another program over a
// pipe, or into a file that lies in memory, never into an argument. No child
// inherits a variable whose name begins with COFFER_, see [ChildEnv]. What is
// printed to a terminal passes [Safe] first. What another program or a file
// brings in is bounded by limits.go.
//
// The environment comes in as a value (a lookup function, or a list as
// [os.Environ] returns it); so do the clock and randomness.
package host
