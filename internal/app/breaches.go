package app

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"time"

	"coffer/hibp"
	"coffer/hibp/apart"
	"coffer/hibp/offline"
	"coffer/hibp/online"
	"coffer/internal/host"
)

// BreachAnswer is what the data say about one password.
type BreachAnswer struct {
	hibp.Answer
	Err error // why nothing is known; then the answer means nothing
}

// Breaches are breach data that were opened.
type Breaches struct {
	kind hibp.Kind
	look func(ctx context.Context, hashes []hibp.Hash, progress func(done, all int)) ([]BreachAnswer, error)
	io.Closer
}

// ReadyBreaches says what would keep a server from being asked, before a password is typed
// or a folder made for it. Of a file it says nothing.
func (e Env) ReadyBreaches(p BreachPlace) error {
	if !p.Online {
		return nil
	}
	if _, err := rangeServer(p); err != nil {
		return err
	}
	return e.findHIBP()
}

// OpenBreaches opens a file, or makes ready to ask a server; nothing is sent yet. The
// cache may be nil.
func (e Env) OpenBreaches(p BreachPlace, cache online.Cache) (*Breaches, error) {
	switch {
	case p.Online && p.File != "":
		return nil, Fail(Usage, "leave one out", "passwords are looked up online or in a file, not in both")
	case p.File != "":
		d, err := offline.Open(p.File)
		if err != nil {
			return nil, breachFileError(p.File, err)
		}
		if p.NTLM && d.Kind() != hibp.NTLM {
			d.Close()
			return nil, Fail(Usage, "leave --ntlm out", "%s has %v hashes", host.Safe(p.File), d.Kind())
		}
		return &Breaches{kind: d.Kind(), look: lookInFile(d), Closer: d}, nil
	}
	c, err := e.rangeClient(p, online.Options{Cache: cache})
	if err != nil {
		return nil, err
	}
	return &Breaches{kind: c.Kind(), look: lookOnline(c), Closer: c}, nil
}

// PasswordHash is the hash of a password: as secret as it.
type PasswordHash = hibp.Hash

// Hash hashes a password as these data have it.
func (b *Breaches) Hash(password []byte) PasswordHash { return hibp.Of(b.kind, password) }

// LookedUp is told how far a look-up is; nil where nobody looks.
func (e Env) LookedUp() func(done, all int) { return e.progress("looking up") }

// Look looks up many passwords by their hashes, in the order of the hashes. It is told
// how far it is by prefixes, or by hashes in a file.
func (b *Breaches) Look(ctx context.Context, hashes []PasswordHash, progress func(done, all int)) ([]BreachAnswer, error) {
	return b.look(ctx, hashes, progress)
}

func lookOnline(c *online.Client) func(context.Context, []hibp.Hash, func(int, int)) ([]BreachAnswer, error) {
	return func(ctx context.Context, hashes []hibp.Hash, progress func(int, int)) ([]BreachAnswer, error) {
		results, err := c.LookAll(ctx, hashes, progress)
		if err == nil {
			err = context.Cause(ctx)
		}
		if err != nil {
			return nil, err
		}
		answers := make([]BreachAnswer, len(results))
		for i, r := range results {
			answers[i] = BreachAnswer{Answer: r.Answer, Err: breachServerError(r.Err)}
		}
		return answers, nil
	}
}

func lookInFile(d hibp.Source) func(context.Context, []hibp.Hash, func(int, int)) ([]BreachAnswer, error) {
	return func(ctx context.Context, hashes []hibp.Hash, progress func(int, int)) ([]BreachAnswer, error) {
		answers := make([]BreachAnswer, len(hashes))
		for i, h := range hashes {
			if ctx.Err() != nil {
				return nil, context.Cause(ctx)
			}
			a, err := d.Look(ctx, h)
			answers[i] = BreachAnswer{Answer: a, Err: breachFileError("", err)}
			if progress != nil {
				progress(i+1, len(hashes))
			}
		}
		return answers, nil
	}
}

// userAgent is how this program calls itself to a range server: the same for all who
// use it.
const userAgent = "coffer"

// briefly is how long somebody waits who did not come for that.
const briefly = 10 * time.Second

// rangeServer is the server of a place, refused where it would not be asked.
func rangeServer(p BreachPlace) (online.Server, error) {
	s := online.Server{URL: p.URL, Proxy: p.Proxy, UserAgent: userAgent}
	if p.Brief {
		s.Timeout = briefly
	}
	s, err := s.Checked()
	switch {
	case errors.Is(err, online.ErrProxy):
		return s, &Error{Kind: Usage, What: host.Safe(err.Error()), Hint: "see --hibp-proxy and coffer config get hibp.proxy", Err: err}
	case errors.Is(err, online.ErrURL):
		return s, &Error{Kind: Usage, What: host.Safe(err.Error()), Hint: "see --hibp-url, COFFER_HIBP_URL and coffer config get hibp.url", Err: err}
	}
	return s, err
}

// rangeClient is a client of a range server, which a program of its own asks.
func (e Env) rangeClient(p BreachPlace, o online.Options) (*online.Client, error) {
	s, err := rangeServer(p)
	if err != nil {
		return nil, err
	}
	if err := e.findHIBP(); err != nil {
		return nil, err
	}
	way, err := apart.New(s, func() (apart.Process, error) { return e.startHIBP("ask") })
	if err != nil {
		return nil, err
	}
	o.Kind = hibp.SHA1
	if p.NTLM {
		o.Kind = hibp.NTLM
	}
	if p.Brief {
		o.Tries = 1
	}
	o.Way, o.Now, o.Wait, o.Rand = way, e.Clock.Now, e.wait, e.Rand
	return online.New(o)
}

// hibpHelper is the name of the program that has to do with the network.
const hibpHelper = "hibp"

// findHIBP says that this program is missing before anything is read or typed for it.
func (e Env) findHIBP() error {
	err := error(fs.ErrNotExist)
	if e.FindHelper != nil {
		err = e.FindHelper(hibpHelper)
	}
	if err != nil {
		return apart.NotStarted(err)
	}
	return nil
}

func (e Env) startHIBP(args ...string) (*host.Helper, error) {
	if e.StartHelper == nil {
		return nil, fs.ErrNotExist
	}
	return e.StartHelper(hibpHelper, args...)
}

// wait waits as the environment says.
func (e Env) wait(ctx context.Context, d time.Duration) error {
	if e.Sleep == nil {
		return errors.New("there is nobody to wait")
	}
	return e.Sleep(ctx, d)
}
