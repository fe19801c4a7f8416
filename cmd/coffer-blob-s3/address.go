package main

import (
	"net/url"
	"slices"
	"strings"
)

const (
	amazon        = "s3.amazonaws.com"
	defaultRegion = "us-east-1"
)

// address is what an s3: address says.
type address struct {
	bucket    string
	prefix    string // empty, or with a slash at its end
	endpoint  string // host or host:port
	region    string // empty: the service is asked
	pathStyle string // "true", "false" or empty: as the service wants it
	insecure  bool   // plain HTTP
}

// parseAddress takes nothing that it does not know, and quotes nothing: somebody
// may have written a secret into it.
func parseAddress(text, envRegion string) (address, error) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "s3" || u.Opaque != "" {
		return address{}, wrong("write s3://bucket/prefix?endpoint=host:port&region=…")
	}
	switch {
	case u.User != nil:
		return address{}, wrong("credentials do not belong into an address; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or write them into ~/.aws/credentials")
	case u.Fragment != "" || u.Port() != "" || u.Hostname() == "":
		return address{}, wrong("write s3://bucket/prefix, and the host as ?endpoint=host:port")
	}
	a := address{bucket: u.Hostname(), region: envRegion}
	if prefix := strings.Trim(u.Path, "/"); prefix != "" {
		if !isPrefix(prefix) {
			return address{}, wrong("the prefix may hold letters, digits, - _ . and / only")
		}
		a.prefix = prefix + "/"
	}
	if err := a.takeOptions(u.RawQuery); err != nil {
		return address{}, err
	}
	if a.endpoint == "" {
		a.endpoint = amazon
	} else if a.region == "" {
		a.region = defaultRegion // most other services do not care
	}
	return a, nil
}

func (a *address) takeOptions(query string) error {
	options, err := url.ParseQuery(query)
	if err != nil {
		return wrong("what follows the ? cannot be read")
	}
	for name, values := range options {
		if len(values) != 1 || values[0] == "" {
			return wrong("each of endpoint, region, path-style and insecure stands once, with a value")
		}
		if !a.takeOption(name, values[0]) {
			return wrong("after the ? there may be endpoint=host:port, region=NAME, path-style=true or false, insecure=true or false")
		}
	}
	if rest, plain := strings.CutPrefix(a.endpoint, "http://"); plain {
		if !a.insecure {
			return wrong("an endpoint without TLS also wants insecure=true")
		}
		a.endpoint = rest
	}
	a.endpoint = strings.TrimSuffix(strings.TrimPrefix(a.endpoint, "https://"), "/")
	if u, err := url.Parse("//" + a.endpoint); options.Has("endpoint") && (err != nil || u.Host != a.endpoint || u.Hostname() == "") {
		return wrong("the endpoint is host or host:port")
	}
	return nil
}

func (a *address) takeOption(name, value string) bool {
	isBool := value == "true" || value == "false"
	switch name {
	case "endpoint":
		a.endpoint = value
	case "region":
		a.region = value
		return isRegion(value)
	case "path-style":
		a.pathStyle = value
		return isBool
	case "insecure":
		a.insecure = value == "true"
		return isBool
	default:
		return false
	}
	return true
}

func isRegion(s string) bool {
	return len(s) <= 64 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == ""
}

func isPrefix(s string) bool {
	parts := strings.Split(s, "/")
	return len(s) <= 512 && !slices.Contains(parts, "") && !slices.Contains(parts, ".") && !slices.Contains(parts, "..") &&
		strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./") == ""
}

func wrong(text string) error { return &failure{word: "address", text: text} }
