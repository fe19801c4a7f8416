package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/box/port"
	"coffer/internal/app"
	"coffer/internal/host"
	"coffer/tui"
	"coffer/vault"
	"coffer/vault/secret"
)

// screens measures the terminal interface on a vault of n items, in this process: from
// the password to the first page and to the whole list, the slowest key of a filter, and
// what memory is held after.
func (b *bench) screens(n int) {
	env := b.screensVault(n)
	var first, whole, key []time.Duration
	var held uint64
	for range b.runs {
		s := newScreens(env)
		f, w := s.unlocks(n)
		first, whole = append(first, f), append(whole, w)
		key = append(key, s.slowestKey("/", "title 42"))
		held = max(held, heapNow())
		runtime.KeepAlive(s)
	}
	fmt.Printf("%8d  %-34s first page %6.1f ms, all %6.1f ms, slowest key of a filter %5.1f ms, memory %d MiB\n", n, "screens",
		middleMS(first), middleMS(whole), middleMS(key), held>>20)
}

func middleMS(all []time.Duration) float64 {
	slices.Sort(all)
	return float64(all[len(all)/2].Microseconds()) / 1000
}

func heapNow() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// realClock is the machine's.
type realClock struct{}

func (realClock) Now() time.Time                { return time.Now() }
func (realClock) Boot() (string, time.Duration) { return host.Boot() }
func (realClock) Awake() time.Duration          { return host.Awake() }

// screensVault makes a vault of n logins, whose password costs nothing: what unlocking
// waits for is measured elsewhere.
func (b *bench) screensVault(n int) app.Env {
	dir := b.path(fmt.Sprintf("screens%d", n))
	env := app.Env{
		Folders: host.Folders{Data: filepath.Join(dir, "data"), State: filepath.Join(dir, "state")}, Clock: realClock{}, Rand: rand.Reader,
		Stretch: func(password, salt []byte, _ vault.Params) []byte {
			sum := sha256.Sum256(append(slices.Clone(salt), password...))
			return sum[:]
		},
	}
	items := b.path("items.xml")
	check(writeItems(items, n))
	ctx := context.Background()
	a, err := app.Init(ctx, env, app.InitOptions{Password: secret.New(screensPassword), Params: vault.Floor})
	check(err)
	f, err := os.Open(items)
	check(err)
	defer f.Close()
	info, err := f.Stat()
	check(err)
	_, err = a.Import(ctx, app.ImportOptions{Format: "xml", Source: port.Source{R: f, At: f, Size: info.Size()}, Boxes: true})
	check(err)
	check(a.Close())
	return env
}

const screensPassword = "correct horse battery"

// before is the model of the screens with a person before it who types at once.
type before struct {
	model   tea.Model
	results chan tea.Msg
	open    int
}

func newScreens(env app.Env) *before {
	s := &before{results: make(chan tea.Msg)}
	s.model = tui.New(tui.Options{Env: env, Session: func() (app.SessionOptions, error) {
		return app.SessionOptions{Idle: time.Hour, Hard: time.Hour}, nil
	}}, func() tea.Cmd { return nil })
	s.start(s.model.Init())
	s.settle(func() bool { return s.open == 0 })
	s.send(tea.WindowSizeMsg{Width: 120, Height: 40})
	return s
}

func (s *before) start(cmd tea.Cmd) {
	if cmd != nil {
		s.open++
		go func() { s.results <- cmd() }()
	}
}

func (s *before) send(msg tea.Msg) {
	_, cmd := s.model.Update(msg)
	s.start(cmd)
}

// settle takes in what comes of commands until done holds.
func (s *before) settle(done func() bool) {
	for !done() {
		msg := <-s.results
		s.open--
		v := reflect.ValueOf(msg)
		if v.Kind() == reflect.Slice && v.Type().Elem() == reflect.TypeFor[tea.Cmd]() {
			for i := range v.Len() {
				s.start(v.Index(i).Interface().(tea.Cmd))
			}
		} else if msg != nil {
			s.send(msg)
		}
	}
}

func (s *before) frame() string { return s.model.View().Content }

// unlocks types the password, and says how long the first page and the whole list took
// from when it was accepted.
func (s *before) unlocks(n int) (first, whole time.Duration) {
	for _, r := range screensPassword {
		s.send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	s.send(tea.KeyPressMsg{Code: tea.KeyEnter})
	s.settle(func() bool {
		return strings.Contains(s.frame(), "items") && !strings.Contains(s.frame(), "master password")
	})
	start := time.Now()
	s.settle(func() bool { return strings.Contains(s.frame(), " of ") && !strings.Contains(s.frame(), "0 of 0") })
	first = time.Since(start)
	s.settle(func() bool { return s.open == 0 })
	return first, time.Since(start)
}

// slowestKey presses a key, types, and says how long the slowest answer took, with its
// frame.
func (s *before) slowestKey(key, text string) (slowest time.Duration) {
	s.send(tea.KeyPressMsg{Code: rune(key[0]), Text: key})
	for _, r := range text {
		start := time.Now()
		s.send(tea.KeyPressMsg{Code: r, Text: string(r)})
		s.frame()
		slowest = max(slowest, time.Since(start))
	}
	return slowest
}
