package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"syscall"

	"github.com/alecthomas/kong"

	"napguide/server/logs"
)

// Exit codes.
const (
	exitOK    = 0
	exitFail  = 1 // it could not start, or a value is wrong
	exitUsage = 2 // there is no such command or flag
)

// commands is the whole command line. Each flag has an environment variable.
type commands struct {
	Lang string `env:"GUIDE_LANG" enum:"th,en," default:"" placeholder:"th|en" help:"The language of messages; without it the system's."`

	Serve   serveCommand   `cmd:"" default:"withargs" help:"Serve the site (the default)."`
	Check   checkCommand   `cmd:"" help:"Report everything wrong with the content, each with file and line."`
	Init    initCommand    `cmd:"" help:"Write the content that is inside the program into a folder, to edit it."`
	Export  exportCommand  `cmd:"" help:"Write the site out as plain files, for any web server, a USB stick or an LMS."`
	Doctor  doctorCommand  `cmd:"" help:"Tell what a trainer needs to know before a class: addresses, port, firewall, disk, clock, whether a phone arrived."`
	Backup  backupCommand  `cmd:"" help:"Write the rooms and numbers into a file, also while the guide runs."`
	Restore restoreCommand `cmd:"" help:"Put a backup into the place of what the data folder holds; that is kept beside."`
	Version versionCommand `cmd:"" help:"Print the version."`
}

// run is the program: everything but the process around it. It stops when ctx ends, or on SIGINT or SIGTERM.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGINT, syscall.SIGTERM)
	defer stop()

	var cli commands
	helped := false
	parser, err := kong.New(&cli,
		kong.Name("guide"),
		kong.Description("Practise a login with simulated screens: a site that takes staff through it step by step."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(int) { helped = true }), // kong prints the help and calls this
		kong.UsageOnError(),
		kong.Vars{"admin": defaultAdminAddr, "addr": defaultAddr},
	)
	if err != nil {
		return fail(stderr, err)
	}
	window := ownsWindow()
	if window {
		keepRunningWhenClicked()
	}
	whyElsewhere, elsewhere := "", ""
	if len(args) == 0 && (window || hasDesktop(runtime.GOOS, os.Getenv)) {
		args = []string{"serve", "--open"} // a double click
		if _, set := os.LookupEnv("GUIDE_DATA"); !set {
			elsewhere, whyElsewhere = thisStart(window).data()
			args = append(args, "--data", elsewhere)
		}
	}
	command, err := parser.Parse(args)
	if helped {
		return exitOK
	}
	if err != nil {
		fmt.Fprintf(stderr, "guide: %v\n", ofSystem(askedLanguage(args)).error(err))
		return exitUsage
	}
	words := ofSystem(cli.Lang)
	command.Bind(words)
	command.BindTo(ctx, (*context.Context)(nil))
	command.BindTo(stdout, (*output)(nil))
	if whyElsewhere != "" {
		explain(stdout, plainError{kind: whyElsewhere, values: []any{"Folder", elsewhere}})
	}
	switch err := command.Run(logTo{stderr}); {
	case errors.Is(err, errFaults): // printed already
		return exitFail
	case err != nil:
		if window {
			explain(stdout, err)
			defer waitForEnter(stdout, os.Stdin)
		}
		return fail(stderr, words.error(err))
	}
	return exitOK
}

// fail prints why the program ends: one line, or one a fault of the content. A reader that stands still does not keep it
// from ending.
func fail(stderr io.Writer, err error) int {
	last := logs.NewQueue(stderr, nil)
	fmt.Fprintf(last, "guide: %v\n", err)
	flush, cancel := context.WithTimeout(context.Background(), flushTime)
	defer cancel()
	last.Close(flush)
	return exitFail
}
