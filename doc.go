// Package coffer is the root of the project. It has no code: its tests hold
// what concerns the whole (which package may import which, where a library is
// at home, the schema of the XML export). The program is cmd/coffer.
package coffer
