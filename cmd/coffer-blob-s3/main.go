// Coffer-blob-s3 keeps the objects of Coffer's post and backups in a bucket of any
// service that speaks S3. Coffer starts it for addresses that begin with s3: and
// speaks to it in the frames of docs/blob-helpers.md; it imports nothing of
// Coffer's, and what it is handed is ciphertext under random names.
//
// An address is
//
//	s3://bucket/prefix?endpoint=host:port&region=…&path-style=true&insecure=true
//
// where all but the bucket may be left out. Credentials come from AWS_ACCESS_KEY_ID,
// AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, or from the shared files of AWS
// with AWS_PROFILE; they never stand in an address and never in a message.
package main

import (
	"fmt"
	"io"
	"os"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

func run(args []string, in io.Reader, out, errs io.Writer) int {
	if len(args) > 0 {
		fmt.Fprintln(errs, "coffer-blob-s3: coffer starts this program for s3: addresses, without arguments; see coffer post set")
		return 2
	}
	s := &server{out: out, open: open}
	if err := s.serve(in); err != nil {
		fmt.Fprintln(errs, "coffer-blob-s3:", err)
		return 1
	}
	return 0
}
