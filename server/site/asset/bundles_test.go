package asset

import (
	"path/filepath"
	"slices"
	"testing"
)

func TestEveryStyleSheetAndScriptHasItsPlaceInTheOrder(t *testing.T) {
	for folder, table := range map[string][]source{"css": styles(), "js": scripts()} {
		files, err := filepath.Glob("../../../static/" + folder + "/*." + folder)
		if err != nil || len(files) != len(table) {
			t.Errorf("%d files in static/%s, %d in the order of bundles.go, %v", len(files), folder, len(table), err)
		}
		for _, s := range table {
			if !slices.Contains(files, "../../../static/"+folder+"/"+s.name+"."+folder) {
				t.Errorf("bundles.go names %s, which is not in static/%s", s.name, folder)
			}
		}
	}
}
