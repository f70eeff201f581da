package main

import "testing"

func TestReadersAreToldAVersionOnlyWhereThereIsOne(t *testing.T) {
	for version, want := range map[string]string{
		"1.2.3": "1.2.3", "2.0.0-rc.1": "2.0.0-rc.1", "devel": "",
		"0.0.0-20261126230711-09805c95ed12": "", "1.2.4-0.20261126230711-09805c95ed12": "", "1.2.3+dirty": "",
		"1.2.4-rc.1.0.20261126230711-09805c95ed12+dirty": "",
	} {
		if got := (build{Version: version}).Published(); got != want {
			t.Errorf("of %q readers are told %q, want %q", version, got, want)
		}
	}
}
