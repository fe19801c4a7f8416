package online

import (
	"cmp"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// Server says which range server is asked, and how one request to it is made.
type Server struct {
	URL       string // without /range
	Proxy     string // for the way there; "" is what HTTPS_PROXY and its kin say
	UserAgent string
	Timeout   time.Duration // of one request, with its whole answer
}

// Defaults of [Server].
const (
	DefaultURL     = "https://api.pwnedpasswords.com"
	DefaultTimeout = time.Minute
)

// Bounds of a server.
const (
	maxTimeout = time.Hour
	maxAddress = 2048 // bytes
	maxAgent   = 256  // bytes
)

// ErrURL means that an address cannot be one of a range server.
var ErrURL = errors.New("not the address of a range server")

// ErrProxy means that an address cannot be one of a proxy.
var ErrProxy = errors.New("not the address of a proxy")

// Checked is the server with its defaults. One that would be asked in clear over a
// network, or by a proxy that could read it, is refused.
func (s Server) Checked() (Server, error) {
	s.URL, s.Timeout = cmp.Or(s.URL, DefaultURL), cmp.Or(s.Timeout, DefaultTimeout)
	base, err := s.Base()
	if err != nil {
		return Server{}, err
	}
	if s.Proxy != "" {
		if err := checkProxy(s.Proxy, base.Scheme); err != nil {
			return Server{}, err
		}
	}
	if s.UserAgent == "" || len(s.UserAgent) > maxAgent || strings.ContainsFunc(s.UserAgent, func(r rune) bool { return r < ' ' || r > '~' }) {
		return Server{}, fmt.Errorf("online: a user agent of ASCII is needed, of at most %d bytes", maxAgent)
	}
	if s.Timeout < time.Millisecond || s.Timeout > maxTimeout {
		return Server{}, fmt.Errorf("online: one request takes %v to %v", time.Millisecond, maxTimeout)
	}
	return s, nil
}

// Base is the address, without /range.
func (s Server) Base() (*url.URL, error) {
	u, err := url.Parse(s.URL)
	switch {
	case len(s.URL) > maxAddress:
		return nil, fmt.Errorf("%w: it is longer than %d bytes", ErrURL, maxAddress)
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

// Host is the part of the address that names the server; it stands in errors.
func (s Server) Host() string {
	u, err := url.Parse(s.URL)
	if err != nil {
		return ""
	}
	return u.Host
}

func checkProxy(address, scheme string) error {
	u, err := url.Parse(address)
	if len(address) > maxAddress {
		return fmt.Errorf("%w: it is longer than %d bytes", ErrProxy, maxAddress)
	}
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "socks5" && u.Scheme != "socks5h" {
		return fmt.Errorf("%w: it looks like http://proxy.example:3128 or socks5://127.0.0.1:9050", ErrProxy)
	}
	if scheme == "http" && !isLoopback(u.Hostname()) {
		return fmt.Errorf("%w: without https it would read what is asked; only one on this machine may", ErrProxy)
	}
	return nil
}

func isLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}
