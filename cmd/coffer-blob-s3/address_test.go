package main

import (
	"strings"
	"testing"
)

func TestAddress(t *testing.T) {
	for text, want := range map[string]address{
		"s3://b":                                 {bucket: "b", endpoint: amazon},
		"s3://b/":                                {bucket: "b", endpoint: amazon},
		"s3://my.bucket-1/a/b/":                  {bucket: "my.bucket-1", prefix: "a/b/", endpoint: amazon},
		"s3://b?region=eu-west-1":                {bucket: "b", endpoint: amazon, region: "eu-west-1"},
		"s3://b?endpoint=s3.example.com":         {bucket: "b", endpoint: "s3.example.com", region: defaultRegion},
		"s3://b/p?endpoint=https://h:9000/":      {bucket: "b", prefix: "p/", endpoint: "h:9000", region: defaultRegion},
		"s3://b?endpoint=[::1]:9&region=x":       {bucket: "b", endpoint: "[::1]:9", region: "x"},
		"s3://b?path-style=true&endpoint=h":      {bucket: "b", endpoint: "h", region: defaultRegion, pathStyle: "true"},
		"s3://b?endpoint=h:1&insecure=true":      {bucket: "b", endpoint: "h:1", region: defaultRegion, insecure: true},
		"s3://b?endpoint=http://h&insecure=true": {bucket: "b", endpoint: "h", region: defaultRegion, insecure: true},
	} {
		if got, err := parseAddress(text, ""); err != nil || got != want {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
	}
	if got, err := parseAddress("s3://b", "eu-1"); err != nil || got.region != "eu-1" {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestAddressRefuses(t *testing.T) {
	const secret = "hunter2"
	for _, text := range []string{
		"", "s3:", "s3://", "s3:b", "s4://b", "s3:///p", "s3://b:80", "s3://user:hunter2@b", "s3://hunter2@b", "s3://b#hunter2",
		"s3://b?hunter2", "s3://b?secret=hunter2", "s3://b?region=a&region=b", "s3://b?region=", "s3://b?region=hunter2%0a",
		"s3://b?endpoint=http://hunter2", "s3://b?endpoint=user:hunter2@h", "s3://b?endpoint=h/hunter2", "s3://b?endpoint=h?hunter2",
		"s3://b?endpoint=ftp://hunter2", "s3://b?insecure=hunter2", "s3://b?path-style=auto", "s3://b/../hunter2", "s3://b/a//hunter2",
		"s3://b/hunter2%00", "s3://b/ä", "s3://b/%zz", "s3://b?%zz", "s3://b?endpoint=;region=hunter2", "s3://b?endpoint=/",
		"s3://b/" + strings.Repeat("x", 600),
	} {
		got, err := parseAddress(text, "")
		if err == nil {
			t.Errorf("%q was taken as %+v", text, got)
			continue
		}
		wantWord(t, err, "address")
		if strings.Contains(err.Error(), secret) {
			t.Errorf("%q is quoted in %v", text, err)
		}
	}
}
