package cli

import (
	"context"
	"net"
	"os"
	"strconv"
	"time"

	"coffer/internal/app"
	"coffer/internal/host"
)

// agentFD is the hidden flag by which the agent tells a sync that it started where
// it finds a connection to it.
const agentFD = "agent-fd"

// syncs lets the agent start this program to sync a vault.
func (c *cli) syncs() app.Syncs {
	return app.Syncs{
		Every: func() (time.Duration, error) {
			c.config = nil // the agent lives long, and the file may have changed
			file, err := c.settings()
			if err != nil {
				return 0, err
			}
			return file.SyncInterval, nil
		},
		Run: func(ctx context.Context, dir string, agent *os.File) error {
			argv := append(c.Self[:len(c.Self):len(c.Self)], "sync", "--dir", dir, "--"+agentFD, strconv.Itoa(host.GivenFD))
			return host.RunOwn(ctx, argv, c.Environ, agent)
		},
	}
}

// agentConn is the connection at the descriptor of the flag; a negative one is none.
func agentConn(fd int) (net.Conn, error) {
	if fd < 0 {
		return nil, nil
	}
	conn, err := host.GivenConn(fd)
	if err != nil {
		return nil, app.Fail(app.Usage, "", "--%s is for coffer agent alone: %s", agentFD, host.Safe(err.Error()))
	}
	return conn, nil
}
