package cli

import (
	"bytes"
	"io"

	"github.com/spf13/cobra"
)

// Of several matches bash takes the common beginning as what was typed. Cobra's
// script escapes a match only where it is the one, so that several lose the
// backslashes before their blanks, and the next word of the line begins there.
const (
	escapesOne = `        if (( ${#COMPREPLY[@]} == 1 )); then
            COMPREPLY[0]=$(printf "%q" "${COMPREPLY[0]}")
        fi
        return 0`
	escapesAll = `        if (( ${#COMPREPLY[@]} > 0 )); then
            IFS=$'\n' read -ra COMPREPLY -d '' < <(printf "%q\n" "${COMPREPLY[@]}")
        fi
        return 0`
)

// writeBashCompletion writes Cobra's script, but for names with blanks.
func writeBashCompletion(root *cobra.Command, w io.Writer) error {
	var script bytes.Buffer
	if err := root.GenBashCompletionV2(&script, true); err != nil {
		return err
	}
	_, err := w.Write(bytes.Replace(script.Bytes(), []byte(escapesOne), []byte(escapesAll), 1))
	return err
}
