package cli

import (
	"context"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/vault/secret"
)

func (c *cli) kdfCommand() *cobra.Command {
	show := noArgs("show", "show what guessing the password costs", c.runKDFShow)
	show.Example = "  coffer kdf show"
	measure := noArgs("measure", "measure what this machine can afford in under a second", c.runKDFMeasure)
	measure.Example = "  coffer kdf measure"
	return noun("kdf", "what guessing the master password costs", show, measure, c.kdfRaiseCommand())
}

func (c *cli) kdfRaiseCommand() *cobra.Command {
	var kdf string
	cmd := noArgs("raise", "make guessing the password costlier", func(ctx context.Context) error {
		return c.runKDFRaise(ctx, kdf)
	})
	cmd.Long = `Replace the slot of the password by a costlier one and write the vault file
anew. Without --kdf the costs are measured on this machine. No cost ever gets
lower. Copies made before keep their costs.`
	cmd.Example = "  coffer kdf raise\n  coffer kdf raise --kdf 512MiB,3,4"
	cmd.Flags().StringVar(&kdf, "kdf", "", "costs of Argon2id as MEMORY,PASSES,LANES; measured when left out")
	return cmd
}

type kdfDoc struct {
	Function  string `json:"function"`
	MemoryKiB uint32 `json:"memory_kib"`
	Passes    uint32 `json:"passes"`
	Lanes     uint8  `json:"lanes"`
}

func (c *cli) printKDF(p app.Params) error {
	if c.json {
		return c.printJSON(kdfDoc{"argon2id", p.MemoryKiB, p.Time, p.Threads})
	}
	c.say("%s", app.ParamsText(p))
	return nil
}

func (c *cli) runKDFShow(ctx context.Context) error {
	a, err := c.openLocked(ctx)
	if err != nil {
		return err
	}
	defer a.Close()
	p, err := a.KDF(ctx)
	if err != nil {
		return err
	}
	return c.printKDF(p)
}

func (c *cli) runKDFMeasure(context.Context) error {
	env, err := c.appEnv()
	if err != nil {
		return err
	}
	return c.printKDF(app.MeasureKDF(env))
}

func (c *cli) runKDFRaise(ctx context.Context, kdf string) error {
	params, err := parseKDF(kdf)
	if err != nil {
		return err
	}
	return c.withPassword(ctx, masterPassword, func(a *app.App, password secret.Text) error {
		if kdf == "" {
			c.note("measuring what key derivation may cost on this machine")
		}
		p, err := a.RaiseKDF(ctx, password, params)
		if err != nil {
			return err
		}
		c.note("key derivation costs %s now", app.ParamsText(p))
		return nil
	})
}
