package codec

import (
	"errors"
	"fmt"
	"io"

	"github.com/fxamacker/cbor/v2"
)

// ErrMalformed is wrapped by every error of decoding. The errors name the kind
// of fault and never quote the input, which may hold a secret.
var ErrMalformed = errors.New("malformed CBOR")

// malformed turns an error of the library, which may quote keys and numbers,
// into one that does not.
func malformed(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: %s", ErrMalformed, fault(err))
}

// fault says in fixed words what is wrong.
func fault(err error) string {
	switch {
	case errors.Is(err, io.EOF):
		return "empty"
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "cut short"
	case is[*cbor.ExtraneousDataError](err):
		return "something follows the end"
	case is[*cbor.DupMapKeyError](err):
		return "a key twice"
	case is[*cbor.UnknownFieldError](err):
		return "an unknown field"
	case is[*cbor.IndefiniteLengthError](err):
		return "an indefinite length"
	case is[*cbor.TagsMdError](err):
		return "a tag"
	case is[*cbor.MaxNestedLevelError](err),
		is[*cbor.MaxArrayElementsError](err),
		is[*cbor.MaxMapPairsError](err):
		return "over a limit"
	case is[*cbor.UnmarshalTypeError](err):
		return "a value of the wrong kind"
	case is[*cbor.InvalidUnmarshalError](err):
		return "no pointer to decode into"
	default:
		return "not an item we know"
	}
}

// is reports whether err is or wraps a T.
func is[T error](err error) bool {
	var target T
	return errors.As(err, &target)
}
