package calendar

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

//go:embed zones.tab
var zoneCountries string

// countries is the countries of each zone, by name.
var countries = sync.OnceValue(func() map[string][]string {
	out := map[string][]string{}
	for line := range strings.Lines(zoneCountries) {
		if zone, list, ok := strings.Cut(strings.TrimSpace(line), " "); ok && !strings.HasPrefix(zone, "#") {
			out[zone] = strings.Split(list, ",")
		}
	}
	return out
})

// ZoneIn reports whether the clocks of a zone are used in a country, by the tables
// of the tz database. Of a zone that no table lists nothing is known, and it is
// taken to be.
func ZoneIn(zone, country string) bool {
	known, listed := countries()[zone]
	return !listed || slices.Contains(known, country)
}

// ZonesOf lists the zones of a country by name.
func ZonesOf(country string) []string {
	var out []string
	for zone, list := range countries() {
		if slices.Contains(list, country) {
			out = append(out, zone)
		}
	}
	slices.Sort(out)
	return out
}
