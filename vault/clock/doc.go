// Package clock is the sundial room: it decides how much time has passed, and
// whether a date has come, for somebody who may turn the clock of the machine.
//
// Pure rules over readings that the caller takes. Waits are measured in
// credited time: within one run of the machine what its boot clock says, across
// runs what the wall clock says, as far as that was not credited already. So a
// clock that goes back, or back and forth, wins nothing, and what one that was
// ahead has won is set off against the gaps after it. A gap of more than a week
// counts a week until somebody confirms the clock: see [State.Confirm], which
// `coffer sync --confirm-clock` calls for a person who has the core tier open.
//
// What follows from a date and cannot be undone needs the date reached at two
// openings 24 credited hours apart: see [State.Reached].
//
// Not protected: somebody who can set the clock and restart the machine again
// and again, opening the vault each time, gains up to a week of credited time
// with each restart; and where the boot clock is not to be had, each opening
// counts as a restart.
package clock
