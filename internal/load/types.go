package load

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/model"
)

// types is how the strings that a schema marks with x-type or x-keys are read.
// Actions are not here: they depend on the systems.
var types = map[string]func(string) error{
	"cefr":            cefr,
	"country":         country,
	"date":            only(calendar.ParseDate),
	"date_or_pending": dateOrPending,
	"duration":        only(calendar.ParseDuration),
	"factor":          only(model.ParseFactor),
	"hours":           only(calendar.ParseClockRange),
	"metric":          percentile,
	"moment":          only(model.ParseMoment),
	"money":           func(s string) error { _, _, err := model.ParseMoney(s); return err },
	"percent":         share,
	"percentile":      percentile,
	"period":          only(calendar.ParsePeriod),
	"rule":            ruleID,
	"validity":        validity,
	"weekdays":        only(calendar.ParseWeekdays),
	"zone":            zone,
}

// Types lists the names that x-type may have.
func Types() []string {
	names := []string{"action"}
	for name := range types {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func only[T any](parse func(string) (T, error)) func(string) error {
	return func(s string) error {
		_, err := parse(s)
		return err
	}
}

// proposal is what to do about a value that does not parse.
func proposal(typ, text string) string {
	switch typ {
	case "zone":
		return finding.DidYouMean(text, calendar.Carried().Names(), "use an IANA name such as America/Bogota")
	case "cefr":
		return "use A1, A2, B1, B2, C1 or C2"
	case "country":
		return finding.DidYouMean(text, countries, "use the two-letter code of ISO 3166-1")
	}
	return "correct the value"
}

func cefr(s string) error {
	if slices.Contains([]string{"A1", "A2", "B1", "B2", "C1", "C2"}, s) {
		return nil
	}
	return fmt.Errorf("%q is not a level of the Common European Framework", s)
}

func country(s string) error {
	if slices.Contains(countries, s) {
		return nil
	}
	return fmt.Errorf("%q is not a country code", s)
}

// share is a percentage of something, which is at most all of it.
func share(s string) error {
	p, err := model.ParsePercent(s)
	if err == nil && p > 100_000_000 {
		return fmt.Errorf("%s is more than the whole", s)
	}
	return err
}

// zone is an IANA name with a place in it, or UTC. The database keeps abbreviations
// such as CET and EST5EDT for old programs; they stand for no place, and some of them
// never change their clocks.
func zone(s string) error {
	if _, err := calendar.Carried().Zone(s); err != nil {
		return err
	}
	if s != "UTC" && (!strings.Contains(s, "/") || strings.HasPrefix(s, "Etc/")) {
		return fmt.Errorf("%q is an abbreviation, and not the time zone of a place", s)
	}
	return nil
}

func dateOrPending(s string) error {
	if s == "pending" {
		return nil
	}
	if _, err := calendar.ParseDate(s); err != nil {
		return fmt.Errorf("a check is the day it was cleared or \"pending\", and nothing else")
	}
	return nil
}

func validity(s string) error {
	if s == "forever" {
		return nil
	}
	return only(calendar.ParseDuration)(s)
}

func percentile(s string) error {
	if _, ok := model.Percentile(s); ok {
		return nil
	}
	return fmt.Errorf("%q is not a percentile: write p80, p95 or p99.9", s)
}

var rulePattern = regexp.MustCompile(`^[A-Z]{2,6}-[0-9]{3}$`)

func ruleID(s string) error {
	if rulePattern.MatchString(s) {
		return nil
	}
	return fmt.Errorf("%q is not the ID of a rule: write it as in LP-001", s)
}

// countries is ISO 3166-1 alpha-2, as of 2026.
var countries = strings.Fields(`
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR
GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP
KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT
MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW
SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG
UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW`)
