package app

import (
	"context"
	"errors"
	"strings"

	"coffer/box/contact"
	"coffer/vault/blob"
)

// IsPointer tells whether something that a person named is the pointer to a card
// and no file.
func IsPointer(s string) bool { return strings.HasPrefix(strings.TrimSpace(s), "coffer-card:") }

// PlaceCard puts the owner's card into the post, where whoever has its pointer
// finds it.
func (a *App) PlaceCard(ctx context.Context) (card Card, err error) {
	if card, err = a.OwnCard(ctx); err != nil {
		return card, err
	}
	object, err := card.Pointer().Place(card)
	if err != nil {
		return card, err
	}
	stores, closePosts, err := a.openPosts(ctx)
	if err != nil {
		return card, err
	}
	defer func() { err = errors.Join(err, closePosts()) }()
	for _, s := range stores {
		if err := s.Put(ctx, card.Pointer().Object(), object); err != nil && !errors.Is(err, blob.ErrExists) {
			return card, err
		}
	}
	return card, nil
}

// FetchCard reads the card that a pointer names from the post.
func (a *App) FetchCard(ctx context.Context, pointer string) (card Card, err error) {
	p, err := contact.ParsePointer(pointer)
	if err != nil {
		return card, err
	}
	stores, closePosts, err := a.openPosts(ctx)
	if err != nil {
		return card, err
	}
	defer func() { err = errors.Join(err, closePosts()) }()
	failed := Fail(NotFound, "ask them to say coffer contact card --pointer, with the same post as yours",
		"the card that is pointed to does not lie in your post")
	for _, s := range stores {
		object, err := s.Get(ctx, p.Object(), contact.MaxPlaced)
		if err == nil {
			if card, err = p.Find(object); err == nil {
				return card, nil
			}
		}
		if !errors.Is(err, blob.ErrNotFound) {
			failed = err
		}
	}
	return card, failed
}
