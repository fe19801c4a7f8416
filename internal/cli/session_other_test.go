//go:build !unix

package cli

func leaveTerminal() {}

func hearSignals() {}
