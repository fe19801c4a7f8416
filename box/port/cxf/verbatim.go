package cxf

import (
	"fmt"
	"strings"

	"coffer/box"
	"coffer/box/port/internal/jsonstream"
)

// verbatim writes what an import kept as JSON as the credential that it was.
func (p *pack) verbatim(f *box.Field, value string) bool {
	if f.Kind != box.Password || f.Tier != box.Core || !strings.HasPrefix(value, "{") {
		return false
	}
	r := jsonstream.NewReader(strings.NewReader(value))
	v, err := r.Value(keptSize)
	if err != nil || r.End() != nil {
		return false
	}
	credential, _ := v.Member("type").Text()
	name := credential
	if n := p.kept[credential] + 1; n > 1 {
		name = fmt.Sprintf("%s %d", credential, n)
	}
	if f.Name != name || !leaves(credential, v) || v.JSON() != value {
		return false
	}
	p.kept[credential]++
	p.credentials = append(p.credentials, literal(value))
	return true
}

// leaves tells whether a credential goes out as it came: a whole passkey, or one
// of a type that this package does not know. A link to another item does not:
// it would lead nowhere.
func leaves(credential string, v jsonstream.Value) bool {
	if credential == typePasskey {
		return isPasskey(v)
	}
	return credential != "" && !known(credential) && shallow(v, maxKept)
}

// isPasskey holds a passkey to the standard.
func isPasskey(v jsonstream.Value) bool {
	return shaped(v, "type credentialId rpId username userDisplayName userHandle key", func(name string, v jsonstream.Value) bool {
		switch name {
		case "fido2Extensions":
			return isExtensions(v)
		case "credentialId", "userHandle", "key":
			return isBytes(v)
		case "type", "rpId", "username", "userDisplayName":
			return v.Kind == jsonstream.String
		}
		return false
	})
}

func isExtensions(v jsonstream.Value) bool {
	return shaped(v, "", func(name string, v jsonstream.Value) bool {
		switch name {
		case "hmacCredentials":
			return shaped(v, "algorithm credWithUV credWithoutUV", func(name string, v jsonstream.Value) bool {
				return name == "algorithm" && v.Kind == jsonstream.String || (name == "credWithUV" || name == "credWithoutUV") && isBytes(v)
			})
		case "largeBlob":
			return shaped(v, "uncompressedSize data", func(name string, v jsonstream.Value) bool {
				n, ok := v.Int()
				return name == "uncompressedSize" && ok && n >= 0 || name == "data" && isBytes(v)
			})
		case "credBlob":
			return isBytes(v)
		}
		return name == "payments" && v.Kind == jsonstream.Bool
	})
}

// shaped tells whether a value is an object with all these members, each of
// which is as it should be.
func shaped(v jsonstream.Value, needs string, one func(name string, v jsonstream.Value) bool) bool {
	members, ok := v.Members()
	for _, m := range members {
		ok = ok && one(m.Name, m.Value)
	}
	for name := range strings.FieldsSeq(needs) {
		ok = ok && v.Member(name).Kind != jsonstream.Null
	}
	return ok
}

func isBytes(v jsonstream.Value) bool {
	s, ok := v.Text()
	return ok && isB64url(s)
}

func isB64url(s string) bool {
	return strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") == ""
}

// shallow tells whether a value is at most so deep, and so comes in again.
func shallow(v jsonstream.Value, most int) bool {
	if most == 0 {
		return false
	}
	members, _ := v.Members()
	elements, _ := v.Elements()
	for _, m := range members {
		if !shallow(m.Value, most-1) {
			return false
		}
	}
	for _, e := range elements {
		if !shallow(e, most-1) {
			return false
		}
	}
	return true
}

// known tells whether the standard defines a type of credential.
func known(credential string) bool {
	switch credential {
	case typeCustom, typeFile, typeGenerated, typeReference, typePasskey, typeTOTP:
		return true
	}
	return slots(credential) != nil
}
