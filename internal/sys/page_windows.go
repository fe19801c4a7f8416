package sys

import (
	"fmt"
	"unsafe"

	"golang.org/x/sys/windows"
)

func mapPage(n int) ([]byte, error) {
	addr, err := windows.VirtualAlloc(0, uintptr(n), windows.MEM_COMMIT|windows.MEM_RESERVE, windows.PAGE_READWRITE)
	if err != nil {
		return nil, err
	}
	// addr is no Go memory; reading it through its own address says so to vet.
	return unsafe.Slice(*(**byte)(unsafe.Pointer(&addr)), n), nil
}

func lockPage(b []byte) error {
	if err := windows.VirtualLock(address(b), uintptr(len(b))); err != nil {
		return fmt.Errorf("lock memory: %w", err)
	}
	return nil
}

// unmapPage also unlocks.
func unmapPage(b []byte) { _ = windows.VirtualFree(address(b), 0, windows.MEM_RELEASE) }

func address(b []byte) uintptr { return uintptr(unsafe.Pointer(unsafe.SliceData(b))) }
