package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
	"coffer/vault/secret"
)

type runFlags struct {
	env       []string
	envFile   string
	noMasking bool
}

// masked stands in a program's output where a secret was.
const masked = "[secret]"

func (c *cli) runCommand() *cobra.Command {
	var o runFlags
	cmd := &cobra.Command{
		Use:   "run [--env NAME=REFERENCE]… -- COMMAND [ARG]…",
		Short: "run a program with secrets in its environment",
		Long: `Run a program. Variables whose whole value is a reference (coffer://PATH#FIELD)
hold what it names: those of --env, of --env-file, and those that are there
already. All are read in one go, before the program starts.

What the program prints of secret values is covered, in several encodings and
across pieces; fields of the companion tier are not. Values shorter than four
bytes cannot be covered. The program gets no variable named COFFER_*.

The exit code is the program's; 125 (we failed), 126 (it cannot be run) and 127
(it is not there) are ours.`,
		Example: `  coffer run --env DB_PASSWORD=coffer://work/servers/db -- psql -h db.example
  coffer run --env-file deploy.env -- ./deploy.sh
  TOKEN=coffer://work/ci#key coffer run -- make release`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return c.runRun(cmd.Context(), o, args) },
	}
	f := cmd.Flags()
	f.SetInterspersed(false)
	f.StringArrayVar(&o.env, "env", nil, "set a variable to what a reference names, as NAME=coffer://PATH#FIELD")
	f.StringVar(&o.envFile, "env-file", "", "set the variables of this file, whose lines are NAME=VALUE or NAME=REFERENCE")
	f.BoolVar(&o.noMasking, "no-masking", false, "do not cover secrets in what the program prints")
	return cmd
}

func (c *cli) runRun(ctx context.Context, o runFlags, argv []string) error {
	environ, err := c.parseEnvironment(ctx, o)
	if err != nil {
		return c.ownFailure(host.CodeFailed, err)
	}
	values, err := c.reveal(ctx, environ.Refs)
	if err != nil {
		return c.ownFailure(host.CodeFailed, err)
	}
	defer app.WipeRevealed(values)
	variables, secrets, bare, err := environ.Fill(values)
	if err != nil {
		return c.ownFailure(host.CodeFailed, err)
	}
	if o.noMasking {
		secrets = nil
	} else if len(bare) > 0 {
		c.note("warning: too short to be covered in the output: %s", host.Safe(strings.Join(bare, ", ")))
	}
	return c.start(ctx, argv, variables, secrets)
}

func (c *cli) parseEnvironment(ctx context.Context, o runFlags) (*app.Environment, error) {
	var file []byte
	if o.envFile != "" {
		var err error
		if file, err = readFile(ctx, o.envFile, app.MaxEnvFile+1); err != nil {
			return nil, err
		}
	}
	return app.ParseEnvironment(c.Environ, file, o.env)
}

// reveal reads what references name in one unlock. Nothing is unlocked, or
// asked, for none.
func (c *cli) reveal(ctx context.Context, refs []app.Reference) (values []app.Revealed, err error) {
	if len(refs) == 0 {
		c.shutPasswordFD()
		return nil, nil
	}
	err = c.with(ctx, func(a *app.App) error {
		values, err = a.Reveal(ctx, refs)
		return err
	})
	host.Forget() // the program may run for days
	return values, err
}

// shutPasswordFD closes a descriptor that nothing was read from, which a child
// would inherit.
func (c *cli) shutPasswordFD() {
	if c.passwordFD < 0 {
		return
	}
	if f, err := c.descriptor(c.passwordFD); err == nil {
		f.Close()
	}
}

func (c *cli) start(ctx context.Context, argv, environ []string, secrets []secret.Text) error {
	code, err := host.Run(ctx, host.Command{
		Argv: argv, Environ: environ, Stdin: c.Stdin, Stdout: c.Stdout, Stderr: c.Stderr,
		Secrets: secrets, Replacement: masked,
	})
	if err != nil {
		return c.ownFailure(code, err)
	}
	if code != 0 {
		return childExit{code}
	}
	return nil
}

// ownFailure reports what went wrong before or around the program with a code
// that tells it from the program's own; an interrupt keeps its code.
func (c *cli) ownFailure(code int, err error) error {
	e := app.Explain(err)
	if e.Kind == app.Interrupted {
		return err
	}
	if c.json {
		c.printErrorJSON(e, code)
	} else {
		fmt.Fprintf(c.Stderr, "coffer: %s\n", e)
	}
	return childExit{code}
}

// readFile reads a file, at most so many bytes of it.
func readFile(ctx context.Context, path string, most int64) ([]byte, error) {
	f, err := host.OpenFile(ctx, path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return host.ReadAll(ctx, f, most)
}
