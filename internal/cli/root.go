package cli

import (
	"context"
	"errors"
	"fmt"
	"net"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
)

// globals are the flags that every command has.
type globals struct {
	dir          string
	passwordFD   int
	passwordFile string
	companion    bool
	json         bool
	reason       string
	yes          bool
	quiet        bool
}

// cli is one run of the program: what came from outside, and the global flags.
type cli struct {
	Env
	globals
	out        *output // standard output, for everything that was asked for
	config     *host.ConfigFile
	bar        *host.Progress // of the work that goes on; nil: none
	inputFor   string         // what standard input was given to
	inDialogue bool           // several secrets may be asked for
	hushed     *host.Terminal // keeps what is typed off the screen; nil: nothing was asked yet
	agent      net.Conn       // what the agent gave to a sync that it started; nil: it did not
	ticketFile string         // of the ticket that this run is about; empty: none
	args       []string       // all of them
	command    string         // the words of the command; empty until it starts
}

// run is the whole program: arguments in, exit code out.
func run(ctx context.Context, args []string, env Env) int {
	c := newCLI(env)
	c.args = args
	root := c.root(args)
	root.SetArgs(args)
	root.SetIn(env.Stdin)
	root.SetOut(c.out)
	root.SetErr(env.Stderr)
	cmd, err := root.ExecuteContextC(ctx)
	if err != nil && c.command == "" {
		c.json = c.json || wantsJSON(args)
		err = misused(cmd, err)
	}
	if err == nil {
		err = c.out.err
	}
	return c.exit(err)
}

func newCLI(env Env) *cli { return &cli{Env: env, out: &output{w: env.Stdout}} }

// root is the command tree, or the part of it that the arguments need.
func (c *cli) root(args []string) *cobra.Command {
	var version bool
	root := &cobra.Command{
		Use:   "coffer",
		Short: "keep secrets in boxes, encrypted, on your own machine",
		Long: `Coffer keeps passwords, cards, notes, keys and files in boxes inside one
encrypted vault on your own machine.

Start with: coffer init, coffer unlock, coffer add, coffer get, coffer ls. On a
terminal coffer alone shows the screens, as coffer tui does.`,
		SilenceUsage:      true,
		SilenceErrors:     true,
		DisableAutoGenTag: true,
		PersistentPreRun:  func(cmd *cobra.Command, _ []string) { c.begin(cmd) },
		RunE: func(cmd *cobra.Command, _ []string) error {
			if version {
				return c.runVersion()
			}
			if len(args) == 0 && c.onTerminal() && (c.Show != nil || c.findHelper(screensProgram) == nil) {
				return c.runTUI(cmd.Context(), false)
			}
			return cmd.Help()
		},
	}
	f := root.PersistentFlags()
	f.StringVar(&c.dir, "dir", "", "the vault's folder (or COFFER_DIR)")
	f.IntVar(&c.passwordFD, "password-fd", -1, "read the master password from this file descriptor")
	f.StringVar(&c.passwordFile, "password-file", "", "read the master password from this file")
	f.StringVar(&c.reason, "reason", "", "with COFFER_TOKEN: why this command reads")
	f.BoolVar(&c.companion, "companion", false, "open the companion tier alone: list and search, reveal nothing")
	f.BoolVar(&c.json, "json", false, "print JSON; failures too, on standard error")
	f.BoolVarP(&c.yes, "yes", "y", false, "do not ask for confirmation")
	f.BoolVarP(&c.quiet, "quiet", "q", false, "no notes and no progress on standard error; warnings of failed passwords, and that the vault may be older or not whole, stay")
	completeFlag(root, "dir", completeFolders)
	root.SetFlagErrorFunc(badFlag)
	root.Flags().BoolVarP(&version, "version", "v", false, "print the version")
	c.addCommands(root, args)
	checkArgs(root)
	root.SetHelpCommand(helpCommand())
	fillHelp(root)
	root.CompletionOptions.DisableDefaultCmd = true
	return root
}

// onlyReads is the annotation of a command that a signal may end at any moment:
// it leaves nothing half-written, and holds no terminal unless it asks.
const onlyReads = "only-reads"

// begin is what comes before a command's own work.
func (c *cli) begin(cmd *cobra.Command) {
	c.command = cmd.CommandPath()
	if cmd.Annotations[onlyReads] == "" {
		c.catchSignals()
	}
}

// exit reports an error once, on standard error, and returns its code.
func (c *cli) exit(err error) int {
	c.endProgress()
	var child childExit
	switch {
	case err == nil:
		return 0
	case errors.As(err, &child):
		return child.code
	}
	e := app.Explain(err)
	e.Hint = c.inVault(e.Hint)
	code := exitCodes[e.Kind]
	if c.json {
		c.printErrorJSON(e, code)
		return code
	}
	fmt.Fprintf(c.Stderr, "coffer: %s\n", e)
	for i := range e.Candidates {
		p, user := e.Candidates[i].Path(), e.Candidates[i].User
		if user != "" {
			user = "  " + host.Safe(user)
		}
		fmt.Fprintf(c.Stderr, "  @%s  %s%s\n", e.Candidates[i].ID, host.Safe(p.String()), user)
	}
	return code
}

// appEnv is what the use cases need of all this.
func (c *cli) appEnv() (app.Env, error) {
	folders, err := host.FindFolders(c.getenv)
	if err != nil {
		return app.Env{}, err
	}
	usual := c.usualFolders(folders.Data)
	if c.dir != "" {
		folders.Data = c.dir
	}
	return app.Env{
		Folders: folders, Usual: usual, Clock: c.Clock, Rand: c.Rand, Stretch: c.Stretch, TicketWork: c.TicketWork, OpenFile: c.OpenFile,
		Command: c.command, Wait: c.LockWait, Warn: c.warn, Progress: c.progress(), Sleep: c.wait,
		Session: c.getenv(sessionVariable), Token: c.getenv(tokenVariable), Reason: c.reason,
		Where: c.where(), StartAgent: c.startAgent, StartHelper: c.startHelper, FindHelper: c.findHelper, Helpers: c.helpers,
		Agent: c.agent, Reached: c.Reached, Hooks: app.Hooks{Of: c.hooks, Run: c.runHook},
	}, nil
}

// usualFolders are those where the vault is when nobody names one: what COFFER_DIR says, and the one without it. None where
// this run names none.
func (c *cli) usualFolders(said string) []string {
	if c.dir == "" && c.getenv("COFFER_DIR") == "" {
		return nil
	}
	without, err := host.FindFolders(func(name string) string {
		if name == "COFFER_DIR" {
			return ""
		}
		return c.getenv(name)
	})
	if err != nil || without.Data == said {
		return []string{said}
	}
	return []string{said, without.Data}
}

// warn tells a person of a [app.Warning]: also one who wants no notes, where it
// is about what they are going to read or keep.
func (c *cli) warn(w app.Warning) {
	if app.CastsDoubt(w) {
		c.tell("warning: %s", c.inVault(app.WarningText(w)))
		return
	}
	c.note("warning: %s", c.inVault(app.WarningText(w)))
}

// note tells a person something that is not what they asked for.
func (c *cli) note(format string, args ...any) {
	if !c.quiet {
		c.tell(format, args...)
	}
}

// tell prints one line, in which a terminal finds nothing to obey. The commands
// that the format names are about this vault.
func (c *cli) tell(format string, args ...any) {
	c.endProgress()
	format = c.inVaultFormat(format)
	fmt.Fprintln(c.Stderr, host.Safe(fmt.Sprintf("coffer: "+format, args...)))
}
