package app

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"coffer/internal/host"
	"coffer/vault/secret"
)

// Environment is what a program will find in its environment: plain variables,
// and those whose whole value is a reference.
type Environment struct {
	Refs []Reference
	vars []variable
}

type variable struct {
	name, value string
	ref         int // into Refs; -1: plain
}

// ParseEnvironment puts variables together: those of this process without
// Coffer's own, then those of a file, then NAME=REFERENCE from arguments. The
// last of a name counts. Errors name the line or the variable, never a value.
func ParseEnvironment(inherited []string, file []byte, args []string) (*Environment, error) {
	e := &Environment{}
	for _, entry := range host.ChildEnv(inherited) {
		name, value, _ := strings.Cut(entry, "=")
		e.set(name, value)
	}
	if err := e.parseFile(file); err != nil {
		return nil, err
	}
	for _, arg := range args {
		name, value, _ := strings.Cut(arg, "=")
		if !IsReference(value) {
			return nil, Fail(Usage, "write --env NAME=coffer://PATH#FIELD; other variables are set by the shell",
				"--env takes a reference")
		}
		if err := e.setNew(name, value); err != nil {
			return nil, err
		}
	}
	return e, e.refer()
}

// parseFile reads lines of NAME=VALUE. A value may stand in quotes; nothing in
// it is expanded. Empty lines and those that begin with # say nothing.
func (e *Environment) parseFile(file []byte) error {
	if len(file) > MaxEnvFile {
		return Fail(Input, "", "the file of variables is longer than %d bytes", MaxEnvFile)
	}
	number := 0
	for line := range bytes.Lines(file) {
		number++
		line = bytes.TrimSpace(line)
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		if err := e.parseLine(string(line)); err != nil {
			return atLine(number, err)
		}
	}
	return nil
}

func (e *Environment) parseLine(line string) error {
	name, value, ok := strings.Cut(strings.TrimPrefix(line, "export "), "=")
	if !ok || !utf8.ValidString(value) {
		return Fail(Input, "", "a line of the file is NAME=VALUE, or # and a comment")
	}
	if value != "" && (value[0] == '"' || value[0] == '\'') {
		inner := strings.Trim(value, value[:1])
		if len(value) < 2 || value[len(value)-1] != value[0] || len(inner) != len(value)-2 || strings.Contains(inner, value[:1]) {
			return Fail(Input, "", "quotes stand around a whole value, and not within it")
		}
		value = inner
	}
	return e.setNew(name, value)
}

// setNew sets a variable that somebody asks for.
func (e *Environment) setNew(name, value string) error {
	if !isVariable(name) {
		return Fail(Usage, "", "the name of a variable has letters, digits and _, and begins with no digit")
	}
	if len(host.ChildEnv([]string{name + "="})) == 0 {
		return Fail(Usage, "choose another name", "a child gets no variable of coffer's own, such as %s", name)
	}
	e.set(name, value)
	return nil
}

func (e *Environment) set(name, value string) {
	v := variable{name, value, -1}
	i := slices.IndexFunc(e.vars, func(old variable) bool { return old.name == name })
	if i < 0 {
		e.vars = append(e.vars, v)
	} else {
		e.vars[i] = v
	}
}

// refer reads the references among the values.
func (e *Environment) refer() error {
	for i := range e.vars {
		v := &e.vars[i]
		if !IsReference(v.value) {
			continue
		}
		ref, err := ParseReference(v.value)
		if err != nil {
			return Fail(Usage, Explain(err).Hint, "the value of %s is not a reference", host.Safe(v.name))
		}
		v.ref = len(e.Refs)
		e.Refs = append(e.Refs, ref)
	}
	return nil
}

func isVariable(name string) bool {
	for i := range len(name) {
		c := name[i]
		letter := c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return name != ""
}

// Fill returns the environment as [os.Environ] does, with the values of Refs,
// and those of them that are secrets; bare names the variables whose secret is
// too short to be masked.
func (e *Environment) Fill(values []Revealed) (environ []string, secrets []secret.Text, bare []string, err error) {
	for _, v := range e.vars {
		if v.ref < 0 {
			environ = append(environ, v.name+"="+v.value)
			continue
		}
		value := values[v.ref]
		if bytes.IndexByte(value.Value.Bytes(), 0) >= 0 {
			return nil, nil, nil, Fail(Input, "write it to a file with coffer get or coffer inject",
				"the value for %s holds a NUL, which no variable can", host.Safe(v.name))
		}
		environ = append(environ, v.name+"="+value.Value.Reveal())
		if !value.Core {
			continue
		}
		secrets = append(secrets, value.Value)
		if !value.Value.IsZero() && !host.Maskable(value.Value) {
			bare = append(bare, v.name)
		}
	}
	return environ, secrets, bare, nil
}
