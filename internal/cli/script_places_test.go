package cli

import (
	"bytes"
	"errors"
	"maps"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"coffer/internal/gateway"
	"coffer/internal/required"
)

// A script names its posts $POST, $POST2 and $POST3, and places for backups $BACKUPS and $BACKUPS2, in which other
// things lie than in a post. TestScripts makes folders of
// them, TestScriptsOverS3 prefixes of a bucket: the same text runs over both. What
// whoever runs the post could do to it, a script does with the commands of
// script_post_test.go.

const places = 3

// bucket is that of all scripts.
const bucket = "posts"

// overS3WithRace are the scripts that run over S3 under the race detector as well.
var overS3WithRace = []string{"post_places.txt", "sync_agent.txt", "sync_second.txt"}

type gatewayKey struct{} // of the service, among the values of a script

// caseFamilies are the families of which one script differs from the next by what people do, and not by the place:
// of these run over S3 the stories, and what does something to the objects of a post.
var (
	caseFamilies = []string{"seal", "ticket", "trustee"}
	caseStories  = []string{"seal_story", "ticket_recover", "trustee_story"}
)

// differs tells whether a script is another one over S3 than over folders: it may have commands about the objects of a
// post, as somebody else than its people sees them. Every program of a script would compile a pattern that stands outside.
func differs(path string, text []byte) bool {
	name := strings.TrimSuffix(filepath.Base(path), ".txt")
	family, _, _ := strings.Cut(name, "_")
	return !slices.Contains(caseFamilies, family) || slices.Contains(caseStories, name) ||
		regexp.MustCompile(`(?m)^!?\s*(objects|carry|lose|plant|spread)\b|\[!?s3\]`).Match(text)
}

// TestScriptsOverS3 runs scripts that have a post once more, with a real service and
// the shipped helper program: all that differ by the place, or all by -run TestScriptsOverS3/.
func TestScriptsOverS3(t *testing.T) {
	g := gateway.Start(t)
	g.MakeBucket(t, bucket)
	helper := buildS3Helper(t)
	p := scripts(true)
	files := scriptsWith(t, "$POST", "$BACKUPS")
	for _, path := range slices.Sorted(maps.Keys(files)) {
		if named() || differs(path, files[path]) && (!raceEnabled || slices.Contains(overS3WithRace, filepath.Base(path))) {
			p.Files = append(p.Files, path)
		}
	}
	if len(p.Files) == 0 {
		t.Fatal("no script has a post")
	}
	p.Setup = func(e *testscript.Env) error {
		observeAtTheEnd(t, e)
		e.Values[gatewayKey{}] = g
		e.Setenv("PATH", helper+string(os.PathListSeparator)+e.Getenv("PATH"))
		for _, setting := range gateway.Environ() {
			name, value, _ := strings.Cut(setting, "=")
			e.Setenv(name, value)
		}
		return errors.Join(setupScript(e), setupPlaces(e, func(n int) string {
			return g.Address(bucket, filepath.Base(e.WorkDir)+"/"+strconv.Itoa(n))
		}))
	}
	testscript.Run(t, p)
}

// setupFolders is the setup of a script whose posts are folders.
func setupFolders(t *testing.T) func(*testscript.Env) error {
	return func(e *testscript.Env) error {
		observeAtTheEnd(t, e)
		return errors.Join(setupScript(e), setupPlaces(e, func(n int) string {
			return "dir:" + filepath.Join(e.WorkDir, "posts", strconv.Itoa(n))
		}))
	}
}

func observeAtTheEnd(t *testing.T, e *testscript.Env) {
	e.Defer(func() {
		if err := observeShapes(e.WorkDir); err != nil {
			t.Errorf("%s: %v", filepath.Base(e.WorkDir), err)
		}
	})
}

func setupPlaces(e *testscript.Env, address func(n int) string) error {
	var all []string
	for i, name := range []string{"POST", "POST2", "POST3", "BACKUPS", "BACKUPS2"} {
		a := address(i + 1)
		e.Setenv(name, a)
		dir := placeOf(e.Values[gatewayKey{}], a)
		if i < places {
			all = append(all, dir)
		}
		if strings.HasPrefix(a, "dir:") {
			if err := os.MkdirAll(dir, 0o700); err != nil {
				return err
			}
		}
	}
	e.Setenv("TEST_POSTS", strings.Join(all, string(os.PathListSeparator)))
	e.Setenv("TEST_SEEN", filepath.Join(e.WorkDir, seenFolder))
	return nil
}

// placeOf is the folder in which the objects of a post lie.
func placeOf(service any, address string) string {
	if dir, ok := strings.CutPrefix(address, "dir:"); ok {
		return dir
	}
	u, err := url.Parse(address)
	g, ok := service.(*gateway.Gateway)
	if err != nil || !ok {
		return ""
	}
	return g.Folder(u.Host, strings.Trim(u.Path, "/"))
}

// scriptsWith are the scripts that hold one of some texts, with what they say.
func scriptsWith(t *testing.T, texts ...string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	all, err := filepath.Glob(filepath.Join(scriptDir, "*.txt"))
	for _, path := range all {
		b, rerr := os.ReadFile(path)
		err = errors.Join(err, rerr)
		if slices.ContainsFunc(texts, func(text string) bool { return bytes.Contains(b, []byte(text)) }) {
			files[path] = b
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// buildS3Helper builds the shipped program, and returns its folder.
func buildS3Helper(t *testing.T) string {
	t.Helper()
	compiler, dir := required.Program(t, "go"), t.TempDir()
	cmd := exec.Command(compiler, "build", "-o", filepath.Join(dir, "coffer-blob-s3"), "../../cmd/coffer-blob-s3")
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	return dir
}

// ofFolders are the scripts about posts that are folders, or behind another helper.
var ofFolders = []string{"post_commands.txt", "post_helper.txt"}

// TestScriptsTakeThePost holds that what works over a folder is tried over S3.
func TestScriptsTakeThePost(t *testing.T) {
	s3 := scriptsWith(t, "$POST")
	for _, name := range caseStories {
		if s3[filepath.Join(scriptDir, name+".txt")] == nil {
			t.Errorf("%s is no script with a $POST", name)
		}
	}
	for _, name := range overS3WithRace {
		if s3[filepath.Join(scriptDir, name)] == nil {
			t.Errorf("%s has no $POST", name)
		}
	}
	for path := range scriptsWith(t, "post set ") {
		if s3[path] == nil && !slices.Contains(ofFolders, filepath.Base(path)) {
			t.Errorf("%s makes a post of its own: take $POST, so that it runs over S3, too", path)
		}
	}
}
