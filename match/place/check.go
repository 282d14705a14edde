package place

import (
	"fmt"
	"maps"
	"slices"

	"nfimatch/match/weigh"
)

// Check returns every fault of a model that was read back: another version, or
// a number that cannot be one.
func (m *Model) Check() (faults []error) {
	if m.Version != ModelVersion {
		faults = append(faults, fmt.Errorf("version of the address model must be %d", ModelVersion))
	}
	fields := m.fields()
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		if *fields[key] < 1 {
			faults = append(faults, fmt.Errorf("%s of the address model must be over 0", key))
		}
	}
	for _, ppm := range []int32{m.Listed, m.Accept, m.Settle, m.Convincing, m.Rare, m.Omitted} {
		if ppm >= million {
			faults = append(faults, fmt.Errorf("shares of the address model must be under %d", million))
			break
		}
	}
	for _, millibits := range []int32{m.Few, m.Some, m.Many, m.UPRN} {
		if millibits > weigh.CertainMillibits { // sums of them are of 32 bits
			faults = append(faults, fmt.Errorf("weights of the address model must be at most %d",
				weigh.CertainMillibits))
			break
		}
	}
	return faults
}
