// Package gateway gives tests a real S3 service: versitygw over a folder, on the
// loopback interface. Its objects are files, so that a test sees all that whoever
// runs such a service sees. No program of ours contains it.
package gateway

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"coffer/internal/required"
)

// The credentials of whoever owns the buckets; no message may show them.
const (
	Access = "TESTACCESSKEY"
	Secret = "test/secret+key"
)

// Gateway is a service that runs as long as the test that started it.
type Gateway struct {
	URL  string // host and port
	root string // holds a folder for each bucket
}

// Start starts a service. At home the test is skipped where versitygw is missing.
func Start(t testing.TB) *Gateway {
	t.Helper()
	path := required.Program(t, "versitygw")
	dir := memoryDir(t)
	g := &Gateway{URL: freePort(t), root: filepath.Join(dir, "root")}
	versions := filepath.Join(dir, "versions")
	for _, d := range []string{g.root, versions} {
		if err := os.Mkdir(d, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(path, "--port", g.URL, "posix", "--versioning-dir", versions, g.root)
	cmd.Env = []string{"HOME=/nonexistent", "ROOT_ACCESS_KEY_ID=" + Access, "ROOT_SECRET_ACCESS_KEY=" + Secret}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	lines := bufio.NewScanner(out)
	for lines.Scan() && !strings.Contains(lines.Text(), "listening on") { // what is left is up to the tries of the client
	}
	go io.Copy(io.Discard, out)
	return g
}

func freePort(t testing.TB) string {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer free.Close()
	return free.Addr().String()
}

// memoryDir is a folder in memory where there is one.
func memoryDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "coffer-test-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// MakeBucket makes a bucket that keeps no versions.
func (g *Gateway) MakeBucket(t testing.TB, name string) {
	t.Helper()
	if err := os.Mkdir(filepath.Join(g.root, name), 0o700); err != nil {
		t.Fatal(err)
	}
}

// Address is that of a prefix in a bucket, as a person writes it.
func (g *Gateway) Address(bucket, prefix string) string {
	return fmt.Sprintf("s3://%s/%s?endpoint=%s&insecure=true&path-style=true", bucket, prefix, g.URL)
}

// Folder is where the objects under a prefix lie. It may be missing while there
// are none.
func (g *Gateway) Folder(bucket, prefix string) string {
	return filepath.Join(g.root, bucket, filepath.FromSlash(prefix))
}

// Environ are the credentials as a person sets them.
func Environ() []string {
	return []string{"AWS_ACCESS_KEY_ID=" + Access, "AWS_SECRET_ACCESS_KEY=" + Secret}
}
