package screen

import "coffer/internal/app"

// Machine is what this machine says of itself: its settings, which lie in a file beside
// the vault and are read anew each time.
type Machine interface {
	Settings() ([]app.Setting, error)
	// May says what a setting may be.
	May(key string) string
	// Set and Unset return what a person should know of the change; it may be nothing.
	// An error says what the setting may be.
	Set(key, value string) (notes []string, err error)
	Unset(key string) (notes []string, err error)
	// Breaches is where passwords from breaches are looked up: online, or in the file
	// of the settings, which may name none.
	Breaches(online bool) (app.BreachPlace, error)
	// Version is that of this program.
	Version() string
}
