package host

import (
	"path/filepath"
	"strings"
)

// editorFlags returns the arguments that keep an editor from writing anything
// but the file itself: no swap, backup, undo or history file, nothing obeyed
// that stands in the text. Editors that are not known here run as they are;
// what they leave beside the file is removed, what they put elsewhere stays.
func editorFlags(program string) []string {
	switch editorKind(program) {
	case "vim":
		return vimFlags("viminfo=")
	case "gvim":
		return append(vimFlags("viminfo="), "-f")
	case "nvim":
		return vimFlags("shada=")
	case "nano":
		return []string{"--ignorercfiles"} // they turn on backups and histories
	case "emacs":
		return []string{"--eval", "(progn (setq make-backup-files nil auto-save-default nil auto-save-list-file-prefix nil" +
			" create-lockfiles nil enable-local-variables nil) (when (bound-and-true-p savehist-mode) (savehist-mode -1)))"}
	}
	return nil
}

// vimFlags sets the options before the person's own settings are read and once
// more after them.
func vimFlags(history string) []string {
	set := "set nobackup nowritebackup noundofile noswapfile nomodeline " + history
	return []string{"-n", "-i", "NONE", "--cmd", set, "-c", set}
}

// editorKind names the editor behind a program, whose name may be that of a
// build (vim.basic, emacs-29.4) or vi, a link to any of several.
func editorKind(program string) string {
	name := programName(program)
	if name == "vi" || name == "editor" {
		if target, err := filepath.EvalSymlinks(program); err == nil {
			name = programName(target)
		}
	}
	for _, kind := range []string{"vim", "nvim", "gvim", "nano", "emacs"} {
		rest, found := strings.CutPrefix(name, kind)
		if found && (rest == "" || strings.ContainsAny(rest[:1], ".-")) {
			return kind
		}
	}
	return ""
}

func programName(path string) string {
	return strings.TrimSuffix(strings.ToLower(filepath.Base(path)), ".exe")
}
