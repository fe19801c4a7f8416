// Command coffer-tui is coffer with the screens linked in; coffer tui becomes it.
package main

import (
	"coffer/internal/cli"
	"coffer/tui"
)

func main() { cli.Main(tui.Run) }
