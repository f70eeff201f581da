// Command record writes down what every version of the program wrote into a content folder, from the repository's history.
// It runs in server/upgrade.
package main

import (
	"fmt"
	"log"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"

	"napguide/server/tutorial"
	"napguide/server/upgrade"
)

func main() {
	log.SetFlags(0)
	commits := strings.Fields(git("log", "--reverse", "--topo-order", "--format=%H", "--", "../../content", "../../locales"))
	begins, files, parts := map[string]int{}, map[string]int{}, map[string]bool{}
	last, latest := map[string]map[string]string{}, map[string]int{} // interface words: their last text, and when they were there last
	seen := map[string]bool{}
	for i, commit := range commits {
		age := i + 1
		for line := range strings.SplitSeq(git("ls-tree", "-r", "--full-tree", commit, "content", "locales"), "\n") {
			meta, name, ok := strings.Cut(line, "\t")
			if !ok || strings.HasSuffix(name, ".go") || strings.HasPrefix(name, "content/.") {
				continue
			}
			blob := strings.Fields(meta)[2]
			name = strings.TrimPrefix(name, "content/")
			if begins[name] == 0 {
				begins[name] = age
			}
			isWords := strings.HasPrefix(name, "locales/")
			if seen[name+blob] && !isWords {
				continue
			}
			seen[name+blob] = true
			raw := tutorial.Normal([]byte(git("cat-file", "blob", blob)))
			if hash := upgrade.FileHash(name, raw); files[hash] == 0 {
				files[hash] = age
			}
			values := upgrade.Parts(raw)
			if isWords {
				lang := strings.TrimSuffix(strings.TrimPrefix(name, "locales/active."), ".toml")
				leaves, err := upgrade.Leaves(raw)
				if err != nil {
					log.Fatalf("%s in %s: %v", name, commit, err)
				}
				for id, text := range leaves {
					if last[id] == nil {
						last[id] = map[string]string{}
					}
					last[id][lang], latest[id] = text, age
				}
				values = leaves
			}
			for part, value := range values {
				parts[upgrade.PartHash(name, part, value)] = true
			}
		}
	}
	var b strings.Builder
	b.WriteString("# What every version wrote: when a file was there first, each of its versions, its parts. Made by go generate.\n")
	for _, name := range slices.Sorted(maps.Keys(begins)) {
		fmt.Fprintf(&b, "first %d %s\n", begins[name], name)
	}
	for _, hash := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(&b, "%s %d\n", hash, files[hash])
	}
	for _, hash := range slices.Sorted(maps.Keys(parts)) {
		fmt.Fprintln(&b, hash)
	}
	write("../../content/.older/shipped.txt", b.String())

	b.Reset()
	b.WriteString("# Interface words that are gone, with their last text. Made by go generate.\n")
	for _, id := range slices.Sorted(maps.Keys(last)) {
		if latest[id] == len(commits) {
			continue
		}
		fmt.Fprintf(&b, "\n[%q]\n", id)
		for _, lang := range slices.Sorted(maps.Keys(last[id])) {
			fmt.Fprintf(&b, "%s = %s\n", lang, upgrade.Quoted(last[id][lang]))
		}
	}
	write("../../content/.older/gone.toml", b.String())
}

func git(args ...string) string {
	out, err := exec.Command("git", args...).Output() // #nosec G204 -- git, with our own words
	if err != nil {
		log.Fatalf("git %v: %v", args, err)
	}
	return string(out)
}

func write(name, text string) {
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil { // #nosec G306 -- a file of the repository
		log.Fatal(err)
	}
}
