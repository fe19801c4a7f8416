package cli

import (
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"
)

// helpWidth is how long a line of a help is at most, in characters.
const helpWidth = 80

// fillHelp makes the explanations of all commands fit a terminal, however they are
// written.
func fillHelp(root *cobra.Command) {
	print := root.HelpFunc()
	root.SetHelpFunc(func(cmd *cobra.Command, args []string) {
		cmd.Long = filled(cmd.Long, helpWidth)
		print(cmd, args)
	})
}

// filled breaks the paragraphs of a text anew. Lines that begin with a blank stay as
// they are.
func filled(text string, width int) string {
	var out, words []string
	end := func() {
		out = append(out, lines(words, width)...)
		words = nil
	}
	for line := range strings.SplitSeq(text, "\n") {
		if line != "" && line[0] != ' ' {
			words = append(words, strings.Fields(line)...)
			continue
		}
		end()
		out = append(out, line)
	}
	end()
	return strings.Join(out, "\n")
}

// lines puts words on lines; one that is too long has a line of its own.
func lines(words []string, width int) (all []string) {
	line := ""
	for _, word := range words {
		if line != "" && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
			all, line = append(all, line), ""
		}
		line = strings.TrimPrefix(line+" "+word, " ")
	}
	if line != "" {
		all = append(all, line)
	}
	return all
}
