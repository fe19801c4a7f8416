// Package archive is the gate for ZIP files from outside. Reading trusts none of
// them: every entry has a name that is allowed, stands once, and is a file packed
// by a method that is known; the directory is read on a leash, and what is
// unpacked is counted while it comes, not believed.
package archive
