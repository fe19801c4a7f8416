package main

import (
	"context"
	"strings"

	"github.com/minio/minio-go/v7"
)

// The answers to a question about the place.
const (
	yes     = "yes"
	no      = "no"
	unknown = "unknown"
)

// check asks three things. What cannot be found out, for lack of rights for
// instance, is unknown; the four calls say by themselves whether they work.
func (b *bucket) check(ctx context.Context, name string) (facts string) {
	var lines strings.Builder
	for _, f := range []struct {
		what string
		ask  func(ctx context.Context, name string) string
	}{
		{"conditional", b.conditional}, {"versioning", b.versioning}, {"lock", b.lock},
	} {
		lines.WriteString(f.what + " " + f.ask(ctx, name) + "\n")
	}
	return lines.String()
}

// conditional writes the same object twice under the condition that there is none.
func (b *bucket) conditional(ctx context.Context, name string) string {
	answer := unknown
	err := b.retry(ctx, func(ctx context.Context, _ int) error {
		if err := b.putOnce(ctx, name, []byte("check"), true); err != nil {
			if isNotImplemented(err) {
				answer = no
				return nil
			}
			if failureOf(err).word != "exists" { // from a try before
				return err
			}
		}
		err := b.putOnce(ctx, name, []byte("check"), true)
		switch {
		case err == nil:
			answer = no
		case failureOf(err).word == "exists":
			answer, err = yes, nil
		}
		return err
	})
	_ = b.delete(ctx, name)
	if err != nil {
		return unknown
	}
	b.honoured = answer == yes
	return answer
}

func (b *bucket) versioning(ctx context.Context, _ string) string {
	answer := unknown
	_ = b.retry(ctx, func(ctx context.Context, _ int) error {
		config, err := b.client.GetBucketVersioning(ctx, b.at.bucket)
		switch {
		case err != nil:
			return err
		case config.Enabled():
			answer = yes
		default:
			answer = no
		}
		return nil
	})
	return answer
}

func (b *bucket) lock(ctx context.Context, _ string) string {
	answer := unknown
	_ = b.retry(ctx, func(ctx context.Context, _ int) error {
		enabled, _, _, _, err := b.client.GetObjectLockConfig(ctx, b.at.bucket)
		switch {
		case minio.ToErrorResponse(err).Code == "ObjectLockConfigurationNotFoundError":
			answer = no
		case err != nil:
			return err
		case enabled == "Enabled":
			answer = yes
		default:
			answer = no
		}
		return nil
	})
	return answer
}
