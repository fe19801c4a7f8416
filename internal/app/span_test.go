package app

import (
	"path/filepath"
	"testing"
	"time"

	"coffer/internal/host"
	"coffer/vault/agent"
)

// TestSettingsOfSessionsAreThoseOfTheAgent holds the bounds of the settings,
// which know no agent, to those that the agent has.
func TestSettingsOfSessionsAreThoseOfTheAgent(t *testing.T) {
	for _, key := range []string{"session.idle", "session.limit"} {
		for d, good := range map[time.Duration]bool{
			agent.MinIdle - time.Second: false, agent.MinIdle: true, agent.MaxHard: true, agent.MaxHard + time.Second: false,
		} {
			c, err := host.ReadConfig(filepath.Join(t.TempDir(), "config.toml"))
			if err != nil {
				t.Fatal(err)
			}
			if err := c.Set(key, FormatSpan(d)); (err == nil) != good {
				t.Errorf("%s %s: %v", key, FormatSpan(d), err)
			}
		}
	}
}
