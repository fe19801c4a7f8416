package app

import (
	"strings"
	"testing"

	"coffer/vault/secret"
)

func TestJudge(t *testing.T) {
	var j Judge
	for _, test := range []struct {
		password, word, says string
		names                []string
	}{
		{"password", "falls at once", "guesses", nil},
		{"carolwinter", "falls at once", "guesses", []string{"Carol Winter"}},
		{"tangle violin harbor mustard eleven", "strong", "guesses", nil},
	} {
		s := j.Strength(secret.New(test.password), test.names...)
		if s.Word() != test.word && test.names == nil || !strings.Contains(s.Text(), test.says) {
			t.Errorf("%q: %s, %s", test.password, s.Word(), s.Text())
		}
	}
	with, without := j.Strength(secret.New("carolwinter"), "Carol Winter"), j.Strength(secret.New("carolwinter"))
	if with.Log10 >= without.Log10 {
		t.Error("a name that is known makes it no easier")
	}
}
