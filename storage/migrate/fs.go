package migrate

import (
	"bytes"
	"embed"
	"fmt"
	"io"
	"io/fs"

	"github.com/recourse-go/recourse/complaint"
	"github.com/recourse-go/recourse/storage/sqlstore"
)

//go:embed sqlite/*.sql
var files embed.FS

// defaultPrefix is what the names in the files begin with.
const defaultPrefix = "recourse_"

// FS returns the files that create and upgrade the schema of a dialect, in the form of goose: NNNNN_name.sql with a comment
// "-- +goose Up". Names in them begin with the prefix of the options. It is for hosts that run all migrations with a
// tool of their own; the store then finds its version in the table "schema".
func FS(d sqlstore.Dialect, o *sqlstore.Options) (fs.FS, error) {
	prefix, err := o.Table("")
	if err != nil {
		return nil, err
	}
	if d != sqlstore.SQLite {
		return nil, &complaint.FieldError{Field: "dialect", Value: string(d), Rule: "has no migrations yet: use sqlstore.SQLite"}
	}
	sub, err := fs.Sub(files, "sqlite")
	if err != nil {
		return nil, fmt.Errorf("open the embedded migrations: %w", err)
	}
	if prefix == defaultPrefix {
		return sub, nil
	}
	return renamed{FS: sub, prefix: prefix}, nil
}

// renamed is a file system whose files have another prefix in front of the names. A prefix is a plain identifier, so that
// nothing but names can come of it.
type renamed struct {
	fs.FS
	prefix string
}

// Open implements [fs.FS].
func (r renamed) Open(name string) (fs.File, error) {
	file, err := r.FS.Open(name)
	if err != nil {
		return nil, err
	}
	if dir, ok := file.(fs.ReadDirFile); ok {
		return renamedDir{ReadDirFile: dir, files: r}, nil
	}
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(file)
	if err != nil {
		return nil, err
	}
	changed := bytes.ReplaceAll(text, []byte(defaultPrefix), []byte(r.prefix))
	return &renamedFile{File: file, text: bytes.NewReader(changed), info: renamedInfo{FileInfo: info, size: int64(len(changed))}}, nil
}

// renamedDir lists files with the sizes that they have here.
type renamedDir struct {
	fs.ReadDirFile
	files renamed
}

// ReadDir implements [fs.ReadDirFile].
func (d renamedDir) ReadDir(n int) ([]fs.DirEntry, error) {
	entries, err := d.ReadDirFile.ReadDir(n)
	for i, e := range entries {
		if info, err := fs.Stat(d.files, e.Name()); err == nil {
			entries[i] = fs.FileInfoToDirEntry(info)
		}
	}
	return entries, err
}

type renamedFile struct {
	fs.File
	text *bytes.Reader
	info renamedInfo
}

// Read implements [fs.File].
func (f *renamedFile) Read(b []byte) (int, error) { return f.text.Read(b) }

// Stat implements [fs.File].
func (f *renamedFile) Stat() (fs.FileInfo, error) { return f.info, nil }

type renamedInfo struct {
	fs.FileInfo
	size int64
}

// Size implements [fs.FileInfo].
func (i renamedInfo) Size() int64 { return i.size }
