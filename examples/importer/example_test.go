package importer_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/recourse-go/recourse/complaint/desk"
	"github.com/recourse-go/recourse/examples/importer"
	"github.com/recourse-go/recourse/storage/memory"
)

func ExampleImport() {
	store := memory.New()
	d, err := desk.New(desk.Config{Store: store})
	if err != nil {
		fmt.Println(err)
		return
	}
	m, err := importer.ParseMapping([]byte(`{
		"format": "csv", "key": "ticket", "key_prefix": "helpdesk-",
		"fields": {"content": "text", "channel": "via", "order": "order no"},
		"values": {"channel": {"Mail": "email", "Tel": "phone"}},
		"money": {"amount": "sum", "default": "CNY"}
	}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	const file = "ticket,via,order no,sum,text\n" +
		"17,Mail,A-1,23.80,\"The box was empty,\nand light.\"\n" +
		"18,Owl,A-2,,Where is my parcel?\n" +
		"19,Tel,A-3\n"
	for range 2 {
		result, err := importer.Import(context.Background(), d, store, strings.NewReader(file), importer.Options{
			Mapping:  m,
			Rejected: func(e *importer.RowError) { fmt.Println(e) },
		})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(result)
	}
	// Output:
	// line 4: channel: "Owl": must be one of the values that the mapping translates
	// line 5: row: "3": must have 5 columns as the header
	// imported 1, already there 0, rejected 2
	// line 4: channel: "Owl": must be one of the values that the mapping translates
	// line 5: row: "3": must have 5 columns as the header
	// imported 0, already there 1, rejected 2
}
