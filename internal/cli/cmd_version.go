package cli

import (
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"coffer/internal/app"
)

type versionDoc struct {
	Version string `json:"version"`
	Go      string `json:"go"`
	OS      string `json:"os"`
	Arch    string `json:"arch"`
}

func (c *cli) versionCommand() *cobra.Command {
	var news, all bool
	cmd := &cobra.Command{
		Use:   "version",
		Short: "print the version, or what is new",
		Long: `Print the version of this program; with --news what is new in it since somebody
looked on this machine, and with --all, too, everything. What was seen is kept in
the state folder. It is the change log that the program was built with: nobody is
asked for it.`,
		Example: "  coffer version\n  coffer version --news\n  coffer version --json",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			switch {
			case news:
				return c.runNews(all)
			case all:
				return app.Fail(app.Usage, "coffer version --news --all", "--all goes with --news")
			}
			return c.runVersion()
		},
	}
	cmd.Flags().BoolVar(&news, "news", false, "what is new since you looked last")
	cmd.Flags().BoolVar(&all, "all", false, "with --news: also what was seen before")
	return cmd
}

func (c *cli) runVersion() error {
	v := versionDoc{Version: buildVersion(), Go: runtime.Version(), OS: runtime.GOOS, Arch: runtime.GOARCH}
	if c.json {
		return c.printJSON(v)
	}
	c.say("coffer %s", v.Version)
	return nil
}

// buildVersion is the module version that the Go command recorded.
func buildVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}
