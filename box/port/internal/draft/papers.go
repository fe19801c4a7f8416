package draft

// Names of fields that no template has, for what several programs know of a person and
// of papers: what one of them says comes to the place that another has for it.
const (
	NameTitle   = "name-title" // Dr, Ms
	MiddleName  = "middle-name"
	Territory   = "territory" // a state, a canton
	Birthplace  = "birthplace"
	Nationality = "nationality"
	Sex         = "sex"
	NationalID  = "national-id"

	LicenceNumber    = "licence-number"
	LicenceClass     = "licence-class"
	LicenceTerritory = "licence-territory"
	LicenceCountry   = "licence-country"
	LicenceIssued    = "licence-issued"
	LicenceExpires   = "licence-expires"
	LicenceAuthority = "licence-authority"

	PassportType      = "passport-type"
	PassportCountry   = "passport-country"
	PassportIssued    = "passport-issued"
	PassportExpires   = "passport-expires"
	PassportAuthority = "passport-authority"
)
