package app

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"coffer/vault"
)

// Who has a copy of the vault file needs one share less than the threshold from others, if they
// are a trustee. The vault knows of such copies alone as lie where its post is: whoever has the
// post has them. Who runs another bucket, or was given a backup by hand, it cannot know.

// copyAt is a copy that others reach.
type copyAt struct {
	what string // and in whose place
	post string
	next string // what takes it away from there
}

// gatherCopies looks for posts in whose folder or bucket the vault or its backups lie.
func (c *checkup) gatherCopies(vault, backups string) {
	for _, address := range c.posts {
		post, isDir := strings.CutPrefix(address, "dir:")
		pushed, pushedDir := strings.CutPrefix(c.backups.pushed.Address, "dir:")
		switch {
		case isDir && liesIn(vault, post):
			c.copies = append(c.copies, copyAt{"your vault's file, which lies in the folder of your post", address,
				"move the vault to another folder, which --dir names, and then coffer trustee renew; or coffer post set ADDRESS"})
		case isDir && backups != "" && liesIn(backups, post), isDir && pushedDir && liesIn(pushed, post):
			c.copies = append(c.copies, copyAt{"backups of your vault, which lie in the folder of your post", address, copiesNext})
		case !isDir && !pushedDir && pushed != "" && SafeAddress(pushed) == SafeAddress(address):
			c.copies = append(c.copies, copyAt{"backups of your vault, which lie in the bucket of your post", address, copiesNext})
		}
	}
}

const copiesNext = "coffer backup push to a place that they do not reach, delete those there, and then coffer trustee renew"

// liesIn tells whether a folder is another one, or lies in it, whatever links lead there.
func liesIn(folder, other string) bool {
	inner, err1 := realPath(folder)
	outer, err2 := realPath(other)
	if err1 != nil || err2 != nil {
		return false
	}
	rel, err := filepath.Rel(outer, inner)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

func realPath(path string) (string, error) {
	whole, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(whole)
}

// TrusteeCopies is what [App.Doctor] finds of trustees who have a copy of the vault, or a backup, besides their share: it is
// said where trustees were chosen. That it cannot be seen is a finding, too, since what was chosen stays so. The core tier must be open.
func (a *App) TrusteeCopies(ctx context.Context) []Finding {
	var c checkup
	err := a.view(ctx, func(tx *vault.Tx) (err error) {
		if c.posts, err = readPosts(tx); err == nil {
			c.backups.pushed, err = readPushed(tx)
		}
		return err
	})
	if err == nil {
		err = a.gatherTrusts(ctx, &c)
	}
	if err != nil {
		return []Finding{{"trustee-copy", Notable, "your trustees", "who of them has a copy of the vault cannot be seen: " + Explain(err).What, "coffer doctor looks again"}}
	}
	c.gatherCopies(a.env.Folders.Data, a.env.Folders.Backups)
	return checkCopies(&c)
}

// checkCopies finds trustees who have a copy of the vault besides their share.
func checkCopies(c *checkup) (found []Finding) {
	for _, at := range c.copies {
		for i := range c.trust.clients {
			who := &c.trust.clients[i]
			if who.veto {
				continue
			}
			what := fmt.Sprintf("is your trustee, and has %s, %s: ", at.what, at.post)
			if others := c.trust.info.Threshold - 1; others > 0 {
				what += fmt.Sprintf("with %d more of the shares it opens, without a wait and a veto", others)
			} else {
				what += "with their share alone it opens, without a wait and a veto"
			}
			found = append(found, Finding{"trustee-copy", Serious, who.Name, what, at.next})
		}
	}
	return found
}
