package normalize

import (
	"cmp"
	"strings"

	"nfimatch/extract/retention"
	"nfimatch/normalize/record"
)

// useFirstSeen is the use of the tokens of electors that last over exercises.
const useFirstSeen = "first_seen"

// lastingTokens returns the tokens by which an elector whose day of registration is not
// known is found in registers of other exercises; none where there is such a day, since
// then nobody needs them, or no given name and address to tell the elector by. The first
// changes with every new surname and every new wording of the address; the second with
// neither, so that who only changed one of them is not taken for somebody new.
func (b *builder) lastingTokens(parsed *parsedRow, registered retention.Date) (
	lasting, namely record.Token,
) {
	if registered != 0 || len(parsed.persons) == 0 || parsed.full == "" ||
		parsed.persons[0].Given1 == "" {
		return record.Token{}, record.Token{}
	}
	person := &parsed.persons[0]
	const separator = "\x00" // in no canonical value
	lasting = b.lasting.Token(strings.Join([]string{"full", person.Surname, person.Given1,
		parsed.full}, separator))
	namely = b.lasting.Token(strings.Join([]string{"given", person.Given1,
		cmp.Or(parsed.uprn, parsed.full)}, separator))
	return lasting, namely
}
