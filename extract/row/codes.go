package row

// Discount is the coarse class of an account's discount.
type Discount uint8

// Classes of discount.
const (
	DiscountNone Discount = iota
	DiscountSinglePerson
	DiscountOther
)

// Disregard says whether somebody is not counted. Why is not kept: behind the
// codes stand health, prison and religion.
type Disregard uint8

// Classes of disregard.
const (
	DisregardNone Disregard = iota
	DisregardSome
)

// Exemption is the coarse class of an exemption.
type Exemption uint8

// Classes of exemption.
const (
	ExemptionNone Exemption = iota
	ExemptionEmpty
	ExemptionSecondHome
	ExemptionOther
)

// RecordedMax is how many persons who are not liable an account row can record.
const RecordedMax = 4

// Classes are the coarse classes of one row's codes; the zero Classes say that
// the row has none.
type Classes struct {
	Discount       Discount
	Disregard      Disregard
	DisregardShare uint8 // per cent off for it: 25, 50, or 0 where the code does not say
	Exemption      Exemption
	Recorded       [RecordedMax]Disregard // of the persons recorded on the account
}

// Codes are the Classes of a batch as parallel slices, one element a row.
type Codes struct {
	Discount          []Discount
	Disregard         []Disregard
	DisregardShare    []uint8
	Exemption         []Exemption
	RecordedDisregard [RecordedMax][]Disregard
}

// add appends the classes of the next row.
func (c *Codes) add(classes Classes) {
	c.Discount = append(c.Discount, classes.Discount)
	c.Disregard = append(c.Disregard, classes.Disregard)
	c.DisregardShare = append(c.DisregardShare, classes.DisregardShare)
	c.Exemption = append(c.Exemption, classes.Exemption)
	for i, recorded := range classes.Recorded {
		c.RecordedDisregard[i] = append(c.RecordedDisregard[i], recorded)
	}
}
