package host

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFindFolders(t *testing.T) {
	for _, test := range []struct {
		name, goos string
		env        map[string]string
		want       Folders
	}{
		{"linux defaults", "linux", map[string]string{"HOME": "/home/ann"}, Folders{
			Data:  "/home/ann/.local/share/coffer",
			State: "/home/ann/.local/state/coffer", Config: "/home/ann/.config/coffer", Cache: "/home/ann/.cache/coffer", Backups: "/home/ann/.local/share/coffer-backups",
		}},
		{"all named, no home", "linux", map[string]string{
			"XDG_DATA_HOME": "/d", "XDG_STATE_HOME": "/s", "XDG_CONFIG_HOME": "/c", "XDG_CACHE_HOME": "/k", "XDG_RUNTIME_DIR": "/r", "COFFER_DIR": "/mnt/v",
		}, Folders{Data: "/mnt/v", State: "/s/coffer", Config: "/c/coffer", Cache: "/k/coffer", Backups: "/d/coffer-backups", Runtime: "/r/coffer"}},
		{"relative ones do not count", "linux", map[string]string{"HOME": "/h", "XDG_DATA_HOME": "d", "XDG_RUNTIME_DIR": "."}, Folders{
			Data:  "/h/.local/share/coffer",
			State: "/h/.local/state/coffer", Config: "/h/.config/coffer", Cache: "/h/.cache/coffer", Backups: "/h/.local/share/coffer-backups",
		}},
		{"macOS", "darwin", map[string]string{"HOME": "/Users/ann"}, Folders{
			Data:   "/Users/ann/Library/Application Support/coffer",
			State:  "/Users/ann/Library/Application Support/coffer-state",
			Config: "/Users/ann/.config/coffer",
			Cache:  "/Users/ann/Library/Application Support/coffer-cache", Backups: "/Users/ann/Library/Application Support/coffer-backups",
		}},
		{"Windows", "windows", map[string]string{"LOCALAPPDATA": `C:/L`, "APPDATA": `C:/R`}, Folders{
			Data: "C:/L/coffer", State: "C:/L/coffer-state", Config: "C:/R/coffer", Cache: "C:/L/coffer-cache", Backups: "C:/L/coffer-backups",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := foldersOn(test.goos, func(key string) string { return test.env[key] })
			if diff := cmp.Diff(test.want, got); diff != "" || err != nil {
				t.Errorf("%v\n%s", err, diff)
			}
		})
	}
}

func TestFindFoldersWithoutHome(t *testing.T) {
	for goos, missing := range map[string]string{"linux": "HOME", "darwin": "HOME", "windows": "LOCALAPPDATA"} {
		_, err := foldersOn(goos, func(string) string { return "" })
		if err == nil || !strings.Contains(err.Error(), missing) {
			t.Errorf("%s: %v", goos, err)
		}
	}
}
