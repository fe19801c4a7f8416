package app

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"coffer/internal/host"
	"coffer/internal/sheet"
	"coffer/internal/sys"
	"coffer/ticket"
)

// What lies in the pack of somebody without Coffer.
const (
	packReadme = "README.txt"
	packPage   = "sheet.html"
	packText   = "sheet.txt"
	packAsk    = "trustees.pack"
	packSums   = "SHA256SUMS"
)

// packFile is one file of it.
type packFile struct {
	name string
	data []byte
}

// TrusteePack writes what somebody without Coffer needs whose share is on paper: the
// sheet, an explanation, and the file by which a ticket is opened. It becomes a folder,
// which is new or empty, or a ZIP file where the name ends in .zip; it replaces nothing.
func (a *App) TrusteePack(ctx context.Context, name, place string, by Program) (names []string, err error) {
	err = a.withSheet(ctx, name, by.Version, func(s sheet.Share, p ticket.Pack) error {
		files, err := packFiles(s, p, by)
		defer func() {
			for _, f := range files {
				clear(f.data)
			}
		}()
		if err != nil {
			return err
		}
		for _, f := range files {
			names = append(names, f.name)
		}
		if strings.EqualFold(filepath.Ext(place), ".zip") {
			return writeZIP(place, files)
		}
		return writeFolder(place, files)
	})
	return names, err
}

// packFiles makes the files; those made are there even with an error.
func packFiles(s sheet.Share, p ticket.Pack, by Program) (files []packFile, err error) {
	page, err := s.HTML()
	if err != nil {
		return files, err
	}
	files = append(files, packFile{packPage, page.Bytes()})
	text, err := s.Text()
	if err != nil {
		return files, err
	}
	files = append(files, packFile{packText, text.Bytes()})
	if !s.PaperOnly {
		p.About = packAbout(p.Names.Owner, by)
		ask, err := p.Bytes()
		if err != nil {
			return files, err
		}
		files = append(files, packFile{packAsk, ask})
	}
	files = append(files, packFile{packReadme, packExplained(s, files, by)})
	return append(files, packFile{packSums, checksums(files)}), nil
}

// checksums is what sha256sum --check reads.
func checksums(files []packFile) []byte {
	var b bytes.Buffer
	for _, f := range files {
		fmt.Fprintf(&b, "%x  %s\n", sha256.Sum256(f.data), f.name)
	}
	return b.Bytes()
}

// packExplained is for somebody who never heard of Coffer, and holds nothing secret.
func packExplained(s sheet.Share, files []packFile, by Program) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `A share of the key to the vault of %[1]s, for %[2]s
%[3]s

%[1]s keeps passwords and other secrets in an encrypted vault, with a program
named Coffer. Should its master password be lost, several people together can
open the vault again. You are one of them. What is in this folder says nothing
about what is in the vault.

    %-14[4]s your share, to be printed. It is secret: print it,
    %-14[5]s delete both files, and keep the paper closed and at home.
%[6]s
When it is needed
-----------------

When %[1]s has lost the password or can no longer act, and somebody you know
needs the vault. Call back by a number that you have from elsewhere, and speak
with another holder first.

1. Install Coffer %[7]s or later on a computer that you trust.
%[8]s
Who else to call
----------------

`, s.Owner, s.For, strings.Repeat("=", 70), packPage, packText, packNames(s), s.Program, packSteps(s))
	for _, p := range s.Others {
		line := "    " + p.Name
		if p.Hint != "" {
			line += " (" + p.Hint + ")"
		}
		fmt.Fprintf(&b, "%s, telephone: ______________________\n", line)
	}
	fmt.Fprintf(&b, "\nThe program\n-----------\n\n%s\n", strings.Join(by.lines(), "\n"))
	fmt.Fprintf(&b, "\nThis is the set of shares number %d, made on %s.\nSHA-256 of the files (sha256sum --check %s looks at them):\n\n",
		s.Generation, s.Made.Format("2 January 2006"), packSums)
	b.Write(checksums(files))
	return b.Bytes()
}

// packAbout is what the file by which others are asked says of itself.
func packAbout(owner string, by Program) string {
	lines := []string{
		"This file names the trustees of the vault of " + host.Safe(owner) + ". Nothing in it is secret, but it tells who trusts whom.",
		"With the program Coffer, coffer ticket open recover --from FILE asks them.",
	}
	return strings.Join(append(lines, by.lines()...), "\n") + "\n"
}

// packNames explains the file by which others are asked.
func packNames(s sheet.Share) string {
	if s.PaperOnly {
		return ""
	}
	return fmt.Sprintf(`    %-14s names the vault and those who have the other shares. It
                   is not secret, but tells who trusts whom: keep it.
`, packAsk)
}

// packSteps are what to do, with trustees to ask or without.
func packSteps(s sheet.Share) string {
	if s.PaperOnly {
		return `2. There is nobody else to ask, and no wait: bring as many sheets together as
   stands on them, and a copy of the vault file.
3. Open that copy in a new folder, with "--share ask" once for each sheet:
   coffer ticket redeem --vault FILE --dir FOLDER --share ask --share ask
   With "--kind reset" the shares "reset" set a new password over what is not
   secret alone; "--kind freeze" has the vault that --dir names opened by nobody
   for 30 days, and "coffer ticket open --help" lists the other kinds.
`
	}
	return `2. Ask the others:
   coffer ticket open recover --from ` + packAsk + ` --ticket FILE
3. Tell each of them by voice the code that Coffer shows. They approve, a wait
   goes by, and whoever watches over the vault can stop it. Look now and then:
   coffer ticket show --ticket FILE
4. With a copy of the vault file, type the words of your sheet and a new master
   password:
   coffer ticket redeem --ticket FILE --vault COPY --dir FOLDER --share ask
`
}

// writeZIP writes all files into one.
func writeZIP(place string, files []packFile) error {
	return host.WriteAtomic(place, false, func(w io.Writer) error {
		z := zip.NewWriter(w)
		for _, f := range files {
			h := &zip.FileHeader{Name: f.name, Method: zip.Store}
			h.SetMode(0o600)
			to, err := z.CreateHeader(h)
			if err == nil {
				_, err = to.Write(f.data)
			}
			if err != nil {
				return err
			}
		}
		return z.Close()
	})
}

// writeFolder writes all files into a folder, or none: what was written goes again
// after a failure.
func writeFolder(place string, files []packFile) (err error) {
	if err := checkNewFolder(place); err != nil {
		return err
	}
	err = os.Mkdir(place, 0o700)
	made := err == nil
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	var written []string
	defer func() {
		if err == nil {
			return
		}
		for _, path := range written {
			err = errors.Join(err, os.Remove(path))
		}
		if made {
			err = errors.Join(err, os.Remove(place))
		}
	}()
	for _, f := range files {
		path := filepath.Join(place, f.name)
		if err := host.WriteBytes(path, false, f.data); err != nil {
			return err
		}
		written = append(written, path)
	}
	return sys.SyncDir(filepath.Dir(place))
}
