// Package memo keeps what is made once and asked for again and again.
package memo

import "sync"

// Of keeps a value for each key. Its zero value is ready, and safe for concurrent use. It grows to as many as there are keys.
type Of[K comparable, V any] struct{ made sync.Map }

// Get is the value of a key, created when it is first asked for. What could not be created is tried again the next time.
func (m *Of[K, V]) Get(key K, create func() (V, error)) (V, error) {
	if kept, ok := m.made.Load(key); ok {
		return kept.(V), nil
	}
	value, err := create()
	if err == nil {
		m.made.Store(key, value)
	}
	return value, err
}

// Forget lets go of all values; each is created anew when it is next asked for.
func (m *Of[K, V]) Forget() { m.made.Clear() }
