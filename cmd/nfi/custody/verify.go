package custody

import (
	"crypto/sha256"
	"encoding/hex"

	"nfimatch/cmd/nfi/firstseen"
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

// Verify says what the audit log holds, and whether the ledger of first-seen days is the
// one that it names; what does not hold is refused as integrity, after all has been said.
// That the log is whole was found when the session began: a log that is not is refused
// there, for every command alike.
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
	var refusals []error
	if request.Count > 0 {
		if err := log.Has(request.Count, request.Head); err != nil {
			refusals = append(refusals,
				refusal.New(refusal.Integrity, "", "%s: %w", workspace.AuditFile, err))
		} else {
			voice.Say("Line %d is the one that was printed.", request.Count)
		}
	}
	if err := verifyFirstSeen(s, voice); err != nil {
		refusals = append(refusals, err)
	}
	return refusal.Together(refusals)
}

// verifyFirstSeen compares the sealed ledger with the digest in the log; nothing is said
// where neither is there.
func verifyFirstSeen(s *workspace.Session, voice refusal.Voice) error {
	if err := firstseen.Check(s); err != nil {
		return err
	}
	switch ledger := s.Audit.State().Ledger; {
	case ledger.Changing:
		voice.Warn("a purge that was cut off was changing %s: nfi purge --due --do finishes it, and "+
			"until then nobody can tell whether that is whole", workspace.FirstSeenFile)
	case ledger.SHA256 != "":
		voice.Say("%s is the one that line %d knows of.", workspace.FirstSeenFile, ledger.Seq)
	}
	return nil
}
