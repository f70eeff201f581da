//go:build !race || audit

package server_test

import (
	"encoding/json"
	"testing"
	"time"
)

func TestAPhonesScriptIsToldHowLongACodeCanBeAnsweredAndNothingElse(t *testing.T) {
	t.Parallel()
	w := start(t, setup{ttl: 10 * time.Minute})
	m := w.browser().makeGrant()
	path, phone := w.scanPath(m), w.browser()
	left := func(path string, status int) map[string]any {
		t.Helper()
		req := phone.request("GET", path, "")
		req.Header.Set("Accept", "application/json")
		var told map[string]any
		if a := phone.do(req).want(t, status); json.Unmarshal([]byte(a.body), &told) != nil {
			t.Fatalf("%s is no JSON: %s", path, a.body)
		}
		return told
	}
	for _, at := range []string{path, path + "/app"} {
		told := left(at, 200)
		if n, _ := told["expires_in"].(float64); len(told) != 1 || n < 500 || n > 600 {
			t.Errorf("%s: %v", at, told)
		}
	}
	phone.post(path+"/approve", "").want(t, 303)
	if told := left(path+"/app", 200); told["expires_in"] != 0.0 {
		t.Errorf("once it is answered: %v", told)
	}
	if told := left("/d/AAAAAAAAAAAAAAAAAAAAAAAAAA/app", 404); told["expires_in"] != nil {
		t.Errorf("of a code that is not there: %v", told)
	}
}
