package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// bucket is a place in a bucket.
type bucket struct {
	client   *minio.Core
	at       address
	sleep    func(context.Context, time.Duration) error
	honoured bool // the service is known to honour If-None-Match
	unknown  bool // it answers that it does not know it
}

// open finds credentials and a way to the service, which is not asked yet.
func open(text string) (place, error) {
	region := os.Getenv("AWS_REGION")
	if region == "" {
		region = os.Getenv("AWS_DEFAULT_REGION")
	}
	a, err := parseAddress(text, region)
	if err != nil {
		return nil, err
	}
	return openBucket(a, credentials.NewChainCredentials([]credentials.Provider{
		&credentials.EnvAWS{}, &credentials.FileAWSCredentials{},
	}))
}

func openBucket(a address, creds *credentials.Credentials) (*bucket, error) {
	if found, err := creds.GetWithContext(nil); err != nil || found.AccessKeyID == "" || found.SecretAccessKey == "" {
		return nil, &failure{word: "refused", text: "there are no credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or write them into ~/.aws/credentials"}
	}
	lookup := map[string]minio.BucketLookupType{"true": minio.BucketLookupPath, "false": minio.BucketLookupDNS}
	transport, err := newGuard(!a.insecure)
	if err != nil {
		return nil, &failure{word: "other", text: "the certificates of this machine cannot be read"}
	}
	client, err := minio.NewCore(a.endpoint, &minio.Options{
		Creds: creds, Secure: !a.insecure, Region: a.region, BucketLookup: lookup[a.pathStyle],
		Transport: transport, MaxRetries: 1, // retry does that
	})
	if err != nil {
		return nil, wrong("the endpoint cannot be used")
	}
	// Amazon honours the condition since 2024; of others nobody knows.
	return &bucket{client: client, at: a, sleep: sleep, honoured: strings.HasSuffix(a.endpoint, ".amazonaws.com")}, nil
}

func (b *bucket) key(name string) string { return b.at.prefix + name }

// put writes with the condition that there is no such object. Since a service may
// pass over that, it also looks first where it is not known to honour it.
func (b *bucket) put(ctx context.Context, name string, data []byte) error {
	if !b.honoured {
		if err := b.free(ctx, name); err != nil {
			return err
		}
	}
	return b.retry(ctx, func(ctx context.Context, n int) error {
		err := b.putOnce(ctx, name, data, !b.unknown)
		if isNotImplemented(err) && !b.unknown {
			b.unknown = true
			err = b.putOnce(ctx, name, data, false)
		}
		if err != nil && n > 1 && failureOf(err).word == "exists" && b.holds(ctx, name, data) {
			return nil // the try before was carried out, and its answer was lost
		}
		return err
	})
}

func (b *bucket) putOnce(ctx context.Context, name string, data []byte, conditional bool) error {
	o := minio.PutObjectOptions{ContentType: "application/octet-stream", DisableMultipart: true, SendContentMd5: true}
	if conditional {
		o.SetMatchETagExcept("*")
	}
	_, err := b.client.Client.PutObject(ctx, b.at.bucket, b.key(name), bytes.NewReader(data), int64(len(data)), o)
	return err
}

func isNotImplemented(err error) bool {
	return minio.ToErrorResponse(err).StatusCode == http.StatusNotImplemented
}

// free looks whether a name is not taken.
func (b *bucket) free(ctx context.Context, name string) error {
	return b.retry(ctx, func(ctx context.Context, _ int) error {
		_, err := b.client.StatObject(ctx, b.at.bucket, b.key(name), minio.StatObjectOptions{})
		switch {
		case err == nil:
			return &failure{word: "exists"}
		case failureOf(err).word == "not-found":
			return nil
		}
		return err
	})
}

func (b *bucket) holds(ctx context.Context, name string, data []byte) bool {
	there, err := b.getOnce(ctx, name, int64(len(data)))
	return err == nil && bytes.Equal(there, data)
}

func (b *bucket) get(ctx context.Context, name string, most int64) (data []byte, err error) {
	err = b.retry(ctx, func(ctx context.Context, _ int) error {
		data, err = b.getOnce(ctx, name, most)
		return err
	})
	return data, err
}

func (b *bucket) getOnce(ctx context.Context, name string, most int64) ([]byte, error) {
	body, info, _, err := b.client.GetObject(ctx, b.at.bucket, b.key(name), minio.GetObjectOptions{})
	if err != nil {
		return nil, err
	}
	defer body.Close()
	if info.Size > most {
		return nil, &failure{word: "too-large"}
	}
	data, err := io.ReadAll(io.LimitReader(body, most+1))
	switch {
	case err != nil:
		return nil, err
	case int64(len(data)) > most:
		return nil, &failure{word: "too-large"}
	case info.Size >= 0 && int64(len(data)) < info.Size:
		return nil, io.ErrUnexpectedEOF
	}
	return data, nil
}

// list goes from page to page. After a failure it goes on behind the last name; as
// long as it gets on, it does not give up.
func (b *bucket) list(ctx context.Context, prefix string, each func(name string, size int64) error) error {
	under := b.at.prefix
	if prefix != "" {
		under = b.key(prefix) + "/"
	}
	last := ""
	for more := true; more; {
		more = false
		err := b.retry(ctx, func(ctx context.Context, _ int) error {
			from := last
			err := b.walk(ctx, under, &last, each)
			if err != nil && last != from && failureOf(err).again {
				more = true
				return nil
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// walk lists what comes behind the last name, and moves that.
func (b *bucket) walk(ctx context.Context, under string, last *string, each func(name string, size int64) error) error {
	owner := false
	o := minio.ListObjectsOptions{Prefix: under, Recursive: true, StartAfter: *last, FetchOwner: &owner}
	for object := range b.client.ListObjectsIter(ctx, b.at.bucket, o) {
		if object.Err != nil {
			return object.Err
		}
		*last = object.Key
		if err := each(strings.TrimPrefix(object.Key, b.at.prefix), object.Size); err != nil {
			return &failure{word: "other", text: "the list cannot be passed on"}
		}
	}
	return ctx.Err()
}

func (b *bucket) delete(ctx context.Context, name string) error {
	err := b.retry(ctx, func(ctx context.Context, _ int) error {
		return b.client.RemoveObject(ctx, b.at.bucket, b.key(name), minio.RemoveObjectOptions{})
	})
	if err != nil && failureOf(err).word == "not-found" {
		return nil
	}
	return err
}
