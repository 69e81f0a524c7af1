package model

import (
	"fmt"
	"strings"
	"time"

	"github.com/tidegate/tidegate/internal/calendar"
)

func parseTimestamp(s string) (calendar.Instant, error) {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return 0, fmt.Errorf("%q is not a moment: write a date as in 2026-10-05, or a timestamp with its zone as in 2026-10-05T17:00:00Z", s)
	}
	return calendar.InstantOf(t), nil
}

// A Percent is counted in millionths of a percent, so that 0.5% and 50 basis
// points are the same number and no comparison meets floating point.
type Percent int64

const percentScale = 1_000_000

// ParsePercent reads "0.5%". The sign is part of the value: "0.5" could mean
// half a percent or a half.
func ParsePercent(s string) (Percent, error) {
	digits, ok := strings.CutSuffix(s, "%")
	n, fits := calendar.ScaledDecimal(digits, percentScale)
	if !ok || !fits {
		return 0, fmt.Errorf("%q is not a percentage: write a number and the sign, as in 0.5%%", s)
	}
	return Percent(n), nil
}

// ParseMoney reads an amount and an ISO 4217 currency: "25000 USD". The amount
// is in hundredths.
func ParseMoney(s string) (hundredths int64, currency string, err error) {
	amount, currency, ok := strings.Cut(s, " ")
	hundredths, fits := calendar.ScaledDecimal(amount, 100)
	if !ok || !fits || len(currency) != 3 || strings.ToUpper(currency) != currency || strings.Trim(currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return 0, "", fmt.Errorf("%q is not an amount of money: write a number and a currency, as in 150 USD", s)
	}
	return hundredths, currency, nil
}

// ParseFactor reads a multiple such as "1.35x", in thousandths.
func ParseFactor(s string) (thousandths int64, err error) {
	digits, ok := strings.CutSuffix(s, "x")
	n, fits := calendar.ScaledDecimal(digits, 1000)
	if !ok || !fits {
		return 0, fmt.Errorf("%q is not a multiple: write a number and an x, as in 1.5x", s)
	}
	return n, nil
}

// Percentile reads the name of a percentile, p80 or p99.9 (also p99_9), in
// millionths of a percent.
func Percentile(name string) (Percent, bool) {
	digits, ok := strings.CutPrefix(name, "p")
	n, fits := calendar.ScaledDecimal(strings.Replace(digits, "_", ".", 1), percentScale)
	return Percent(n), ok && fits && n > 0 && n < 100*percentScale
}

// SplitAction splits "system:verb". An action without a system, as "*", has an
// empty one.
func SplitAction(action string) (system, verb string) {
	system, verb, ok := strings.Cut(action, ":")
	if !ok {
		return "", action
	}
	return system, verb
}
