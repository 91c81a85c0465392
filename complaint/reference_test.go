package complaint_test

import (
	"crypto/sha256"
	"math/big"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/recourse-go/recourse/complaint"
)

const symbols = "23456789CDFGHJKMNPRTVWX"

func anyReference() *rapid.Generator[complaint.Reference] {
	return rapid.Custom(func(t *rapid.T) complaint.Reference {
		var id complaint.ID
		copy(id[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id"))
		return complaint.NewReference(id)
	})
}

func bare(r complaint.Reference) []byte { return []byte(strings.ReplaceAll(string(r), "-", "")) }

// These are in customers' hands for ever: if one changes, old letters name no case.
func TestNewReferenceIsStable(t *testing.T) {
	for id, want := range map[string]complaint.Reference{
		"00000000-0000-0000-0000-000000000000": "2MTH-8PX8-F9GK",
		"018f2b6c-7a3e-7c41-9d52-3b1f0c9a4e77": "RXM2-8M5F-NJGF",
		"ffffffff-ffff-ffff-ffff-ffffffffffff": "DCHH-2G53-DG83",
	} {
		require.Equal(t, want, complaint.NewReference(uuid.MustParse(id)), id)
	}
}

// The same number by way of big integers and the text of the definition.
func TestNewReferenceFollowsDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var id complaint.ID
		copy(id[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id"))
		hash := sha256.Sum256(id[:])
		n := new(big.Int).SetBytes(hash[:16])
		n.Mod(n, new(big.Int).Exp(big.NewInt(23), big.NewInt(11), nil))
		digits := n.Text(23)
		digits = strings.Repeat("0", 11-len(digits)) + digits
		var want strings.Builder
		sum := 0
		for i, c := range digits {
			v := strings.IndexRune("0123456789abcdefghijklm", c)
			sum += (i + 1) * v
			want.WriteByte(symbols[v])
		}
		want.WriteByte(symbols[sum%23])
		require.Equal(t, want.String(), string(bare(complaint.NewReference(id))))
	})
}

func TestParseReferenceForms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyReference().Draw(t, "reference")
		require.Regexp(t, `^[2-9CDFGHJKMNPRTVWX]{4}(-[2-9CDFGHJKMNPRTVWX]{4}){2}$`, string(r))
		compact := string(bare(r))
		for _, s := range []string{
			string(r), compact, strings.ToLower(string(r)), " " + string(r) + " ", strings.ReplaceAll(string(r), "-", " "),
			strings.Join(strings.Split(compact, ""), " "), compact[:6] + "-" + compact[6:], strings.ReplaceAll(string(r), "-", " - "),
		} {
			got, err := complaint.ParseReference(s)
			require.NoError(t, err, s)
			require.Equal(t, r, got)
		}
	})
}

func TestReferenceFindsEveryWrongSymbol(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := bare(anyReference().Draw(t, "reference"))
		for i := range r {
			for _, c := range []byte(symbols) {
				if c == r[i] {
					continue
				}
				wrong := append([]byte(nil), r...)
				wrong[i] = c
				_, err := complaint.ParseReference(string(wrong))
				requireField(t, err, "reference")
			}
		}
	})
}

func TestReferenceFindsEverySwap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := bare(anyReference().Draw(t, "reference"))
		for i := range r {
			for j := range i {
				if r[i] == r[j] {
					continue
				}
				wrong := append([]byte(nil), r...)
				wrong[i], wrong[j] = wrong[j], wrong[i]
				_, err := complaint.ParseReference(string(wrong))
				requireField(t, err, "reference")
			}
		}
	})
}

// Every symbol stands about equally often in every place, the check symbol's included.
func TestReferenceSymbolsAreEven(t *testing.T) {
	const n = 23_000
	var count [12][256]int
	for i := range n {
		var id complaint.ID
		id[14], id[15] = byte(i>>8), byte(i) // ids that follow each other
		for place, c := range bare(complaint.NewReference(id)) {
			count[place][c]++
		}
	}
	for place := range count {
		for _, c := range []byte(symbols) {
			require.InDelta(t, n/23, count[place][c], 190, "%c in place %d", c, place) // six standard deviations
		}
	}
}

func TestParseReferenceRefuses(t *testing.T) {
	valid := string(complaint.NewReference(complaint.ID{}))
	for _, s := range []string{
		"", "-", "2222", "2222-2222-222", valid + "2", valid + "-2222", valid[:13], "O" + valid[1:], "0" + valid[1:], "Z" + valid[1:],
		"_" + valid[1:], valid[:4] + "\u2013" + valid[5:], valid[:4] + "\t" + valid[5:], valid + "\n", valid + "\x00", "\xff\xfe",
		"２２２２-2222-2222", "K" + valid[1:], strings.Repeat("2", 1<<20), valid + strings.Repeat(" ", 64),
	} {
		r, err := complaint.ParseReference(s)
		requireField(t, err, "reference")
		require.Empty(t, r)
	}
}

func FuzzReference(f *testing.F) {
	for _, seed := range []string{
		"2222-2222-2222", "2222 2222 2222", "222222222222", "cccc-cccc-cccc", "", "----", "2222-2222-2223",
		string(complaint.NewReference(complaint.ID{})), strings.ToLower(string(complaint.NewReference(complaint.ID{1}))),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := complaint.ParseReference(s)
		if err != nil {
			require.ErrorIs(t, err, complaint.ErrInvalid)
			return
		}
		again, err := complaint.ParseReference(string(r))
		require.NoError(t, err)
		require.Equal(t, r, again)
		// Nothing but capitals, spaces and dashes was changed, and the check holds when computed from the text.
		kept := strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(s))
		require.Equal(t, kept, string(bare(r)))
		sum := -strings.IndexByte(symbols, kept[11])
		for i := range 11 {
			sum += (i + 1) * strings.IndexByte(symbols, kept[i])
		}
		require.Zero(t, sum%23)
	})
}
