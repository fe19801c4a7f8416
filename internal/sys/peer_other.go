//go:build !linux && !darwin

package sys

func peerUID(int) (int, error) { return -1, ErrNoPeer }

func peerPID(int) int { return 0 }
