package cli

import (
	"context"

	"coffer/internal/app"
	"coffer/internal/host"
	"coffer/vault/secret"
)

// opens says what opens an encrypted input: what the flags name, or what a person types, who may be wrong twice.
func (c *cli) opens(o importFlags) app.Asked {
	left := tries
	return func(ctx context.Context, layer app.Layer, wrong error) (with app.Opener, err error) {
		if layer == app.LayerRecipients {
			if wrong == nil {
				with.Identities, wrong = c.identities(ctx, o)
			}
			return with, wrong
		}
		given := o.passphrase.named()
		switch {
		case wrong == nil:
			left = tries
		case given || left == 1:
			return with, wrong
		default:
			left--
			c.tell("wrong passphrase, %s left", counted(left, "try", "tries"))
		}
		if given {
			with.Passphrase, _, err = c.passwordFrom(ctx, o.passphrase)
		} else {
			with.Passphrase, err = c.askPassphrase(ctx, phraseOf(layer))
		}
		return with, err
	}
}

// phraseOf is what is asked for.
func phraseOf(layer app.Layer) string {
	if layer == app.LayerFormat {
		return "passphrase that the export was protected with"
	}
	return "passphrase of the file"
}

// identities reads the file of age identities that the flags name, which may have a passphrase of its own.
func (c *cli) identities(ctx context.Context, o importFlags) (secret.Text, error) {
	if o.identity == "" {
		return secret.Text{}, app.WantsIdentities()
	}
	f, err := host.OpenFile(ctx, o.identity)
	if err != nil {
		return secret.Text{}, err
	}
	defer f.Close()
	ids, err := readSecret(ctx, f, app.MaxIdentities)
	if err != nil || !app.SealedIdentities(ids) {
		return ids, err
	}
	return c.openIdentities(ctx, ids, o)
}

func (c *cli) askPassphrase(ctx context.Context, what string) (secret.Text, error) {
	t, err := c.hiddenTerminal()
	if err != nil {
		return secret.Text{}, app.Fail(app.Usage, "give --passphrase-file FILE",
			"the input is sealed with a passphrase, and there is no terminal to ask on")
	}
	defer t.Close()
	return t.ReadPassword(ctx, what+": ")
}
