package offline

import (
	"os"
	"unsafe"

	"golang.org/x/sys/windows"
)

// noWait: the opening of a file waits for nobody.
const noWait = 0

// mapData maps a file into memory, to be read.
func mapData(f *os.File, size int64) ([]byte, func() error, error) {
	m, err := windows.CreateFileMapping(windows.Handle(f.Fd()), nil, windows.PAGE_READONLY, 0, 0, nil)
	if err != nil {
		return nil, nil, os.NewSyscallError("CreateFileMapping", err)
	}
	defer windows.CloseHandle(m) // the view keeps it
	addr, err := windows.MapViewOfFile(m, windows.FILE_MAP_READ, 0, 0, uintptr(size))
	if err != nil {
		return nil, nil, os.NewSyscallError("MapViewOfFile", err)
	}
	b := unsafe.Slice(*(**byte)(unsafe.Pointer(&addr)), size) // memory outside of Go's
	return b, func() error { return windows.UnmapViewOfFile(addr) }, nil
}
