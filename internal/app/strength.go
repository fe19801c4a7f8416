package app

import (
	"coffer/box/health"
	"coffer/vault/secret"
)

// Strength is how hard a password is to guess.
type Strength struct{ health.Strength }

// Word is the score as a word.
func (s Strength) Word() string {
	return [...]string{"falls at once", "weak", "fair", "good", "strong"}[min(max(s.Score, 0), 4)]
}

// Judge tells of passwords, one after the other, how hard they are to guess for somebody
// who knows these names. It is not for several goroutines at once; the zero value is
// ready.
type Judge struct{ e *health.Estimator }

// Strength judges one, as [App.Check] does.
func (j *Judge) Strength(p secret.Text, names ...string) Strength {
	if j.e == nil {
		j.e = health.NewEstimator()
	}
	var n health.Names
	n.Add(names...)
	return Strength{j.e.Estimate(p, n)}
}
