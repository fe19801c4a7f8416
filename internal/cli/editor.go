package cli

import (
	"context"
	"io"
	"strings"

	"coffer/internal/app"
	"coffer/internal/host"
	"coffer/vault/secret"
)

// runEditor lets a person change an item in their editor. Neither the store nor
// its lock is held meanwhile.
func (c *cli) runEditor(ctx context.Context, ref string) error {
	t, err := c.terminal()
	if err != nil {
		return app.Fail(app.Usage, "change single fields by flags; coffer edit --help shows them",
			"there is no terminal for an editor")
	}
	t.Close()
	return c.with(ctx, func(a *app.App) error {
		form, err := a.Form(ctx, ref)
		if err != nil {
			return err
		}
		defer form.Wipe()
		return c.editForm(ctx, a, form)
	})
}

// editForm edits until the text can be stored, or its author gives up. After
// the editor an interrupt means nothing, since ^C was a key in it; and until the
// text is stored, or kept, no request to end this program may lose it.
func (c *cli) editForm(ctx context.Context, a *app.App, form *app.Form) error {
	o, err := c.editOptions()
	if err != nil {
		return err
	}
	held := host.HoldSignals()
	defer held.Release()
	lasting := context.WithoutCancel(ctx)
	text := form.Text.Clone()
	defer func() { text.Wipe() }()
	for {
		edited, err := host.EditInMemory(ctx, text, o)
		if err == nil || !edited.IsZero() {
			text.Wipe()
			text = edited
		}
		if err != nil {
			return c.keep(lasting, a, form, text, err)
		}
		if text.Equal(form.Text) {
			c.edited(app.Edited{Path: form.Path})
			return nil
		}
		done, err := a.SaveForm(lasting, form, text)
		if err == nil {
			c.edited(done)
			return nil
		}
		next := keepText
		if app.FormFault(err) {
			next = c.afterFault(lasting, held, err)
		}
		switch next {
		case keepText:
			return c.keep(lasting, a, form, text, err)
		case discardText:
			return discarded(err)
		}
		ctx = lasting
	}
}

func (c *cli) editOptions() (host.EditOptions, error) {
	config, err := c.machineSettings()
	if err != nil {
		return host.EditOptions{}, err
	}
	folders, err := host.FindFolders(c.getenv)
	return host.EditOptions{
		Editor: config.Editor, Environ: c.Environ, Dirs: host.MemoryFolders(folders.Runtime), Name: "item.txt",
		Stdin: c.Stdin, Stdout: c.Stdout, Stderr: c.Stderr,
	}, err
}

// nextStep is what becomes of a text that cannot be an item.
type nextStep byte

const (
	editAgain   nextStep = 'e'
	keepText    nextStep = 'k'
	discardText nextStep = 'd'
)

// afterFault asks what to do with a text that cannot be an item. Whoever cannot
// answer, interrupts, or is gone, loses nothing. The context that ends on an interrupt is
// a new one, since ^C was a key in the editor and has ended the old one.
func (c *cli) afterFault(ctx context.Context, held *host.SignalHold, why error) nextStep {
	t, err := c.terminal()
	if err != nil || c.yes {
		return keepText
	}
	defer t.Close()
	ctx, answered := context.WithCancel(ctx)
	defer answered()
	ctx, catch := host.UntilSignal(ctx)
	catch()
	if held.Ending() {
		return keepText
	}
	io.WriteString(t, app.Explain(why).What+"\n")
	for {
		answer, err := t.ReadLine(ctx, "edit again, keep the text as an item beside it, or discard it? [e/k/d] ")
		if err != nil {
			return keepText
		}
		if step, ok := stepNamed(answer); ok {
			return step
		}
	}
}

func stepNamed(answer string) (nextStep, bool) {
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "e", "edit":
		return editAgain, true
	case "k", "keep":
		return keepText, true
	case "d", "discard":
		return discardText, true
	}
	return 0, false
}

// discarded is the error of a text that its author gave up.
func discarded(why error) error {
	e := *app.Explain(why)
	e.What, e.Hint = e.What+"; the text is discarded", "nothing was changed"
	return &e
}

// keep saves what was typed from being lost: in the vault, else in memory. It
// returns why the text is not where it should be, and where it is.
func (c *cli) keep(ctx context.Context, a *app.App, form *app.Form, text secret.Text, why error) error {
	if text.Equal(form.Text) {
		return why
	}
	e := *app.Explain(why)
	kept, err := a.KeepForm(ctx, form, text, why)
	if err == nil {
		e.What += "; your text is kept as " + host.Safe(kept.String())
		e.Hint = "look at both, and keep what is right"
		return &e
	}
	folders, err := host.FindFolders(c.getenv)
	if err != nil {
		return why
	}
	file, err := host.KeepInMemory(text, host.MemoryFolders(folders.Runtime))
	if err != nil {
		e.Hint = "your text is lost: it could be kept neither in the vault nor in memory"
		return &e
	}
	e.What += "; your text is kept in clear in " + host.Safe(file)
	e.Hint = "use it, then delete it; it is gone when the machine stops"
	return &e
}
