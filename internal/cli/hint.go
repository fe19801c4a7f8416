package cli

import (
	"slices"
	"strings"

	"coffer/internal/host"
)

// inVault writes --dir into the commands that a text for a person names, where
// this run was given it: as they stand they would be about another vault. So it is with
// the file of a ticket.
func (c *cli) inVault(text string) string {
	if c.ticketFile != "" {
		text = strings.ReplaceAll(text, anyTicket, ticketFlag(c.ticketFile))
	}
	if c.dir == "" {
		return text
	}
	return c.withDir(text, "--dir "+host.ShellWord(host.Safe(c.dir))+" ")
}

// inVaultFormat is inVault for a format.
func (c *cli) inVaultFormat(format string) string {
	if c.ticketFile != "" {
		format = strings.ReplaceAll(format, anyTicket, strings.ReplaceAll(ticketFlag(c.ticketFile), "%", "%%"))
	}
	if c.dir == "" {
		return format
	}
	return c.withDir(format, "--dir "+strings.ReplaceAll(host.ShellWord(host.Safe(c.dir)), "%", "%%")+" ")
}

// anyTicket stands in texts for the flag that names a ticket file: where this run was
// given one, it is that.
const anyTicket = "--ticket FILE"

func ticketFlag(path string) string { return "--ticket " + host.ShellWord(host.Safe(path)) }

func (c *cli) withDir(text, flag string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(text, "coffer ")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		b.WriteString("coffer ")
		if c.aboutVault(after) && (before == "" || strings.ContainsAny(before[len(before)-1:], " (`")) {
			b.WriteString(flag)
		}
		text = after
	}
}

// aboutVault tells whether a command line, without its first word, is about one
// vault.
func (c *cli) aboutVault(line string) bool {
	end := strings.IndexFunc(line, func(r rune) bool { return r != '-' && (r < 'a' || r > 'z') })
	if end < 0 {
		end = len(line)
	}
	name := line[:end]
	switch name {
	case "agent", "clear-clipboard", "completion", "config", "gen", "tour", "version":
		return false
	}
	if strings.HasPrefix(line, "lock --all") || aboutTicketFile(line) {
		return false
	}
	for _, g := range c.groups() {
		if slices.ContainsFunc(g.makers, func(m maker) bool { return m.name == name }) {
			return true
		}
	}
	return false
}

// aboutTicketFile tells whether a command line is about a ticket of one's own, which lies in
// a file and in no vault; to carry it out takes the folder of one.
func aboutTicketFile(line string) bool {
	verb, isTicket := strings.CutPrefix(line, "ticket ")
	if !isTicket || strings.HasPrefix(verb, "redeem") {
		return false
	}
	_, flags, _ := strings.Cut(verb, " ")
	return strings.HasPrefix(flags, "--ticket ") || strings.HasPrefix(verb, "open ")
}
