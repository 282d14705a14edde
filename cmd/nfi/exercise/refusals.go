package exercise

import (
	"cmp"
	"errors"
	"os"

	"nfimatch/cmd/nfi/refusal"
	"nfimatch/extract"
	"nfimatch/normalize"
)

// CodesRefusal gives the faults of a code table their exit status, all together. No
// error gives nil.
func CodesRefusal(err error) error {
	var faults *extract.CodesError
	var input *extract.InputError
	switch {
	case errors.As(err, &faults):
		return refusal.All(refusal.Configuration, "correct the code table", faults.Faults)
	case errors.As(err, &input):
		return refusal.New(refusal.Configuration, cmp.Or(input.Hint,
			"a code table has the columns Dataset field, Local code, Meaning"), "%w", err)
	case err != nil:
		return refusal.Of(refusal.Configuration, "", err)
	}
	return nil
}

// InputRefusal gives a refused file, code or date its exit status. Any other error,
// and nil, is returned as it is.
func InputRefusal(err error) error {
	var input *extract.InputError
	var unmapped *extract.UnmappedCodesError
	switch {
	case errors.As(err, &unmapped):
		return refusal.All(refusal.Configuration, "add a line for each to the code table, with what it "+
			"means; if they are no codes, columns may have been shifted", unmapped.Messages())
	case errors.As(err, &input):
		return refusal.New(refusal.Input, input.Hint, "%w", err)
	case errors.Is(err, normalize.ErrMixedDates):
		return refusal.New(refusal.Input, "ask the electoral team which it holds; export dates of "+
			"reaching 18, or dates of birth, but not both in one column", "%w", err)
	}
	var path *os.PathError
	if errors.As(err, &path) || errors.Is(err, os.ErrNotExist) {
		return refusal.Of(refusal.Input, "", err)
	}
	return err
}
