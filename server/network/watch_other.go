//go:build !linux

package network

func watch() (changed func() bool, stop func()) { return always() }
