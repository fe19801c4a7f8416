package sheet

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"coffer/internal/required"
	"coffer/ticket/paper"
	"coffer/vault/secret"
	"coffer/vault/split"
)

// printed is a page as a browser put it out: as a file for the printer, and as a
// picture of the screen.
type printed struct{ pdf, png string }

// printOut opens a page in a real browser, for one size of paper. A page that was
// to load something would find no network.
func printOut(t *testing.T, page secret.Text, paper string) printed {
	t.Helper()
	browser := required.Program(t, "chromium")
	dir := t.TempDir()
	html, rest, ok := bytes.Cut(page.Bytes(), []byte("</head>"))
	if !ok {
		t.Fatal("the page has no head")
	}
	html = slices.Concat(html, []byte("<style>@page{size:"+paper+"}</style></head>"), rest)
	path := filepath.Join(dir, "page.html")
	if err := os.WriteFile(path, html, 0o600); err != nil {
		t.Fatal(err)
	}
	out := printed{filepath.Join(dir, "page.pdf"), filepath.Join(dir, "page.png")}
	said := run(t, browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
		"--proxy-server=127.0.0.1:1", "--user-data-dir="+filepath.Join(dir, "profile"), "--no-pdf-header-footer",
		"--print-to-pdf="+out.pdf, "--screenshot="+out.png, "--window-size=900,1400", "file://"+path)
	for _, file := range []string{out.pdf, out.png} {
		if _, err := os.Stat(file); err != nil {
			required.Working(t, err)
			t.Log(said)
		}
	}
	return out
}

// run gives what a program wrote to its standard output.
func run(t *testing.T, program string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	var said bytes.Buffer
	c := exec.CommandContext(ctx, required.Program(t, program), args...)
	c.Stderr = &said
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%s: %v: %s", filepath.Base(program), err, said.Bytes())
	}
	return string(out)
}

// pages is how many there are.
func (p printed) pages(t *testing.T) string {
	for line := range strings.Lines(run(t, "pdfinfo", p.pdf)) {
		if n, ok := strings.CutPrefix(line, "Pages:"); ok {
			return strings.TrimSpace(n)
		}
	}
	t.Fatal("pdfinfo does not say how many pages there are")
	return ""
}

// text is what stands on the paper, line after line.
func (p printed) text(t *testing.T) string { return run(t, "pdftotext", "-layout", p.pdf, "-") }

// codes are what a reader finds on the paper, in grey as a copier sees it, and on
// the screen.
func (p printed) codes(t *testing.T) (paper, screen []string) {
	t.Helper()
	picture := strings.TrimSuffix(p.pdf, ".pdf") + "-paper"
	run(t, "pdftoppm", "-gray", "-r", "150", "-singlefile", p.pdf, picture)
	return readCodes(t, picture+".pgm"), readCodes(t, p.png)
}

func readCodes(t *testing.T, picture string) []string {
	t.Helper()
	out := run(t, "zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", picture)
	codes := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
	slices.Sort(codes)
	return codes
}

// TestPasswordPrinted has a browser print the sheet, and reads it as whoever finds
// it would: by eye, and with a telephone.
func TestPasswordPrinted(t *testing.T) {
	t.Parallel() // a browser spends most of its time waiting
	sheet := aPassword()
	page, err := sheet.HTML()
	if err != nil {
		t.Fatal(err)
	}
	p := printOut(t, page, "A4")
	if n := p.pages(t); n != "1" {
		t.Errorf("the sheet takes %s pages", n)
	}
	if text := p.text(t); !strings.Contains(text, sheet.Password.Reveal()) {
		t.Errorf("the password does not stand on the paper:\n%s", text)
	}
	want := []string{sheet.Password.Reveal()}
	if paper, screen := p.codes(t); !slices.Equal(paper, want) || !slices.Equal(screen, want) {
		t.Errorf("the QR code is read as %q on paper, and as %q on the screen", paper, screen)
	}
}

// words types what stands in numbered columns on paper back in, by its numbers.
func (p printed) words(t *testing.T) (shares [][]string) {
	t.Helper()
	for _, m := range regexp.MustCompile(`(?m)\b(\d+)\. ([a-z]+)(?:\s|$)`).FindAllStringSubmatch(p.text(t), -1) {
		n, err := strconv.Atoi(m[1])
		if err != nil {
			t.Fatal(err)
		}
		at := slices.IndexFunc(shares, func(s []string) bool { return len(s) < n || s[n-1] == "" })
		if at < 0 {
			at, shares = len(shares), append(shares, nil)
		}
		shares[at] = append(shares[at], make([]string, max(0, n-len(shares[at])))...)
		shares[at][n-1] = m[2]
	}
	return shares
}

// TestSharePrinted prints shares on both sizes of paper, and gives what is typed
// and what is read from them to those who open a vault with it.
func TestSharePrinted(t *testing.T) {
	t.Parallel()
	for _, size := range []string{"A4", "letter"} {
		t.Run(size, func(t *testing.T) {
			t.Parallel()
			sheet := aShare(t)
			recover, whole := held(t, paper.Recover, 3)
			reset, part := held(t, paper.Reset, 2)
			sheet.Held = []Held{whole, part}
			page, err := sheet.HTML()
			if err != nil {
				t.Fatal(err)
			}
			p := printOut(t, page, size)
			if n := p.pages(t); n != "1" {
				t.Errorf("the sheet takes %s pages", n)
			}
			words := p.words(t)
			onPaper, onScreen := p.codes(t)
			if len(words) != 2 || len(onPaper) != 2 || len(onScreen) != 2 {
				t.Fatalf("%d shares in words, %d and %d codes:\n%s", len(words), len(onPaper), len(onScreen), p.text(t))
			}
			for i, set := range []split.Set{recover, reset} {
				for _, typed := range []string{strings.Join(words[i], " "), codeOf(t, set, onPaper), codeOf(t, set, onScreen)} {
					share, err := paper.Parse(secret.New(typed))
					if err != nil {
						t.Fatal(err)
					}
					if _, err := share.Open(set); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
}

// codeOf finds the code whose share is of the set.
func codeOf(t *testing.T, set split.Set, codes []string) string {
	t.Helper()
	for _, code := range codes {
		if share, err := paper.Parse(secret.New(code)); err != nil {
			t.Fatal(err)
		} else if share.Kind == set.Subject.Kind {
			return code
		}
	}
	t.Fatal("no code of this kind was read")
	return ""
}
