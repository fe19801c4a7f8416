package cli

import (
	"io"

	"github.com/spf13/cobra"

	"coffer/internal/app"
)

func (c *cli) completionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "completion bash|zsh|fish|powershell",
		Short: "print a script that completes commands in a shell",
		Long: `Print a script that lets a shell complete commands and flags. It also completes
paths, names of boxes and templates while there is a session (coffer unlock),
since it asks for no password.

For bash the package bash-completion must be installed, and the folder must be
there: mkdir -p ~/.local/share/bash-completion/completions

  bash        coffer completion bash > ~/.local/share/bash-completion/completions/coffer
  zsh         coffer completion zsh > "${fpath[1]}/_coffer"
  fish        coffer completion fish > ~/.config/fish/completions/coffer.fish
  powershell  coffer completion powershell | Out-String | Invoke-Expression`,
		Example:           "  coffer completion bash\n  source <(coffer completion zsh)",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: completeWords("bash", "zsh", "fish", "powershell"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return writeCompletion(cmd.Root(), args[0], c.out)
		},
	}
}

func writeCompletion(root *cobra.Command, shell string, w io.Writer) error {
	switch shell {
	case "bash":
		return writeBashCompletion(root, w)
	case "zsh":
		return root.GenZshCompletion(w)
	case "fish":
		return root.GenFishCompletion(w, true)
	case "powershell":
		return root.GenPowerShellCompletionWithDesc(w)
	}
	return app.Fail(app.Usage, "there are bash, zsh, fish and powershell", "completion is not made for this shell")
}
