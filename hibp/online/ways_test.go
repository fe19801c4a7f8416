package online_test

import (
	"io"
	"testing"
	"time"

	"coffer/hibp/apart"
	"coffer/hibp/hibptest"
	"coffer/hibp/online"
	"coffer/hibp/web"
)

// waysTo are the ways to a server: what holds of one holds of the other.
var waysTo = map[string]func(s online.Server, now func() time.Time) (online.Way, error){
	"web": func(s online.Server, now func() time.Time) (online.Way, error) { return web.New(s, now) },
	"apart": func(s online.Server, now func() time.Time) (online.Way, error) {
		return apart.New(s, func() (apart.Process, error) {
			return hibptest.Start(func(in io.Reader, out io.Writer) error {
				return apart.Serve(in, out, func(s online.Server) (online.Way, error) { return web.New(s, now) })
			}), nil
		})
	},
}

// overAll runs a test over each way.
func overAll(t *testing.T, test func(t *testing.T, way string)) {
	for way := range waysTo {
		t.Run(way, func(t *testing.T) { test(t, way) })
	}
}
