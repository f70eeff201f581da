package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// decoder reads codes out of pictures: the text of each, "" where there is none.
type decoder struct {
	name string
	read func(files []string) ([]string, error)
}

// decoders are zbar and ZXing as Debian has them, and quirc as npm has it, which is a program that is started once and told of
// files.
func decoders(ctx context.Context) (all []decoder, stop func(), err error) {
	quirc := exec.CommandContext(ctx, "node", "quirc.cjs", filepath.Join("..", "e2e"))
	in, err := quirc.StdinPipe()
	if err != nil {
		return nil, nil, err
	}
	out, err := quirc.StdoutPipe()
	if err != nil {
		return nil, nil, err
	}
	quirc.Stderr = os.Stderr
	if err := quirc.Start(); err != nil {
		return nil, nil, err
	}
	answers := json.NewDecoder(out)
	return []decoder{
		{"zbar", func(files []string) ([]string, error) {
			printed, err := output(ctx, "zbarimg", append([]string{"-q", "--xml", "-Sdisable", "-Sqrcode.enable"}, files...))
			return zbarTexts(printed, files), err
		}},
		{"ZXing", func(files []string) ([]string, error) {
			printed, err := output(ctx, "ZXingReader", append([]string{"-1", "-format", "QRCode"}, files...))
			return zxingTexts(printed, files), err
		}},
		{"quirc", func(files []string) ([]string, error) {
			texts := make([]string, len(files))
			for i, file := range files {
				if _, err := fmt.Fprintln(in, file); err != nil {
					return nil, err
				}
				if err := answers.Decode(&texts[i]); err != nil {
					return nil, err
				}
			}
			return texts, nil
		}},
	}, func() { _ = in.Close(); _ = quirc.Wait() }, nil
}

// output is what a program prints; that it ends with a status only tells that it has read nothing.
func output(ctx context.Context, program string, args []string) (string, error) {
	out, err := exec.CommandContext(ctx, program, args...).Output()
	var status *exec.ExitError
	if errors.As(err, &status) && ctx.Err() == nil {
		err = nil
	}
	return string(out), err
}

var (
	zbarSource = regexp.MustCompile(`(?s)<source href='([^']*)'>(.*?)</source>`)
	zbarData   = regexp.MustCompile(`(?s)<data><!\[CDATA\[(.*?)\]\]></data>`)
)

func zbarTexts(printed string, files []string) []string {
	found := map[string]string{}
	for _, source := range zbarSource.FindAllStringSubmatch(printed, -1) {
		if data := zbarData.FindStringSubmatch(source[2]); data != nil {
			found[source[1]] = data[1]
		}
	}
	return inOrder(found, files)
}

func zxingTexts(printed string, files []string) []string {
	found := map[string]string{}
	for lines := bufio.NewScanner(strings.NewReader(printed)); lines.Scan(); {
		file, rest, _ := strings.Cut(lines.Text(), " ")
		if i := strings.Index(strings.ToLower(rest), "http"); i >= 0 {
			found[file] = strings.TrimRight(rest[i:], `" `)
		}
	}
	return inOrder(found, files)
}

func inOrder(found map[string]string, files []string) []string {
	texts := make([]string, len(files))
	for i, file := range files {
		texts[i] = found[file]
	}
	return texts
}
