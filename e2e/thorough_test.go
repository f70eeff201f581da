//go:build !audit

package e2e

// thorough is what the audit is: every page is looked at in every width, colour, face and language. Without it each is
// looked at where most faults show.
const thorough = false
