package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"time"
)

// allCommand runs the measurements one after another and writes down what they print.
type allCommand struct {
	Into string   `default:"RESULTS.md" help:"Where the tables go."`
	Only []string `help:"Run these only, and keep the others' tables as they stand."`
}

// measurement is a command that allCommand runs, under the name of its table.
type measurement struct {
	name    string
	args    []string
	isAsked bool // it runs only where it is asked for: it takes long
}

// measurements are listed in the order of their tables.
func measurements() (all []measurement) {
	for _, name := range []string{"start", "pages", "firstview", "phone", "save", "codes", "streams", "growth", "room", "lesson"} {
		all = append(all, measurement{name: name, args: []string{name}})
	}
	return append(all,
		measurement{name: "asleep", args: []string{"lesson", "--quiet=20s", "--asleep=10m"}, isAsked: true},
		measurement{name: "hall", args: []string{"hall"}},
		measurement{name: "cluster", args: []string{"cluster", "--rounds=3"}})
}

func (c allCommand) Run() error {
	ctx := context.Background()
	old, _ := os.ReadFile(c.Into) // none yet is none to keep
	var out bytes.Buffer
	fmt.Fprintf(&out, "# Measured\n\nWritten by `make bench`: peers in the same run, medians of interleaved rounds, server and load on the same machine. A figure is marked where it misses its aim.\n")
	failed := 0
	for _, m := range measurements() {
		if isAsked := slices.Contains(c.Only, m.name); !isAsked && (len(c.Only) > 0 || m.isAsked) {
			out.WriteString(sectionOf(string(old), m.name))
			continue
		}
		fmt.Printf("\n%s\n", m.name)
		before := load1()
		cmd := exec.CommandContext(ctx, os.Args[0], m.args...)
		var printed bytes.Buffer
		cmd.Stdout, cmd.Stderr = io.MultiWriter(os.Stdout, &printed), os.Stderr
		err := cmd.Run()
		fmt.Fprintf(&out, "\n## %s\n\n%s, %d cores, %s/%s, %s, commit %s; `bench %s`, load %s before and %s after\n\n",
			m.name, time.Now().Format("2 January 2006"), runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version(), commit(), strings.Join(m.args, " "), before, load1())
		text := strings.TrimSpace(printed.String())
		if !strings.HasPrefix(text, "|") {
			text = "```\n" + text + "\n```"
		}
		out.WriteString(text + "\n")
		if err != nil {
			failed++
			fmt.Fprintf(&out, "\nIt did not come to its end: %v\n", err)
		}
	}
	if err := os.WriteFile(c.Into, out.Bytes(), 0o644); err != nil {
		return err
	}
	if failed > 0 {
		return fmt.Errorf("%d measurements did not come to their end", failed)
	}
	return nil
}

// sectionOf is a measurement's part of an earlier file, or nothing.
func sectionOf(old, name string) string {
	_, rest, found := strings.Cut(old, "\n## "+name+"\n")
	if !found {
		return ""
	}
	section, _, _ := strings.Cut(rest, "\n## ")
	return "\n## " + name + "\n" + strings.TrimRight(section, "\n") + "\n"
}

// load1 is how many processes wanted a core in the last minute.
func load1() string {
	b, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	first, _, _ := strings.Cut(string(b), " ")
	return first
}

// commit is what is measured.
func commit() string {
	out, err := exec.Command("git", "describe", "--always", "--dirty").Output()
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(string(out))
}
