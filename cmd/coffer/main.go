// Command coffer is the vault in the terminal. The screens are a program of their own,
// coffer-tui, which it becomes when somebody asks for them: what is linked every command
// pays for.
package main

import "coffer/internal/cli"

func main() { cli.Main(nil) }
