// Command compare runs tidegate, conftest and opa on the same generated
// definitions with equivalent rules, one after the other in one run, and prints
// what each took and the ratios to tidegate:
//
//	go run ./bench/compare -files 100,1000,2000
//
// Rounds are interleaved, because a shared machine's clock wanders; the least
// CPU time of the rounds counts. opa cannot read HCL, so it is given the
// document that conftest makes of it, and spared the parsing.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/tidegate/tidegate/bench/company"
)

func main() {
	log.SetFlags(0)
	sizes := flag.String("files", "100,1000,2000", "sizes to compare at, in files of people and grants")
	rounds := flag.Int("rounds", 3, "rounds of each")
	flag.Parse()
	if err := run(*sizes, *rounds); err != nil {
		log.Fatal(err)
	}
}

// A tool is a command line, and how its output names what it found.
type tool struct {
	name  string
	args  []string
	found func(out []byte) ([]string, error)
}

type cost struct {
	cpu, wall time.Duration
	memory    int64 // KiB, the peak
}

func run(sizes string, rounds int) error {
	dir, err := os.MkdirTemp("", "tidegate-compare-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }() // a temporary folder
	programs, err := build(dir)
	if err != nil {
		return err
	}
	fmt.Printf("%d cores, %s, %d rounds; CPU is user and system time, the least of the rounds\n", runtime.NumCPU(), runtime.Version(), rounds)
	fmt.Printf("| files | | findings | CPU | × | wall | × | peak memory | × |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n")
	for size := range strings.SplitSeq(sizes, ",") {
		files, err := strconv.Atoi(size)
		if err != nil {
			return err
		}
		if err := compare(dir, programs, files, rounds); err != nil {
			return err
		}
	}
	return nil
}

func build(dir string) (map[string]string, error) {
	programs := map[string]string{}
	for name, args := range map[string][]string{
		"tidegate": {"./cmd/tidegate"},
		"opa":      {"github.com/open-policy-agent/opa"},
		"conftest": {"-modfile=bench/tools/go.mod", "github.com/open-policy-agent/conftest"},
	} {
		programs[name] = filepath.Join(dir, name)
		cmd := exec.Command("go", append([]string{"build", "-o", programs[name]}, args...)...)
		if out, err := cmd.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("building %s (run this from the root of the repository): %w\n%s", name, err, out)
		}
	}
	return programs, nil
}

func compare(dir string, programs map[string]string, files, rounds int) error {
	root := filepath.Join(dir, fmt.Sprint(files))
	if err := company.Write(root, company.ForFiles(files)); err != nil {
		return err
	}
	combined := root + ".json"
	names, err := filepath.Glob(root + "/*.hcl")
	if err != nil {
		return err
	}
	below, err := filepath.Glob(root + "/*/*.hcl")
	if err != nil {
		return err
	}
	parse := append([]string{"parse", "--parser", "hcl2", "--combine"}, append(names, below...)...)
	parsed, err := exec.Command(programs["conftest"], parse...).Output()
	if err != nil {
		return fmt.Errorf("conftest parse: %w", err)
	}
	if err := os.WriteFile(combined, parsed, 0o644); err != nil {
		return err
	}
	tools := []tool{
		{"tidegate, 3 rules", []string{programs["tidegate"], "check", "--as-of", "2026-10-05", "--only", "LP-001,LP-002,LP-005", "-o", "json", root}, tidegateFound},
		{"conftest, the same 3", []string{programs["conftest"], "test", "--parser", "hcl2", "--combine", "--no-color", "-o", "json", "-p", "bench/compare/policy", root}, conftestFound},
		{"opa, the same 3, spared the HCL", []string{programs["opa"], "eval", "-d", "bench/compare/policy", "-i", combined, "--format", "json", "data.main.deny"}, opaFound},
		{"tidegate, every rule", []string{programs["tidegate"], "check", "--as-of", "2026-10-05", "-o", "json", root}, nil},
	}
	costs := make([]cost, len(tools))
	var agreed []string
	for round := range rounds {
		for i, t := range tools {
			out, c, err := measure(t.args)
			if err != nil {
				return fmt.Errorf("%s: %w", t.name, err)
			}
			if round == 0 || c.cpu < costs[i].cpu {
				costs[i] = c
			}
			if t.found == nil {
				continue
			}
			found, err := t.found(out)
			if err != nil {
				return fmt.Errorf("%s: %w", t.name, err)
			}
			slices.Sort(found)
			if agreed == nil {
				agreed = found
			} else if !slices.Equal(agreed, found) {
				return fmt.Errorf("%s finds %d things, and tidegate %d: the rules are not equivalent", t.name, len(found), len(agreed))
			}
		}
	}
	base := costs[0]
	for i, t := range tools {
		found := fmt.Sprint(len(agreed))
		if t.found == nil {
			found = "–"
		}
		c := costs[i]
		fmt.Printf("| %d | %s | %s | %.2f s | %.1f | %.2f s | %.1f | %d MiB | %.1f |\n", files, t.name, found,
			c.cpu.Seconds(), c.cpu.Seconds()/base.cpu.Seconds(), c.wall.Seconds(), c.wall.Seconds()/base.wall.Seconds(),
			c.memory/1024, float64(c.memory)/float64(base.memory))
	}
	return nil
}

func measure(args []string) ([]byte, cost, error) {
	cmd := exec.Command(args[0], args[1:]...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	started := time.Now()
	err := cmd.Run()
	c := cost{wall: time.Since(started)}
	if cmd.ProcessState == nil || cmd.ProcessState.ExitCode() > 1 {
		return nil, c, fmt.Errorf("%w\n%s", err, errs.String())
	}
	c.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		c.memory = usage.Maxrss
	}
	return out.Bytes(), c, nil
}

func tidegateFound(out []byte) ([]string, error) {
	var report struct {
		Findings []struct{ Rule, Subject, Key string }
	}
	err := json.Unmarshal(out, &report)
	var found []string
	for _, f := range report.Findings {
		line := f.Rule + " " + f.Subject[strings.IndexByte(f.Subject, '.')+1:]
		if f.Rule != "LP-005" {
			line += " " + f.Key
		}
		found = append(found, line)
	}
	return found, err
}

var finding = regexp.MustCompile(`LP-\d{3} [^"]+`)

func conftestFound(out []byte) ([]string, error) { return finding.FindAllString(string(out), -1), nil }

func opaFound(out []byte) ([]string, error) { return finding.FindAllString(string(out), -1), nil }
