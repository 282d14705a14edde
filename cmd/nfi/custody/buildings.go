package custody

import (
	"fmt"

	"nfimatch/cmd/nfi/exercise"
	"nfimatch/cmd/nfi/refusal"
	"nfimatch/cmd/nfi/workspace"
	"nfimatch/extract/retention"
)

// ClassBuildings is the class of the schedule that decisions of buildings.toml are kept
// by, from the day they were decided: they name officers and UPRNs.
const ClassBuildings = "building_decision"

// Decided is what there is of decisions in buildings.toml on a day.
type Decided struct {
	All, Due int
	Next     retention.Date // when the next is due; 0 = none is
}

// DecidedOn counts the decisions of buildings.toml and those that are due on a day.
// Without a line of the schedule none ever is. A file that a run would refuse is refused.
func DecidedOn(s *workspace.Session, today retention.Date) (d Decided, err error) {
	buildings, err := s.Buildings(today)
	if err != nil {
		return Decided{}, err
	}
	days := make([]string, 0, len(buildings.Flats)+len(buildings.Left))
	for _, one := range buildings.Flats {
		days = append(days, one.DecidedOn)
	}
	for _, one := range buildings.Left {
		days = append(days, one.DecidedOn)
	}
	d.All = len(days)
	if !s.Config.Schedule().Has(ClassBuildings) {
		return d, nil
	}
	for _, text := range days {
		day, err := retention.ParseDate(text)
		if err != nil {
			return Decided{}, err
		}
		terms, err := s.Config.Schedule().Terms(ClassBuildings, day,
			retention.Source{AnchorDate: day})
		switch {
		case err != nil:
			return Decided{}, err
		case terms.DeleteBy <= today:
			d.Due++
		case d.Next == 0 || terms.DeleteBy < d.Next:
			d.Next = terms.DeleteBy
		}
	}
	return d, nil
}

// Words says of how many decisions the time has ended.
func (d Decided) Words() string {
	return fmt.Sprintf("%d of %s due", d.Due, exercise.Plural(d.All, "decision"))
}

// showDecided says under the schedule what becomes of the decisions, if there are any.
func showDecided(s *workspace.Session, today retention.Date, voice refusal.Voice) {
	decided, err := DecidedOn(s, today)
	if err != nil {
		voice.Warn("%v", err)
		return
	}
	if decided.All == 0 {
		return
	}
	line := fmt.Sprintf("%s has %s of officers, %d of them due", workspace.BuildingsFile,
		exercise.Plural(decided.All, "decision"), decided.Due)
	switch {
	case !s.Config.Schedule().Has(ClassBuildings):
		line += fmt.Sprintf(": the schedule has no line for %s", ClassBuildings)
	case decided.Next != 0:
		line += fmt.Sprintf(", the next on %v", decided.Next)
	}
	line += ". People wrote that file: nfi purge names it when something in it is due, and leaves " +
		"it; decide anew what still holds, and take out the rest."
	for _, text := range wrap(line, classColumn+wrappedColumn) {
		voice.Say("%s", text)
	}
	voice.Say("")
}
