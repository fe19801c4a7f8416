package app

import (
	"context"
	"errors"
	"io"

	"coffer/box/port/sealed"
)

// A file that comes in may be encrypted twice: as an age file, and within that in the way of its format. Whoever brings
// it says what opens a layer: the command line by its flags or by asking, a screen by its form.

// Layer is one of the two, and what opens it.
type Layer uint8

// The layers.
const (
	LayerPassphrase Layer = iota // an age file that a passphrase opens
	LayerRecipients              // an age file that identities open
	LayerFormat                  // a passphrase opens it in the way of the format
)

// Asked says what opens a layer, which is wiped after that. wrong is why what it said before does not open it, nil at
// first: to return that is to give up.
type Asked func(ctx context.Context, layer Layer, wrong error) (Opener, error)

// identitiesHint is what to do about what only identities open.
const identitiesHint = "name the file of your identities with --identity FILE"

// WantsIdentities is what an [Asked] returns that has none for [LayerRecipients].
func WantsIdentities() error {
	return orKeys(Fail(Usage, identitiesHint, "%v", sealed.ErrRecipients), "name the file of your identities")
}

// OpenInput takes away what a file is encrypted with. It returns what is in it, and of which format that is: the one that is
// named, or where none is, see [FormatOf]. src.At must be set. What does not fit is an error of kind [Password].
func OpenInput(ctx context.Context, src Source, format string, ask Asked) (Source, string, error) {
	src, err := ask.unwrap(ctx, src)
	if err == nil && format == "" {
		format, err = FormatOf(ctx, src)
	}
	if err != nil {
		return src, format, err
	}
	locked, err := Protected(format, src)
	if err != nil || !locked {
		return src, format, err
	}
	src, err = ask.until(ctx, LayerFormat, func(with Opener) (Source, error) { return Unlock(ctx, format, src, with.Passphrase) })
	return src, format, err
}

// unwrap opens what age encrypted; what is in clear stays as it is.
func (ask Asked) unwrap(ctx context.Context, src Source) (Source, error) {
	encrypted, src, err := Encrypted(src)
	if err != nil || !encrypted {
		return src, err
	}
	open := func(with Opener) (Source, error) {
		src.R = io.NewSectionReader(src.At, 0, src.Size)
		return Unwrap(src, with)
	}
	switch _, err := open(Opener{}); {
	case errors.Is(err, sealed.ErrPassphrase):
		return ask.until(ctx, LayerPassphrase, open)
	case errors.Is(err, sealed.ErrRecipients):
		return ask.until(ctx, LayerRecipients, open)
	default:
		return Source{}, err
	}
}

// until asks until it opens, or nothing more is said.
func (ask Asked) until(ctx context.Context, layer Layer, open func(Opener) (Source, error)) (Source, error) {
	var wrong error
	for {
		with, err := ask(ctx, layer, wrong)
		if err != nil {
			return Source{}, err
		}
		src, err := open(with)
		with.Identities.Wipe()
		with.Passphrase.Wipe()
		if err == nil || Explain(err).Kind != Password {
			return src, err
		}
		wrong = err
	}
}
