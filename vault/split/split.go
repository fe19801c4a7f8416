package split

import (
	"errors"
	"fmt"

	"github.com/hashicorp/vault/shamir"

	"coffer/vault/secret"
)

// Split cuts a random key into n shares, any k of which give it back. With a
// threshold of 1 every share is a plain copy. What is returned was put together
// once, so that no faulty shares leave.
func Split(about Subject, key secret.Key, k, n int) (Set, []Share, error) {
	if err := checkThreshold(k, n); err != nil {
		return Set{}, nil, err
	}
	if key.IsZero() {
		return Set{}, nil, errors.New("no key to split")
	}
	points, err := deal(key, k, n)
	if err != nil {
		return Set{}, nil, err
	}
	set, shares, err := gather(about, k, points)
	if err == nil {
		err = try(set, shares, key)
	}
	if err != nil {
		wipe(shares)
		return Set{}, nil, err
	}
	return set, shares, nil
}

// deal returns n points: the value of the curve, and last the x.
func deal(key secret.Key, k, n int) ([][]byte, error) {
	if k > 1 { // the library refuses a threshold of 1
		return shamir.Split(key.Bytes(), n, k)
	}
	points := make([][]byte, n)
	for i := range points {
		points[i] = append(append(make([]byte, 0, secret.KeySize+1), key.Bytes()...), byte(i+1))
	}
	return points, nil
}

// gather makes a set and its shares of points, and wipes the points.
func gather(about Subject, k int, points [][]byte) (Set, []Share, error) {
	set := Set{Version: version, Subject: about, Threshold: uint8(k)}
	shares := make([]Share, len(points))
	for i, p := range points {
		value, err := secret.KeyFrom(p[:secret.KeySize])
		if err != nil {
			return Set{}, nil, err
		}
		shares[i] = Share{Index: i + 1, x: p[secret.KeySize], value: value}
		set.Members = append(set.Members, Member{X: shares[i].x, Commitment: shares[i].Commitment()})
		clear(p)
	}
	if err := set.Check(); err != nil {
		return Set{}, shares, err
	}
	hash := set.Hash()
	for i := range shares {
		shares[i].Set = hash
	}
	return set, shares, nil
}

// try puts the last shares together.
func try(set Set, shares []Share, want secret.Key) error {
	have, err := Combine(set, shares[len(shares)-int(set.Threshold):])
	if err != nil {
		return err
	}
	defer have.Wipe()
	if !have.Equal(want) {
		return errors.New("the shares do not give the key back")
	}
	return nil
}

// Combine gives the key back. It takes exactly as many shares as the threshold
// says, in any order, and refuses one that does not belong to the set. Only
// what the key opens can prove that it is the right one.
func Combine(set Set, shares []Share) (secret.Key, error) {
	if err := set.Check(); err != nil {
		return secret.Key{}, err
	}
	if err := set.verifyAll(shares); err != nil {
		return secret.Key{}, err
	}
	if set.Threshold == 1 {
		return secret.KeyFrom(shares[0].value.Bytes())
	}
	points := make([][]byte, len(shares))
	for i, s := range shares {
		points[i] = append(append(make([]byte, 0, secret.KeySize+1), s.value.Bytes()...), s.x)
		defer clear(points[i])
	}
	key, err := shamir.Combine(points)
	if err != nil {
		return secret.Key{}, fmt.Errorf("combine shares: %w", err)
	}
	defer clear(key)
	return secret.KeyFrom(key)
}

// verifyAll checks every share, that none stands twice, and how many there are.
// A share that stands twice is named before the number is.
func (s Set) verifyAll(shares []Share) error {
	seen, hash := make(map[int]bool), s.Hash()
	for _, share := range shares {
		if err := s.verify(share, hash); err != nil {
			return err
		}
		if seen[share.Index] {
			return fmt.Errorf("%w: number %d", ErrTwice, share.Index)
		}
		seen[share.Index] = true
	}
	switch k := int(s.Threshold); {
	case len(shares) < k:
		return fmt.Errorf("%w: %d of %d", ErrTooFew, len(shares), k)
	case len(shares) > k:
		return fmt.Errorf("%w: %d where %d are wanted", ErrTooMany, len(shares), k)
	}
	return nil
}

func wipe(shares []Share) {
	for _, s := range shares {
		s.Wipe()
	}
}
