package app

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"coffer/box/contact"
	"coffer/box/post"
	"coffer/internal/host"
	"coffer/ticket"
	"coffer/ticket/file"
	"coffer/vault/secret"
)

// Wish is what somebody asks for.
type Wish struct {
	Kind     string
	Email    string   // the new address, for the kind email
	Personal string   // what trustees are told of the person
	Replaces string   // the whole number of a ticket
	Posts    []string // over which it is to travel; empty: those of the owner
}

// NewTicket opens a ticket with what a pack says, or a copy of the vault file, in a new
// file under a password of its own. The caller closes it.
func NewTicket(ctx context.Context, env Env, path string, password secret.Text, pack RecoverySource, w Wish) (q *Asking, err error) {
	wish, err := w.wish()
	if err != nil {
		return nil, err
	}
	if err := CheckTicket(env, path, pack, w); err != nil {
		return nil, err
	}
	if len(wish.Posts) == 0 {
		wish.Posts = pack.Posts()
	}
	me, err := contact.NewIdentity(env.Rand)
	if err != nil {
		return nil, err
	}
	defer me.Wipe()
	q = &Asking{env: env, path: path}
	q.f, err = file.Create(ctx, env.ticketFile(path), password, me, func(d post.Desk) error {
		a, err := ticket.Open(d, env.Rand, me, pack.Pack, wish)
		if err != nil {
			return err
		}
		q.asking = a
		return q.put(d)
	})
	if err == nil {
		q.me = q.f.Me()
	}
	if errors.Is(err, fs.ErrExist) {
		return nil, errTicketThere(path)
	}
	return q, err
}

// CheckTicket refuses a ticket that cannot be, before anybody is asked for a password.
func CheckTicket(env Env, path string, pack RecoverySource, w Wish) error {
	if err := CheckWish(w); err != nil {
		return err
	}
	if err := env.CheckPosts(w.Posts); err != nil {
		return err
	}
	if pack.PaperOnly() {
		return orKeys(Fail(Refused, "coffer ticket redeem --vault FILE --share SHEET, without a ticket, opens it with enough sheets, --kind KIND does something else with them",
			"every share of this vault is on paper: there is nobody to ask"),
			"go back: p takes what stands on the sheets")
	}
	if _, err := os.Lstat(path); err == nil {
		return errTicketThere(path)
	}
	return nil
}

func errTicketThere(path string) error {
	return orKeys(Fail(Exists, "name another file with --ticket, or coffer ticket show --ticket FILE shows the one there is",
		"%s is there already", host.Safe(path)),
		"name another file, or go back: o opens the one there is")
}

// TicketKinds lists what somebody may ask for, in the order in which it is shown.
func TicketKinds() (all []string) {
	for _, k := range ticket.Kinds() {
		all = append(all, string(k))
	}
	return all
}

// CheckWish refuses what no ticket can ask for.
func CheckWish(w Wish) error {
	_, err := w.wish()
	return err
}

func (w Wish) wish() (ticket.Wish, error) {
	kinds := strings.Join(TicketKinds(), ", ")
	switch {
	case w.Kind == "admin":
		return ticket.Wish{}, Fail(Usage, "ask for one of "+kinds, "a ticket of the kind admin is about who administers a group, and Coffer has no groups yet")
	case !slices.Contains(TicketKinds(), w.Kind):
		return ticket.Wish{}, Fail(Usage, "ask for one of "+kinds, "%q is no kind of ticket", host.Safe(w.Kind))
	}
	if w.Kind == string(ticket.Email) && w.Email == "" {
		return ticket.Wish{}, Fail(Usage, "say --email ADDRESS", "which new address?")
	}
	email, err := contact.CleanEmail(w.Email)
	if err != nil || (ticket.Kind(w.Kind) == ticket.Email) != (email != "") {
		return ticket.Wish{}, Fail(Usage, "--email ADDRESS belongs to the kind email, and to no other", "a new address that does not fit")
	}
	out := ticket.Wish{Kind: ticket.Kind(w.Kind), Email: email, Personal: w.Personal, Posts: w.Posts}
	if len(w.Personal) > ticket.MaxPersonal {
		return out, Fail(Usage, "say it in fewer words", "what trustees are told has at most %d bytes", ticket.MaxPersonal)
	}
	if w.Replaces != "" {
		out.Replaces, err = ticket.ParseHash(w.Replaces)
		if err != nil {
			return out, Fail(Usage, "coffer ticket show --ticket FILE shows the whole number of the old one", "%q is not the number of a ticket", host.Safe(w.Replaces))
		}
	}
	return out, nil
}

// ticketFile is how ticket files are opened on this machine.
func (e Env) ticketFile(path string) file.Options {
	work := e.TicketWork
	if work == 0 {
		work = 18
	}
	epoch := time.Unix(0, 0)
	return file.Options{
		Path: path, Work: work, Wait: e.Wait, Command: e.Command, Gather: true, Now: e.Clock.Now,
		Credited: func() time.Duration { return e.Clock.Now().Sub(epoch) },
	}
}

// OpenTicketFile opens a ticket file. The caller closes it.
func OpenTicketFile(ctx context.Context, env Env, path string, password secret.Text) (*Asking, error) {
	f, err := file.Open(ctx, env.ticketFile(path), password)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, Fail(NotFound, "coffer ticket open makes one", "there is no ticket file %s", host.Safe(path))
	}
	if err != nil {
		return nil, err
	}
	q := &Asking{env: env, path: path, f: f, me: f.Me()}
	err = f.View(func(d post.Desk) error { return q.get(d) })
	if err != nil {
		f.Close()
		return nil, err
	}
	return q, nil
}

// IsTicketFile tells whether a word names the file of a ticket of one's own: by the end
// of its name, or because it begins as such files do.
func IsTicketFile(path string) bool {
	if strings.HasSuffix(path, ".ticket") {
		return true
	}
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	begin := make([]byte, len(file.Mark))
	_, err = io.ReadFull(f, begin)
	return err == nil && string(begin) == file.Mark
}
