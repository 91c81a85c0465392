package complaint_test

import (
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/recourse-go/recourse/complaint"
)

func ExampleNewMoney() {
	paid, err := complaint.NewMoney("23.8", "CNY")
	fmt.Println(paid, err)

	_, err = complaint.NewMoney("23.8", "RMB")
	var field *complaint.FieldError
	fmt.Println(errors.As(err, &field), field.Field, field.Value)
	// Output:
	// CNY 23.80 <nil>
	// true currency RMB
}

func ExampleFromMinor() {
	yuan, _ := complaint.FromMinor(2380, "CNY")
	yen, _ := complaint.FromMinor(2380, "JPY")
	fmt.Println(yuan)
	fmt.Println(yen)
	// Output:
	// CNY 23.80
	// JPY 2380
}

func ExampleMoney_Add() {
	var total complaint.Money // the zero value goes with every currency
	for _, price := range []string{"19.90", "5.00", "0.10"} {
		line, _ := complaint.NewMoney(price, "CNY")
		total, _ = total.Add(line)
	}
	fmt.Println(total)

	dollar, _ := complaint.NewMoney("1", "USD")
	_, err := total.Add(dollar)
	fmt.Println(err)
	// Output:
	// CNY 25.00
	// currencies differ: CNY 25.00 and USD 1.00
}

// Half of CNY 19.97 is 9.985, which is no amount of money until someone says how to round.
func ExampleMoney_Mul() {
	price, _ := complaint.NewMoney("19.97", "CNY")
	half := decimal.New(5, -1)
	up, _ := price.Mul(half, complaint.RoundHalfUp)
	even, _ := price.Mul(half, complaint.RoundHalfEven)
	_, err := price.Mul(half, "")
	fmt.Println(up)
	fmt.Println(even)
	fmt.Println(err)
	// Output:
	// CNY 9.99
	// CNY 9.98
	// rounding: must be half_up, half_even, down, up, floor or ceiling
}

// A refund of CNY 9.99 on an order of three lines, in proportion to what the lines cost.
func ExampleMoney_Allocate() {
	refund, _ := complaint.NewMoney("9.99", "CNY")
	parts, _ := refund.Allocate(decimal.New(1990, -2), decimal.New(500, -2), decimal.New(10, -2))
	fmt.Println(parts)
	// Output:
	// [CNY 7.95 CNY 2.00 CNY 0.04]
}

func ExampleMoney_Split() {
	bill, _ := complaint.NewMoney("10.00", "CNY")
	parts, _ := bill.Split(3)
	fmt.Println(parts)
	// Output:
	// [CNY 3.34 CNY 3.33 CNY 3.33]
}

func ExampleNewReference() {
	fmt.Println(complaint.NewReference(uuid.MustParse("018f2b6c-7a3e-7c41-9d52-3b1f0c9a4e77")))
	// Output:
	// RXM2-8M5F-NJGF
}

func ExampleParseReference() {
	r, err := complaint.ParseReference(" rxm2 8m5f njgf")
	fmt.Println(r, err)

	_, err = complaint.ParseReference("RXM2-8MF5-NJGF") // two symbols swapped
	fmt.Println(errors.Is(err, complaint.ErrInvalid))
	// Output:
	// RXM2-8M5F-NJGF <nil>
	// true
}
