package calendar

import (
	"archive/zip"
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"
)

//go:embed zoneinfo.zip
var carried []byte

// Zones is one release of the tz database. It is safe for concurrent use. The
// host's own database is never read: two machines would judge one commit
// differently.
type Zones struct {
	Release string // as 2026f

	files map[string]*zip.File
	names []string
	mu    sync.Mutex
	zones map[string]*Zone
}

// Carried is the release that the program carries.
var Carried = sync.OnceValue(func() *Zones {
	z, err := ReadZones(carried)
	if err != nil {
		panic("reading the carried tz database: " + err.Error()) // a broken build
	}
	return z
})

// ReadZones reads a release in the form of Go's zoneinfo.zip: one compiled TZif
// file (RFC 8536) a zone, and its name in the entry "+VERSION".
func ReadZones(archive []byte) (*Zones, error) {
	r, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		return nil, fmt.Errorf("not a zoneinfo.zip: %w", err)
	}
	z := &Zones{files: map[string]*zip.File{}, zones: map[string]*Zone{}}
	for _, f := range r.File {
		if f.Name == "+VERSION" {
			text, err := readEntry(f)
			if err != nil {
				return nil, err
			}
			z.Release = strings.TrimSpace(string(text))
			continue
		}
		z.files[f.Name] = f
		z.names = append(z.names, f.Name)
	}
	if z.Release == "" {
		return nil, fmt.Errorf("the zoneinfo.zip has no +VERSION entry, so its release is unknown")
	}
	slices.Sort(z.names)
	return z, nil
}

func readEntry(f *zip.File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	defer r.Close()
	return io.ReadAll(io.LimitReader(r, 1<<20))
}

// Names lists every zone, sorted.
func (z *Zones) Names() []string { return z.names }

// Zone is the zone with an IANA name such as America/Bogota. Abbreviations are
// no names: CST is three different zones.
func (z *Zones) Zone(name string) (*Zone, error) {
	z.mu.Lock()
	defer z.mu.Unlock()
	if zone, ok := z.zones[name]; ok {
		return zone, nil
	}
	f, ok := z.files[name]
	if !ok {
		return nil, fmt.Errorf("%q is not a zone of the tz database %s", name, z.Release)
	}
	data, err := readEntry(f)
	if err != nil {
		return nil, err
	}
	location, err := time.LoadLocationFromTZData(name, data)
	if err != nil {
		return nil, fmt.Errorf("zone %s: %w", name, err)
	}
	zone := &Zone{location: location}
	z.zones[name] = zone
	return zone, nil
}

// A Zone turns wall-clock time into instants and back.
type Zone struct {
	location *time.Location
}

// UTC is the zone without an offset.
var UTC = &Zone{location: time.UTC}

// Name is the zone's IANA name.
func (z *Zone) Name() string { return z.location.String() }

// Offset is seconds east of UTC at the moment.
func (z *Zone) Offset(i Instant) Instant {
	_, offset := time.Unix(int64(i), 0).In(z.location).Zone()
	return Instant(offset)
}

// At is the moment at which local clocks show the date and the minutes after
// its midnight (1440 and more being the next day).
//
// RFC 5545 §3.3.5: a time that does not exist is read with the offset before the
// gap, and a time that exists twice is the first of the two. time.Date chooses
// differently by region.
func (z *Zone) At(d Date, minute int) Instant {
	wall := Instant(d)*86400 + Instant(minute)*60
	before, after := z.Offset(wall-86400), z.Offset(wall+86400)
	first, second := wall-before, wall-after
	firstExists, secondExists := z.Offset(first) == before, z.Offset(second) == after
	switch {
	case firstExists && secondExists:
		return min(first, second)
	case secondExists && !firstExists:
		return second
	}
	return first // it exists, or the time is in a gap
}

// Day is the local day, 23 or 25 hours long when the clock changes.
func (z *Zone) Day(d Date) Interval {
	return Interval{z.At(d, 0), z.At(d+1, 0)}
}

// Date is the local date at the moment.
func (z *Zone) Date(i Instant) Date {
	return Date(floorDiv(int64(i+z.Offset(i)), 86400))
}

// Span is the interval of a range of hours that starts on the local date. The
// end is resolved as a local time of its own, not as start plus length.
func (z *Zone) Span(d Date, hours ClockRange) Interval {
	return Interval{z.At(d, hours.Start), z.At(d, hours.End)}
}

// Format writes the moment as the zone's clocks show it: Sun 2026-11-01 06:00 CST.
func (z *Zone) Format(i Instant) string {
	return i.Time().In(z.location).Format("Mon 2006-01-02 15:04 MST")
}

// NextChange is the first moment in (from, until] at which the zone's offset
// differs from that just before it, and false when there is none.
func (z *Zone) NextChange(from, until Instant) (Instant, bool) {
	for at := from; at < until; {
		_, end := time.Unix(int64(at), 0).In(z.location).ZoneBounds()
		if end.IsZero() || Instant(end.Unix()) > until {
			return 0, false
		}
		at = Instant(end.Unix())
		if z.Offset(at) != z.Offset(at-1) {
			return at, true
		}
	}
	return 0, false
}
