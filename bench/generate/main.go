// Command generate writes a repository of a given size:
//
//	go run ./bench/generate -files 1000 DIR
//	go run ./bench/generate -people 100000 -grants 300000 -files 5000 DIR
package main

import (
	"flag"
	"log"

	"github.com/tidegate/tidegate/bench/company"
)

func main() {
	log.SetFlags(0)
	files := flag.Int("files", 100, "files of people and grants; sets the other sizes in proportion")
	people := flag.Int("people", 0, "people, when not in proportion")
	grants := flag.Int("grants", 0, "grants, when not in proportion")
	systems := flag.Int("systems", 0, "systems, when not in proportion")
	vendors := flag.Int("vendors", 0, "vendors, when not in proportion")
	teams := flag.Int("teams", 0, "teams, when not in proportion")
	seed := flag.Uint64("seed", 1, "the same seed gives the same bytes")
	flag.Parse()
	if flag.NArg() != 1 || *files < 1 {
		log.Fatal("usage: generate [flags] DIR")
	}
	size := company.ForFiles(*files)
	for _, set := range []struct {
		from int
		to   *int
	}{{*people, &size.People}, {*grants, &size.Grants}, {*systems, &size.Systems}, {*vendors, &size.Vendors}, {*teams, &size.Teams}} {
		if set.from > 0 {
			*set.to = set.from
		}
	}
	size.Seed = *seed
	if err := company.Write(flag.Arg(0), size); err != nil {
		log.Fatal(err)
	}
}
