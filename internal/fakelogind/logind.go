package fakelogind

import (
	"io"
	"os"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// The names of logind on the bus.
const (
	Name    = "org.freedesktop.login1"
	Path    = dbus.ObjectPath("/org/freedesktop/login1")
	Manager = "org.freedesktop.login1.Manager"
)

// How long a test waits for what has to come, and for what must not.
const (
	patience = 20 * time.Second
	glance   = 20 * time.Millisecond
)

// Logind is one connection to a bus.
type Logind struct {
	t          testing.TB
	bus        *dbus.Conn
	inhibitors chan *Inhibitor
}

// An Inhibitor was handed to a client, and is held until the client closes it.
type Inhibitor struct {
	Client string // its name on the bus
	What   string
	Mode   string
	ours   *os.File // the same end of the pipe as the client's
	ended  chan struct{}
}

// Connect joins a bus, as nobody yet.
func Connect(t testing.TB, address string) *Logind {
	t.Helper()
	bus, err := dbus.Connect(address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { bus.Close() })
	return &Logind{t: t, bus: bus, inhibitors: make(chan *Inhibitor, 16)}
}

// Start joins a bus as logind.
func Start(t testing.TB, address string) *Logind {
	t.Helper()
	l := Connect(t, address)
	if err := l.bus.Export(manager{l}, Path, Manager); err != nil {
		t.Fatal(err)
	}
	got, err := l.bus.RequestName(Name, dbus.NameFlagDoNotQueue)
	if err != nil || got != dbus.RequestNameReplyPrimaryOwner {
		t.Fatalf("the name of logind is taken: %v, %v", got, err)
	}
	return l
}

// Stop leaves the bus.
func (l *Logind) Stop() { l.bus.Close() }

// manager has the methods that clients call.
type manager struct{ l *Logind }

// Inhibit hands out the end of a pipe.
func (m manager) Inhibit(from dbus.Sender, what, who, why, mode string) (dbus.UnixFD, *dbus.Error) {
	r, w, err := os.Pipe()
	if err != nil {
		return 0, dbus.MakeFailedError(err)
	}
	end := dbus.UnixFD(w.Fd())
	i := &Inhibitor{Client: string(from), What: what, Mode: mode, ours: w, ended: make(chan struct{})}
	go func() {
		defer close(i.ended)
		defer r.Close()
		io.Copy(io.Discard, r)
	}()
	m.l.inhibitors <- i
	return end, nil
}

// Inhibitor waits until a client takes one.
func (l *Logind) Inhibitor() *Inhibitor {
	l.t.Helper()
	select {
	case i := <-l.inhibitors:
		return i
	case <-time.After(patience):
		l.t.Fatal("nobody takes an inhibitor")
		return nil
	}
}

// Held tells whether the client holds it still. The client must have received it
// before.
func (i *Inhibitor) Held() bool { return !i.gone(glance) }

// Released waits until the client has closed it.
func (i *Inhibitor) Released() bool { return i.gone(patience) }

func (i *Inhibitor) gone(within time.Duration) bool {
	i.ours.Close()
	select {
	case <-i.ended:
		return true
	case <-time.After(within):
		return false
	}
}

// Says sends a signal of the manager to whoever listens.
func (l *Logind) Says(member string, values ...any) {
	l.t.Helper()
	if err := l.bus.Emit(Path, Manager+"."+member, values...); err != nil {
		l.t.Fatal(err)
	}
	l.sent()
}

// SaysTo sends a signal of the manager to one client.
func (l *Logind) SaysTo(client, member string, values ...any) {
	l.t.Helper()
	m := &dbus.Message{Type: dbus.TypeSignal, Body: values, Headers: map[dbus.HeaderField]dbus.Variant{
		dbus.FieldDestination: dbus.MakeVariant(client),
		dbus.FieldPath:        dbus.MakeVariant(Path),
		dbus.FieldInterface:   dbus.MakeVariant(Manager),
		dbus.FieldMember:      dbus.MakeVariant(member),
	}}
	if len(values) > 0 {
		m.Headers[dbus.FieldSignature] = dbus.MakeVariant(dbus.SignatureOf(values...))
	}
	if call := l.bus.Send(m, nil); call != nil && call.Err != nil {
		l.t.Fatal(call.Err)
	}
	l.sent()
}

// sent waits until the bus has passed on what was sent: it answers in order.
func (l *Logind) sent() {
	l.t.Helper()
	if err := l.bus.BusObject().Call("org.freedesktop.DBus.GetId", 0).Err; err != nil {
		l.t.Fatal(err)
	}
}
