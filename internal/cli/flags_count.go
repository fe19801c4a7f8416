package cli

import (
	"errors"
	"strconv"
)

// count is a flag that says how many; without it the usual number is meant, so
// none is no answer.
type count int

func (n *count) String() string { return strconv.Itoa(int(*n)) }

func (n *count) Type() string { return "int" }

// Set reads a number from 1.
func (n *count) Set(s string) error {
	v, err := strconv.Atoi(s)
	if err != nil || v < 1 {
		return errors.New("it is a number from 1")
	}
	*n = count(v)
	return nil
}
