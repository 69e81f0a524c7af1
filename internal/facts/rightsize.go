package facts

import (
	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/facts/access"
	"github.com/tidegate/tidegate/internal/model"
)

// Rightsize advises on grants, from duties and from the use that was observed over
// a window that ends with the observations. Observations default to those of the
// repository.
func (f *Facts) Rightsize(seen *model.Observations, over calendar.Duration) access.Advice {
	if seen == nil {
		seen = f.observed
	}
	w := access.Window{Until: f.Today()}
	if seen != nil && seen.At != 0 {
		w.Until = min(w.Until, calendar.UTC.Date(seen.At))
	}
	w.From = w.Until.Subtract(over)
	return f.access.Rightsize(seen, w, f.settings.Duration("LP-001", "mover_grace"))
}
