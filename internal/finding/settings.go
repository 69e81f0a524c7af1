package finding

import (
	"github.com/tidegate/tidegate/internal/calendar"
)

// Settings are the parameters in force, by rule ID and name. A value has the
// type that its rule's metadata states; see Parameter.
type Settings map[string]map[string]any

// Duration is a parameter of type duration; zero when it is not set.
func (s Settings) Duration(rule, name string) calendar.Duration {
	text, _ := s[rule][name].(string)
	d, _ := calendar.ParseDuration(text)
	return d
}

// Int is a parameter of type integer; zero when it is not set.
func (s Settings) Int(rule, name string) int {
	n, _ := s[rule][name].(int64)
	return int(n)
}

// Bool is a parameter of type boolean; false when it is not set.
func (s Settings) Bool(rule, name string) bool {
	b, _ := s[rule][name].(bool)
	return b
}

// String is a parameter of type string or percent; empty when it is not set.
func (s Settings) String(rule, name string) string {
	text, _ := s[rule][name].(string)
	return text
}

// List is a parameter of type list; nil when it is not set.
func (s Settings) List(rule, name string) []string {
	items, _ := s[rule][name].([]any)
	var out []string
	for _, item := range items {
		if text, ok := item.(string); ok {
			out = append(out, text)
		}
	}
	return out
}

// Table is a parameter of type table; nil when it is not set.
func (s Settings) Table(rule, name string) map[string]any {
	table, _ := s[rule][name].(map[string]any)
	return table
}
