// Package sys is the boiler room: what the operating system must be asked for
// directly, behind one set of names. Linux is whole, macOS nearly; Windows gets
// the closest thing, and where there is none an error that wraps
// [errors.ErrUnsupported].
package sys
