package main

import (
	"net/http"
	"strings"

	"github.com/minio/minio-go/v7"
)

// guard stands between us and the network. A page for people in place of an answer,
// such as that of a hotel's network, would be taken for a list without objects.
type guard struct{ next http.RoundTripper }

func newGuard(secure bool) (guard, error) {
	next, err := minio.DefaultTransport(secure)
	return guard{next}, err
}

// RoundTrip refuses such pages.
func (g guard) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := g.next.RoundTrip(r)
	if err == nil && answer.StatusCode < 300 && strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") {
		answer.Body.Close()
		return nil, &failure{word: "other", text: "a web page came instead of an answer of the service; look whether this network wants you to sign in, and at the endpoint"}
	}
	return answer, err
}
