package host

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strconv"

	"coffer/internal/sys"
)

// Folders names the places that belong to Coffer on this machine. Nothing is
// created by naming them: see [MakePrivate].
type Folders struct {
	Data    string // the vault; COFFER_DIR replaces it, and may be relative
	State   string // what this machine remembers
	Config  string // holds config.toml
	Cache   string // what can be fetched again
	Backups string // what vaults were on former days, outside the vault's folder
	Runtime string // the session; in memory and gone at logout where the system can; "" where there is none
}

// FindFolders answers from the variables of the XDG base directory
// specification, version 0.8, with its defaults on Linux and what is customary
// on macOS and Windows. As the specification says, a relative value counts as
// none. The error names the variable that is missing.
//
// Without XDG_RUNTIME_DIR sessions on Linux go to the folder of this user's
// logins, /run/user/UID, where that is there and private, else to one in
// /dev/shm, where that lies in memory; else there are none.
func FindFolders(getenv func(string) string) (Folders, error) {
	f, err := foldersOn(runtime.GOOS, getenv)
	if f.Runtime == "" && runtime.GOOS == "linux" {
		f.Runtime = memoryRuntime()
	}
	return f, err
}

// memoryRuntime is where sessions go when nobody named a place: one that this
// user can make in memory.
func memoryRuntime() string {
	uid := strconv.Itoa(os.Getuid())
	switch {
	case CheckPrivate("/run/user/"+uid) == nil:
		return filepath.Join("/run/user", uid, "coffer") // as under su, where the variable is missing
	case sys.InMemory("/dev/shm"):
		return "/dev/shm/coffer-" + uid // as in a container
	}
	return ""
}

// OnDisk tells whether a folder is known to lie on a disk, so that a file in it
// may outlive its removal.
func OnDisk(dir string) bool { return runtime.GOOS == "linux" && !sys.InMemory(dir) }

func foldersOn(goos string, getenv func(string) string) (Folders, error) {
	find := finder{goos: goos, getenv: getenv}
	data := find.base("XDG_DATA_HOME", ".local/share")
	f := Folders{
		Data:    filepath.Join(data, "coffer"),
		State:   filepath.Join(find.base("XDG_STATE_HOME", ".local/state"), "coffer"),
		Config:  filepath.Join(find.base("XDG_CONFIG_HOME", ".config"), "coffer"),
		Cache:   filepath.Join(find.base("XDG_CACHE_HOME", ".cache"), "coffer"),
		Backups: filepath.Join(data, "coffer-backups"),
	}
	if goos != "linux" && find.absolute("XDG_STATE_HOME") == "" {
		f.State += "-state" // its base is the one of the data folder
	}
	if goos != "linux" && find.absolute("XDG_CACHE_HOME") == "" {
		f.Cache += "-cache" // as well
	}
	if dir := getenv("COFFER_DIR"); dir != "" {
		f.Data = dir
	}
	f.Runtime = find.runtime()
	return f, find.err
}

// runtime returns the place of sessions, that of the login session. Whether it is
// private is for [CheckPrivate] to say before anything is put there.
func (f *finder) runtime() string {
	if dir := f.absolute("XDG_RUNTIME_DIR"); dir != "" {
		return filepath.Join(dir, "coffer")
	}
	if dir := f.absolute("TMPDIR"); dir != "" && f.goos == "darwin" {
		return filepath.Join(dir, "coffer") // the system gives each user one of their own
	}
	return ""
}

// finder looks variables up and keeps the first thing that is missing.
type finder struct {
	goos   string
	getenv func(string) string
	err    error
}

// base returns the folder that variable names, else the system's customary one.
func (f *finder) base(variable, underHome string) string {
	if dir := f.absolute(variable); dir != "" {
		return dir
	}
	switch {
	case f.goos == "windows" && variable == "XDG_CONFIG_HOME":
		return f.need("APPDATA")
	case f.goos == "windows":
		return f.need("LOCALAPPDATA")
	case f.goos == "darwin" && variable != "XDG_CONFIG_HOME":
		return filepath.Join(f.need("HOME"), "Library", "Application Support")
	}
	return filepath.Join(f.need("HOME"), filepath.FromSlash(underHome))
}

// need returns a variable that there is no going on without.
func (f *finder) need(variable string) string {
	dir := f.absolute(variable)
	if dir == "" && f.err == nil {
		f.err = errors.New("no home folder: " + variable + " is not set to an absolute path; set it")
	}
	return dir
}

// absolute returns the variable's value if it is an absolute path. Windows
// paths are taken as they are when the question is asked elsewhere, in tests.
func (f *finder) absolute(variable string) string {
	dir := f.getenv(variable)
	if filepath.IsAbs(dir) || f.goos == "windows" && runtime.GOOS != "windows" {
		return dir
	}
	return ""
}
