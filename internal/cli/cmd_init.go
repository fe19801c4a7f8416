package cli

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"coffer/internal/app"
)

type initFlags struct {
	kdf         string
	name, email string
	greeting    string
}

func (c *cli) initCommand() *cobra.Command {
	var o initFlags
	cmd := &cobra.Command{
		Use:   "init",
		Short: "make a vault",
		Long: `Make a vault in the data folder, or where --dir says, and ask for a master
password. Nobody can open the vault without it.`,
		Example: `  coffer init
  coffer init --dir D --password-file F --kdf 64MiB,3,4`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return c.runInit(cmd.Context(), o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.kdf, "kdf", "", "costs of Argon2id as MEMORY,PASSES,LANES; measured when left out")
	f.StringVar(&o.name, "name", "", "your name")
	f.StringVar(&o.email, "email", "", "your e-mail address")
	f.StringVar(&o.greeting, "greeting", "", "a sentence shown before the password is asked, so that you know whom you tell it")
	return cmd
}

func (c *cli) runInit(ctx context.Context, o initFlags) error {
	env, err := c.appEnv()
	if err != nil {
		return err
	}
	params, err := parseKDF(o.kdf)
	if err != nil {
		return err
	}
	owner := app.Owner{Name: o.name, Email: o.email, Greeting: o.greeting}
	if err := errors.Join(app.MayInit(env), owner.Check()); err != nil {
		return err
	}
	defer c.dialogue()()
	password, err := c.newPassword(ctx, "new master password", c.masterSource(), app.CheckNewPassword)
	if err != nil {
		return err
	}
	defer password.Wipe()
	if params == (app.Params{}) {
		c.note("measuring what key derivation may cost on this machine")
	}
	a, err := app.Init(ctx, env, app.InitOptions{Password: password, Params: params, Owner: owner})
	if err != nil {
		return err
	}
	defer a.Close()
	c.note("made a vault in %s; next: coffer unlock, then coffer add work/mail --generate", env.Folders.Data)
	return nil
}

// parseKDF reads MEMORY,PASSES,LANES; nothing means that they are measured.
func parseKDF(s string) (p app.Params, err error) {
	if s == "" {
		return p, nil
	}
	bad := app.Fail(app.Usage, "write it like 64MiB,3,4", "key derivation costs %q are not MEMORY,PASSES,LANES", s)
	parts := strings.Split(s, ",")
	if len(parts) != 3 {
		return p, bad
	}
	number, unit := strings.CutSuffix(parts[0], "MiB")
	scale := uint64(1 << 10)
	if !unit {
		number, unit = strings.CutSuffix(parts[0], "GiB")
		scale = 1 << 20
	}
	memory, err1 := strconv.ParseUint(number, 10, 16)
	passes, err2 := strconv.ParseUint(parts[1], 10, 8)
	lanes, err3 := strconv.ParseUint(parts[2], 10, 8)
	if !unit || errors.Join(err1, err2, err3) != nil {
		return p, bad
	}
	return app.Params{MemoryKiB: uint32(min(memory*scale, 1<<31)), Time: uint32(passes), Threads: uint8(lanes)}, nil
}
