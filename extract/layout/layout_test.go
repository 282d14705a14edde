package layout

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"nfimatch/extract/row"
)

// exactHeaders are the headers that must work, in the words in which they are
// asked for. The fields they make follow from the words alone.
var exactHeaders = map[row.Dataset]string{
	row.CouncilTax: "Council Tax account reference=account_reference, UPRN, Title, Surname, " +
		"Forename, Middle name, Date of birth=birth_date, Address 1, Address 2, " +
		"Address 3, Address 4, Postcode, Other liable person title=other_title, " +
		"Other liable person surname=other_surname, " +
		"Other liable person forename=other_forename, " +
		"Other liable person middle name=other_middle_name, " +
		"Other liable person date of birth=other_birth_date, Discount start date=discount_start, " +
		"Discount expiry date=discount_expiry, Discount code, Disregard code, Exemption code, " +
		"Benefit recipient, Disabled reduction, Council Tax band=band, " +
		"Council Tax amount=tax_amount, Discount amount, Billing address 1, Billing address 2, " +
		"Billing address 3, Billing address 4, Billing postcode, Account start date=account_start, " +
		recordedHeaders(),
	row.ElectoralRegister: "Electoral Register reference number=elector_reference, UPRN, Title, " +
		"Surname, Forename, Middle name, Address 1, Address 2, Address 3, Address 4, Postcode, " +
		"Date of birth=birth_date, Franchise marker, Date registered=registered",
	row.CTR: "Claim reference, Council Tax account reference=account_reference, " +
		"National Insurance number=nino, Title, Surname, Forename, Middle name, " +
		"Date of birth=birth_date, Partner National Insurance number=partner_nino, Partner surname, " +
		"Partner forename, Partner date of birth=partner_birth_date, Address 1, Address 2, Address 3, " +
		"Address 4, Postcode, UPRN, Claim start date=claim_start, Claim end date=claim_end, " +
		"Passported, Non-dependant count=nondependant_count, Weekly award",
	row.Deaths: "Title, Surname, Forename, Middle name, Date of birth=birth_date, " +
		"Date of death=death_date, Address 1, Address 2, Address 3, Address 4, Postcode, UPRN",
}

func recordedHeaders() string {
	var headers []string
	for person := 1; person <= row.RecordedMax; person++ {
		for _, field := range []string{"title", "surname", "forename", "middle name", "disregard code"} {
			headers = append(headers, fmt.Sprintf("Recorded person %d %s=recorded_%d_%s", person, field,
				person, strings.ReplaceAll(field, " ", "_")))
		}
	}
	return strings.Join(headers, ", ")
}

func TestExactHeaders(t *testing.T) {
	for _, dataset := range row.Datasets {
		var headers, fields []string
		for _, pair := range strings.Split(exactHeaders[dataset], ", ") {
			header, field, given := strings.Cut(pair, "=")
			if !given {
				field = strings.ReplaceAll(strings.ToLower(header), " ", "_")
			}
			headers, fields = append(headers, header), append(fields, field)
		}
		m, err := Map("f.csv", headers, Of(dataset))
		if err != nil {
			t.Fatal(err)
		}
		for i, use := range m.Uses {
			if use.Field != fields[i] {
				t.Errorf("%s: %s is %q, want %s", dataset, use.Header, use.Field, fields[i])
			}
		}
		all := m.Names()
		for _, code := range m.Codes {
			all = append(all, code.Name)
		}
		slices.Sort(all)
		slices.Sort(fields)
		if !slices.Equal(all, fields) {
			t.Errorf("%s: fields are\n%v, want\n%v", dataset, all, fields)
		}
	}
}

// TestLayouts are headers that real systems write, as far as they are known.
func TestLayouts(t *testing.T) {
	for name, tt := range map[string]struct {
		dataset         row.Dataset
		headers, fields string // fields by header; "-" is not used
	}{
		"NFI 2013, council tax": {row.CouncilTax,
			"Council Tax account reference;Unique property reference number (UPRN);Title;Surname;" +
				"Forename;Middle name or initial;Date of birth;Address 1;Postcode;" +
				"Title of other liable person;Surname of other liable person;" +
				"Date of birth of other liable person;Discount/exemption start date;" +
				"Discount/exemption expiry date;Discount type/code;Disregard type/code;" +
				"Exemption type/code;Disabled reduction indicator;Discount/Exemption amount",
			"account_reference;uprn;title;surname;forename;middle_name;birth_date;address_1;postcode;" +
				"other_title;other_surname;other_birth_date;discount_start;discount_expiry;" +
				"discount_code;disregard_code;exemption_code;disabled_reduction;discount_amount"},
		"Academy": {row.CouncilTax,
			"account_ref;lead_liab_title;lead_liab_name;addr1;addr2;addr3;addr4;postcode;uprn;" +
				"for_addr1;for_postcode;occupation_date;nonliab_name;party_ref;discount_type",
			"account_reference;title;surname;address_1;address_2;address_3;address_4;postcode;uprn;" +
				"billing_address_1;billing_postcode;account_start;recorded_1_surname;-;discount_code"},
		"Academy, both names": {row.CouncilTax,
			"account_ref;lead_liab_name;lead_liab_surname;lead_liab_forename;addr1;discount_type",
			"account_reference;-;surname;forename;address_1;discount_code"},
		"one name": {row.CouncilTax,
			"ACCOUNT_REF;PROPERTY_REF;UPRN;NAME;ADDRESS;DISCOUNT_TYPE",
			"account_reference;-;uprn;surname;address_1;discount_code"},
		"register 1": {row.ElectoralRegister,
			"Elector Number Prefix;Elector Number;Elector Number Suffix;Elector Markers;Elector DOB;" +
				"Elector Surname;Elector Forename;PostCode;Address1;Address2;Address3;Address4;Address5;" +
				"Address6",
			"elector_reference;elector_reference;elector_reference;franchise_marker;birth_date;surname;" +
				"forename;postcode;address_1;address_2;address_3;address_4;address_4;address_4"},
		"register 1, monthly names": {row.ElectoralRegister,
			"ElectorNumber;MarkersRegisterText;ElectorDOB;ElectorSurname;ElectorForename;" +
				"PropertyAddress1;PropertyAddress2;PropertyAddress5;PropertyPostCode",
			"elector_reference;franchise_marker;birth_date;surname;forename;address_1;address_2;" +
				"address_4;postcode"},
		"register 1, one name": {row.ElectoralRegister,
			"Elector Number;Elector Name;Address1;PostCode",
			"elector_reference;surname;address_1;postcode"},
		"register 2": {row.ElectoralRegister,
			"PDCode;RollNo;ElectorTitle;IERStatus;FranchiseMarker;DateOfAttainment;ElectorSurname;" +
				"ElectorForename;ElectorMiddleName;RegisteredAddress1;RegisteredAddress6;PostCode;Ward;" +
				"SubHouse;House;ElectorID;UPRN",
			"elector_reference;elector_reference;title;-;franchise_marker;birth_date;surname;forename;" +
				"middle_name;address_1;address_4;postcode;-;-;-;-;uprn"},
		"benefits": {row.CTR,
			"claim_id;ctax_ref;nino;title;surname;forename;birth_date;addr1;post_code;uprn",
			"claim_reference;account_reference;nino;title;surname;forename;birth_date;address_1;" +
				"postcode;uprn"},
		"deaths by their registrar": {row.Deaths,
			"Registration Ref;Deceased Surname;Deceased Forename(s);DOB;Date_of_Death;Usual Address 1;" +
				"Usual Address 2;Usual Postcode;Informant",
			"-;surname;forename;birth_date;death_date;address_1;address_2;postcode;-"},
		"deaths in few columns": {row.Deaths, "Name of Deceased;D.O.D.;Last Known Address;PostCode",
			"surname;death_date;address_1;postcode"},
	} {
		m, err := Map("f.csv", strings.Split(tt.headers, ";"), Of(tt.dataset))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for i, want := range strings.Split(tt.fields, ";") {
			if got := m.Uses[i].Field; got != strings.TrimPrefix(want, "-") {
				t.Errorf("%s: %s is %q, want %s", name, m.Uses[i].Header, got, want)
			}
		}
	}
}

// TestPreferredHeader: where two columns fit a field one is used, and the use of
// the other says why it is not.
func TestPreferredHeader(t *testing.T) {
	m, err := Map("f.csv", []string{"Address", "Surname", "Address 1", ""},
		Of(row.ElectoralRegister))
	if err != nil {
		t.Fatal(err)
	}
	if m.Uses[2].Field != "address_1" || m.Uses[0].Field != "" ||
		m.Uses[0].Note != "another column is preferred for address_1" || m.Uses[3].Note != "" {
		t.Errorf("uses are %+v", m.Uses)
	}
}

func TestHeaderKey(t *testing.T) {
	for _, header := range []string{
		"Address 1", "ADDRESS1", "address_1", "Address-1", " Address.1 ", "Address\u00a01", "Address\n1",
	} {
		if got := Key(header); got != "address1" {
			t.Errorf("key of %q is %q", header, got)
		}
	}
}
