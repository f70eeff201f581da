// Package locale keeps the interface words and marks languages and phrases in text.
//
// Words live in active.{language}.toml, read through go-i18n; nested tables join with dots, so guide under [nav] is
// nav.guide. Thai is the source language: the first of [Catalog.Languages] and what [Catalog.Match] falls back to.
// A message never falls back to another language: a missing one is an error that names it.
//
// In messages and titles a "|" stands between phrases, because browsers cannot find the words of a Thai heading.
// [Phrases] is the one place that turns them into markup, [Text] the one place that marks a run of another language,
// so that a screen reader changes its voice there.
//
// go-i18n keeps the names id, description, hash, leftdelim, rightdelim, zero, one, two, few, many, other and
// translation for itself: a message cannot be called that.
package locale
