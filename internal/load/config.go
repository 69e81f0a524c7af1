package load

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/tidegate/tidegate/internal/calendar"
	"github.com/tidegate/tidegate/internal/finding"
	"github.com/tidegate/tidegate/internal/model"
	"github.com/tidegate/tidegate/internal/signing"
	"github.com/tidegate/tidegate/internal/source"
)

const configName = "tidegate.hcl"

// A Config is how a repository wants to be judged: tidegate.hcl at its root. It
// configures the run only; what is judged stands in the definitions.
type Config struct {
	Definitions  []string // folders; the whole tree when empty
	Schemas      []string // folders of the repository's own kinds
	Policies     []string // folders of the repository's own rules
	Exclude      []string // files and folders that are no definitions
	Observations string   // file of what connectors saw; empty for none
	Signers      []string // files of public keys whose signatures approve
	FailLevel    finding.Severity
	Severities   map[string]finding.Severity // by rule ID
	Outputs      []string                    // as -o has them
	Ahead        calendar.Duration           // how far ahead what begins later is checked now
}

// leastAhead is how far ahead is looked when the configuration does not say more.
var leastAhead = calendar.Duration{Days: 90, Text: "90d"}

// ReadConfig reads tidegate.hcl, or gives the defaults when there is none.
func ReadConfig(tree source.Tree) (*Config, []finding.Finding, error) {
	c := &Config{FailLevel: finding.Medium, Ahead: leastAhead, Severities: map[string]finding.Severity{}}
	if exists(tree, "schemas") {
		c.Schemas = []string{"schemas"}
	}
	if exists(tree, "policies") {
		c.Policies = []string{"policies"}
	}
	if info, err := fs.Stat(tree.FS, "observed.json"); err == nil && info.Mode().IsRegular() {
		c.Observations = "observed.json"
	}
	if _, err := fs.Lstat(tree.FS, configName); errors.Is(err, fs.ErrNotExist) {
		return c, nil, nil
	}
	text, refusal, err := readFile(tree, configName)
	switch {
	case err != nil:
		return nil, nil, err
	case refusal != nil:
		return nil, []finding.Finding{*refusal}, nil
	}
	r := &configReader{config: c, parsed: parsed{file: &source.File{Path: configName, Text: text}}}
	r.read()
	if len(r.problems) > 0 {
		return nil, r.problems, nil
	}
	return c, nil, nil
}

type configReader struct {
	parsed
	config *Config
}

var configAttributes = []string{"ahead", "definitions", "exclude", "fail_level", "observations", "outputs", "policies", "schemas", "severity", "signers"}

func (r *configReader) read() {
	attributes := r.attributes()
	for _, f := range attributes {
		switch f.Name {
		case "definitions":
			r.config.Definitions = r.folders(f.Value)
		case "exclude":
			r.config.Exclude = r.folders(f.Value)
		case "schemas":
			r.config.Schemas = r.folders(f.Value)
		case "policies":
			r.config.Policies = r.folders(f.Value)
		case "outputs":
			r.config.Outputs = r.strings(f.Value)
		case "observations":
			if names := r.strings(f.Value); len(names) == 1 && r.inside(names[0], f.Value.Range) {
				r.config.Observations = path.Clean(names[0])
			}
		case "signers":
			for _, name := range r.strings(f.Value) {
				if r.inside(name, f.Value.Range) {
					r.config.Signers = append(r.config.Signers, path.Clean(name))
				}
			}
		case "ahead":
			r.config.Ahead = r.ahead(f.Value)
		case "fail_level":
			r.config.FailLevel = r.severity(f.Value)
		case "severity":
			for _, item := range f.Value.Items {
				if err := ruleID(item.Name); err != nil {
					r.report(ruleConfig, item.NameRange, err.Error(), "tidegate rules list shows every rule")
				}
				r.config.Severities[item.Name] = r.severity(item.Value)
			}
		default:
			r.report(ruleConfig, f.NameRange, fmt.Sprintf("tidegate.hcl has no attribute %q", f.Name),
				finding.DidYouMean(f.Name, configAttributes, "it has "+strings.Join(configAttributes, ", ")))
		}
	}
}

// attributes reads a file of attributes without blocks.
func (r *configReader) attributes() []model.Field {
	return r.parseAttributes()
}

func (r *configReader) strings(v model.Value) []string {
	var out []string
	for _, item := range v.Each() {
		if item.Value.Type != model.String {
			r.report(ruleConfig, item.Value.Range, fmt.Sprintf("text is wanted here, not %s", item.Value.Type), "write it in quotes")
			continue
		}
		out = append(out, item.Value.Text)
	}
	return out
}

func (r *configReader) folders(v model.Value) []string {
	out := []string{}
	for _, name := range r.strings(v) {
		if !r.inside(name, v.Range) {
			continue
		}
		name = path.Clean(name)
		out = append(out, name)
	}
	return out
}

func (r *configReader) inside(name string, at source.Range) bool {
	if fs.ValidPath(path.Clean(name)) {
		return true
	}
	r.report(ruleConfig, at, fmt.Sprintf("%q leads out of the tree", name), "name a path below the folder of tidegate.hcl")
	return false
}

// ahead reads how far ahead to look, which may only be raised.
func (r *configReader) ahead(v model.Value) calendar.Duration {
	d, err := calendar.ParseDuration(v.Text)
	const someDay calendar.Date = 20000
	switch {
	case err != nil:
		r.report(ruleConfig, v.Range, err.Error(), "write a duration, as in 120d")
	case someDay.Add(d) < someDay.Add(leastAhead):
		r.report(ruleConfig, v.Range, fmt.Sprintf("ahead is %s, but may only be raised above %s", v.Text, leastAhead), "remove the line")
	case someDay.Add(d) > someDay+mostAhead:
		r.report(ruleConfig, v.Range, fmt.Sprintf("ahead is %s, but may be at most %d days", v.Text, mostAhead), "look less far ahead")
	default:
		return d
	}
	return leastAhead
}

// mostAhead is days; everything that begins within it is checked.
const mostAhead = 400

func (r *configReader) severity(v model.Value) finding.Severity {
	s, err := finding.ParseSeverity(v.Text)
	if err != nil {
		r.report(ruleConfig, v.Range, err.Error(), "use one of the four")
	}
	return s
}

// Loader is a loader for the folders that the configuration names.
func (c *Config) Loader(kinds *Kinds) *Loader {
	return &Loader{Kinds: kinds, Dirs: c.Definitions, Without: slices.Concat(c.Schemas, c.Policies, c.Exclude)}
}

// Problem is something wrong with the configuration as a whole.
func (c *Config) Problem(message, fix string) finding.Finding {
	return problem(ruleConfig, source.Range{File: &source.File{Path: configName}}, message, fix)
}

// ReadSigners reads the public keys in the files that the configuration names, in their order.
func (c *Config) ReadSigners(tree source.Tree) ([]signing.Key, []finding.Finding, error) {
	var keys []signing.Key
	for _, name := range c.Signers {
		text, refusal, err := readFile(tree, name)
		if err != nil || refusal != nil {
			return nil, refusals(refusal), err
		}
		found, err := signing.Read(text, time.UTC)
		if err != nil {
			file := &source.File{Path: name, Text: text}
			at := source.Range{File: file}
			var line *signing.LineError
			if errors.As(err, &line) {
				at = file.LineRange(line.Line)
				err = line.Err
			}
			return nil, []finding.Finding{problem(ruleConfig, at, err.Error(), "write a line as ssh-keygen -Y verify reads it, or an armoured OpenPGP key")}, nil
		}
		keys = append(keys, found...)
	}
	return keys, nil, nil
}
