package cli

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
)

// topic is a page of help that belongs to no single command.
type topic struct {
	name, short string
	text        func() string
}

func topics() []topic {
	page := func(s string) func() string { return func() string { return s } }
	return []topic{
		{"paths", "how items are named", page(pathsTopic)},
		{"tiers", "what is secret and what surrounds it", page(tiersTopic)},
		{"templates", "the forms that items are made from", templatesTopic},
		{"references", "secrets in configuration files and variables", page(referencesTopic)},
		{"sessions", "unlocking once, locking, and tokens", page(sessionsTopic)},
		{"scripts", "using coffer from scripts", page(scriptsTopic)},
		{"accountability", "who did what, what is kept for how long, and what is gone", page(accountabilityTopic)},
		{"settings", "what each setting does", settingsTopic},
		{"exit-codes", "what each exit code means", page(exitCodesTopic)},
	}
}

// topicCommands are commands that cannot be run: Cobra lists them as topics.
func topicCommands() []*cobra.Command {
	var all []*cobra.Command
	for _, t := range topics() {
		cmd := &cobra.Command{Use: t.name, Short: t.short}
		cmd.SetHelpFunc(func(cmd *cobra.Command, _ []string) {
			fmt.Fprint(cmd.OutOrStdout(), t.text())
		})
		all = append(all, cmd)
	}
	return all
}

const pathsTopic = `An item has a path: BOX/FOLDER/TITLE, with any number of folders or none.

  work/mail/acme      the item acme in the folder mail of the box work
  acme                a single word is looked up as a title, in all boxes
  @1f4c               the item whose ID begins so; at least four characters

An exact path comes first. Titles may repeat: then coffer lists the candidates
with their IDs and ends with exit code 6. Capital and small letters differ. A /
within a name is written %2F, and a % is written %25. Any other byte may be
written %XX, too; lists print control characters so, and what they print can be
given to a command.

A box that is missing is made by coffer add. Folders are there as long as
something lies in them.
`

const tiersTopic = `Every field lies in one of two tiers, encrypted under different keys.

  core       the secret itself: passwords, PINs, seeds, private keys
  companion  what surrounds it: user name, address, dates

Titles, folders and tags are always companion. With --companion a command opens
that tier alone: it lists and searches, and reveals nothing.

coffer show tells the tier of each field. You decide what is secret:

  coffer edit home/card --tier holder=core

A value in the core tier is never taken from an argument, where other programs
could see it. Give it with --stdin, --from-file, --from-fd or --generate, or at
the prompt.
`

// settingsTopic lists the settings with what each does.
func settingsTopic() string {
	var b strings.Builder
	b.WriteString("coffer config set KEY VALUE changes a setting; coffer config ls lists all.\n")
	list := func(head string, keys []string) {
		b.WriteString("\n" + head + "\n\n")
		for _, key := range keys {
			fmt.Fprintf(&b, "  %s\n      %s\n", key, app.SettingText(key))
		}
	}
	list("Those of the person lie in the vault and travel with it:", app.PersonalKeys())
	b.WriteString(`
No setting changes what others rely on: a ticket that was confirmed is kept for
a year, one that nobody confirmed for three days to a month and twice its wait;
of mail that came the numbers are kept, so that nothing is taken twice; a
removed box or vault can be taken back for 14 days.
`)
	list("Those of the machine lie in config.toml:", append(host.SettingKeys(), "hooks.EVENT"))
	return b.String()
}

// templatesTopic lists the built-in templates as they are.
func templatesTopic() string {
	var b strings.Builder
	b.WriteString(`An item is made from a template, a form that says which fields it has. It keeps
its fields when the template changes or goes. In this list the field that is
meant when none is named has a star; fields of the core tier have brackets.

`)
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, t := range app.BuiltinTemplates() {
		var fields []string
		for _, f := range t.Fields {
			name := f.Name
			if f.Tier == app.Core {
				name = "[" + name + "]"
			}
			if f.Name == t.Main {
				name += "*"
			}
			fields = append(fields, name)
		}
		fmt.Fprintf(w, "  %s\t%s\n", t.Name, strings.Join(fields, " "))
	}
	w.Flush()
	b.WriteString(`
coffer template ls also lists your own, and coffer template new makes one.
`)
	return b.String()
}

const referencesTopic = `A reference names a field of an item from outside the vault:

  coffer://PATH#FIELD    coffer://work/servers/db#username
  coffer://PATH          the main secret of the item
  coffer://@1f4c#pin     by ID

It may stand in files and variables that hold no secret themselves. Within a
name any character may be written as % and two hexadecimal digits; blanks and
/ % # { } must be.

coffer run puts values into the environment of a program:

  coffer run --env DB_PASSWORD=coffer://work/servers/db -- ./serve
  coffer run --env-file serve.env -- ./serve

A line of that file is NAME=VALUE or NAME=coffer://PATH#FIELD. Variables that
are there already count, too, if their whole value is a reference.

coffer inject fills in the blanks of a text:

  password = "{{ coffer://work/servers/db }}"

Values are put in as they are, without quoting, and nothing in them is expanded.
`

const sessionsTopic = `coffer unlock asks for the master password once. Later commands of yours need
none, in every terminal, until the session ends. coffer status says whether
there is one, and until when.

  coffer unlock                      for all terminals
  eval "$(coffer unlock --shell)"    for this shell alone (COFFER_SESSION)
  coffer unlock --companion          to list and search, and reveal nothing
  coffer lock                        ends all sessions and tokens of the vault
  coffer lock --all                  those of every vault

Where coffer config set sync.interval 15m says so, an unlocked vault is synced
that often. That is no use of the session, so it still ends in time.

A script gets a token instead: it reads the boxes that it names, and nothing
else, and each use is recorded.

  COFFER_TOKEN=$(coffer token new --box deploy) ./deploy.sh

COFFER_TOKEN comes before a session, so that a shell that exports it reads those
boxes alone. A password that a flag gives comes before both.

What ends                                     sessions     tokens
  the idle time (session.idle), the limit     that one     no
  another unlock for all terminals            the former   no
  the date of a token, coffer token revoke    no           that one
  coffer lock                                 all          all
  suspend, the end of the agent               all          all
  logout                                      those of it  with the last login
  passwd, rekey, kdf raise, slot drop         all others   all

So a token goes on when a session ends by itself, and ends when you lock: lock
before you leave the machine to others.
`

const scriptsTopic = `Nothing is asked without a terminal: what is missing is an error that names the
flag. The master password comes from a file or a descriptor, never from an
argument or a variable:

  coffer --password-file /run/keys/coffer get work/db
  coffer --password-fd 3 get work/db 3< <(pass-from-somewhere)

Without it a command uses the token in COFFER_TOKEN, the session in
COFFER_SESSION, or that of all terminals, in this order; one that is over is not
replaced by the next. A token suits a script best: it reads some boxes for some
hours, and cannot write. See coffer help sessions.

Standard input can be read once: by --stdin, or by --password-fd 0, which leaves
a program of coffer run nothing on it.

coffer run covers secrets in what its program prints: as they are, in base64 and
hex, and as JSON, URLs, HTML and shells quote them. Not covered are base32,
UTF-16, base64 broken into lines, and a secret that is split over standard
output and standard error.

Standard output carries only what was asked for; notes, prompts and progress go
elsewhere, and --quiet turns notes off, but for warnings that passwords failed,
and that the vault file may be older than what this machine saw, or not whole.
get prints the bytes of a secret and one newline, and nothing else.

--json prints documents: times are RFC 3339 in UTC, lists are never null. A
failure is a document, too, on standard error:

  {"error":{"code":5,"message":"…","hint":"…"}}

--yes confirms what a person would be asked. Exit codes never change; see
coffer help exit-codes. For programs that need secrets in their environment or
their configuration see coffer help references.
`

const accountabilityTopic = `Every change, every envelope that was sent or came in, every unlock and every
use of a token is an entry of the log. Whoever lacks the keys can change, leave
out and put in nothing without coffer log verify finding it. Whoever has them,
as you have, could write another log: a head that somebody else keeps tells.

  coffer log ls --item work/db    what was done to it
  coffer log ls --contact bob     what was sent to bob, and came from him
  coffer log head -o a.head       signed, for somebody to keep: with it log
                                  verify --head finds another log
  coffer log witness add bob      bob's client keeps heads, and speaks up
  coffer vault show --former      what you said of yourself before
  coffer history work/db          what an item was before
  coffer backup show --items      what a day had; backup restore brings it back
  coffer report                   what is stored about whom, and where it went
  coffer forget acme              delete all that holds a word, for good

What is kept, how long unless you change it, and by which setting:

  what lies in the trash                       30 days       trash.retention
  what entries of the log say; hashes stay     a year        log.retention
  your former name, e-mail, control question   a year        owner.retention
  former revisions of each item                20            history.keep
  backups, each with all that a day had        a year        backup.retention
  a removed box, a removed vault               14 days
  logins                                       the last ten
  a ticket that was confirmed                  a year

No clock that is wrong once deletes anything: what goes by a date goes when the
date was over at two openings of the vault a day apart, and a retention that you
change counts once it was there at two. Until then it can be taken back:

  coffer trash restore, box restore, vault restore, config unset

What went from the trash, boxes and your former data are off the disk at once,
since the file is written anew; what the log lost is with coffer compact. Copies
that somebody made before hold it all, and so do backups: coffer forget reaches
those of this machine, coffer backup rm deletes one.
`

const exitCodesTopic = `    0  done
    1  another failure
    2  wrong use: the message names the flag
    3  locked: coffer unlock opens it; or the core tier is needed
    4  wrong password or code
    5  not found
    6  ambiguous: the candidates are listed
    7  exists already
    8  busy, or changed meanwhile
    9  damaged or tampered with
   10  findings: something should be mended
   11  refused by a rule or a state
   12  network or post
   13  input not understood
  130  interrupted

coffer run passes the code of its program on. Its own are 125 (something failed
before or around the program), 126 (it cannot be run) and 127 (it is not there).
`
