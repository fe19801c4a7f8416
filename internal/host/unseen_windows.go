package host

import "golang.org/x/sys/windows"

// unseen has nothing to do here: a console shows what is typed only while
// somebody reads a line from it.
type unseen struct{}

func (*unseen) hide(int) error { return nil }

func (*unseen) show(int) error { return nil }

// discardInput drops what was typed and not read.
func discardInput(fd int) error { return windows.FlushConsoleInputBuffer(windows.Handle(fd)) }
