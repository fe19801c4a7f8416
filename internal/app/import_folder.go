package app

import (
	"context"
	"os"
	"path/filepath"

	"coffer/internal/host"
)

// FolderCommand is the command that brings in a folder, and the format that it is. The screens
// do not: each file of a store is opened by another program, which asks on the terminal.
func FolderCommand(ctx context.Context, dir string, o ImportOptions) (command, format string, err error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return "", "", err
	}
	defer root.Close()
	if format, err = FolderFormatOf(ctx, root.FS()); err != nil {
		return "", "", err
	}
	if abs, err := filepath.Abs(dir); err == nil { // whoever types it may be elsewhere
		dir = abs
	}
	command = "coffer import " + format + " " + host.ShellWord(host.Safe(dir))
	if o.Into != "" {
		command += " --into " + host.ShellWord(host.Safe(o.Into))
	}
	if o.Boxes {
		command += " --keep-boxes"
	}
	if format == "passage" {
		command += " --identity ~/.passage/identities"
	}
	return command, format, nil
}
