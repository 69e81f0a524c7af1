// Command zones packs a compiled tz database, as Debian's tzdata package lays
// it out, into the zoneinfo.zip that package calendar embeds:
//
//	apt-get download tzdata && dpkg-deb -x tzdata_*.deb tz
//	go run ./internal/calendar/zones tz/usr/share/zoneinfo internal/calendar/zoneinfo.zip
//
// The database is in the public domain (RFC 6557).
package main

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("usage: zones ZONEINFO-DIR OUT.zip")
	}
	if err := pack(os.Args[1], os.Args[2]); err != nil {
		log.Fatal(err)
	}
}

func pack(dir, out string) error {
	release, err := release(filepath.Join(dir, "tzdata.zi"))
	if err != nil {
		return err
	}
	f, err := os.Create(out)
	if err != nil {
		return err
	}
	defer f.Close()
	w := zip.NewWriter(f)
	entry, err := w.Create("+VERSION")
	if err != nil {
		return err
	}
	fmt.Fprintln(entry, release)
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		name, _ := filepath.Rel(dir, path)
		switch {
		case err != nil:
			return err
		case d.IsDir() && (name == "posix" || name == "right"): // copies; "right" counts leap seconds
			return filepath.SkipDir
		case d.IsDir():
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil || !strings.HasPrefix(string(data), "TZif") || name == "localtime" || name == "posixrules" {
			return err
		}
		entry, err := w.Create(filepath.ToSlash(name))
		if err != nil {
			return err
		}
		_, err = entry.Write(data)
		return err
	})
	if err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return f.Close()
}

// release reads the first line of tzdata.zi: "# version 2026f".
func release(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	scanner := bufio.NewScanner(f)
	scanner.Scan()
	release, ok := strings.CutPrefix(scanner.Text(), "# version ")
	if !ok {
		return "", fmt.Errorf("%s: no version line", path)
	}
	return strings.TrimSpace(release), nil
}
