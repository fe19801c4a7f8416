package box

import "sync"

// IsBuiltinName tells whether a built-in template, or a field of one, is called so: such a name says
// nothing about what is in an item.
func IsBuiltinName(name string) bool { return builtinNames()[name] }

var builtinNames = sync.OnceValue(func() map[string]bool {
	names := make(map[string]bool)
	for _, t := range Builtins() {
		names[t.Name] = true
		for _, f := range t.Fields {
			names[f.Name] = true
		}
	}
	return names
})
