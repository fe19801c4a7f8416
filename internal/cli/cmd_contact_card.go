package cli

import (
	"context"
	"io"

	"github.com/spf13/cobra"
	"rsc.io/qr"

	"coffer/internal/app"
	"coffer/internal/host"
	"coffer/vault/secret"
)

type cardFlags struct {
	output string
	png    string
	qr     bool
	force  bool
	// pointer puts the card into the post.
	pointer bool
}

// ownCardDoc is what --json says of one's own card.
type ownCardDoc struct {
	cardDoc
	Fingerprint string `json:"fingerprint"`
	Pointer     string `json:"pointer"`
	Text        string `json:"text"`
	Output      string `json:"output,omitempty"`
}

func (c *cli) contactCardCommand() *cobra.Command {
	var o cardFlags
	cmd := noArgs("card", "print your own card, for others", func(ctx context.Context) error { return c.runContactCard(ctx, o) })
	cmd.Long = `Print your own card, for others to take with coffer contact request. It says
your name, your e-mail address if you gave one (coffer vault edit), and your public keys; nothing in it is secret.
It proves nothing by itself: compare the safety number with coffer contact verify.

A QR code on a terminal is too small for a whole card. --pointer puts the card into the post and prints a line that points to
it, for coffer contact request of somebody with the same post; --qr draws that line, too. Who runs the post cannot read the card. The
picture of --png holds all of it.`
	cmd.Example = "  coffer contact card\n  coffer contact card -o alice.card\n  coffer contact card --png alice.png\n  coffer contact card --pointer"
	f := cmd.Flags()
	f.StringVarP(&o.output, "output", "o", "", "write the card to this file; - is standard output")
	f.StringVar(&o.png, "png", "", "write a picture with the card as a QR code to this file")
	f.BoolVar(&o.qr, "qr", false, "draw a QR code of a pointer to the card")
	f.BoolVar(&o.pointer, "pointer", false, "put the card into the post, and print what points to it")
	f.BoolVar(&o.force, "force", false, "replace the file if it exists")
	return cmd
}

func (c *cli) runContactCard(ctx context.Context, o cardFlags) error {
	if o.output != "" && o.png != "" || (o.qr || o.pointer) && (o.output != "" || o.png != "") {
		return app.Fail(app.Usage, "run it again for the other", "say one of --output, --png and --qr or --pointer")
	}
	return c.with(ctx, func(a *app.App) error {
		get := a.OwnCard
		if o.pointer || o.qr {
			get = a.PlaceCard
		}
		card, err := get(ctx)
		if err != nil {
			return err
		}
		doc := ownCardDoc{cardDoc: newCardDoc(card), Fingerprint: card.Fingerprint().String(), Pointer: card.Pointer().String(), Text: card.Text()}
		switch {
		case o.png != "":
			doc.Output = o.png
			err = c.writeCardPNG(o.png, o.force, card)
		case o.output != "" && o.output != "-":
			doc.Output = o.output
			err = host.WriteBytes(o.output, o.force, []byte(card.Text()))
		case c.json:
		case o.pointer && !o.qr:
			c.say("%s", doc.Pointer)
			return nil
		case o.qr:
			c.say("%s", doc.Pointer)
			return c.qr(secret.New(card.Pointer().String()))
		default:
			_, err := io.WriteString(c.out, card.Text())
			return err
		}
		if err != nil {
			return err
		}
		if c.json {
			return c.printJSON(doc)
		}
		c.note("wrote the card of %s to %s", quoted(card.Name()), host.Safe(doc.Output))
		return nil
	})
}

// writeCardPNG writes the whole card as one QR code, which no terminal can show.
func (c *cli) writeCardPNG(path string, force bool, card app.Card) error {
	code, err := qr.Encode(card.Compact(), qr.L)
	if err != nil {
		return app.Fail(app.Input, "use a shorter name, or hand over the text", "the card is too large for a QR code")
	}
	return host.WriteBytes(path, force, code.PNG())
}
