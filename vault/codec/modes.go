package codec

import (
	"sync"

	"github.com/fxamacker/cbor/v2"
)

// pair is how values go out and come in. Both are immutable.
type pair struct {
	enc cbor.EncMode
	dec cbor.DecMode
}

// modes builds the pair on first use, so that starting the program pays nothing.
var modes = sync.OnceValue(func() pair {
	enc, err := encoding().EncMode()
	if err != nil {
		panic(err) // the options are constant; a test has seen them accepted
	}
	dec, err := decoding().DecMode()
	if err != nil {
		panic(err)
	}
	return pair{enc, dec}
})

// encoding is the core deterministic encoding without what could not come in
// again.
func encoding() cbor.EncOptions {
	opts := cbor.CoreDetEncOptions()
	opts.NaNConvert = cbor.NaNConvertReject
	opts.InfConvert = cbor.InfConvertReject
	opts.IndefLength = cbor.IndefLengthForbidden
	opts.TagsMd = cbor.TagsForbidden
	return opts
}

func decoding() cbor.DecOptions {
	return cbor.DecOptions{
		DupMapKey:         cbor.DupMapKeyEnforcedAPF,
		IndefLength:       cbor.IndefLengthForbidden,
		TagsMd:            cbor.TagsForbidden,
		BignumTag:         cbor.BignumTagForbidden,
		NaN:               cbor.NaNDecodeForbidden,
		Inf:               cbor.InfDecodeForbidden,
		UTF8:              cbor.UTF8RejectInvalid,
		ExtraReturnErrors: cbor.ExtraDecErrorUnknownField,
		FieldNameMatching: cbor.FieldNameMatchingCaseSensitive,
		MaxNestedLevels:   maxNesting,
		MaxArrayElements:  maxElements,
		MaxMapPairs:       maxPairs,
	}
}
