package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// allCommand runs the measurements one after another and writes down what they print.
type allCommand struct {
	Into string   `default:"RESULTS.md" help:"Where the tables go."`
	Only []string `help:"Run these only, and keep the others' tables as they stand."`
}

// measurements are the commands that allCommand runs.
func measurements() []string {
	return []string{"start", "pages", "firstview", "phone", "save", "codes", "streams", "growth", "room", "lesson", "hall", "cluster"}
}

func (c allCommand) Run() error {
	ctx := context.Background()
	old, _ := os.ReadFile(c.Into) // none yet is none to keep
	var out bytes.Buffer
	fmt.Fprintf(&out, "# Measured\n\nWritten by `make bench`: peers in the same run, medians of interleaved rounds, server and load on the same machine. A figure is marked where it misses its aim.\n")
	failed := 0
	for _, name := range measurements() {
		if len(c.Only) > 0 && !strings.Contains(" "+strings.Join(c.Only, " ")+" ", " "+name+" ") {
			out.WriteString(sectionOf(string(old), name))
			continue
		}
		fmt.Printf("\n%s\n", name)
		cmd := exec.CommandContext(ctx, os.Args[0], name)
		var printed bytes.Buffer
		cmd.Stdout, cmd.Stderr = io.MultiWriter(os.Stdout, &printed), os.Stderr
		err := cmd.Run()
		fmt.Fprintf(&out, "\n## %s\n\n%s, %d cores, %s/%s, %s, commit %s\n\n", name, time.Now().Format("2 January 2006"), runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version(), commit())
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

// commit is what is measured.
func commit() string {
	out, err := exec.Command("git", "describe", "--always", "--dirty").Output()
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(string(out))
}
