package blobtest

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"strings"
	"sync"

	"coffer/vault/blob"
)

// Memory is a store in memory. Its zero value is empty and ready.
type Memory struct {
	mu      sync.Mutex
	objects map[string][]byte
}

// Put keeps a copy.
func (m *Memory) Put(ctx context.Context, name string, data []byte) error {
	if err := check(ctx, name); err != nil {
		return err
	}
	if len(data) > blob.MaxObject {
		return blob.ErrTooLarge
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, there := m.objects[name]; there {
		return blob.ErrExists
	}
	if m.objects == nil {
		m.objects = map[string][]byte{}
	}
	m.objects[name] = bytes.Clone(data)
	return nil
}

// Get returns a copy.
func (m *Memory) Get(ctx context.Context, name string, most int64) ([]byte, error) {
	if err := check(ctx, name); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	data, there := m.objects[name]
	switch {
	case !there:
		return nil, blob.ErrNotFound
	case int64(len(data)) > most:
		return nil, blob.ErrTooLarge
	}
	return append([]byte{}, data...), nil
}

// List goes in the order of names.
func (m *Memory) List(ctx context.Context, prefix string, each func(blob.Object) error) error {
	if prefix != "" {
		if err := blob.CheckName(prefix + "/x"); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, o := range m.all(prefix) {
		if err := each(o); err != nil {
			return err
		}
	}
	return nil
}

func (m *Memory) all(prefix string) (all []blob.Object) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, name := range slices.Sorted(maps.Keys(m.objects)) {
		if prefix == "" || strings.HasPrefix(name, prefix+"/") {
			all = append(all, blob.Object{Name: name, Size: int64(len(m.objects[name]))})
		}
	}
	return all
}

// Delete forgets.
func (m *Memory) Delete(ctx context.Context, name string) error {
	if err := check(ctx, name); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.objects, name)
	return nil
}

// Change lets a test do what whoever runs the place can do: replace, alter, hide.
func (m *Memory) Change(do func(objects map[string][]byte)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.objects == nil {
		m.objects = map[string][]byte{}
	}
	do(m.objects)
}

func check(ctx context.Context, name string) error {
	if err := blob.CheckName(name); err != nil {
		return err
	}
	return ctx.Err()
}
