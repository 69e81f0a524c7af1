// Package company writes realistic repositories of any size: locations, systems
// with duties and roles, vendors with contracts and flows, teams with shifts,
// people and their grants. The same size and seed give the same bytes.
package company

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
)

// A Size says how much to write.
type Size struct {
	People  int
	Grants  int
	Systems int
	Vendors int
	Teams   int
	Files   int // of people and their grants
	Faults  int // grants with one action too many
	Seed    uint64
}

// ForFiles is a company of so many files, each with 20 people and 60 grants.
func ForFiles(files int) Size {
	return Size{
		People: 20 * files, Grants: 60 * files, Systems: max(files/10, 5), Vendors: max(files/50, 2), Teams: max(files/5, 4),
		Files: files, Faults: max(files/100, 1), Seed: 1,
	}
}

const (
	actionsPerDuty   = 3
	dutiesPerSystem  = 4
	rolesPerSystem   = 2
	dutiesPerRole    = 2
	peoplePerTeamCap = 100000
)

var places = []struct{ name, country, tz, class string }{
	{"austin", "US", "America/Chicago", "hq"},
	{"bogota", "CO", "America/Bogota", "nearshore"},
	{"krakow", "PL", "Europe/Warsaw", "onshore"},
	{"manila", "PH", "Asia/Manila", "offshore"},
	{"lisbon", "PT", "Europe/Lisbon", "onshore"},
	{"cebu", "PH", "Asia/Manila", "offshore"},
}

type writer struct {
	Size
	random *rand.Rand
	files  map[string]*strings.Builder
}

// Write writes the company below dir.
func Write(dir string, size Size) error {
	w := &writer{Size: size, random: rand.New(rand.NewPCG(size.Seed, 7)), files: map[string]*strings.Builder{}}
	w.foundations()
	w.systems()
	w.teams()
	w.people()
	for name, text := range w.files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(text.String()), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) printf(file, format string, args ...any) {
	b := w.files[file]
	if b == nil {
		b = &strings.Builder{}
		w.files[file] = b
	}
	fmt.Fprintf(b, format, args...)
}

func (w *writer) foundations() {
	const file = "company.hcl"
	w.printf(file, "company \"generated\" {\n  horizon = \"400d\"\n  hq      = location.austin\n  privacy = { role = \"controller\", eu_customers = true }\n}\n\n")
	for _, p := range places {
		w.printf(file, "location %q {\n  country  = %q\n  tz       = %q\n  class    = %q\n  checks   = { allowed = [\"identity\", \"reference\", \"criminal\"], prohibited = [\"credit\"] }\n  holidays = [\"2026-12-25\", \"2027-01-01\"]\n}\n\n", p.name, p.country, p.tz, p.class)
	}
	w.printf(file, "check_package \"standard\" {\n  default = true\n  require = { identity = \"forever\", reference = \"forever\", criminal = \"24mo\" }\n}\n\n")
	w.printf(file, "data_classes {\n  customer = { level = \"confidential\", personal = true }\n  plain    = { level = \"internal\", personal = false }\n}\n")
}

func action(system, duty, i int) string { return fmt.Sprintf("s%d:d%d.a%d", system, duty, i) }

func (w *writer) systems() {
	for s := range w.Systems {
		file := fmt.Sprintf("systems/s%d.hcl", s)
		var verbs []string
		for d := range dutiesPerSystem {
			for a := range actionsPerDuty {
				_, verb, _ := strings.Cut(action(s, d, a), ":")
				verbs = append(verbs, fmt.Sprintf("%q", verb))
			}
		}
		holds := "plain"
		if s%5 == 0 {
			holds = "customer"
		}
		w.printf(file, "system \"s%d\" {\n  hosted     = \"DE\"\n  holds      = [data_class.%s]\n  controls   = { mfa = true, encrypted = true, audit_log = \"13mo\", retention = \"24mo\" }\n  actions    = [%s]\n  privileged = [\"admin.config\", \"export\"]\n}\n\n", s, holds, strings.Join(verbs, ", "))
		w.printf(file, "duties {\n")
		for d := range dutiesPerSystem {
			w.printf(file, "  s%d_d%d = { needs = [%s] }\n", s, d, quoted(s, d))
		}
		w.printf(file, "}\n\n")
		for r := range rolesPerSystem {
			w.printf(file, "role \"s%d_r%d\" {\n  tier   = 1\n  duties = [duty.s%d_d%d, duty.s%d_d%d]\n}\n\n", s, r, s, r*dutiesPerRole, s, r*dutiesPerRole+1)
		}
	}
}

func quoted(s, d int) string {
	var out []string
	for a := range actionsPerDuty {
		out = append(out, fmt.Sprintf("%q", action(s, d, a)))
	}
	return strings.Join(out, ", ")
}

func (w *writer) place(team int) (index int, vendor bool) {
	if team == 0 {
		return 0, false
	}
	index = 1 + team%(len(places)-1)
	return index, index%2 == 1 // odd places are vendors'
}

func (w *writer) teams() {
	for v := range w.Vendors {
		w.printf(fmt.Sprintf("vendors/v%d.hcl", v), "vendor \"v%d\" {\n  country = \"CO\"\n  role    = \"processor\"\n}\n\n", v)
	}
	names := make([][]string, w.Vendors)
	for t := range w.Teams {
		place, vendor := w.place(t)
		file := fmt.Sprintf("teams/t%d.hcl", t)
		w.printf(file, "team \"t%d\" {\n  location = location.%s\n  holidays = \"work\"\n", t, places[place].name)
		if vendor {
			v := t % w.Vendors
			names[v] = append(names[v], fmt.Sprintf("team.t%d", t))
			w.printf(file, "  vendor   = vendor.v%d\n", v)
		}
		crew := w.crew(t)
		if len(crew) > 20 {
			crew = crew[:20]
		}
		half := (len(crew) + 1) / 2
		w.printf(file, "  shifts = {\n")
		w.printf(file, "    early = { hours = \"06:00-14:30\", break = \"30m\", serves = [\"c%d\"], roster = { \"mon-fri\" = [%s], \"sat-sun\" = [%s] } }\n", t, strings.Join(crew[:half], ", "), strings.Join(crew[half:], ", "))
		w.printf(file, "    late  = { hours = \"14:00-22:30\", break = \"30m\", serves = [\"c%d\"], roster = { \"mon-fri\" = [%s], \"sat-sun\" = [%s] } }\n", t, strings.Join(crew[half:], ", "), strings.Join(crew[:half], ", "))
		w.printf(file, "  }\n}\n\n")
		w.printf(file, "coverage {\n  t%d = { days = \"mon-sun\", window = \"06:00-22:00\", tz = %q, min = { c%d = 1 } }\n}\n\n", t, places[place].tz, t)
		w.printf(file, "queue \"t%d\" {\n  channels = [\"c%d\"]\n  kind     = \"async\"\n  owner    = team.t%d\n}\n\n", t, t, t)
		var sources []string
		for s := 0; s < w.Systems; s += 5 {
			sources = append(sources, fmt.Sprintf("system.s%d", s))
		}
		w.printf(file, "flow \"t%d\" {\n  from     = [%s]\n  to       = team.t%d\n  carries  = [data_class.customer]\n  purpose  = \"customer support\"\n  mode     = \"remote_view\"\n  transfer = { mechanism = \"scc\", module = 2, signed = \"2026-01-12\", tia = \"2026-01-09\" }\n}\n", t, strings.Join(sources, ", "), t)
	}
	for v := range w.Vendors {
		w.printf(fmt.Sprintf("vendors/v%d.hcl", v), "contract \"v%d\" {\n  vendor        = vendor.v%d\n  teams         = [%s]\n  valid         = \"2026-01-15/2028-06-30\"\n  clock         = \"calendar\"\n  data_incident = { from = \"aware\", notify = \"24h\", obligations = [\"contain\"], penalty = \"25000 USD\" }\n}\n", v, v, strings.Join(names[v], ", "))
	}
}

// crew lists the people of a team: person i works in team i modulo teams.
func (w *writer) crew(team int) []string {
	var out []string
	for p := team; p < w.People && len(out) < peoplePerTeamCap; p += w.Teams {
		out = append(out, fmt.Sprintf("person.p%d", p))
	}
	return out
}

func (w *writer) people() {
	perFile := (w.People + w.Files - 1) / w.Files
	grant, fault := 0, 0
	for f := range w.Files {
		file := fmt.Sprintf("people/f%d.hcl", f)
		first, last := f*perFile, min((f+1)*perFile, w.People)
		if first >= last {
			break
		}
		w.printf(file, "people \"f%d\" {\n  start  = \"2026-02-02\"\n  signed = { confidentiality = \"2026-01-30\", acceptable_use = \"2026-01-30\" }\n  passed = { \"2026-02-12\" = [] }\n  members = {\n", f)
		for p := first; p < last; p++ {
			system, role := w.work(p)
			day := 1 + p%28
			w.printf(file, "    p%d = { team = team.t%d, role = role.s%d_r%d, checks = { identity = \"2026-01-%02d\", reference = \"2026-01-%02d\", criminal = \"2026-01-%02d\" } }\n", p, p%w.Teams, system, role, day, day, day)
		}
		w.printf(file, "  }\n}\n\n")
		for p := first; p < last; p++ {
			system, role := w.work(p)
			for until := w.Grants * (p + 1) / w.People; grant < until; grant++ {
				duty := role*dutiesPerRole + grant%dutiesPerRole
				allow := []string{fmt.Sprintf("%q", action(system, duty, grant%actionsPerDuty)), fmt.Sprintf("%q", action(system, duty, (grant+1)%actionsPerDuty))}
				if fault < w.Faults && w.random.IntN(max(w.Grants/w.Faults, 1)) == 0 {
					fault++
					allow = append(allow, fmt.Sprintf("\"s%d:export\"", system))
				}
				w.printf(file, "grant \"g%d\" {\n  to       = [person.p%d]\n  allow    = [%s]\n  valid    = \"2026-02-16/2027-06-30\"\n  approved = { by = person.p%d, on = \"2026-02-13\", ref = \"ACC-%d\" }\n  reviewed = { by = person.p%d, on = \"2026-08-03\" }\n}\n\n", grant, p, strings.Join(allow, ", "), (p+1)%w.People, grant, (p+2)%w.People)
			}
		}
	}
}

// work is the system and the role that a person works with.
func (w *writer) work(p int) (system, role int) {
	return (p / 7) % w.Systems, p % rolesPerSystem
}
