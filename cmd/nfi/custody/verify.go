package custody

import (
	"crypto/sha256"
	"encoding/hex"

	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
)

// VerifyRequest asks whether the audit log is whole and, if Count is given, whether
// its line Count has the hash Head.
type VerifyRequest struct {
	Count int
	Head  string
}

// Check refuses half of what says where to look.
func (r *VerifyRequest) Check() error {
	var faults []string
	if (r.Count == 0) != (r.Head == "") || r.Count < 0 {
		faults = append(faults, "--count and --head must be given together, as they are printed")
	} else if text, err := hex.DecodeString(r.Head); err != nil ||
		len(text) != sha256.Size && r.Head != "" {
		faults = append(faults, "--head must be 64 hexadecimal digits")
	}
	return RefuseFaults("audit verify", faults)
}

// Verify says what the audit log holds. That it is whole was found when the session
// began: a log that is not is refused there, for every command alike.
func Verify(s *workspace.Session, request VerifyRequest, voice refusal.Voice) error {
	log := s.Audit.Log()
	if len(log.Events) == 0 {
		voice.Say("%s has no line yet.", workspace.AuditFile)
	} else {
		first, last := log.Events[0], log.Events[len(log.Events)-1]
		voice.Say("%s is whole: lines %d to %d, %s to %s.", workspace.AuditFile, first.Seq, last.Seq,
			first.At, last.At)
		voice.Say("Head: --count %d --head %s", log.Head.Count, log.Head.Hash)
	}
	if request.Count == 0 {
		return nil
	}
	if err := log.Has(request.Count, request.Head); err != nil {
		return refusal.New(refusal.Integrity, "", "%s: %w", workspace.AuditFile, err)
	}
	voice.Say("Line %d is the one that was printed.", request.Count)
	return nil
}
