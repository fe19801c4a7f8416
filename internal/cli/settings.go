package cli

import (
	"path/filepath"

	"coffer/internal/host"
)

// configName is the file with the settings of the machine, in its folder.
const configName = "config.toml"

// settings reads the settings of this machine, once.
func (c *cli) settings() (*host.ConfigFile, error) {
	if c.config != nil {
		return c.config, nil
	}
	folders, err := host.FindFolders(c.getenv)
	if err != nil {
		return nil, err
	}
	c.config, err = host.ReadConfig(filepath.Join(folders.Config, configName))
	return c.config, err
}
