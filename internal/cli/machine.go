package cli

import (
	"strings"

	"coffer/internal/app"
	"coffer/internal/host"
)

// machine is this machine, for commands and screens that change its settings.
type machine struct{ c *cli }

// anew is this run with the settings read once more: screens stand for hours.
func (c *cli) anew() *cli {
	next := *c
	next.config = nil
	return &next
}

// Settings lists those of the file config.toml.
func (m machine) Settings() ([]app.Setting, error) {
	file, err := m.c.anew().machineSettings()
	if err != nil {
		return nil, err
	}
	return file.Settings(), nil
}

// Command names the vault in a command that is shown, where it is not the usual one.
func (m machine) Command(line string) string { return m.c.inVault(line) }

// Home is the home folder.
func (m machine) Home() string { return host.Home(m.c.getenv) }

// May says what a setting may be.
func (m machine) May(key string) string { return host.May(key) }

// Set checks a value and writes it into the file.
func (m machine) Set(key, value string) ([]string, error) {
	notes, err := m.change(key, func(f *host.ConfigFile) error {
		if err := app.CheckBreachSetting(f.Config, key, value); err != nil {
			return err
		}
		return f.Set(key, value)
	})
	if err != nil {
		return nil, err
	}
	return append(notes, breachDataNotes(key, value)...), nil
}

// Unset takes a setting out of the file.
func (m machine) Unset(key string) ([]string, error) {
	return m.change(key, func(f *host.ConfigFile) error { return f.Unset(key) })
}

func (m machine) change(key string, change func(*host.ConfigFile) error) ([]string, error) {
	file, err := m.c.anew().machineSettings()
	if err != nil {
		return nil, err
	}
	if _, err := file.Get(key); err != nil {
		return nil, noSetting(err)
	}
	if err := change(file); err != nil {
		return nil, usageUnlessKnown(err)
	}
	notes := timesNotes(key, file)
	if event, ok := strings.CutPrefix(key, "hooks."); ok && len(file.Hooks[event]) > 0 {
		notes = append(notes, m.c.hookNotes(key, file.Hooks[event])...)
	}
	return notes, nil
}

// Breaches is where passwords from breaches are looked up.
func (m machine) Breaches(online bool) (app.BreachPlace, error) {
	c := m.c.anew()
	if online {
		return c.rangePlace(rangeFlags{})
	}
	config, err := c.machineSettings()
	if err != nil {
		return app.BreachPlace{}, err
	}
	return app.BreachPlace{File: config.HIBPData}, nil
}

// Offered is where new passwords are looked up.
func (m machine) Offered() (*app.BreachPlace, error) {
	c := m.c.anew()
	config, err := c.machineSettings()
	if err != nil {
		return nil, err
	}
	server, err := c.rangePlace(rangeFlags{})
	if err != nil {
		return nil, err
	}
	return app.OfferedIn(config.Config, server)
}

// Version is that of this program.
func (m machine) Version() string { return buildVersion() }
