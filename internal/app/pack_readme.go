package app

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"coffer/internal/host"
	"coffer/internal/sheet"
	"coffer/ticket"
)

// packExplained is for somebody who never heard of Coffer, and holds nothing secret. Wait
// is that of the trustees.
func packExplained(s sheet.Share, wait time.Duration, files []packFile, by Program) []byte {
	var b bytes.Buffer
	b.WriteString(packIntro(s))
	b.WriteString(packWhen(s, wait))
	b.WriteString(packOthers(s.Others))
	fmt.Fprintf(&b, "\nThe program\n-----------\n\n%s\n", strings.Join(by.lines(), "\n"))
	fmt.Fprintf(&b, "\nThis is the set of shares number %d, made on %s.\nSHA-256 of the files (sha256sum --check %s looks at them):\n\n",
		s.Generation, s.Made.Format("2 January 2006"), packSums)
	b.Write(checksums(files))
	return b.Bytes()
}

// packIntro says what this is, and what lies in the folder.
func packIntro(s sheet.Share) string {
	return fmt.Sprintf(`A share of the key to the vault of %[1]s, for %[2]s
%[3]s

%[1]s keeps passwords and other secrets in an encrypted vault, with a program
named Coffer. Should its master password be lost, several people together can
open the vault again. You are one of them. What is in this folder says nothing
about what is in the vault.

    %-14[4]s your share, to be printed. It is secret: print it,
    %-14[5]s delete both files, and keep the paper closed and at home.
%[6]s
`, s.Owner, s.For, strings.Repeat("=", 70), packPage, packText, packNames(s))
}

// packWhen says when it is needed, and what to do then.
func packWhen(s sheet.Share, wait time.Duration) string {
	return fmt.Sprintf(`When it is needed
-----------------

When %[1]s has lost the password or can no longer act, and somebody you know
needs the vault. Call back by a number that you have from elsewhere, and speak
with another holder first.

1. Install Coffer %[2]s or later on a computer that you trust.
%[3]s
`, s.Owner, s.Program, packSteps(s, wait))
}

// packOthers are whom to call.
func packOthers(all []sheet.Person) string {
	var b strings.Builder
	b.WriteString("Who else to call\n----------------\n\n")
	for _, p := range all {
		line := "    " + p.Name
		if p.Hint != "" {
			line += " (" + p.Hint + ")"
		}
		fmt.Fprintf(&b, "%s, telephone: ______________________\n", line)
	}
	return b.String()
}

// packAbout is what the file by which others are asked says of itself.
func packAbout(owner string, by Program) string {
	lines := []string{
		"This file names the trustees of the vault of " + host.Safe(owner) + ". Nothing in it is secret, but it tells who trusts whom.",
		"With the program Coffer, coffer ticket open recover --from FILE asks them.",
	}
	return strings.Join(append(lines, by.lines()...), "\n") + "\n"
}

// packNames explains the file by which others are asked.
func packNames(s sheet.Share) string {
	if s.PaperOnly {
		return ""
	}
	return fmt.Sprintf(`    %-14s names the vault and those who have the other shares. It
                   is not secret, but tells who trusts whom: keep it.
`, packAsk)
}

// packSteps are what to do, with trustees to ask or without.
func packSteps(s sheet.Share, wait time.Duration) string {
	if s.PaperOnly {
		return `2. There is nobody else to ask, and no wait: bring as many sheets together as
   stands on them, and a copy of the vault file.
3. Open that copy in a new folder, with "--share ask" once for each sheet:
   coffer ticket redeem --vault FILE --dir FOLDER --share ask --share ask
   With "--kind reset" the shares "reset" set a new password over what is not
   secret alone; "--kind freeze" has the vault that --dir names opened by nobody
   for ` + InDays(ticket.Freeze.Lasts(wait)) + `, and "coffer ticket open --help" lists the other kinds.
`
	}
	return `2. Ask the others:
   coffer ticket open recover --from ` + packAsk + ` --ticket FILE
3. Tell each of them by voice the code that Coffer shows. They approve, a wait
   goes by, and whoever watches over the vault can stop it. Look now and then:
   coffer ticket show --ticket FILE
4. With a copy of the vault file, type the words of your sheet and a new master
   password:
   coffer ticket redeem --ticket FILE --vault COPY --dir FOLDER --share ask
`
}
