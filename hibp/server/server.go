// Package server answers as the range service of Have I Been Pwned does, from breach
// data of one's own: for tests, and for people who host the data themselves.
//
// GET or HEAD /range/PREFIX, five hex digits of either case: lines SUFFIX:COUNT with
// CRLF between them, from the data; with the header "Add-Padding: true" also lines of
// random suffixes with count 0, up to 800 to 1,000 in all; "?mode=ntlm" for NTLM
// hashes. A prefix that is none is 400, another method 405, another path 404. Answers
// have an ETag, and one that has not changed is 304.
//
// It keeps no log and no state of who asked what.
package server

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"coffer/hibp"
)

// Handler serves breach data. SHA1 and NTLM may be nil: a server without data of a
// kind says 404.
type Handler struct {
	SHA1, NTLM hibp.Ranger
	Rand       io.Reader // draws padding; may be used from several goroutines
}

// ServeHTTP answers one request.
func (s *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	digits, isRange := strings.CutPrefix(r.URL.Path, "/range/")
	if !isRange {
		http.Error(w, "not found: ask for /range/ and five hex digits", http.StatusNotFound)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "only GET and HEAD", http.StatusMethodNotAllowed)
		return
	}
	p, err := hibp.ParsePrefix(digits)
	if err != nil {
		http.Error(w, "the hash prefix is not in a valid format: five hex digits", http.StatusBadRequest)
		return
	}
	data := s.SHA1
	if strings.EqualFold(r.URL.Query().Get("mode"), "ntlm") {
		data = s.NTLM
	}
	if data == nil {
		http.Error(w, "no data of this kind are served here", http.StatusNotFound)
		return
	}
	s.answer(w, r, data, p)
}

func (s *Handler) answer(w http.ResponseWriter, r *http.Request, data hibp.Ranger, p hibp.Prefix) {
	got, err := data.Range(r.Context(), p)
	if err != nil {
		http.Error(w, "the data cannot be read", http.StatusInternalServerError)
		return
	}
	body, _ := got.AppendText(nil)
	sum := sha256.Sum256(body)
	etag := `W/"` + hex.EncodeToString(sum[:16]) + `"`
	w.Header().Set("ETag", etag)
	w.Header().Set("Cache-Control", "public, max-age=2678400")
	w.Header().Set("Vary", "Accept-Encoding, Add-Padding")
	if r.Header.Get("If-None-Match") == etag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if strings.EqualFold(r.Header.Get("Add-Padding"), "true") {
		if body, err = s.pad(body, got); err != nil {
			http.Error(w, "no randomness", http.StatusInternalServerError)
			return
		}
	}
	send(w, r, body)
}

// send compresses for whoever takes gzip.
func send(w http.ResponseWriter, r *http.Request, body []byte) {
	if len(body) == 0 || !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		_, _ = w.Write(body)
		return
	}
	w.Header().Set("Content-Encoding", "gzip")
	z := gzip.NewWriter(w)
	_, _ = z.Write(body) // who went away is told nothing
	_ = z.Close()
}

// How many lines a padded answer has, at random.
const (
	minPadded = 800
	maxPadded = 1000
)

// How many lines are added to a range that is larger, at random: as the service does.
const (
	minAdded = 10
	maxAdded = 209
)

// pad adds lines with count 0 until there are as many as drawn, and at least some.
func (s *Handler) pad(body []byte, r hibp.Range) ([]byte, error) {
	var b [2]byte
	if _, err := io.ReadFull(s.Rand, b[:]); err != nil {
		return nil, err
	}
	lines := minPadded + int(binary.BigEndian.Uint16(b[:]))%(maxPadded-minPadded+1)
	size := r.Kind.Size()
	suffixes := make([]byte, size*max(lines-len(r.Lines), minAdded+lines%(maxAdded-minAdded+1)))
	if _, err := io.ReadFull(s.Rand, suffixes); err != nil {
		return nil, err
	}
	for suffix := range slices.Chunk(suffixes, size) {
		h, err := hibp.MakeHash(r.Kind, suffix)
		if err != nil {
			return nil, err
		}
		if len(body) > 0 {
			body = append(body, '\r', '\n')
		}
		body = hibp.Line{Hash: h}.AppendSuffix(body)
	}
	return body, nil
}
