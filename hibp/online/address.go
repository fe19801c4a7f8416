package online

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"
)

// ErrURL means that an address cannot be one of a range server.
var ErrURL = errors.New("not the address of a range server")

// ErrProxy means that an address cannot be one of a proxy.
var ErrProxy = errors.New("not the address of a proxy")

// parseURL takes https addresses, and http ones of this machine itself.
func parseURL(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.Opaque != "":
		return nil, fmt.Errorf("%w: it looks like https://pwned.example", ErrURL)
	case u.User != nil:
		return nil, fmt.Errorf("%w: it holds a name or a password, which would be sent", ErrURL)
	case u.Scheme == "https", u.Scheme == "http" && isLoopback(u.Hostname()):
		return u, nil
	case u.Scheme == "http":
		return nil, fmt.Errorf("%w: http shows the digits to the network and lets it change the answer; use https", ErrURL)
	}
	return nil, fmt.Errorf("%w: it begins with https://", ErrURL)
}

func isLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// Bounds of one connection.
const (
	dialTimeout   = 15 * time.Second
	headerTimeout = 30 * time.Second
	maxHeader     = 64 << 10
)

func newTransport(o Options, scheme string) (*http.Transport, error) {
	proxy := http.ProxyFromEnvironment
	if o.Proxy == "" && scheme == "http" { // to this machine itself: a proxy elsewhere would read it
		proxy = nil
	}
	if o.Proxy != "" {
		u, err := url.Parse(o.Proxy)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "socks5" && u.Scheme != "socks5h" {
			return nil, fmt.Errorf("%w: it looks like http://proxy.example:3128 or socks5://127.0.0.1:9050", ErrProxy)
		}
		if scheme == "http" && !isLoopback(u.Hostname()) {
			return nil, fmt.Errorf("%w: without https it would read what is asked; only one on this machine may", ErrProxy)
		}
		proxy = http.ProxyURL(u)
	}
	return &http.Transport{
		Proxy:                  proxy,
		DialContext:            (&net.Dialer{Timeout: dialTimeout}).DialContext,
		TLSHandshakeTimeout:    dialTimeout,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		ForceAttemptHTTP2:      true,
		MaxIdleConnsPerHost:    o.Parallel,
		MaxConnsPerHost:        o.Parallel,
		ResponseHeaderTimeout:  headerTimeout,
		MaxResponseHeaderBytes: maxHeader,
		DisableCompression:     true, // asked for and undone in ask.go, which bounds both sides of it
	}, nil
}
