package ticket

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"unicode"

	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/box/post"
	"coffer/vault"
	"coffer/vault/codec"
	"coffer/vault/split"
)

// Notice is what is public about the trustees of a vault: who decides and how, and
// where they are reached. It names nobody: keys and mailboxes alone. A value comes
// from [NewNotice], [ParseNotice] or the vault: it passes [Notice.Check], and its owner
// signed it.
type Notice struct {
	Vault      vault.ID
	Owner      contact.Public
	Generation uint64 // rises with each new set of trustees
	// Recover and Reset are the sets of shares of the two keys; share i+1 of both is
	// that of decider i.
	Recover, Reset split.Set
	Wait           int64 // seconds of credited time at each trustee
	ExtraWait      bool
	Deciders       []Decider
	Watchers       []contact.Public
	Posts          []string // addresses: the owner's post, and a second one
	Made           int64    // Unix seconds, by the owner's clock

	raw []byte
}

// Decider is somebody, or a sheet of paper, with one share of each key.
type Decider struct {
	_    struct{}       `cbor:",toarray"`
	Keys contact.Public // zero for a sheet
	// Desk is the mailbox in which this trustee looks for requests of anybody who has
	// the notice; zero for a sheet.
	Desk post.Mailbox
}

// OnPaper tells whether it is a sheet.
func (d *Decider) OnPaper() bool { return d.Keys.Recipient == "" }

const (
	noticeVersion = 1
	noticePurpose = "recovery notice"
)

// wireNotice is what is signed. Rules for changing it: a new element or meaning is a
// new version; a reader refuses versions that it does not know.
type wireNotice struct {
	_          struct{} `cbor:",toarray"`
	Version    uint8
	Vault      [16]byte
	Owner      contact.Public
	Generation uint64
	Recover    []byte
	Reset      []byte
	Wait       int64
	ExtraWait  bool
	Deciders   []Decider
	Watchers   []contact.Public
	Posts      []string
	Made       int64
}

// wireSigned is a notice as it travels.
type wireSigned struct {
	_         struct{} `cbor:",toarray"`
	Notice    []byte
	Signature []byte
}

// NewNotice signs a notice.
func NewNotice(me contact.Identity, n Notice) (*Notice, error) {
	n.Owner = me.Public()
	if err := n.Check(); err != nil {
		return nil, err
	}
	recoverSet, err := n.Recover.Encode()
	if err != nil {
		return nil, err
	}
	resetSet, err := n.Reset.Encode()
	if err != nil {
		return nil, err
	}
	body, err := codec.Marshal(wireNotice{
		Version: noticeVersion, Vault: n.Vault, Owner: n.Owner, Generation: n.Generation, Recover: recoverSet, Reset: resetSet,
		Wait: n.Wait, ExtraWait: n.ExtraWait, Deciders: n.Deciders, Watchers: n.Watchers, Posts: n.Posts, Made: n.Made,
	})
	if err != nil {
		return nil, err
	}
	if n.raw, err = codec.Marshal(wireSigned{Notice: body, Signature: me.Sign(noticePurpose, body)}); err != nil {
		return nil, err
	}
	if len(n.raw) > maxNotice {
		return nil, fmt.Errorf("%w: more than %d bytes", ErrNotice, maxNotice)
	}
	return &n, nil
}

// ParseNotice reads a notice from outside and checks everything in it. Errors:
// [ErrNotice], [ErrForged], and those of contact and split about keys and sets.
func ParseNotice(data []byte) (*Notice, error) {
	n, body, signature, err := decodeNotice(data)
	if err != nil {
		return nil, err
	}
	if err := n.checkKeys(); err != nil {
		return nil, err
	}
	if !n.Owner.Verify(noticePurpose, body, signature) {
		return nil, ErrForged
	}
	return n, nil
}

// decodeNotice reads one whose keys and signature were looked at before it was kept.
func decodeNotice(data []byte) (n *Notice, body, signature []byte, err error) {
	var s wireSigned
	var w wireNotice
	if len(data) > maxNotice {
		return nil, nil, nil, fmt.Errorf("%w: more than %d bytes", ErrNotice, maxNotice)
	}
	if err := codec.UnmarshalCanonical(data, &s); err != nil {
		return nil, nil, nil, fmt.Errorf("%w: %w", ErrNotice, err)
	}
	if err := codec.UnmarshalCanonical(s.Notice, &w); err != nil {
		return nil, nil, nil, fmt.Errorf("%w: %w", ErrNotice, err)
	}
	if w.Version != noticeVersion {
		return nil, nil, nil, fmt.Errorf("%w: version %d", ErrNotice, w.Version)
	}
	n = &Notice{
		Vault: w.Vault, Owner: w.Owner, Generation: w.Generation, Wait: w.Wait, ExtraWait: w.ExtraWait,
		Deciders: w.Deciders, Watchers: w.Watchers, Posts: w.Posts, Made: w.Made, raw: bytes.Clone(data),
	}
	if n.Recover, err = split.ParseSet(w.Recover); err != nil {
		return nil, nil, nil, err
	}
	if n.Reset, err = split.ParseSet(w.Reset); err != nil {
		return nil, nil, nil, err
	}
	return n, s.Notice, s.Signature, n.Check()
}

// Bytes is the notice as it travels. It is not to be changed.
func (n *Notice) Bytes() []byte { return n.raw }

// Hash names the notice.
func (n *Notice) Hash() hold.Hash {
	return sha256.Sum256(append([]byte("coffer/1 "+noticePurpose+"\x00"), n.raw...))
}

// ID names the trust for people, and is the scope of its channels.
func (n *Notice) ID() vault.ID {
	h := n.Hash()
	return vault.ID(h[:16])
}

// Check reports what does not fit together. It does not look into keys.
func (n *Notice) Check() error {
	fault := ""
	papers := n.papers()
	switch {
	case n.Vault.IsZero():
		fault = "no vault"
	case n.Generation < 1 || n.Generation > maxGeneration:
		fault = "a generation out of bounds"
	case n.Wait < hold.MinGrace || n.Wait > hold.MaxGrace:
		fault = "a wait of less than a day or more than 366 days"
	case len(n.Deciders) < 1 || len(n.Deciders) > MaxDeciders || len(n.Watchers) > MaxWatchers:
		fault = "too few or too many people"
	case n.Made <= 0 || n.Made > maxSeconds:
		fault = "a time out of bounds"
	case !n.distinct():
		fault = "somebody, or a mailbox, in two places"
	case papers < len(n.Deciders) && papers >= int(min(n.Recover.Threshold, n.Reset.Threshold)):
		fault = "as many shares on paper as open the vault"
	}
	if fault == "" {
		fault = n.checkSets()
	}
	if fault != "" {
		return fmt.Errorf("%w: %s", ErrNotice, fault)
	}
	return checkPosts(n.Posts)
}

// checkPosts looks at the addresses of posts. Whether they can be reached here is not
// asked.
func checkPosts(all []string) error {
	if len(all) > maxPosts {
		return fmt.Errorf("%w: too many posts", ErrNotice)
	}
	for _, p := range all {
		if !isAddress(p) {
			return fmt.Errorf("%w: the address of a post", ErrNotice)
		}
	}
	return nil
}

func (n *Notice) checkSets() string {
	for kind, s := range map[string]*split.Set{"recover": &n.Recover, "reset": &n.Reset} {
		about := split.Subject{Kind: kind, Owner: n.Owner.Fingerprint(), Of: n.Vault, Generation: n.Generation}
		if s.Subject != about || len(s.Members) != len(n.Deciders) {
			return "a set of shares of something else"
		}
	}
	return ""
}

// papers counts the shares on paper.
func (n *Notice) papers() (count int) {
	for i := range n.Deciders {
		if n.Deciders[i].OnPaper() {
			count++
		}
	}
	return count
}

// distinct makes sure that nobody stands twice, that the owner is nothing else, and
// that sheets have no mailbox and everybody else has one.
func (n *Notice) distinct() bool {
	owner := n.Owner.Fingerprint()
	seen, desks := map[contact.Fingerprint]bool{owner: true}, map[post.Mailbox]bool{}
	for i := range n.Deciders {
		d := &n.Deciders[i]
		if d.OnPaper() {
			if len(d.Keys.Signing) > 0 || !d.Desk.IsZero() {
				return false
			}
			continue
		}
		f := d.Keys.Fingerprint()
		if seen[f] || d.Desk.IsZero() || desks[d.Desk] {
			return false
		}
		seen[f], desks[d.Desk] = true, true
	}
	watching := map[contact.Fingerprint]bool{owner: true}
	for _, w := range n.Watchers {
		f := w.Fingerprint()
		if watching[f] {
			return false
		}
		watching[f] = true
	}
	return true
}

func (n *Notice) checkKeys() error {
	all := append([]contact.Public{n.Owner}, n.Watchers...)
	for _, d := range n.Deciders {
		if !d.OnPaper() {
			all = append(all, d.Keys)
		}
	}
	for _, p := range all {
		if err := p.Check(); err != nil {
			return err
		}
	}
	return nil
}

// Index returns which decider somebody is, from 0; -1: none.
func (n *Notice) Index(who hold.Fingerprint) int {
	for i := range n.Deciders {
		if !n.Deciders[i].OnPaper() && hold.Fingerprint(n.Deciders[i].Keys.Fingerprint()) == who {
			return i
		}
	}
	return -1
}

// Watches tells whether somebody may veto besides the owner.
func (n *Notice) Watches(who hold.Fingerprint) bool {
	for _, w := range n.Watchers {
		if hold.Fingerprint(w.Fingerprint()) == who {
			return true
		}
	}
	return false
}

// isAddress keeps the address plain, since it is shown.
func isAddress(s string) bool {
	for _, r := range s {
		if !unicode.IsPrint(r) {
			return false
		}
	}
	return 0 < len(s) && len(s) <= maxAddress
}
