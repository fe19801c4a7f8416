package moving

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
)

// Where an export goes is looked at while its path is typed: whoever names a file that is there
// hears of it then, and not when everything else is done.

// Update hears what is typed and chosen, and looks at the place that is named by now.
func (s *send) Update(msg tea.Msg) tea.Cmd { return tea.Batch(s.Form.Update(msg), s.lookAtPlace()) }

// lookAtPlace looks at a path that was not looked at yet.
func (s *send) lookAtPlace() tea.Cmd {
	path := s.d.Path(s.file.Text())
	if path == s.looked {
		return nil
	}
	s.looked, s.place = path, app.ExportPlace{}
	s.arrange()
	if s.file.Empty() {
		return nil
	}
	return screen.Run(s.d.Jobs, "", func(context.Context, screen.Progress) (app.ExportPlace, error) { return app.LookAtPlace(path), nil },
		func(place app.ExportPlace, _ error) tea.Cmd {
			if path == s.looked { // nobody has typed on
				s.place = place
				s.arrange()
			}
			return nil
		})
}

// replaces tells that what stands there goes, which is asked about before.
func (s *send) replaces() bool {
	return s.place.Taken && s.place.File && !s.formats[s.format.At].Folder
}

// taken says what stands in the way of the file; empty: nothing does.
func (s *send) taken() string {
	other := ""
	if s.place.Free != "" {
		other = "; ctrl+n takes " + look.Safe(s.place.Free)
	}
	switch {
	case s.place.Lost != "":
		return "there is no folder " + look.Safe(s.place.Lost)
	case !s.place.Taken:
		return ""
	case s.replaces():
		return "a file is there, and would be replaced" + other
	case s.formats[s.format.At].Folder:
		return "something is there, and a folder is never added to" + other
	}
	return "a folder is there, or what is no file: name a file in it" + other
}

// rename takes the free name.
func (s *send) rename() tea.Cmd {
	s.file.Set(s.place.Free)
	return s.lookAtPlace()
}
