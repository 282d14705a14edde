package custody

import (
	"nfimatch/cmd/nfi/exercise"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
	"nfimatch/report/cases"
)

// MarkRequest asks to hold the results of an exercise, or to end the hold.
type MarkRequest struct {
	Exercise      string
	Hold, Release bool   // one of them
	Why           string // in the officer's words
	Officer       string // "" = the user of the system, whom the log names anyway
}

// Check refuses a request that cannot be carried out whatever the workspace holds.
func (r *MarkRequest) Check() error {
	var faults []string
	if workspace.CheckExercise(r.Exercise) != nil {
		faults = append(faults, "EXERCISE must be the name of an exercise, such as 2026Q4")
	}
	if r.Hold == r.Release {
		faults = append(faults, "--hold or --release must be given, and not both")
	}
	CheckText(&faults, "--why", r.Why, cases.ReasonBytesMax)
	if r.Officer != "" {
		CheckText(&faults, "--officer", r.Officer, cases.OfficerBytesMax)
	}
	return RefuseFaults("mark", faults)
}

// Mark places a hold on an exercise, or ends it. It says so, and what that means.
func Mark(s *workspace.Session, request MarkRequest, voice refusal.Voice) error {
	state := s.Audit.State()
	if err := exercise.RefusePending(state); err != nil {
		return err
	}
	held, isHeld := state.Holds[request.Exercise]
	_, sealed := state.Seals[request.Exercise]
	if _, _, err := runOf(state, request.Exercise); err != nil && request.Hold && !sealed {
		return err
	}
	switch {
	case request.Hold && isHeld:
		return refusal.New(refusal.Policy, "end that hold first, if the reason has changed",
			"%s is held already, since %s", request.Exercise, cases.Day(held.At))
	case request.Release && !isHeld:
		return refusal.New(refusal.Policy, "", "%s is not held", request.Exercise)
	}
	kind := cases.KindHold
	if request.Release {
		kind = cases.KindRelease
	}
	if err := s.Audit.Append(cases.Event{Kind: kind, Exercise: request.Exercise,
		Officer: request.Officer, Reason: request.Why}); err != nil {
		return err
	}
	if request.Release {
		voice.Say("%s is not held any more: nfi purge deletes what is due of it.", request.Exercise)
	} else {
		voice.Say("%s is held: nfi purge keeps it until the hold ends.", request.Exercise)
		if state.Ledger.SHA256 != "" {
			voice.Say("%s is not held with it: it is of everybody, and the days that the cases rest on "+
				"stand in their reasons.", workspace.FirstSeenFile)
		}
	}
	return nil
}
