package cli

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
)

// checkArgs lets every command say how it is used when its arguments are too
// few or too many.
func checkArgs(cmd *cobra.Command) {
	if check := cmd.Args; check != nil {
		cmd.Args = func(cmd *cobra.Command, args []string) error {
			err := check(cmd, args)
			if err == nil || isOwn(err) {
				return err
			}
			return wrongArgs(cmd, args, tooMany(cmd, args, check))
		}
	}
	for _, sub := range cmd.Commands() {
		checkArgs(sub)
	}
}

func isOwn(err error) bool {
	var own *app.Error
	return errors.As(err, &own)
}

// noArgsBut is for a command without arguments of which people expect one.
func noArgsBut(hint string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return nil
		}
		return app.Fail(app.Usage, hint, "%s takes no argument", cmd.CommandPath())
	}
}

// tooMany tells whether fewer of the arguments would do, but not none: then a
// name may have come without its quotes.
func tooMany(cmd *cobra.Command, args []string, check cobra.PositionalArgs) bool {
	for n := len(args) - 1; n > 0; n-- {
		if check(cmd, args[:n]) == nil {
			return true
		}
	}
	return false
}

func wrongArgs(cmd *cobra.Command, args []string, many bool) error {
	if cmd.HasAvailableSubCommands() && len(args) > 0 {
		return unknownCommand(cmd, args[0])
	}
	use := cmd.UseLine()
	if words := strings.TrimSuffix(use, " [flags]"); words != cmd.CommandPath() {
		use = words
	}
	hint := cmd.CommandPath() + " --help shows more"
	if many {
		hint = "a name with spaces wants quotes; " + hint
	}
	return app.Fail(app.Usage, hint, "usage: %s", use)
}

// unknownCommand names the commands that may be meant.
func unknownCommand(cmd *cobra.Command, typed string) error {
	hint := cmd.CommandPath() + " --help shows the commands"
	if names := similarCommands(cmd, typed); len(names) > 0 {
		for i, name := range names {
			names[i] = cmd.CommandPath() + " " + name
		}
		hint = "did you mean " + strings.Join(names, " or ") + "?"
	}
	return app.Fail(app.Usage, hint, "unknown command %q for %q", host.Safe(typed), cmd.CommandPath())
}

// similarCommands prefers what other programs call a command to what is merely
// spelt alike.
func similarCommands(cmd *cobra.Command, typed string) []string {
	names := slices.DeleteFunc(calledElsewhere(typed), func(name string) bool {
		return !slices.ContainsFunc(cmd.Commands(), func(sub *cobra.Command) bool { return sub.Name() == name })
	})
	if len(names) > 0 {
		return names
	}
	cmd.SuggestionsMinimumDistance = 2
	if len(typed) <= 3 {
		cmd.SuggestionsMinimumDistance = 1 // nearly all short words are alike
	}
	return slices.Compact(cmd.SuggestionsFor(typed))
}

func calledElsewhere(typed string) []string {
	switch typed {
	case "list", "dir":
		return []string{"ls"}
	case "delete", "remove", "del":
		return []string{"rm", "detach"}
	case "search", "grep":
		return []string{"find"}
	case "new", "create", "add", "insert":
		return []string{"add", "new"}
	case "cat", "print":
		return []string{"get", "show"}
	case "rename", "move", "mv":
		return []string{"mv", "rename"}
	case "copy":
		return []string{"cp"}
	case "generate":
		return []string{"gen"}
	case "session", "sessions":
		return []string{"unlock", "lock", "status"}
	case "open", "signin":
		return []string{"unlock"}
	case "close", "logout", "signout":
		return []string{"lock"}
	}
	return nil
}

// misused explains why a command could not start: its words were wrong. Cobra
// has no types for that.
func misused(cmd *cobra.Command, err error) error {
	if isOwn(err) {
		return err
	}
	what, _, _ := strings.Cut(err.Error(), "\n")
	if quoted, ok := strings.CutPrefix(what, "unknown command "); ok {
		if prefix, err := strconv.QuotedPrefix(quoted); err == nil {
			typed, _ := strconv.Unquote(prefix)
			return unknownCommand(cmd, typed)
		}
	}
	return &app.Error{Kind: app.Usage, What: host.Safe(what), Hint: cmd.CommandPath() + " --help shows how", Err: err}
}

// wantsJSON looks for --json in arguments that could not be understood as a
// whole, since the failure is to be a document then.
func wantsJSON(args []string) (wanted bool) {
	for _, arg := range args {
		if arg == "--" {
			break
		}
		if arg == "--json" {
			wanted = true
		}
		if value, ok := strings.CutPrefix(arg, "--json="); ok {
			wanted, _ = strconv.ParseBool(value)
		}
	}
	return wanted
}

// badFlag explains what is wrong with a flag. A value that says itself how it is
// written needs no other hint.
func badFlag(cmd *cobra.Command, err error) error {
	hint := cmd.CommandPath() + " --help shows the flags"
	if strings.Contains(err.Error(), "; ") {
		hint = ""
	}
	return app.Fail(app.Usage, hint, "%s", host.Safe(err.Error()))
}
