package cli

import "time"

// tourChapters is what the tour tells: every command, but those that a test
// names with a reason.
func tourChapters() []tourChapter {
	return []tourChapter{
		{"a vault of your own", tourBegin()},
		{"putting secrets in", tourAdd()},
		{"finding and using them", tourUse()},
		{"changing your mind", tourChange()},
		{"order: boxes, templates, files", append(tourBoxes(), tourAttach()...)},
		{"the trash", tourTrash()},
		{"for scripts", tourScripts()},
		{"unlock once", tourSessions()},
		{"a token for a script", tourTokens()},
		{"other people", tourPeople()},
		{"the post", tourPost()},
		{"sharing", tourShare()},
		{"sealed secrets", tourSeals()},
		{"trustees", tourTrustees()},
		{"coming and going", tourMove()},
		{"passwords from breaches", tourBreaches()},
		{"settings and help", tourSettings()},
		{"what happened", tourLog()},
		{"what was on former days", tourBackup()},
		{"taking care of the vault", tourCare()},
		{"a forgotten password", tourRecovery()},
	}
}

// tourFiles are the files that lie in DIR.
func tourFiles() map[string]string {
	return map[string]string{
		"password":  "correct horse battery\n",
		"password2": "another long password\n",
		"answers":   "home\nservers\ndoor\nproduction\n\n2\n",
		"pwned.txt": tourPwned,
		"plan.txt":  "the way out is on the left\n",
		"web.csv":   "name,url,username,password,note\nshop,https://shop.example,ann,herring-5,\n",
		"club.xml": `<?xml version="1.0" encoding="utf-8"?>
<KeePassFile><Root><Group><Name>Club</Name><Entry>
<String><Key>Title</Key><Value>treasurer</Value></String>
<String><Key>UserName</Key><Value>bob</Value></String>
<String><Key>Password</Key><Value ProtectInMemory="True">halibut-3</Value></String>
</Entry></Group></Root></KeePassFile>
`,
	}
}

func tourBegin() []tourStep {
	return []tourStep{
		{say: "Make a vault. The password comes from a file here; you would be asked for it.",
			run: "coffer init --kdf 64MiB,3,4 --name alice", wants: []string{"made a vault"}},
		{say: "A second vault in the same folder is refused: exit codes are stable, hints say what to do.",
			run: "coffer init --kdf 64MiB,3,4", code: 7, wants: []string{"--dir"}},
		{run: "coffer status", wants: []string{"64MiB,3,4"}},
		{say: "What it knows of you is yours to change.",
			run: "coffer vault edit --greeting 'good morning, captain'", like: "^$"},
		{run: "coffer vault show", wants: []string{"alice", "captain"}},
	}
}

func tourAdd() []tourStep {
	return []tourStep{
		{say: "A login with a generated password. The box is made on the way.",
			run:   "coffer add work/mail/acme --template login --set username=ann --set url=https://acme.example --generate",
			wants: []string{"work"}},
		{say: "A secret from standard input, with a tag.",
			run:   "coffer add work/servers/db --template login --set username=root --stdin --tag production",
			stdin: "swordfish-9\n", wants: []string{"work/servers/db"}, not: []string{"swordfish-9"}},
		{say: "A PIN, and a note.", run: "coffer add home/door --template pin --stdin", stdin: "4711\n",
			wants: []string{"home/door"}, not: []string{"4711"}},
		{run: "coffer add home/diary --template note --stdin", stdin: "dear diary\nall is well\n",
			wants: []string{"home/diary"}},
		{say: "A secret never stands in an argument, where every process could read it.",
			run: "coffer add home/bad --template login --set password=oops", code: 2, wants: []string{"--stdin"}},
	}
}

func tourUse() []tourStep {
	return []tourStep{
		{say: "Everything by its path, nothing secret in it.",
			run: "coffer ls", wants: []string{"work/mail/acme", "home/door"}, not: []string{"4711"}},
		{run: "coffer find acme", wants: []string{"work/mail/acme"}},
		{say: "Secret values are searched only when you say so.",
			run: "coffer find --stdin", stdin: "swordfish", code: 5, not: []string{"servers/db"}},
		{run: "coffer find --core --stdin", stdin: "swordfish", wants: []string{"work/servers/db"}},
		{say: "get prints the secret and nothing else, so that it fits into a pipe.",
			run: "coffer get home/door", like: "^4711\n$"},
		{run: "coffer get work/mail/acme username", like: "^ann\n$"},
		{say: "show tells the tier of every field; secrets stay covered unless you say --reveal.",
			run: "coffer show work/servers/db", wants: []string{"core", "companion", "root"}, not: []string{"swordfish-9"}},
		{run: "coffer show work/servers/db --json --reveal", wants: []string{`"swordfish-9"`}},
		{say: "With the companion tier alone you list and search, and reveal nothing.",
			run: "coffer --companion get home/door", code: 3, not: []string{"4711"}},
	}
}

func tourChange() []tourStep {
	return []tourStep{
		{say: "Change a secret; the former one stays in the history.",
			run: "coffer edit work/servers/db --stdin", stdin: "marlin-10\n", wants: []string{"changed work/servers/db: password"}},
		{run: "coffer get work/servers/db", like: "^marlin-10\n$"},
		{run: "coffer history work/servers/db", wants: []string{"1", "password (current)"}},
		{run: "coffer revert work/servers/db 1", wants: []string{"again as in revision 1"}},
		{run: "coffer get work/servers/db", like: "^swordfish-9\n$"},
		{say: "Copy, and move.", run: "coffer cp work/servers/db work/servers/db-test", wants: []string{"copied"}},
		{run: "coffer mv home/diary home/old/diary", wants: []string{"moved"}},
	}
}

func tourBoxes() []tourStep {
	return []tourStep{
		{say: "Every box has keys of its own.",
			run: "coffer box new club --note 'what the treasurer needs'", wants: []string{"made box"}},
		{run: "coffer box rename club society", wants: []string{"named \"society\" now"}},
		{run: "coffer box show society", wants: []string{"the treasurer"}},
		{run: "coffer box ls", wants: []string{"work", "home", "society"}, not: []string{"club"}},
		{say: "A deleted box waits 14 days, and can be taken back until then.",
			run: "coffer --yes box rm home", wants: []string{"coffer box restore"}},
		{run: "coffer get home/door", code: 5, not: []string{"4711"}},
		{run: "coffer box restore home", after: 13 * 24 * time.Hour, wants: []string{"is back"}},
		{run: "coffer get home/door", like: "^4711\n$"},
		{say: "A template of your own says which fields there are, and which of them are secret.",
			run: "coffer template new server --field host --field key:multiline:core", wants: []string{"made template"}},
		{run: "coffer template edit server --field port:number", like: "^$"},
		{run: "coffer template show server", wants: []string{"key", "core", "port"}},
		{run: "coffer template ls", wants: []string{"login", "server", "your own"}},
		{run: "coffer template rm server", wants: []string{"trash"}},
	}
}

func tourAttach() []tourStep {
	return []tourStep{
		{say: "Files go along with an item, each encrypted under a key of its own.",
			run: "coffer attach home/old/diary DIR/plan.txt", wants: []string{"attached plan.txt"}},
		{run: "coffer get home/old/diary plan.txt -o DIR/back.txt", wants: []string{"wrote"}},
		{run: "coffer get home/old/diary plan.txt -o -", like: "^the way out is on the left\n$"},
		{run: "coffer detach home/old/diary plan.txt", wants: []string{"detached plan.txt"}},
		{run: "coffer get home/old/diary plan.txt -o -", code: 5, not: []string{"way out"}},
	}
}

func tourTrash() []tourStep {
	return []tourStep{
		{run: "coffer rm home/old/diary", wants: []string{"trash"}},
		{run: "coffer get home/old/diary", code: 5, not: []string{"all is well"}},
		{run: "coffer trash ls", wants: []string{"diary"}},
		{run: "coffer trash restore home/old/diary", wants: []string{"is back"}},
		{run: "coffer get home/old/diary", wants: []string{"all is well"}},
		{say: "What is emptied is gone for good.", run: "coffer rm work/servers/db-test", wants: []string{"trash"}},
		{run: "coffer --yes trash empty", wants: []string{"deleted for good"}},
		{run: "coffer trash ls", like: "^$"},
		{say: "A word is found in secrets, former revisions, the trash and the log, too, and forgotten at once.",
			run: "coffer forget db-test --dry-run", wants: []string{"what the log says"}},
		{run: "coffer --yes forget db-test", wants: []string{"forgot"}},
	}
}

func tourScripts() []tourStep {
	return []tourStep{
		{say: "A program gets secrets in its environment; what it prints of them is covered.",
			run:   "coffer run --env DB=coffer://work/servers/db -- sh -c 'echo password is $DB'",
			wants: []string{"password is "}, not: []string{"swordfish-9"}},
		{say: "A configuration file with references is filled in.",
			run: "coffer inject", stdin: "user={{ coffer://work/servers/db#username }}\n", like: "^user=root\n$"},
		{say: "Generate without storing.", run: "coffer gen --words 4", like: `(?m)^[a-z]+(-[a-z]+){3,}$`},
		{run: "coffer gen --pin 6", like: `(?m)^[0-9]{6}$`},
		{say: "One-time codes.",
			run:   "coffer add work/vpn --template login --set username=ann --field totp --stdin",
			stdin: "otpauth://totp/acme:ann?secret=JBSWY3DPEHPK3PXP&issuer=acme\n", wants: []string{"work/vpn"}},
		{run: "coffer otp work/vpn", like: `(?m)^[0-9]{6}$`},
	}
}

func tourSessions() []tourStep {
	return []tourStep{
		{say: "Without a session each command wants the password; nobody is asked where there is no terminal.",
			run: "coffer get home/door", bare: true, code: 3, wants: []string{"locked"}, not: []string{"4711"}},
		{say: "Unlock once. The name is shown at the next unlock: was that you?",
			run: "coffer unlock --session-name 'monday at home'", wants: []string{"until 15m without use", "coffer lock"}},
		{run: "coffer get home/door", bare: true, like: "^4711\n$"},
		{run: "coffer status", bare: true, wants: []string{"unlocked; locks at", "monday at home"}},
		{say: "Nobody uses it for a quarter of an hour, and it is locked.",
			run: "coffer get home/door", bare: true, after: 15 * time.Minute, code: 3, not: []string{"4711"}},
		{run: "coffer status", bare: true, wants: []string{"locked: nobody used it"}},
		{run: "coffer unlock --session-name tuesday", wants: []string{`last session: "monday at home"`}},
		{run: "coffer login ls", bare: true, wants: []string{"monday at home", "tuesday"}},
	}
}

func tourTokens() []tourStep {
	return []tourStep{
		{say: "A script reads one box for some hours, and nothing else.",
			run: "coffer token new --box work --expires 8h --reason-required", bare: true, keep: "TOKEN",
			like: "coffer-token-"},
		{run: "coffer --reason 'nightly report' get work/servers/db username", token: "TOKEN", like: "^root\n$"},
		{run: "coffer get work/servers/db", token: "TOKEN", code: 2, wants: []string{"--reason"}},
		{run: "coffer --reason curious get home/door", token: "TOKEN", code: 5, not: []string{"4711"}},
		{run: "coffer --reason tidy rm work/servers/db", token: "TOKEN", code: 11, wants: []string{"a token reads"}},
		{run: "coffer token ls", bare: true, wants: []string{"work", "3 uses"}},
		{run: "coffer token uses", bare: true, wants: []string{"nightly report", "says: work/servers/db"}},
		{run: "coffer token revoke work", bare: true, wants: []string{"ended token"}},
		{run: "coffer --reason late get work/servers/db", token: "TOKEN", code: 3, not: []string{"swordfish"}},
		{say: "Done for today.", run: "coffer lock", bare: true, wants: []string{"locked"}},
		{run: "coffer get home/door", bare: true, code: 3, not: []string{"4711"}},
	}
}

func tourMove() []tourStep {
	return []tourStep{
		{say: "Everything goes out as XML or ZIP, in clear or as an age file.",
			run: "coffer export zip -o DIR/all.zip", wants: []string{"items", "not encrypted"}},
		{run: "coffer export zip -o DIR/all.zip", code: 7, wants: []string{"--force"}},
		{run: "coffer export xml --box home -o DIR/home.xml.age --passphrase-file DIR/password2",
			wants: []string{"items"}, not: []string{"not encrypted"}},
		{say: "And it comes in again, into a folder of its own: an import overwrites nothing.",
			run: "coffer import zip DIR/all.zip", wants: []string{"import/zip"}},
		{run: "coffer import xml DIR/home.xml.age --passphrase-file DIR/password2", wants: []string{"import/xml"}},
		{run: "coffer find door", wants: []string{"home/door", "import/zip", "import/xml"}},
		{say: "So does what browsers and other vaults export.",
			run: "coffer import csv DIR/web.csv --into web", wants: []string{"imported 1 item"}},
		{run: "coffer import keepass-xml DIR/club.xml --into society", wants: []string{"imported 1 item"}},
		{run: "coffer get shop", like: "^herring-5\n$"},
		{run: "coffer get treasurer username", like: "^bob\n$"},
	}
}

func tourSettings() []tourStep {
	return []tourStep{
		{say: "Your settings travel with the vault; those of the machine stay on it.",
			run: "coffer config set trash.retention 60d", like: "^$"},
		{run: "coffer config get trash.retention", like: "^60d\n$"},
		{run: "coffer config unset trash.retention", like: "^$"},
		{run: "coffer config ls", wants: []string{"30d", "clipboard.clear"}, not: []string{"60d"}},
		{say: "Commands, options and paths complete in bash, zsh, fish and PowerShell.",
			run: "coffer completion bash", wants: []string{"complete"}, lines: 2},
		{run: "coffer help paths", wants: []string{"BOX/FOLDER/TITLE"}},
		{run: "coffer version", wants: []string{"coffer"}},
	}
}

func tourCare() []tourStep {
	return []tourStep{
		{say: "Check every byte of the vault, and leave out what was deleted.",
			run: "coffer verify", wants: []string{"all is well"}},
		{run: "coffer compact", wants: []string{"bytes after"}},
		{say: "Guessing the password has a cost, which only ever rises.",
			run: "coffer kdf show", like: "^64MiB,3,4\n$"},
		{run: "coffer kdf raise --kdf 64MiB,4,4", wants: []string{"64MiB,4,4"}},
		{say: "The slot of the password is what opens the vault; the last one stays.",
			run: "coffer slot ls", wants: []string{"64MiB,4,4", "recovery"}, like: `(?m)^(\S+) +password`, keep: "SLOT"},
		{run: "coffer --yes slot drop SLOT", code: 11, wants: []string{"coffer passwd"}},
		{say: "New keys, if somebody may have the old ones: what old copies still open is listed.",
			run: "coffer rekey", wants: []string{"new keys", "home/door"}},
		{say: "The whole vault, too, waits 14 days before it goes.",
			run: "coffer --yes vault rm", wants: []string{"coffer vault restore"}},
		{run: "coffer vault restore", wants: []string{"the vault stays"}},
		{say: "After a reset by trustees the former password brings back what was secret; this one was not reset.",
			run: "coffer vault adopt", code: 5, wants: []string{"not reset"}},
		{say: "What trustees froze its owner can thaw, after a wait; this vault is not frozen.",
			run: "coffer vault thaw", code: 11, wants: []string{"not frozen"}},
		{run: "coffer verify", wants: []string{"all is well"}},
		{say: "A new password replaces the slot; the old one opens nothing in the file from then on.",
			run: "coffer passwd --new-password-file DIR/password2", wants: []string{"changed the master password"}},
		{run: "coffer ls", code: 4, not: []string{"door"}},
	}
}
