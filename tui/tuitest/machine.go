package tuitest

import (
	"path/filepath"
	"strings"

	"coffer/internal/app"
	"coffer/internal/host"
)

// machine has the settings of a person's machine.
type machine struct {
	dir   string
	vault string // named to commands; empty: theirs is the usual one
}

func (m machine) file() (*host.ConfigFile, error) {
	return host.ReadConfig(filepath.Join(m.dir, "config.toml"))
}

func (m machine) Settings() ([]app.Setting, error) {
	f, err := m.file()
	if err != nil {
		return nil, err
	}
	return f.Settings(), nil
}

func (m machine) Command(line string) string {
	if m.vault == "" {
		return line
	}
	return strings.Replace(line, "coffer ", "coffer --dir "+m.vault+" ", 1)
}

func (m machine) Home() string { return m.dir }

func (m machine) May(key string) string { return host.May(key) }

func (m machine) Set(key, value string) ([]string, error) {
	f, err := m.file()
	if err == nil {
		err = f.Set(key, value)
	}
	return nil, err
}

func (m machine) Unset(key string) ([]string, error) {
	f, err := m.file()
	if err == nil {
		err = f.Unset(key)
	}
	return nil, err
}

func (m machine) Breaches(online bool) (app.BreachPlace, error) {
	f, err := m.file()
	if err != nil {
		return app.BreachPlace{}, err
	}
	if online {
		return app.BreachPlace{Online: true, URL: f.HIBPURL}, nil
	}
	return app.BreachPlace{File: f.HIBPData}, nil
}

func (m machine) Offered() (*app.BreachPlace, error) {
	f, err := m.file()
	if err != nil {
		return nil, err
	}
	return app.OfferedIn(f.Config, app.BreachPlace{Online: true, URL: f.HIBPURL})
}

func (m machine) Version() string { return "v1.2.3" }
