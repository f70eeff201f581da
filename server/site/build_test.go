package site

import "testing"

// BenchmarkBuild is what a start waits for: reading the content and the words, and rendering every page.
func BenchmarkBuild(b *testing.B) {
	for b.Loop() {
		shippedSite(b)
	}
}
