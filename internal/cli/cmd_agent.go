package cli

import (
	"context"
	"os"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
)

func (c *cli) agentCommand() *cobra.Command {
	var background bool
	cmd := noArgs("agent", "keep sessions; coffer unlock starts it", func(ctx context.Context) error {
		return c.runAgent(ctx, background)
	})
	cmd.Long = `Keep half of every session until it ends, on a socket in the runtime folder that
answers you alone. It never holds a key that opens something by itself. coffer
unlock starts it when it is needed, and then it ends with the last session. By
hand it runs in the foreground until it is interrupted, which locks everything;
from a service manager it takes the socket that it is given (LISTEN_FDS).

Where the setting sync.interval of the machine is not off, it syncs each unlocked
vault that often, which is no use of the session: coffer status says how that went.`
	cmd.Example = "  coffer agent\n  systemctl --user enable --now coffer-agent.socket"
	hideGlobals(cmd, "companion", "dir", "json", "password-fd", "password-file", "reason", "yes")
	cmd.Flags().BoolVar(&background, "background", false, "say when it is ready, and end when there is nothing to hold")
	if err := cmd.Flags().MarkHidden("background"); err != nil {
		panic(err) // the flag is there
	}
	return cmd
}

func (c *cli) runAgent(ctx context.Context, background bool) error {
	env, err := c.appEnv()
	if err != nil {
		return err
	}
	o := app.AgentOptions{Stay: !background, Wait: c.wait, Machine: host.WatchMachine(ctx), Syncs: c.syncs()}
	if o.Listener, err = host.ActivatedListener(c.getenv); err != nil {
		return app.Fail(app.Usage, "", "%s", host.Safe(err.Error()))
	}
	out, isFile := c.Stdout.(*os.File)
	if background && isFile {
		o.Ready = func() error { return host.SayReady(out) }
	} else {
		o.Ready = func() error { c.note("the agent listens; an interrupt locks everything and ends it"); return nil }
	}
	return app.ServeAgent(ctx, env, o)
}
