package app

import (
	"fmt"
	"path/filepath"
	"strings"
)

// Who has a copy of the vault file needs one share less than the threshold from others, if they
// are a trustee. The vault knows of one such copy alone: where its own folder lies in that of a
// post, whoever has the post has the file. Who runs a bucket, or was given a backup, it cannot
// know.

// gatherCopies looks for posts in whose folder the vault lies.
func (c *checkup) gatherCopies(folder string) {
	for _, address := range c.posts {
		if post, ok := strings.CutPrefix(address, "dir:"); ok && liesIn(folder, post) {
			c.copies = append(c.copies, address)
		}
	}
}

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

// checkCopies finds trustees who have the vault file besides their share.
func checkCopies(c *checkup) (found []Finding) {
	for _, address := range c.copies {
		for i := range c.trust.clients {
			who := &c.trust.clients[i]
			if who.veto {
				continue
			}
			what := fmt.Sprintf("is your trustee, and has your vault's file, which lies in the folder of your post, %s: ", address)
			if others := c.trust.info.Threshold - 1; others > 0 {
				what += fmt.Sprintf("with %d more of the shares it opens, without a wait and a veto", others)
			} else {
				what += "with their share alone it opens, without a wait and a veto"
			}
			found = append(found, Finding{"trustee-copy", Serious, who.Name, what,
				"move the vault to another folder, which --dir names, and then coffer trustee renew; or coffer post set ADDRESS"})
		}
	}
	return found
}
