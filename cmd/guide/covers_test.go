package main

import (
	"strings"
	"testing"
)

// The running order's minutes are the console's: what a part covers is there, and once.
func TestWhatTheRunningOrderCoversIsChecked(t *testing.T) {
	t.Parallel()
	for change, want := range map[string]string{
		`covers = ["with-hints", "standard"]→covers = ["standart"]`:  `did you mean "standard"?`,
		`covers = ["with-hints", "standard"]→covers = ["guide"]`:     `two parts of running cover "guide"`,
		`covers = ["with-hints", "standard"]→covers = [7]`:           "neither the guide nor a practice run",
		`covers = ["with-hints", "standard"]→covered = ["standard"]`: "a part of running has no",
		`covers = ["with-hints", "standard"]→covers = []`:            "",
		"covers = [\"with-hints\", \"standard\"]\n→":                 "",
		`covers = ["guide"]→covers = ["guide", "no-rights"]`:         "",
	} {
		dir := ownCopy(t, map[string]string{"site.toml": change})
		code, stdout, stderr := end(t, "check", "--content", dir)
		if want == "" && code != exitOK || want != "" && (code != exitFail || !strings.Contains(stdout, want) || !strings.Contains(stdout, "site.toml:")) {
			t.Errorf("%s: %d %s%s", change, code, stdout, stderr)
		}
	}
}
