package web

import (
	"crypto/tls"
	"net"
	"net/http"
	"net/url"
	"time"

	"coffer/hibp/online"
)

// Bounds of one connection.
const (
	dialTimeout   = 15 * time.Second
	headerTimeout = 30 * time.Second
	maxHeader     = 64 << 10
)

// newTransport goes by the proxy of a server that was checked.
func newTransport(s online.Server, scheme string) (*http.Transport, error) {
	proxy := http.ProxyFromEnvironment
	if scheme == "http" { // to this machine itself: a proxy elsewhere would read it
		proxy = nil
	}
	if s.Proxy != "" {
		u, err := url.Parse(s.Proxy)
		if err != nil {
			return nil, online.ErrProxy
		}
		proxy = http.ProxyURL(u)
	}
	return &http.Transport{
		Proxy:                  proxy,
		DialContext:            (&net.Dialer{Timeout: dialTimeout}).DialContext,
		TLSHandshakeTimeout:    dialTimeout,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		ForceAttemptHTTP2:      true,
		MaxIdleConnsPerHost:    online.MaxParallel,
		MaxConnsPerHost:        online.MaxParallel,
		ResponseHeaderTimeout:  headerTimeout,
		MaxResponseHeaderBytes: maxHeader,
		DisableCompression:     true, // asked for and undone in body.go, which bounds both sides of it
	}, nil
}
