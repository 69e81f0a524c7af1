// Package schemas carries the built-in kinds: one JSON Schema each, named by
// the kind.
package schemas

import "embed"

// FS holds the schemas at its root.
//
//go:embed *.json
var FS embed.FS
