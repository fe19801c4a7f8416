package cli

import (
	"time"

	"coffer/internal/app"
)

// syncEvery is how often the agent syncs; zero where it does not.
func (c *cli) syncEvery() time.Duration {
	file, err := c.settings()
	if err != nil {
		return 0
	}
	return file.SyncInterval
}

// syncRows say how it stands with the syncs of the agent, where it makes any.
func (c *cli) syncRows(s app.SessionState, frozen bool) [][]string {
	every := c.syncEvery()
	if every == 0 {
		return nil
	}
	text := "every " + app.FormatSpan(every)
	why := s.NoSync(frozen)
	switch {
	case why != "":
		text += ", but not while " + c.inVault(why.String())
	case s.Sync.Failed != "":
		text += "; the last one failed at " + localTime(s.Sync.Ended) + ": " + s.Sync.Failed
	case !s.Sync.Ended.IsZero():
		text += "; the last one was at " + localTime(s.Sync.Ended)
	}
	if why == "" && s.Sync.Running {
		text += "; one runs now"
	}
	return [][]string{{"sync", text}}
}

// syncStateDoc is the same in JSON.
type syncStateDoc struct {
	Every   string `json:"every"`
	Off     string `json:"off,omitempty"` // why there is none: frozen, locked, companion or shell
	Running bool   `json:"running"`
	Ended   string `json:"ended,omitempty"`
	Well    string `json:"well,omitempty"` // when the last one that went well ended
	Failed  string `json:"failed,omitempty"`
}

func (c *cli) newSyncStateDoc(s app.SessionState, frozen bool) *syncStateDoc {
	every := c.syncEvery()
	if every == 0 {
		return nil
	}
	return &syncStateDoc{Every: app.FormatSpan(every), Off: string(s.NoSync(frozen)), Running: s.Sync.Running,
		Ended: jsonTime(s.Sync.Ended), Well: jsonTime(s.Sync.Well), Failed: s.Sync.Failed}
}
