package cli

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"coffer/internal/app"
)

type otpFlags struct{ clip bool }

type otpDoc struct {
	Code      string `json:"code"`
	Counts    bool   `json:"counts"`
	Remaining int    `json:"remaining_seconds"`
	Issuer    string `json:"issuer"`
	Account   string `json:"account"`
}

func (c *cli) otpCommand() *cobra.Command {
	var o otpFlags
	cmd := &cobra.Command{
		Use:   "otp PATH [FIELD]",
		Short: "print the current one-time code",
		Long: `Print the current one-time code (TOTP, HOTP or Steam) of the first field that
makes any, or of the one you name. How long it stays the current one is told on
standard error. Asking for a code that counts (HOTP) uses it up.`,
		Example: `  coffer otp work/vpn
  coffer otp work/vpn --clip`,
		Args:              cobra.RangeArgs(1, 2),
		ValidArgsFunction: c.completeName,
		RunE:              func(cmd *cobra.Command, args []string) error { return c.runOTP(cmd.Context(), o, args) },
	}
	cmd.Flags().BoolVar(&o.clip, "clip", false, "copy it to the clipboard instead of printing it")
	return cmd
}

func (c *cli) runOTP(ctx context.Context, o otpFlags, args []string) error {
	if o.clip && c.json {
		return app.Fail(app.Usage, "leave one out", "--clip prints nothing, so --json has nothing to say")
	}
	if o.clip {
		if err := c.mayClip(); err != nil {
			return err
		}
	}
	var code app.Code
	err := c.with(ctx, func(a *app.App) (err error) {
		code, err = a.OTP(ctx, args[0], second(args))
		return err
	})
	if err != nil {
		return err
	}
	defer code.Code.Wipe()
	return c.showCode(ctx, o, code)
}

func (c *cli) showCode(ctx context.Context, o otpFlags, code app.Code) error {
	seconds := int((code.Remaining + time.Second - 1) / time.Second)
	if c.json {
		return c.printJSON(otpDoc{code.Code.Reveal(), code.Counts, seconds, code.Issuer, code.Account})
	}
	if !code.Counts {
		c.note("good for %d s", seconds)
	}
	if o.clip {
		return c.clip(ctx, code.Code)
	}
	return c.printSecretLine(code.Code)
}

// second is the second argument, if there is one.
func second(args []string) string {
	if len(args) < 2 {
		return ""
	}
	return args[1]
}
