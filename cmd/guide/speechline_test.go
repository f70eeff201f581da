package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Whatever is wrong with a command line, its folders and files is said in Thai to who asks for Thai: the words that stay
// are names, flags and what was typed.
func TestAWrongCommandLineIsAnsweredInThai(t *testing.T) {
	t.Parallel()
	full := t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "mine"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	thaiWord := regexp.MustCompile(`\p{Thai}{3}`)
	left := regexp.MustCompile(`\b(?:unknown|unexpected|expected|must|cannot|missing|invalid|denied|such|please|choose|used|already|written|directory)\b`)
	for name, args := range map[string][]string{
		"no such flag":            {"serve", "--nonsense"},
		"a flag nearly right":     {"check", "--conten", "x"},
		"no such command":         {"nonsense"},
		"one word too many":       {"version", "x"},
		"no value":                {"serve", "--addr"},
		"no duration":             {"serve", "--grant-ttl", "abc"},
		"neither yes nor no":      {"serve", "--open=maybe"},
		"none of the choices":     {"serve", "--log-format", "xml"},
		"no folder given":         {"init"},
		"a port too large":        {"serve", "--data", "", "--admin-addr", "", "--addr", ":99999"},
		"no port":                 {"serve", "--data", "", "--admin-addr", "", "--addr", "localhost"},
		"an address of others":    {"serve", "--data", "", "--admin-addr", "", "--addr", "192.0.2.7:3055"},
		"a file for a folder":     {"serve", "--admin-addr", "", "--addr", "127.0.0.1:0", "--data", filepath.Join(full, "mine")},
		"no such content":         {"check", "--content", filepath.Join(full, "none")},
		"content that is a file":  {"check", "--content", filepath.Join(full, "mine")},
		"into a file":             {"export", filepath.Join(full, "mine", "x")},
		"a folder not empty":      {"init", full},
		"a certificate not there": {"serve", "--data", "", "--admin-addr", "", "--addr", "127.0.0.1:0", "--tls-cert", filepath.Join(full, "c"), "--tls-key", filepath.Join(full, "k")},
	} {
		t.Run(name, func(t *testing.T) {
			code, stdout, stderr := end(t, append([]string{"--lang", "th"}, args...)...)
			said := strings.ReplaceAll(stderr+stdout, full, "")
			if code == 0 || !thaiWord.MatchString(said) || left.MatchString(regexp.MustCompile(`"[^"]*"|level=.*|--[a-z-]+`).ReplaceAllString(said, "")) {
				t.Errorf("%d: %s", code, said)
			}
		})
	}
	if _, _, stderr := end(t, "--nonsense"); !strings.Contains(stderr, "unknown flag") {
		t.Errorf("in English: %s", stderr)
	}
}
