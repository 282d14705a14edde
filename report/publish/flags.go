package publish

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"nfimatch/extract/retention"
	"nfimatch/normalize/record"
	"nfimatch/report"
	"nfimatch/report/data"
	"nfimatch/report/rules"
	"nfimatch/report/spell"
)

// flagRows are the columns of flags.csv and flags.parquet. An amount that is not
// known is rules.PenceUnknown in Parquet, where 0 is an amount, and empty in CSV.
type flagRows struct {
	Flag           []uint32         `nfi:"flag"`
	Case           []string         `nfi:"case"`
	Rule           []string         `nfi:"rule"`
	RuleVersion    []uint16         `nfi:"rule_version"`
	AccountLine    []uint32         `nfi:"account_line"`
	ScoreBits      []float64        `nfi:"score_bits"`
	Strength       []string         `nfi:"strength"`
	AnnualPence    []int64          `nfi:"annual_value_pence"`
	AfterCTRPence  []int64          `nfi:"after_ctr_pence"`
	ElectorsListed []uint16         `nfi:"electors_listed"`
	AdultsLeast    []uint16         `nfi:"adults_least"`
	AdultsMost     []uint16         `nfi:"adults_most"`
	DeleteBy       []retention.Date `nfi:"delete_by"`

	millibits []int32
}

var flagColumns = []string{"flag", "case", "rule", "rule_version", "account_line", "score_bits",
	"strength", "annual_value_pence", "after_ctr_pence", "electors_listed", "adults_least",
	"adults_most", "delete_by"}

func flagsOf(f *report.FlagTable) *flagRows {
	rows := &flagRows{Flag: f.Flag, Case: f.Case, Rule: f.Rule, RuleVersion: f.RuleVersion,
		AccountLine: f.AccountLine, AnnualPence: f.AnnualPence, AfterCTRPence: f.AfterCTRPence,
		ElectorsListed: f.ElectorsListed, AdultsLeast: f.AdultsLeast, AdultsMost: f.AdultsMost,
		DeleteBy: f.DeleteBy, millibits: f.ScoreMillibits}
	for i := range f.Flag {
		rows.ScoreBits = append(rows.ScoreBits, Bits(f.ScoreMillibits[i]))
		rows.Strength = append(rows.Strength, f.Strength[i].String())
	}
	return rows
}

func (f *flagRows) csv(w io.Writer) error {
	return CSV(w, flagColumns, len(f.Flag), func(i int) []string {
		return []string{number(f.Flag[i]), f.Case[i], f.Rule[i], number(f.RuleVersion[i]),
			number(f.AccountLine[i]), spell.Bits(f.millibits[i]), f.Strength[i],
			pence(f.AnnualPence[i]), pence(f.AfterCTRPence[i]), number(f.ElectorsListed[i]),
			number(f.AdultsLeast[i]), number(f.AdultsMost[i]), f.DeleteBy[i].String()}
	})
}

// reasonRows are the columns of reasons.csv and reasons.parquet. dataset, line
// and mention say where the reason was read; for one that rests on the account
// itself dataset and line are empty, and mention is 0, which elsewhere is the
// first person of a row.
type reasonRows struct {
	Flag     []uint32         `nfi:"flag"`
	Case     []string         `nfi:"case"`
	Ordinal  []uint8          `nfi:"ordinal"`
	Code     []string         `nfi:"code"`
	Side     []string         `nfi:"side"`
	Bits     []float64        `nfi:"bits"`
	Dataset  []string         `nfi:"dataset,null"`
	Line     []uint32         `nfi:"line,null"`
	Mention  []uint8          `nfi:"mention"`
	Date     []retention.Date `nfi:"date,null"`
	Words    []string         `nfi:"words"`
	DeleteBy []retention.Date `nfi:"delete_by"`

	millibits []int32
}

var reasonColumns = []string{"flag", "case", "ordinal", "code", "side", "bits", "dataset", "line",
	"mention", "date", "words", "delete_by"}

func reasonsOf(t *report.Tables) *reasonRows {
	r := &t.Reasons
	rows := &reasonRows{Flag: r.Flag, Ordinal: r.Ordinal, Code: r.Code, Line: r.Line,
		Mention: r.Mention, Date: r.Date, DeleteBy: r.DeleteBy, millibits: r.Millibits}
	for i, flag := range r.Flag {
		rows.Case = append(rows.Case, t.Flags.Case[flag-1])
		rows.Side = append(rows.Side, sideWord(r.For[i]))
		rows.Bits = append(rows.Bits, Bits(r.Millibits[i]))
		rows.Dataset = append(rows.Dataset, datasetWord(r.Dataset[i]))
		rows.Words = append(rows.Words, data.ReasonOf(r.Code[i]).Words)
	}
	return rows
}

func (r *reasonRows) csv(w io.Writer) error {
	return CSV(w, reasonColumns, len(r.Flag), func(i int) []string {
		line := ""
		if r.Dataset[i] != "" {
			line = number(r.Line[i])
		}
		return []string{number(r.Flag[i]), r.Case[i], number(r.Ordinal[i]), r.Code[i], r.Side[i],
			spell.Bits(r.millibits[i]), r.Dataset[i], line, number(r.Mention[i]), r.Date[i].String(),
			r.Words[i], r.DeleteBy[i].String()}
	})
}

// CSV writes a header and rows, with LF line ends.
func CSV(w io.Writer, header []string, rows int, row func(int) []string) error {
	writer := csv.NewWriter(w)
	if err := writer.Write(header); err != nil {
		return err
	}
	for i := range rows {
		fields := row(i)
		for f := range fields {
			fields[f] = SpreadsheetSafe(fields[f])
		}
		if err := writer.Write(fields); err != nil {
			return err
		}
	}
	writer.Flush()
	return writer.Error()
}

// SpreadsheetSafe returns text that no spreadsheet runs as a formula: what begins
// like one is written after an apostrophe. A plain number keeps its sign.
func SpreadsheetSafe(text string) string {
	if text == "" || !strings.ContainsAny(text[:1], "=+-@\t\r") {
		return text
	}
	if _, err := strconv.ParseFloat(text, 64); err == nil && text[0] == '-' {
		return text
	}
	return "'" + text
}

func number[N uint8 | uint16 | uint32](n N) string { return strconv.FormatUint(uint64(n), 10) }

func pence(amount int64) string {
	if amount == rules.PenceUnknown {
		return ""
	}
	return strconv.FormatInt(amount, 10)
}

func sideWord(speaksFor bool) string {
	if speaksFor {
		return "for"
	}
	return "against"
}

// datasetWord is the dataset's name in files and options; "" for 0.
func datasetWord(dataset uint8) string {
	switch dataset {
	case 0:
		return ""
	case record.CouncilTax:
		return "council_tax"
	case record.ElectoralRegister:
		return "electoral_register"
	case record.CTR:
		return "ctr"
	case record.Deaths:
		return "deaths"
	}
	panic(fmt.Sprintf("publish: dataset %d has no name", dataset))
}
