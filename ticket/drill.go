package ticket

import (
	"fmt"
	"io"

	"coffer/box/hold"
	"coffer/box/matter"
	"coffer/box/post"
	"coffer/vault"
	"coffer/vault/codec"
)

// In a drill every trustee proves that both shares are still there, and genuine: each
// signs the owner's nonce by its own key. A sheet of paper proves nothing.

const drillPurpose = "trust drill"

// drillMessage is what is signed.
func drillMessage(n *Notice, nonce [32]byte) []byte {
	h := n.Hash()
	return append(h[:], nonce[:]...)
}

// Drill asks every trustee who accepted for a proof.
func (k *Keeper) Drill(id vault.ID) (asked int, err error) {
	t, err := readTrust(k.tx(), id)
	if err != nil {
		return 0, err
	}
	defer t.wipe()
	if t.Owning == nil || t.Over != 0 {
		return 0, fmt.Errorf("%w: no trustees of this vault", ErrState)
	}
	if _, err := io.ReadFull(k.tx().Rand(), t.Owning.Nonce[:]); err != nil {
		return 0, err
	}
	body, err := codec.Marshal(wireDrill{Version: bodyVersion, Nonce: t.Owning.Nonce})
	if err != nil {
		return 0, err
	}
	for i := range t.Notice.Deciders {
		d := &t.Notice.Deciders[i]
		if d.OnPaper() || t.Owning.Deciders[i].Answer > Accepted {
			continue
		}
		w, ok := matter.FindWay(t.Ways, hold.Fingerprint(d.Keys.Fingerprint()))
		if !ok {
			return asked, fmt.Errorf("%w: no mailbox of a trustee", ErrState)
		}
		if _, err := post.Send(k.Desk, k.Me, w.In, post.Letter{Kind: KindDrill, Body: body}); err != nil {
			return asked, err
		}
		asked++
	}
	t.Owning.Asked = k.Desk.Now().Unix()
	return asked, t.save(k.tx())
}

// TakeDrill proves that the shares are here: see [post.Handler]. One that was not
// accepted is not proved.
func (k *Keeper) TakeDrill(l post.Received) error {
	w, err := parseDrill(l.Body)
	if err != nil {
		return post.Refuse(err)
	}
	t, err := k.fromOwner(l)
	if err != nil {
		return err
	}
	defer t.wipe()
	if !t.holds() || t.Holding.Answer != Accepted {
		return nil
	}
	p := wireProof{Version: bodyVersion, Nonce: w.Nonce}
	for kind, to := range map[Kind]*[]byte{Recover: &p.Recover, Reset: &p.Reset} {
		s, err := t.share(kind)
		if err != nil {
			return err
		}
		*to, err = s.Sign(drillPurpose, drillMessage(t.Notice, w.Nonce))
		s.Wipe()
		if err != nil {
			return err
		}
	}
	body, err := codec.Marshal(p)
	if err != nil {
		return err
	}
	return k.toOwner(t, KindProof, body)
}

// TakeProof takes in a proof: see [post.Handler].
func (k *Keeper) TakeProof(l post.Received) error {
	w, err := parseProof(l.Body)
	if err != nil {
		return post.Refuse(err)
	}
	t, at, err := k.fromTrustee(l)
	if err != nil {
		return err
	}
	defer t.wipe()
	if w.Nonce != t.Owning.Nonce || t.Owning.Asked == 0 { // of an earlier drill
		return nil
	}
	message := drillMessage(t.Notice, w.Nonce)
	if !t.Notice.Recover.Signed(at+1, drillPurpose, message, w.Recover) || !t.Notice.Reset.Signed(at+1, drillPurpose, message, w.Reset) {
		return post.Refuse(fmt.Errorf("%w: a proof that does not hold", ErrLetter))
	}
	t.Owning.Deciders[at].Confirmed = k.Desk.Now().Unix()
	if err := t.save(k.tx()); err != nil {
		return err
	}
	k.tell(News{Kind: KindProof, Trust: t, By: hold.Fingerprint(l.Sender)})
	return nil
}
