package app

import (
	"fmt"
	"strings"

	"coffer/internal/sheet"
	"coffer/vault/secret"
)

// title names the paper.
func (f *kitFacts) title() string {
	return fmt.Sprintf("Emergency kit for %s, from %s", f.For, f.Owner)
}

// sheet is what is printed, for somebody who never saw Coffer.
func (f *kitFacts) sheet(password secret.Text) sheet.Password {
	return sheet.Password{
		Title: f.title(),
		Facts: f.lines(),
		Instructions: []sheet.Section{
			{Heading: "What this is", Text: []string{
				fmt.Sprintf("%s has sealed a secret for you, %s. It is for the day on which %[1]s cannot act. You need this sheet, the folder \"vault\" "+
					"that came with it, and a computer with the program Coffer. If you can, call %[1]s%[3]s first.", f.Owner, f.For, bracketedAddress(f.Email)),
			}},
			{Heading: "What to do", Steps: f.steps()},
			{Heading: "The wait", Text: f.wait()},
			{Heading: "Who withholds the key", Text: f.people()},
			{Heading: "Good to know", Text: f.warnings()},
		},
		Label: "Password of the folder \"vault\"", Note: "Type it on one line, with the hyphens, as the QR code has it.",
		Password: password, Program: "Coffer " + f.Version,
	}
}

func (f *kitFacts) lines() (facts []sheet.Fact) {
	facts = []sheet.Fact{{Name: "For", Is: f.For}, {Name: "From", Is: f.Owner}, {Name: "Made on", Is: f.Made.Format("2006-01-02")},
		{Name: "Seal", Is: f.Seal}, {Name: "Wait", Is: f.Wait}}
	for _, p := range f.Posts {
		facts = append(facts, sheet.Fact{Name: "Post", Is: p})
	}
	return facts
}

// steps end with the line to be typed.
func (f *kitFacts) steps() []string {
	return []string{
		"Install Coffer, the program \"coffer\"; those who withhold the key have it.",
		"Copy the folder \"vault\", and use that copy alone: cp -r vault kit",
		"Close it to others (not on Windows): chmod -R go= kit",
		"Open it with the password below: coffer --dir kit unlock",
		"Messages travel through the post named above. If you cannot reach it, ask those who withhold the key for the address that they use.",
		"Only then, set that address: coffer --dir kit post set ADDRESS",
		"Ask for the secret: coffer --dir kit seal break " + f.Command,
		"Send that, and fetch what came: coffer --dir kit sync",
		"Repeat that each day, and look: coffer --dir kit seal show " + f.Command,
		"After the wait, open it: coffer --dir kit seal open " + f.Command + " secret",
		"See its path: coffer --dir kit ls",
		"See what it says: coffer --dir kit show PATH --reveal",
	}
}

func (f *kitFacts) wait() []string {
	text := fmt.Sprintf("When you ask, %s is told first, and has %s to say no. Who says nothing agrees. ", f.Owner, f.Wait)
	if f.Longest != "" {
		text += fmt.Sprintf("If the news does not reach %s at all, the wait runs once more: %s in the whole. ", f.Owner, f.Longest)
	}
	return []string{text + fmt.Sprintf("If %s says yes, the wait ends at once. After a no you can ask again, until it was said %d times.", f.Owner, kitVetoes)}
}

func (f *kitFacts) people() []string {
	text := []string{"They cannot read the secret. Call them: their Coffer must sync, now and when the wait is over."}
	switch n := len(f.Withhold); {
	case f.Threshold == n && n > 1:
		text[0] = "All of these must give their part of the key. " + text[0]
	case n > 1:
		text[0] = fmt.Sprintf("%d of these %d must give their part of the key. ", f.Threshold, n) + text[0]
	}
	for _, who := range f.Withhold {
		text = append(text, who+", telephone: ______________________")
	}
	return text
}

func (f *kitFacts) warnings() []string {
	text := []string{
		"Whoever has both sheet and folder can ask in your name, and gets the secret after the wait if " + f.Owner + " is silent. " +
			"Keep the two apart, and tell " + f.Owner + " if one is lost: then the seal can be withdrawn.",
		f.Owner + " made this kit with its password, and could have kept both: what is sent from it need not come from you.",
		"Nobody can tell you a lost password. Do not photograph this sheet, and give the password to no website. Coffer may warn that it sees " +
			"the vault for the first time, or that it has not run for long: that is so.",
	}
	for _, p := range f.Posts {
		if !isFolderPost(p) {
			return append(text, "The post wants credentials on the computer; ask those who withhold the key how they reach it.")
		}
	}
	return text
}

// isFolderPost tells whether a post is a folder.
func isFolderPost(post string) bool { return strings.HasPrefix(post, "dir:") }

// readme lies beside the vault, and holds nothing secret.
func (f *kitFacts) readme() []byte {
	return []byte(fmt.Sprintf(`%s

The folder "vault" beside this file is a vault of the program Coffer. It was
made for %[2]s by %[3]s. What is in it cannot be read without the password,
which stands on a printed sheet; the sheet also says what to do.

In short, with Coffer installed and this folder copied to a computer:

    coffer --dir vault unlock
    coffer --dir vault seal break %[4]s
    coffer --dir vault sync
    coffer --dir vault seal show %[4]s
    coffer --dir vault seal open %[4]s secret      (after the wait: %[5]s)

If Coffer says that others can open the folder: chmod -R go= vault

For %[3]s, before this is handed over: print sheet.html or sheet.txt, then
delete both. Hand over the sheet and this folder apart from each other. Run
coffer sync, and look with coffer seal show whether those who withhold the key
have confirmed it: without them nobody can ever open the seal.

Made on %[6]s with Coffer %[7]s.
`, f.title(), f.For, f.Owner, f.Command, f.Wait, f.Made.Format("2006-01-02"), f.Version))
}
