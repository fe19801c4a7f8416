package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"coffer/internal/host"
	"coffer/ticket"
	"coffer/vault"
	"coffer/vault/secret"
)

// TicketKindText says in plain words what a ticket of a kind asks trustees to do.
func TicketKindText(kind string) string {
	days := InDays(OrderLasts(kind, 0))
	return map[string]string{
		"recover": "open the whole vault and give it a new master password",
		"reset":   "give the vault a new master password; what is secret stays closed",
		"freeze":  "freeze the vault, so that nobody opens it for " + days + " after the trustees' wait",
		"thaw":    "end a freeze",
		"delete":  "delete the vault, unless its owner opens it in that wait or " + days + " after it",
		"email":   "change the e-mail address in the owner's data",
	}[kind]
}

// IsOrder tells of a kind of ticket that trustees order something by it, and no vault is opened.
func IsOrder(kind string) bool { return ticket.Kind(kind).IsOrder() }

// VaultFileHere is the vault file of the data folder; empty where there is none.
func VaultFileHere(env Env) string {
	path := filepath.Join(env.Folders.Data, vault.FileName)
	if _, err := os.Lstat(path); err != nil {
		return ""
	}
	return path
}

// VaultHere is what lies in the data folder, as a ticket sees it.
type VaultHere struct {
	Any bool // a vault is there
	Its bool // it is the one that the ticket is about
}

// Here looks which vault is in the data folder.
func (q *Asking) Here() (p VaultHere) {
	path := VaultFileHere(q.env)
	if path == "" {
		return p
	}
	id, _, err := vault.ReadClear(path, recoveryNotice)
	known := err == nil || errors.Is(err, vault.ErrNotFound)
	return VaultHere{Any: true, Its: known && id == q.asking.Notice.Vault}
}

// In has the ticket be carried out in another data folder from now on, as --dir does, and
// tell how far long work is.
func (q *Asking) In(folder string, progress func(what string, done, total int)) {
	q.env.Folders.Data, q.env.Progress = folder, progress
}

// ReadSheetText reads what stands on a sheet out of a file.
func ReadSheetText(ctx context.Context, path string) (secret.Text, error) {
	r, err := host.OpenReading(ctx, path)
	if err != nil {
		return secret.Text{}, err
	}
	defer r.Close()
	data, err := host.ReadAll(ctx, r, MaxSheetText+1)
	if err == nil && len(data) > MaxSheetText {
		vault.Wipe(data)
		err = Fail(Input, "take the sheet that ends in .txt, or a file with its words", "this is no share on paper: it is longer than %d bytes", MaxSheetText)
	}
	if err != nil {
		return secret.Text{}, err
	}
	return secret.Take(data), nil
}
