package host

import (
	"context"
	"os"
	"sync"
	"time"

	"github.com/godbus/dbus/v5"
)

// The names of logind on the system bus
// (https://www.freedesktop.org/software/systemd/man/latest/org.freedesktop.login1.html).
const (
	login1        = "org.freedesktop.login1"
	login1Path    = dbus.ObjectPath("/org/freedesktop/login1")
	login1Manager = "org.freedesktop.login1.Manager"
)

// busPatience is how long the bus and logind may take to answer.
const busPatience = 2 * time.Second

// WatchMachine listens to logind until ctx ends. Where there is no system bus or
// no logind on it, or they do not answer, it hears nothing, and whoever listens
// goes by the clocks.
func WatchMachine(ctx context.Context) MachineEvents {
	ctx, giveUp := context.WithCancel(ctx)
	patience := time.AfterFunc(busPatience, giveUp)
	bus, err := dbus.ConnectSystemBus(dbus.WithContext(ctx))
	if err != nil {
		return MachineEvents{}
	}
	for _, member := range []string{"PrepareForSleep", "PrepareForShutdown", "SessionRemoved", "UserRemoved"} {
		err = bus.AddMatchSignal(dbus.WithMatchSender(login1), dbus.WithMatchObjectPath(login1Path),
			dbus.WithMatchInterface(login1Manager), dbus.WithMatchMember(member))
		if err != nil {
			bus.Close()
			return MachineEvents{}
		}
	}
	if !patience.Stop() {
		return MachineEvents{}
	}
	signals := make(chan *dbus.Signal, 64)
	bus.Signal(signals)
	w := &logind{bus: bus, logout: make(chan string, 16), sleep: make(chan func(), 1)}
	w.hold(ctx)
	go w.run(ctx, signals)
	return MachineEvents{Logout: w.logout, Sleep: w.sleep}
}

// logind is one connection to it.
type logind struct {
	bus    *dbus.Conn
	logout chan string
	sleep  chan func()
	owner  string   // its unique name on the bus
	delay  *os.File // keeps the machine awake until we are ready; nil: it does not wait
}

// hold asks for the machine to wait for us before it sleeps. Where that is
// refused, it does not.
func (w *logind) hold(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, busPatience)
	defer cancel()
	var fd dbus.UnixFD
	err := w.bus.Object(login1, login1Path).CallWithContext(ctx, login1Manager+".Inhibit", 0,
		"sleep:shutdown", "coffer", "the vault is being locked", "delay").Store(&fd)
	if err == nil {
		w.delay = os.NewFile(uintptr(fd), "inhibitor")
	}
}

func (w *logind) letGo() {
	if w.delay != nil {
		w.delay.Close()
		w.delay = nil
	}
}

func (w *logind) run(ctx context.Context, signals <-chan *dbus.Signal) {
	defer w.bus.Close()
	defer w.letGo()
	for {
		select {
		case <-ctx.Done():
			return
		case s, ok := <-signals:
			if !ok {
				return
			}
			if w.isLogind(s.Sender) {
				w.hear(ctx, s)
			}
		}
	}
}

// isLogind tells whether a signal comes from logind, and not from another program
// that may send to us. logind may have been started anew meanwhile.
func (w *logind) isLogind(sender string) bool {
	if sender == "" || sender == w.owner {
		return sender != ""
	}
	err := w.bus.BusObject().Call("org.freedesktop.DBus.GetNameOwner", 0, login1).Store(&w.owner)
	return err == nil && sender == w.owner
}

func (w *logind) hear(ctx context.Context, s *dbus.Signal) {
	switch s.Name {
	case login1Manager + ".PrepareForSleep", login1Manager + ".PrepareForShutdown":
		if begins, ok := argument[bool](s); ok && begins {
			w.beforeSleep(ctx)
		} else if ok && w.delay == nil {
			w.hold(ctx) // awake again
		}
	case login1Manager + ".SessionRemoved":
		if id, ok := argument[string](s); ok && id != "" {
			tell(ctx, w.logout, id)
		}
	case login1Manager + ".UserRemoved":
		if uid, ok := argument[uint32](s); ok && int(uid) == os.Getuid() {
			tell(ctx, w.logout, "")
		}
	}
}

// beforeSleep lets the machine go on only when the vault was locked.
func (w *logind) beforeSleep(ctx context.Context) {
	ready := make(chan struct{})
	var once sync.Once
	tell(ctx, w.sleep, func() { once.Do(func() { close(ready) }) })
	select {
	case <-ready:
	case <-ctx.Done():
	}
	w.letGo()
}

func tell[T any](ctx context.Context, to chan<- T, what T) {
	select {
	case to <- what:
	case <-ctx.Done():
	}
}

// argument is the first one of a signal.
func argument[T any](s *dbus.Signal) (v T, ok bool) {
	if len(s.Body) > 0 {
		v, ok = s.Body[0].(T)
	}
	return v, ok
}
