package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/minio/minio-go/v7"
)

// failure is an error as the protocol has it.
type failure struct {
	word  string
	text  string
	again bool // it may go better the next time
}

func (f *failure) Error() string { return f.word + ": " + f.text }

// failureOf sorts an error. What a service says beyond its code is not passed on:
// it may repeat what it was sent.
func failureOf(err error) *failure {
	var known *failure
	if errors.As(err, &known) {
		return known
	}
	var said minio.ErrorResponse
	if errors.As(err, &said) && (said.Code != "" || said.StatusCode != 0) {
		return ofService(said)
	}
	var cert *tls.CertificateVerificationError
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	switch {
	case errors.As(err, &cert), errors.As(err, &unknown), errors.As(err, &host):
		return &failure{word: "refused", text: "the certificate of the service is not one that this machine trusts"}
	case errors.Is(err, context.DeadlineExceeded):
		return &failure{word: "unavailable", text: "the service does not answer in time", again: true}
	}
	return ofNetwork(err)
}

// ofNetwork says what a connection died of, without the address that was asked.
func ofNetwork(err error) *failure {
	var asked *url.Error
	var op *net.OpError
	switch {
	case errors.As(err, &op):
		return &failure{word: "unavailable", text: "the service cannot be reached: " + op.Err.Error(), again: true}
	case errors.As(err, &asked), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return &failure{word: "unavailable", text: "the connection to the service broke off", again: true}
	}
	return &failure{word: "other", text: "the service gave an answer that cannot be understood"}
}

func ofService(said minio.ErrorResponse) *failure {
	code := shownCode(said)
	switch said.Code {
	case minio.NoSuchKey:
		return &failure{word: "not-found"}
	case minio.NoSuchBucket:
		return &failure{word: "address", text: "there is no such bucket; make it, or correct the address"}
	case "PermanentRedirect", minio.AuthorizationHeaderMalformed, minio.InvalidRegion:
		return &failure{word: "address", text: "the bucket lies in another region; add region=… to the address (" + code + ")"}
	case "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken", "XAdminUserNotFound":
		return refused(code)
	case "EntityTooLarge":
		return &failure{word: "too-large", text: "the service takes no object of this size"}
	case "ConditionalRequestConflict", "OperationAborted":
		return &failure{word: "unavailable", text: "another writer is at it (" + code + ")", again: true}
	case "QuotaExceeded", "XMinioStorageFull":
		return &failure{word: "unavailable", text: "the store is full (" + code + ")"}
	}
	switch status := said.StatusCode; {
	case status == http.StatusPreconditionFailed:
		return &failure{word: "exists"}
	case status == http.StatusNotFound && said.Code == "":
		return &failure{word: "not-found"}
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return refused(code)
	case status == http.StatusNotImplemented:
		return &failure{word: "other", text: "the service cannot do this (" + code + ")"}
	case status == http.StatusRequestTimeout, status == http.StatusTooManyRequests, status >= 500:
		return &failure{word: "unavailable", text: "the service is busy or out of order (" + code + ")", again: true}
	}
	return &failure{word: "other", text: "the service says " + code}
}

func refused(code string) *failure {
	return &failure{word: "refused", text: "the service refuses these credentials, or what they may do (" + code + ")"}
}

// shownCode is the code of an error where it looks like one.
func shownCode(said minio.ErrorResponse) string {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	if said.Code == "" || len(said.Code) > 64 || strings.Trim(said.Code, letters) != "" {
		return fmt.Sprint("status ", said.StatusCode)
	}
	return fmt.Sprintf("%s, status %d", said.Code, said.StatusCode)
}
