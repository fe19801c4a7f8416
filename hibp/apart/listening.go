package apart

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// A server that the child runs says in one line where it listens, or why it cannot:
//
//	listening HOST:PORT
//	failed WHY

// maxListening is the length of that line, in bytes.
const maxListening = 2 << 10

// ListenError means that a server cannot listen.
type ListenError struct{ Why string }

func (e *ListenError) Error() string { return "cannot listen: " + e.Why }

// SayListening tells the parent the address.
func SayListening(w io.Writer, address string) error {
	_, err := io.WriteString(w, "listening "+fit(address)+"\n")
	return err
}

// SayNotListening tells the parent why there is none.
func SayNotListening(w io.Writer, why error) error {
	_, err := io.WriteString(w, "failed "+fit(why.Error())+"\n")
	return err
}

// Listening reads what the child says: the address, or a [ListenError]. Any other error means that it says neither.
func Listening(r io.Reader) (address string, err error) {
	line, err := bufio.NewReader(io.LimitReader(r, maxListening)).ReadString('\n')
	if err != nil {
		return "", fmt.Errorf("%w %s broke off", ErrHelper, Program)
	}
	word, said, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
	switch {
	case said == "" || !isPlain(said):
	case word == "listening":
		return said, nil
	case word == "failed":
		return "", &ListenError{said}
	}
	return "", fmt.Errorf("%w %s %w", ErrHelper, Program, errNonsense)
}
