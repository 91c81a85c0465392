package desk_test

//go:generate ../../.ci/tool mockgen -typed -package desk_test -destination mock_store_test.go github.com/recourse-go/recourse/storage Store
