package app

import (
	"context"
	"errors"
	"slices"

	"coffer/box"
	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/box/seal"
	"coffer/internal/host"
)

// path is where the sealed item is; nothing when it is gone, or in the trash.
func (d *sealDesk) path(m *seal.Matter) string {
	if m.Sending == nil {
		return ""
	}
	it, err := box.Get(d.tx, m.Sending.Box, m.Sending.Item)
	wipeItem(&it)
	if err != nil && !errors.Is(err, box.ErrMoved) || !it.Trashed.IsZero() {
		return ""
	}
	b, err := boxByID(d.tx, m.Sending.Box)
	if err != nil {
		return ""
	}
	return box.Path{Box: b.Name, Folder: it.Folder, Title: it.Title}.String()
}

// decideSeal finds a seal and does something with it.
func (a *App) decideSeal(ctx context.Context, action, ref string, roles hold.Role, do func(d *sealDesk, m *seal.Matter) error) (info SealInfo, err error) {
	err = a.changeSeals(ctx, action, ref, func(d *sealDesk) error {
		m, err := d.find(ref, roles)
		if err != nil {
			return err
		}
		if err := do(d, m); err != nil {
			return err
		}
		info, err = d.info(m)
		return err
	})
	return info, err
}

// AllowSeal ends the wait of a pending request; without one, it lifts the seal for
// whoever asks later. The request need not be named where there is one alone.
func (a *App) AllowSeal(ctx context.Context, ref, request string) (info SealInfo, lifted bool, err error) {
	info, err = a.decideSeal(ctx, "seal.allow", ref, hold.Owner, func(d *sealDesk, m *seal.Matter) error {
		st, err := d.k.State(m)
		if err != nil {
			return err
		}
		pending := deeds(st, hold.MayAllow)
		if len(pending) == 0 && request == "" {
			lifted = true
			return d.k.Lift(m.ID)
		}
		which, err := chooseRequest(pending, request)
		if err != nil {
			return err
		}
		return d.k.Allow(m.ID, which)
	})
	return info, lifted, err
}

// VetoSeal stops a pending request.
func (a *App) VetoSeal(ctx context.Context, ref, request, reason string) (SealInfo, error) {
	if err := checkReason(reason); err != nil {
		return SealInfo{}, err
	}
	return a.decideSeal(ctx, "seal.veto", ref, hold.Owner, func(d *sealDesk, m *seal.Matter) error {
		st, err := d.k.State(m)
		if err != nil {
			return err
		}
		which, err := chooseRequest(deeds(st, hold.MayVeto), request)
		if err != nil {
			return err
		}
		return d.k.Veto(m.ID, which, reason)
	})
}

func checkReason(reason string) error {
	if len(reason) > hold.MaxReason {
		return Fail(Input, "nothing was stopped; say it in fewer words", "a reason has at most %d bytes", hold.MaxReason)
	}
	return nil
}

// WithdrawSeal ends a seal for ever.
func (a *App) WithdrawSeal(ctx context.Context, ref string) (SealInfo, error) {
	return a.decideSeal(ctx, "seal.withdraw", ref, hold.Owner, func(d *sealDesk, m *seal.Matter) error {
		return d.k.Withdraw(m.ID)
	})
}

// ReopenSeal lets a seal be asked for again that too many vetoes closed.
func (a *App) ReopenSeal(ctx context.Context, ref string) (SealInfo, error) {
	return a.decideSeal(ctx, "seal.reopen", ref, hold.Owner, func(d *sealDesk, m *seal.Matter) error {
		return d.k.Reopen(m.ID)
	})
}

// BreakSeal asks the custodians of a seal for their shares. Again sends the request
// that is under way once more, in the same words.
func (a *App) BreakSeal(ctx context.Context, ref string, again bool) (SealInfo, error) {
	return a.decideSeal(ctx, "seal.break", ref, hold.Requester, func(d *sealDesk, m *seal.Matter) error {
		ask := d.k.Break
		if again {
			ask = d.k.AskAgain
		}
		_, err := ask(m.ID)
		return err
	})
}

// deeds lists the requests for which something may be done.
func deeds(st hold.State, deed hold.Deed) (requests []hold.Hash) {
	for _, a := range st.May {
		if a.Deed == deed {
			requests = append(requests, a.Request)
		}
	}
	return requests
}

// chooseRequest finds the request that is meant: the only one, or the one whose ID
// begins like that.
func chooseRequest(pending []hold.Hash, ref string) (hold.Hash, error) {
	fits := pending
	if ref != "" {
		fits = slices.DeleteFunc(slices.Clone(pending), func(h hold.Hash) bool {
			return !contact.Means(ref, requestID(h))
		})
	}
	switch {
	case len(fits) == 1:
		return fits[0], nil
	case len(pending) == 0:
		return hold.Hash{}, Fail(Refused, "coffer seal show says where it stands", "there is no pending request")
	case len(fits) == 0:
		return hold.Hash{}, Fail(NotFound, "coffer seal show lists them", "request %q not found", host.Safe(ref))
	}
	return hold.Hash{}, Fail(Ambiguous, "name one with --request", "there are several pending requests")
}
