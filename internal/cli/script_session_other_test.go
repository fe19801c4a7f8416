//go:build !unix

package cli

import "github.com/rogpeppe/go-internal/testscript"

// There is no agent here, and no script of one runs.

func setupRuntime(*testscript.Env) error { return nil }

func killAgent(ts *testscript.TestScript, _ bool, _ []string)    { ts.Fatalf("there is no agent here") }
func waitListen(ts *testscript.TestScript, _ bool, _ []string)   { ts.Fatalf("there is no agent here") }
func waitRest(ts *testscript.TestScript, _ bool, _ []string)     { ts.Fatalf("there is no agent here") }
func sleepMachine(ts *testscript.TestScript, _ bool, _ []string) { ts.Fatalf("there is no agent here") }
func setBack(ts *testscript.TestScript, _ bool, _ []string)      { ts.Fatalf("there is no agent here") }
func waitSync(ts *testscript.TestScript, _ bool, _ []string)     { ts.Fatalf("there is no agent here") }
