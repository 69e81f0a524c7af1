package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// CI judges the example company on the day of its observations, and so does the
// first command that a newcomer reads.
func TestExampleIsJudgedOnItsDay(t *testing.T) {
	text, err := os.ReadFile("../../teams/observed.json")
	if err != nil {
		t.Fatal(err)
	}
	var observed struct {
		At string `json:"observed_at"`
	}
	if err := json.Unmarshal(text, &observed); err != nil {
		t.Fatal(err)
	}
	day, _, _ := strings.Cut(observed.At, "T")
	for _, name := range []string{".ci/run", "README.md"} {
		file, err := os.ReadFile("../../" + name)
		if err != nil {
			t.Fatal(err)
		}
		if day == "" || !strings.Contains(string(file), "tidegate check --as-of "+day) {
			t.Errorf("teams/observed.json is of %q, and %s judges the example on another day", day, name)
		}
	}
}
