package web

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"coffer/hibp"
	"coffer/hibp/online"
)

// errTooLong means that a body has no end within the bound.
var errTooLong = fmt.Errorf("its answer is longer than %d bytes", hibp.MaxRangeBytes)

// readBody reads and decompresses a body, bounded on both sides. One that does not say
// where it ends is refused: whoever cuts the connection would shorten it. So is one that
// turns out to be empty without having said so.
func readBody(resp *http.Response) ([]byte, error) {
	if resp.ProtoMajor == 1 && resp.ContentLength < 0 && len(resp.TransferEncoding) == 0 {
		return nil, errors.New("its answer does not say where it ends")
	}
	in := io.Reader(resp.Body)
	switch encoding := strings.ToLower(resp.Header.Get("Content-Encoding")); encoding {
	case "", "identity":
	case "gzip", "x-gzip":
		z, err := gzip.NewReader(io.LimitReader(resp.Body, hibp.MaxRangeBytes+1))
		if err != nil {
			return nil, errors.New("its answer says that it is gzip and is not")
		}
		in = z
	default:
		return nil, errors.New("its answer is compressed in a way that was not asked for")
	}
	var body bytes.Buffer
	n, err := io.Copy(&body, io.LimitReader(in, hibp.MaxRangeBytes+1))
	switch {
	case n > hibp.MaxRangeBytes:
		return nil, errTooLong
	case err != nil:
		return nil, errors.New("its answer breaks off")
	case n == 0 && resp.ContentLength != 0:
		return nil, errors.New("its answer is empty, and does not say so")
	}
	return body.Bytes(), nil
}

// boundedETag is the ETag of an answer, if it is one that can be sent again.
func boundedETag(resp *http.Response) string {
	if etag := resp.Header.Get("ETag"); online.IsETag(etag) {
		return etag
	}
	return ""
}
