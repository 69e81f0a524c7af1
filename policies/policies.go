// Package policies carries the built-in rules: one Rego file a rule and its
// test, by family.
package policies

import "embed"

// FS holds a folder a family at its root, and lib.
//
//go:embed */*.rego
var FS embed.FS
