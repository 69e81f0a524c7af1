package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/tidegate/tidegate/internal/cli"
)

var update = flag.Bool("update", false, "accept what the scripts print")

// The test binary is the program.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"tidegate": func() { os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

// TestScripts plays testdata/script. $TEAMS is a copy of the example company.
func TestScripts(t *testing.T) {
	t.Cleanup(func() { accept(t) })
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			source, err := filepath.Abs("../..")
			if err != nil {
				return err
			}
			env.Setenv("SOURCE", source) // for reset, and for what needs the built-in rules as files
			env.Setenv("TEAMS", filepath.Join(env.WorkDir, "teams"))
			env.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
			env.Setenv("GIT_AUTHOR_NAME", "a")
			env.Setenv("GIT_AUTHOR_EMAIL", "a@example.invalid")
			env.Setenv("GIT_COMMITTER_NAME", "a")
			env.Setenv("GIT_COMMITTER_EMAIL", "a@example.invalid")
			return os.CopyFS(filepath.Join(env.WorkDir, "teams"), os.DirFS("../../teams"))
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"edit":     edit,
			"status":   status,
			"bytes":    writeBytes,
			"fields":   fields,
			"reset":    reset,
			"action":   action,
			"findings": findings,
		},
	})
}

// edit FILE OLD NEW replaces the one place in FILE where OLD stands. With a
// fourth argument, the line that has it, and only there.
func edit(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 && len(args) != 4 {
		ts.Fatalf("usage: edit file old new [on-the-line-with]")
	}
	name := ts.MkAbs(args[0])
	text := ts.ReadFile(name)
	from, to := 0, len(text)
	if len(args) == 4 {
		i := strings.Index(text, args[3])
		if i < 0 || strings.Count(text, args[3]) != 1 {
			ts.Fatalf("%s: %q is not there exactly once", args[0], args[3])
		}
		from = strings.LastIndexByte(text[:i], '\n') + 1
		to = i + strings.IndexByte(text[i:], '\n')
	}
	if n := strings.Count(text[from:to], args[1]); n != 1 {
		ts.Fatalf("%s: %q is there %d times", args[0], args[1], n)
	}
	ts.Check(os.WriteFile(name, []byte(text[:from]+strings.Replace(text[from:to], args[1], args[2], 1)+text[to:]), 0o644))
}

// findings FILE compares the lines of the last output with FILE, those left out
// that say what want/00_baseline says at whatever place.
func findings(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: findings file")
	}
	const baseline = "want/00_baseline"
	usual := map[string]bool{}
	if args[0] != baseline {
		text := ts.ReadFile(baseline)
		if *update {
			text = accepted[ts.Name()+" "+baseline]
		}
		for line := range strings.Lines(text) {
			usual[said(line)] = true
		}
	}
	var kept strings.Builder
	for line := range strings.Lines(ts.ReadFile("stdout")) {
		if !usual[said(line)] {
			kept.WriteString(line)
		}
	}
	got := kept.String()
	if *update {
		accepted[ts.Name()+" "+args[0]] = got
	}
	if want := ts.ReadFile(args[0]); got != want && !*update {
		ts.Fatalf("-want +got:\n%s", cmp.Diff(want, got))
	}
}

// said is a line of the compact format without its place.
func said(line string) string {
	_, text, _ := strings.Cut(line, ": ")
	return text
}

// accepted is what findings printed, by script and file, when the test runs with
// -update.
var accepted = map[string]string{}

// accept writes what was accepted into the scripts.
func accept(t *testing.T) {
	for key, got := range accepted {
		name, file, _ := strings.Cut(key, " ")
		name = filepath.Join("testdata/script", name+".txtar")
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for i := range archive.Files {
			if archive.Files[i].Name == file {
				archive.Files[i].Data = []byte(got)
			}
		}
		if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// reset brings the example company back.
func reset(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: reset")
	}
	teams := ts.Getenv("TEAMS")
	ts.Check(os.RemoveAll(teams))
	ts.Check(os.CopyFS(teams, os.DirFS(filepath.Join(ts.Getenv("SOURCE"), "teams"))))
}

// status N COMMAND… runs a command that must end with the exit status N.
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status n command [args]")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := 0
	if err != nil {
		var n int
		if _, scan := fmt.Sscanf(err.Error(), "exit status %d", &n); scan != nil {
			ts.Fatalf("%s: %v", args[1], err)
		}
		got = n
	}
	if fmt.Sprint(got) != args[0] {
		ts.Fatalf("exit status %d, want %s", got, args[0])
	}
}

// action N runs the last step of action.yml, as a runner would; it must end with
// the exit status N. What the runner gives is in the environment.
func action(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: action status")
	}
	text, err := os.ReadFile(filepath.Join(ts.Getenv("SOURCE"), "action.yml"))
	ts.Check(err)
	_, script, found := strings.Cut(string(text[strings.LastIndex(string(text), "\n      run: |"):]), "run: |\n")
	if !found {
		ts.Fatalf("action.yml ends with no script")
	}
	var b strings.Builder
	for line := range strings.Lines(script) {
		b.WriteString(strings.TrimPrefix(line, "        "))
	}
	// Runners call bash so: docs.github.com, "Workflow syntax", shell.
	status(ts, neg, []string{args[0], "bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", b.String()})
}

var hexEscape = regexp.MustCompile(`\\x[0-9a-f]{2}`)

// bytes FILE TEXT writes TEXT, in which \x00 and its like are bytes, TIMES N
// repeats what comes before it.
func writeBytes(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: bytes file json-or-text [times]")
	}
	var b strings.Builder
	for i := 1; i < len(args); i++ {
		times := 1
		if i+2 < len(args) && args[i+1] == "x" {
			_, err := fmt.Sscan(args[i+2], &times)
			ts.Check(err)
		}
		text := strings.NewReplacer(`\0`, "\x00", `\n`, "\n", `\r`, "\r", `\t`, "\t", `\e`, "\x1b", `\bom`, "\ufeff").Replace(args[i])
		text = hexEscape.ReplaceAllStringFunc(text, func(s string) string {
			b, err := strconv.ParseUint(s[2:], 16, 8)
			ts.Check(err)
			return string([]byte{byte(b)})
		})
		b.WriteString(strings.Repeat(text, times))
		if times > 1 || i+2 < len(args) && args[i+1] == "x" {
			i += 2
		}
	}
	name := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(filepath.Dir(name), 0o755))
	ts.Check(os.WriteFile(name, []byte(b.String()), 0o644))
}

// fields checks that every NAME=VALUE of the arguments stands in the JSON file.
func fields(ts *testscript.TestScript, neg bool, args []string) {
	var document map[string]any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &document))
	for _, want := range args[1:] {
		name, value, _ := strings.Cut(want, "=")
		var at any = document
		for step := range strings.SplitSeq(name, ".") {
			object, _ := at.(map[string]any)
			at = object[step]
		}
		if got := fmt.Sprint(at); (got == value) == neg {
			ts.Fatalf("%s is %s", name, got)
		}
	}
}

// TestEveryCommandHasAScript looks at the scripts for each command's name.
func TestEveryCommandHasAScript(t *testing.T) {
	var all strings.Builder
	err := fs.WalkDir(os.DirFS("testdata/script"), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(filepath.Join("testdata/script", name))
		all.Write(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cli.Root().Commands() {
		paths := []string{c.CommandPath()}
		for _, sub := range c.Commands() {
			paths = append(paths, sub.CommandPath())
		}
		for _, path := range paths {
			if !strings.Contains(all.String(), path) && path != "tidegate help" {
				t.Errorf("no script shows %s", path)
			}
		}
	}
}
