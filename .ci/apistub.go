//go:build ignore

// Apistub writes the exported API of the library as Go source without bodies, one file per package, into a folder.
//
//	go run .ci/apistub.go DIR
//
// The files are read by people (a change of the API is a small diff) and by apidiff (they compile). What a package
// keeps private is left out, but for what users can notice: that a struct has private fields and whether it compares,
// the private methods that seal an interface, and private types that exported declarations mention.
package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/constant"
	"go/format"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"log"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("apistub: ")
	if len(os.Args) != 2 {
		log.Fatal("usage: go run .ci/apistub.go DIR")
	}
	if err := run(os.Args[1]); err != nil {
		log.Fatal(err)
	}
}

type listed struct {
	ImportPath, Name, Export string
	DepOnly                  bool
	Module                   *struct{ Main bool }
}

func run(dir string) error {
	cmd := exec.Command("go", "list", "-export", "-deps", "-json=ImportPath,Name,Export,DepOnly,Module", "./...")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("go list: %w", err)
	}
	exports := map[string]string{}
	var own []string
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return err
		}
		exports[p.ImportPath] = p.Export
		if !p.DepOnly && p.Name != "main" && p.Export != "" {
			own = append(own, p.ImportPath)
		}
	}
	imp := importer.ForCompiler(token.NewFileSet(), "gc", func(path string) (io.ReadCloser, error) {
		return os.Open(exports[path])
	})

	// Internal packages are written only when the API mentions them.
	queue := slices.DeleteFunc(slices.Clone(own), internal)
	for done := map[string]bool{}; len(queue) > 0; queue = queue[1:] {
		path := queue[0]
		if done[path] {
			continue
		}
		done[path] = true
		pkg, err := imp.Import(path)
		if err != nil {
			return err
		}
		s := newStub(pkg)
		src, err := s.source()
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		name := strings.ReplaceAll(strings.Join(strings.Split(path, "/")[3:], "/"), "/", "-") + ".txt"
		if err := os.WriteFile(filepath.Join(dir, name), src, 0o644); err != nil {
			return err
		}
		for imported := range s.imports {
			if slices.Contains(own, imported) {
				queue = append(queue, imported)
			}
		}
	}
	return nil
}

func internal(path string) bool { return slices.Contains(strings.Split(path, "/"), "internal") }

type stub struct {
	pkg     *types.Package
	imports map[string]string // path to name
	types   map[string]*types.TypeName
	done    map[string]string // type name to its text
}

func newStub(pkg *types.Package) *stub {
	return &stub{pkg: pkg, imports: map[string]string{}, types: map[string]*types.TypeName{}, done: map[string]string{}}
}

// qualify is a types.Qualifier that records what has to be imported.
func (s *stub) qualify(p *types.Package) string {
	if p == s.pkg {
		return ""
	}
	if name, ok := s.imports[p.Path()]; ok {
		return name
	}
	name := p.Name()
	for n := 2; slices.Contains(slices.Collect(maps.Values(s.imports)), name) || s.pkg.Scope().Lookup(name) != nil; n++ {
		name = fmt.Sprintf("%s%d", p.Name(), n)
	}
	s.imports[p.Path()] = name
	return name
}

// compilerName is a name that the compiler gives to an unnamed result of a function that ranges over a function.
var compilerName = regexp.MustCompile(`#rv\d+ `)

// text writes a type, and notes the private types of this package that it mentions.
func (s *stub) text(t types.Type) string {
	s.visit(t, map[types.Type]bool{})
	return compilerName.ReplaceAllString(types.TypeString(t, s.qualify), "")
}

func (s *stub) visit(t types.Type, seen map[types.Type]bool) {
	if t == nil || seen[t] {
		return
	}
	seen[t] = true
	switch t := t.(type) {
	case *types.Alias:
		s.note(t.Obj())
		for a := range t.TypeArgs().Types() {
			s.visit(a, seen)
		}
	case *types.Named:
		s.note(t.Obj())
		for a := range t.TypeArgs().Types() {
			s.visit(a, seen)
		}
	case *types.Pointer:
		s.visit(t.Elem(), seen)
	case *types.Slice:
		s.visit(t.Elem(), seen)
	case *types.Array:
		s.visit(t.Elem(), seen)
	case *types.Chan:
		s.visit(t.Elem(), seen)
	case *types.Map:
		s.visit(t.Key(), seen)
		s.visit(t.Elem(), seen)
	case *types.Signature:
		for p := range t.TypeParams().TypeParams() {
			s.visit(p.Constraint(), seen)
		}
		s.visit(t.Params(), seen)
		s.visit(t.Results(), seen)
	case *types.Tuple:
		for v := range t.Variables() {
			s.visit(v.Type(), seen)
		}
	case *types.Struct:
		for f := range t.Fields() {
			s.visit(f.Type(), seen)
		}
	case *types.Interface:
		for m := range t.ExplicitMethods() {
			s.visit(m.Type(), seen)
		}
		for e := range t.EmbeddedTypes() {
			s.visit(e, seen)
		}
	case *types.Union:
		for term := range t.Terms() {
			s.visit(term.Type(), seen)
		}
	}
}

func (s *stub) note(o *types.TypeName) {
	if o.Pkg() == s.pkg && !o.Exported() && o.Parent() == s.pkg.Scope() {
		s.types[o.Name()] = o
	}
}

func (s *stub) source() ([]byte, error) {
	var consts, vars, funcs bytes.Buffer
	scope := s.pkg.Scope()
	for _, name := range scope.Names() {
		if !ast.IsExported(name) {
			continue
		}
		switch o := scope.Lookup(name).(type) {
		case *types.Const:
			fmt.Fprintf(&consts, "const %s\n\n", s.constant(o))
		case *types.Var:
			fmt.Fprintf(&vars, "var %s %s\n\n", name, s.text(o.Type()))
		case *types.Func:
			fmt.Fprintf(&funcs, "func %s%s { panic(0) }\n\n", name, s.signature(o.Signature()))
		case *types.TypeName:
			s.types[name] = o
		}
	}
	for len(s.done) < len(s.types) { // writing a type may find others
		for name, o := range maps.Clone(s.types) {
			if _, ok := s.done[name]; !ok {
				s.done[name] = "" // may mention itself
				s.done[name] = s.declare(o)
			}
		}
	}

	var out bytes.Buffer
	fmt.Fprintf(&out, "// Exported API of %s. Written by .ci/api -update.\n\npackage %s\n\n", s.pkg.Path(), s.pkg.Name())
	for _, path := range slices.Sorted(maps.Keys(s.imports)) {
		if name := s.imports[path]; name == filepath.Base(path) {
			fmt.Fprintf(&out, "import %q\n", path)
		} else {
			fmt.Fprintf(&out, "import %s %q\n", name, path)
		}
	}
	out.WriteString("\n")
	out.Write(consts.Bytes())
	out.Write(vars.Bytes())
	for _, name := range slices.Sorted(maps.Keys(s.done)) {
		out.WriteString(s.done[name])
	}
	out.Write(funcs.Bytes())
	src, err := format.Source(quoted.ReplaceAllFunc(out.Bytes(), unescape))
	if err != nil {
		return nil, fmt.Errorf("%w in\n%s", err, out.Bytes())
	}
	return src, nil
}

// quoted matches a string literal on one line.
var quoted = regexp.MustCompile(`"(?:[^"\\\n]|\\.)*"`)

// unescape writes a string literal the way people write struct tags, where that is possible.
func unescape(literal []byte) []byte {
	text, err := strconv.Unquote(string(literal))
	if err != nil || !strings.Contains(text, `"`) || !strconv.CanBackquote(text) {
		return literal
	}
	return []byte("`" + text + "`")
}

func (s *stub) constant(o *types.Const) string {
	value := o.Val().ExactString()
	b, basic := o.Type().Underlying().(*types.Basic)
	switch {
	case basic && b.Kind() == types.UntypedRune:
		if r, ok := constant.Int64Val(o.Val()); ok {
			value = fmt.Sprintf("%q", rune(r))
		}
	case basic && b.Kind() == types.UntypedFloat && o.Val().Kind() == constant.Int:
		value += ".0"
	case basic && b.Info()&types.IsFloat != 0 && strings.Contains(value, "/"):
		num, den, _ := strings.Cut(value, "/")
		value = num + ".0 / " + den
	}
	if basic && b.Info()&types.IsUntyped != 0 {
		return fmt.Sprintf("%s = %s", o.Name(), value)
	}
	return fmt.Sprintf("%s %s = %s", o.Name(), s.text(o.Type()), value)
}

// signature writes type parameters, parameters and results.
func (s *stub) signature(sig *types.Signature) string {
	return strings.TrimPrefix(s.text(sig), "func")
}

func (s *stub) params(list *types.TypeParamList) string {
	if list.Len() == 0 {
		return ""
	}
	var parts []string
	for p := range list.TypeParams() {
		parts = append(parts, p.Obj().Name()+" "+s.text(p.Constraint()))
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

func (s *stub) declare(o *types.TypeName) string {
	var out strings.Builder
	if alias, ok := o.Type().(*types.Alias); ok && o.IsAlias() {
		fmt.Fprintf(&out, "type %s%s = %s\n\n", o.Name(), s.params(alias.TypeParams()), s.text(alias.Rhs()))
		return out.String()
	}
	named, ok := o.Type().(*types.Named)
	if !ok {
		return ""
	}
	body := named.Underlying()
	if st, ok := body.(*types.Struct); ok {
		body = s.reduce(st)
	}
	fmt.Fprintf(&out, "type %s%s %s\n\n", o.Name(), s.params(named.TypeParams()), s.text(body))
	methods := slices.SortedFunc(named.Methods(), func(a, b *types.Func) int { return cmp.Compare(a.Name(), b.Name()) })
	for _, m := range methods {
		if m.Exported() || s.sealing(m) {
			fmt.Fprintf(&out, "func (%s) %s%s { panic(0) }\n\n", s.receiver(m.Signature()), m.Name(), s.signature(m.Signature()))
		}
	}
	return out.String()
}

// sealing tells whether a private method is one that an interface of the package asks for.
func (s *stub) sealing(m *types.Func) bool {
	scope := s.pkg.Scope()
	for _, name := range scope.Names() {
		o, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || !o.Exported() {
			continue
		}
		if i, ok := o.Type().Underlying().(*types.Interface); ok {
			for want := range i.Methods() {
				if want.Name() == m.Name() && want.Pkg() == m.Pkg() {
					return true
				}
			}
		}
	}
	return false
}

func (s *stub) receiver(sig *types.Signature) string {
	t, star := sig.Recv().Type(), ""
	if p, ok := t.(*types.Pointer); ok {
		t, star = p.Elem(), "*"
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return star + s.text(t)
	}
	var params []string
	for p := range sig.RecvTypeParams().TypeParams() {
		params = append(params, p.Obj().Name())
	}
	text := star + named.Obj().Name()
	if len(params) > 0 {
		text += "[" + strings.Join(params, ", ") + "]"
	}
	return text
}

// reduce replaces the private fields of a struct by one that keeps what users can notice.
func (s *stub) reduce(st *types.Struct) types.Type {
	var (
		fields  []*types.Var
		tags    []string
		private bool
		compare = true
	)
	for i := range st.NumFields() {
		f := st.Field(i)
		if f.Exported() || f.Embedded() {
			fields, tags = append(fields, f), append(tags, st.Tag(i))
			continue
		}
		private = true
		compare = compare && types.Comparable(f.Type())
	}
	if private {
		var t types.Type = types.NewStruct(nil, nil)
		if !compare {
			t = types.NewSlice(t)
		}
		fields, tags = append(fields, types.NewField(token.NoPos, s.pkg, "_", t, false)), append(tags, "")
	}
	return types.NewStruct(fields, tags)
}
