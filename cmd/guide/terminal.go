package main

import (
	"io"
	"os"
	"strings"

	"github.com/mattn/go-isatty"
)

// terminal is where the program prints for whoever started it.
type terminal struct {
	io.Writer
	words      speech
	showsCodes bool
	isTerminal bool // a person reads it, at once
}

// showsCodes tells whether a QR code can be read where w goes: in a terminal that takes colours, whatever its own are.
func showsCodes(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && isTerminal(f) && os.Getenv("TERM") != "dumb" && os.Getenv("NO_COLOR") == "" && showsColours(f)
}

// blackOnWhite draws a code of dark modules with its quiet zone, two rows a line, in colours of its own: a phone reads no
// code that is light on dark.
func blackOnWhite(dark [][]bool) string {
	const colours, back = "\x1b[30;107m", "\x1b[0m" // black on bright white
	at := func(y, x int) bool { return y < len(dark) && dark[y][x] }
	var b strings.Builder
	for y := 0; y < len(dark); y += 2 {
		b.WriteString(colours)
		for x := range dark[y] {
			switch upper, lower := at(y, x), at(y+1, x); {
			case upper && lower:
				b.WriteRune('█')
			case upper:
				b.WriteRune('▀')
			case lower:
				b.WriteRune('▄')
			default:
				b.WriteByte(' ')
			}
		}
		b.WriteString(back + "\n")
	}
	return b.String()
}

// output is where a command prints what was asked for; kong binds by type.
type output io.Writer

// logTo is where a command logs.
type logTo struct{ io.Writer }

// isTerminal tells whether a person reads what is written there, the log too, or types what is read.
func isTerminal(f any) bool {
	if log, ok := f.(logTo); ok {
		f = log.Writer
	}
	file, ok := f.(*os.File)
	return ok && (isatty.IsTerminal(file.Fd()) || isatty.IsCygwinTerminal(file.Fd()))
}
