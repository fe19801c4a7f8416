package cli

func tourBackup() []tourStep {
	return []tourStep{
		{say: "The first command of each day makes a backup, ciphertext as it stands; this makes one more, of what has changed.",
			run: "coffer backup now", wants: []string{"are new"}},
		{run: "coffer backup ls", wants: []string{"revision"}},
		{run: "coffer backup show --full", wants: []string{"revision", "work, "}},
		{run: "coffer backup verify", wants: []string{"whole, and what is in it is verified"}},
		{say: "What comes back arrives beside what there is.",
			run: "coffer backup restore latest work/mail/acme --all", wants: []string{"imported 1 item", "import/backup-"}},
		{run: "coffer backup restore latest work/mail/acme", wants: []string{"here unchanged"}},
		{say: "Backups belong off this machine, too: on a stick, in a folder that syncs, in a bucket.",
			run: "coffer backup push dir:DIR/stick", wants: []string{"copied"}},
		{run: "coffer backup pull dir:DIR/stick", wants: []string{"copied 0 backups"}},
		{say: "A new vault of one, for which nothing else is needed.",
			run: "coffer backup restore --from dir:DIR/stick --to DIR/then", bare: true, wants: []string{"opens with the password of that day"}},
		{run: "coffer backup rm latest --yes", wants: []string{"deleted 1 backup"}},
	}
}
