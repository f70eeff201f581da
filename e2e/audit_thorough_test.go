//go:build audit

package e2e

// thorough: see thorough_test.go.
const thorough = true
