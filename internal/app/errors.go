package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	"coffer/box"
	"coffer/box/contact"
	"coffer/box/gen"
	"coffer/box/hold"
	"coffer/box/port"
	"coffer/box/port/sealed"
	"coffer/box/post"
	"coffer/box/seal"
	"coffer/box/witness"
	"coffer/hibp/apart"
	"coffer/internal/host"
	"coffer/internal/sys"
	"coffer/ticket"
	"coffer/ticket/file"
	"coffer/ticket/order"
	"coffer/vault"
	"coffer/vault/agent"
	"coffer/vault/backup"
	"coffer/vault/blob"
)

// Kind says what sort of failure an error is. Each has one exit code.
type Kind uint8

// The kinds of failures.
const (
	Other Kind = iota
	Usage
	Locked
	Password
	NotFound
	Ambiguous
	Exists
	Busy
	Damaged
	Findings
	Refused
	Network
	Input
	Interrupted
)

// Error is a failure as a person is told of it.
type Error struct {
	Kind Kind
	What string // what happened; no secret, no control character
	Hint string // what to do next; may be empty
	Keys string // the same for the screens, where it is something else; empty: Hint
	Err  error  // the cause; may be nil
	// Candidates are the items that an ambiguous name may mean.
	Candidates []box.Entry
}

func (e *Error) Error() string {
	switch {
	case e.Hint == "":
		return e.What
	case strings.HasSuffix(e.What, "?"):
		return e.What + " " + e.Hint
	}
	return e.What + "; " + e.Hint
}

func (e *Error) Unwrap() error { return e.Err }

// Told is [Explain] for a screen.
func Told(err error) *Error {
	e := *Explain(err)
	e.Hint = cmp.Or(e.Keys, e.Hint)
	return &e
}

// Fail makes an error of a kind. The hint may be empty.
func Fail(k Kind, hint, format string, args ...any) error {
	return &Error{Kind: k, What: fmt.Sprintf(format, args...), Hint: hint}
}

// orKeys gives an error of [Fail] a hint for the screens, which have keys and lines of a
// form where commands have flags.
func orKeys(err error, keys string) error {
	err.(*Error).Keys = keys
	return err
}

// rule maps one sort of error from below.
type rule struct {
	fits func(error) bool
	kind Kind
	what string // empty: the error's own text
	hint string
}

func is(target error) func(error) bool {
	return func(err error) bool { return errors.Is(err, target) }
}

func as[T error]() func(error) bool {
	return func(err error) bool {
		var t T
		return errors.As(err, &t)
	}
}

// formerMoved tells that nothing but former revisions was changed.
func formerMoved(err error) bool {
	var m *box.MovedError
	return errors.As(err, &m) && !m.Current
}

func newer(err error) bool {
	var f *vault.FormatError
	return errors.As(err, &f) && f.Newer()
}

// isOrder tells that an order of trustees means nothing, whatever is wrong with it.
func isOrder(err error) bool {
	for _, no := range []error{order.ErrForeign, order.ErrGeneration, order.ErrTwice, order.ErrAltered,
		order.ErrTooFew, order.ErrFuture, order.ErrOlder, order.ErrLate} {
		if errors.Is(err, no) {
			return true
		}
	}
	return false
}

// diskFull tells that there is no room, on the disk or for this person or file.
func diskFull(err error) bool {
	for _, no := range []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG} {
		if errors.Is(err, no) || err != nil && cannotGrow(err, no) {
			return true
		}
	}
	return false
}

// cannotGrow knows what bbolt says when it fails to make its file longer: a
// text that does not wrap the cause.
func cannotGrow(err error, cause syscall.Errno) bool {
	text := err.Error()
	return strings.Contains(text, "file resize error: ") && strings.HasSuffix(text, ": "+cause.Error())
}

// rules are tried in order; the first that fits decides.
func rules() []rule {
	return []rule{
		{is(vault.ErrLeftovers), Other, "done, but the old pages are still in the file", "coffer compact takes them out"},
		{is(context.Canceled), Interrupted, "interrupted", ""},
		{is(vault.ErrNoVault), NotFound, "there is no vault here", "coffer init makes one"},
		{is(vault.ErrExists), Exists, "there is a vault here already", "use another folder with --dir"},
		{is(vault.ErrPassword), Password, "wrong password", "run the command again; caps lock and keyboard layout are the usual reasons"},
		{is(vault.ErrRecoveryKey), Password, "wrong recovery key", "it is another vault's, or trustees were given new shares since"},
		{is(ticket.ErrState), Refused, "", "coffer deposit ls and coffer ticket ls show where things stand"},
		{is(ticket.ErrFull), Refused, "", ""},
		{is(ticket.ErrNotice), Input, "", "take a newer pack, which any trustee writes with coffer deposit pack"},
		{is(ticket.ErrTerms), Input, "", "coffer ticket open --help says what a ticket takes"},
		{is(ticket.ErrLetter), Input, "", "say it in plain text"},
		{is(ticket.ErrClosed), Refused, "", "whoever asks can open another ticket"},
		{is(ticket.ErrForged), Damaged, "", "somebody has altered it; take another one"},
		{is(vault.ErrLocked), Locked, "the vault is locked for this", "unlock it with the master password, without --companion"},
		{is(vault.ErrSession), Locked, "the session does not open this vault any more", "coffer unlock begins another one"},
		{is(agent.ErrVersion), Busy, "the agent belongs to another version of coffer", "coffer lock --all ends it"},
		{is(agent.ErrSilent), Busy, "the agent does not answer", "coffer lock --all ends it; if that fails, end the process that holds agent.lock in the runtime folder"},
		{is(agent.ErrMalformed), Busy, "the agent does not understand this program", "coffer lock --all ends it"},
		{is(agent.ErrNoAgent), Locked, "no agent is running", "coffer unlock starts one"},
		{is(agent.ErrRunning), Busy, "an agent is running already", "coffer lock --all ends it"},
		{as[*agent.LostError](), Busy, "", "what it holds is open until that process ends; the first line of agent.lock in the runtime folder names it"},
		{is(agent.ErrNone), Locked, "the session or token is over", "coffer unlock begins another one"},
		{is(agent.ErrFull), Refused, "the agent holds as many sessions and tokens as it can", "coffer lock and coffer token revoke make room"},
		{is(agent.ErrReason), Usage, "this token wants a reason", "say why with --reason TEXT"},
		{is(agent.ErrRecord), Refused, "the use of the token could not be recorded, so nothing was handed out",
			"any change to the vault makes room; the state folder must be writable"},
		{is(agent.ErrBounds), Usage, "that name, reason or time is out of bounds", "a name has at most 64 printable characters, a reason 200"},
		{is(agent.ErrForeign), Refused, "somebody else listens on the agent's socket, or something else lies in its place",
			"remove agent.sock from the runtime folder"},
		{is(agent.ErrPath), Refused, "", "set XDG_RUNTIME_DIR to a shorter path"},
		{is(agent.ErrKey), Usage, "", ""},
		{is(vault.ErrFork), Refused, "this file and the one that this machine saw went separate ways, so nothing is written to it", forkHint},
		{is(vault.ErrOlder), Refused, "this file is not the newest one this machine saw, so nothing is written to it",
			"bring the newer file back, or take this one with coffer verify --accept"},
		{is(vault.ErrLinked), Refused, "vault.db is a link, and a rewrite would not reach what it points to",
			"name the folder of the real file with --dir"},
		{is(vault.ErrLastSlot), Refused, "the last slot that opens everything stays", "coffer passwd replaces it"},
		{is(vault.ErrParams), Input, "key derivation costs out of bounds", "choose from 64MiB,3,4 to 2GiB,16,16"},
		{is(vault.ErrChanged), Busy, "", "run the command again"},
		{is(vault.ErrManyBoxes), Refused, "there are as many boxes as a vault can have",
			"remove one with coffer box rm, or use another vault with --dir"},
		{is(vault.ErrTooLarge), Input, "too large for one record", "attach it as a file"},
		{newer, Damaged, "a newer version of coffer wrote this vault", "update coffer; nothing was changed"},
		{as[*vault.FormatError](), Damaged, "an older version of coffer wrote this vault",
			"export it with that version, then import it here"},
		{as[*vault.DamagedError](), Damaged, "", "coffer verify shows what is affected; a backup may be whole"},
		{as[*sys.BusyError](), Busy, "", ""},
		{formerMoved, Damaged, "", "look at them with coffer history, then confirm the item with coffer verify --accept PATH"},
		{is(box.ErrMoved), Damaged, "title, folder, address, dates or fields of this item were changed without its core key",
			"look at it with coffer show, then confirm it with coffer verify --accept PATH"},
		{is(box.ErrChanged), Busy, "the item was changed meanwhile", "look at it again and repeat the change"},
		{is(box.ErrTrashed), Refused, "the item is in the trash", "coffer trash restore brings it back"},
		{is(box.ErrAmbiguous), Ambiguous, "several items fit", "name one by its path or its @ID"},
		{is(box.ErrExists), Exists, "", "choose another name"},
		{is(box.ErrPath), Usage, "", "a path is BOX/FOLDER/TITLE; write / within a name as %2F"},
		{is(box.ErrBound), Input, "", ""},
		{as[*seal.NotInError](), NotFound, "", "coffer circle show lists who is"},
		{is(box.ErrNotFound), NotFound, "", "coffer ls shows what there is"},
		{is(contact.ErrSeveral), Ambiguous, "", "give more of the @ID"},
		{is(contact.ErrExists), Exists, "", "choose another name"},
		{is(contact.ErrForged), Damaged, "the card was changed after it was signed", "ask for it again, over a way that you trust"},
		{is(contact.ErrOther), Damaged, "", "ask for the card again, over a way that you trust"},
		{is(contact.ErrCard), Input, "", "coffer contact card makes one"},
		{is(contact.ErrPointer), Input, "", ""},
		{is(contact.ErrKeys), Input, "", ""},
		{is(contact.ErrBound), Input, "", ""},
		{is(contact.ErrOlder), Refused, "", ""},
		{is(contact.ErrBlocked), Refused, "this belongs to somebody you blocked", "coffer contact ls shows whom"},
		{is(contact.ErrState), Refused, "", "coffer contact ls shows how things stand"},
		{is(witness.ErrFull), Refused, "", "coffer log witness drop makes room"},
		{is(witness.ErrLetter), Input, "", ""},
		{is(contact.ErrLive), Damaged, "", ""},
		{is(contact.ErrFull), Refused, "there are as many contacts as a vault can have", ""},
		{is(backup.ErrNotFound), NotFound, "", "coffer backup ls shows what there is"},
		{is(backup.ErrForeign), Refused, "", "name the vault whose backups are meant with --vault ID"},
		{is(backup.ErrMany), Refused, "", "coffer backup rm makes room"},
		{is(blob.ErrAddress), Usage, "", ""},
		{is(blob.ErrHelper), Network, "", "coffer post check tries it alone"},
		{is(apart.ErrMissing), Network, "", "install it beside coffer, or into a folder on the PATH"},
		{is(apart.ErrHelper), Network, "", "try again; coffer and coffer-hibp must be of the same version"},
		{is(blob.ErrRefused), Network, "", "check the rights, or the credentials in the environment"},
		{is(blob.ErrUnavailable), Network, "", "try again later"},
		{is(seal.ErrAmbiguous), Ambiguous, "", "name one by its @ID"},
		{is(seal.ErrCycle), Refused, "", "coffer circle show lists what is in a circle"},
		{is(seal.ErrFull), Refused, "", ""},
		{is(seal.ErrBound), Input, "", ""},
		{is(seal.ErrNotHere), Refused, "the newest version of this seal has not arrived in whole", "coffer sync, and then try again"},
		{is(seal.ErrShares), Damaged, "", "coffer seal show says whose shares came; ask these custodians"},
		{is(seal.ErrFile), Damaged, "", "ask the sender to seal it anew"},
		{is(seal.ErrForged), Damaged, "", "ask the sender to seal it anew"},
		{is(seal.ErrOther), Damaged, "", "ask the sender to seal it anew"},
		{is(hold.ErrNotNow), Refused, "the state of this seal does not permit that now",
			"coffer seal show says where it stands and what can be done"}, // of a ticket [ofTicket] says it
		{is(hold.ErrFull), Refused, "more has been said about this seal than can be kept", "withdraw it, and seal anew"},
		{is(hold.ErrPolicy), Input, "", "coffer seal new --help says what the bounds are"},
		{is(vault.ErrFormer), Refused, "an earlier reset has put secrets aside that would be lost", "coffer vault adopt brings them back, or gives them up"},
		{is(order.ErrOrder), Input, "", "ask for the order again"},
		{isOrder, Refused, "", ""},
		{is(post.ErrTooLarge), Input, "", "nothing was changed"},
		{is(post.ErrBagFull), Refused, "", "coffer sync may make room; if it does not, open a new ticket"},
		{is(file.ErrPassword), Password, "", "run the command again; it is the password that was chosen for this ticket"},
		{is(file.ErrDamaged), Damaged, "", "a whole copy may be elsewhere; without one, open a new ticket"},
		{is(file.ErrVersion), Damaged, "", "update coffer; nothing was changed"},
		{is(file.ErrWork), Refused, "", "coffer writes no such file, somebody made or changed it: take your own copy of it, or open a new ticket"},
		{is(file.ErrTooLarge), Input, "", "nothing was changed"},
		{is(post.ErrClosed), Refused, "the mailboxes for this are closed", "coffer contact ls shows how things stand"},
		{as[*FormError](), Input, "", "nothing was changed"},
		{is(gen.ErrRules), Usage, "", ""},
		{is(gen.ErrOTP), Input, "", ""},
		{is(sealed.ErrKey), Password, "", "try again"},
		{is(port.ErrShut), Password, "", ""},
		{is(sealed.ErrPassphrase), Usage, "", "give it with --passphrase-file or --passphrase-fd"},
		{is(sealed.ErrRecipients), Usage, "", identitiesHint},
		{is(sealed.ErrIdentity), Input, "", ""},
		{is(sealed.ErrRecipient), Usage, "", "age-keygen -y shows the recipient of an identity"},
		{is(sealed.ErrMixed), Usage, "", ""},
		{as[*port.TooMuchError](), Refused, "", "export fewer boxes at once with --box"},
		{is(port.ErrInput), Input, "", "nothing was imported"},
		{is(sys.ErrRefused), Refused, "", "move it away while no other coffer runs; a new one is made"},
		{is(vault.ErrNotFile), Refused, "", "move it away; a file of the vault's own belongs there"},
		{is(host.ErrNotFile), Refused, "", ""},
		{is(host.ErrNotPrivate), Refused, "", ""},
		{is(host.ErrNoMemory), Refused, "", ""},
		{is(host.ErrNoClipboard), Other, "", ""},
		{is(host.ErrNoTerminal), Usage, "", ""},
		{is(host.ErrEnded), Other, "nothing was entered", "run the command again"},
		{diskFull, Other, "the disk is full", "make room and run the command again"},
		{is(syscall.EROFS), Refused, "the folder is on a read-only file system", "use a copy in a folder that can be written to"},
		{is(syscall.EISDIR), Input, "", "name a file"},
		{is(fs.ErrPermission), Refused, "", "check the owner and the mode of the folder"},
		{is(fs.ErrExist), Exists, "", ""},
		{is(fs.ErrNotExist), NotFound, "", ""},
	}
}

// IsDamage tells whether an error is about a file that is not what was written.
func IsDamage(err error) bool {
	var d *vault.DamagedError
	return errors.As(err, &d)
}

// Explain returns what to tell a person, whatever the error is. Its texts are
// safe for a terminal, whatever names they quote.
func Explain(err error) *Error {
	e := *explain(err)
	e.What, e.Hint, e.Keys = host.Safe(e.What), host.Safe(e.Hint), host.Safe(e.Keys)
	return &e
}

func explain(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	e = &Error{Kind: Other, What: oneLine(err), Err: err}
	for _, r := range rules() {
		if !r.fits(err) {
			continue
		}
		e.Kind, e.Hint = r.kind, r.hint
		if rest, ok := strings.CutPrefix(r.hint, "run the command again"); ok { // screens go on
			e.Keys = "type it again" + rest
		}
		if r.what != "" {
			e.What = r.what
		}
		break
	}
	if sure := port.Sure(err); sure != nil && e.Kind == Input {
		e.Hint = sure.Hint
	}
	var several *box.AmbiguousError
	if errors.As(err, &several) {
		e.Candidates = several.Candidates
	}
	return e
}

// isNotFound tells whether what was looked for is not there.
func isNotFound(err error) bool { return errors.Is(err, vault.ErrNotFound) }

// oneLine makes an error's text safe and single-lined.
func oneLine(err error) string {
	return host.Safe(strings.ReplaceAll(err.Error(), "\n", "; "))
}
