//go:build !audit

package e2e

// thorough is what the audit is: every page is looked at in every width, colour, face and language. Without it each is
// looked at where most faults show.
const thorough = false

// someOf is the first n of a list: those in which most faults show. The audit takes all (`make audit-languages`).
func someOf[T any](n int, all ...T) []T { return all[:n] }
