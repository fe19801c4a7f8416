package draft

import "coffer/box/port"

// Files gives every attachment a name, and none a name twice.
func Files(files []port.File) []port.File {
	var names Names
	for i := range files {
		if files[i].Name == "" {
			files[i].Name = "attachment"
		}
		files[i].Name = names.Take(files[i].Name)
	}
	return files
}
