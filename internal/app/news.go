package app

import (
	"path/filepath"

	"coffer"
	"coffer/internal/news"
	"coffer/internal/sys"
)

// NewsEntry is one thing that whoever uses Coffer may want to know.
type NewsEntry = news.Entry

// News is the change log of this program, and what of it was not seen on this machine.
type News struct {
	All, New []NewsEntry // in the order of the change log
	First    bool        // nobody has looked yet, or what is remembered is not ours: then all is new
}

// newsName is the file in the state folder that remembers what was seen, of all vaults.
const newsName = "news"

func newsPath(env Env) string { return filepath.Join(env.Folders.State, newsName) }

// ReadNews reads it. It needs no vault.
func ReadNews(env Env) (n News, err error) {
	if n.All, err = news.Parse(coffer.Changelog); err != nil {
		return n, Fail(Other, "", "the change log of this program cannot be read")
	}
	b, err := sys.ReadSmall(newsPath(env), int64(news.MaxSeen))
	seen, perr := news.ParseSeen(b)
	if err != nil || perr != nil {
		n.New, n.First = n.All, true
		return n, nil
	}
	for _, e := range n.All {
		if !seen.Has(e) {
			n.New = append(n.New, e)
		}
	}
	return n, nil
}

// SeeNews remembers that somebody has seen all there is.
func SeeNews(env Env, n News) error {
	return sys.WriteWhole(newsPath(env), news.See(n.All).Bytes(), false)
}

// Unseen is how many things are new to somebody who has looked before; whoever never did is
// told of none.
func (a *App) Unseen() int {
	n, err := ReadNews(a.env)
	if err != nil || n.First {
		return 0
	}
	return len(n.New)
}
