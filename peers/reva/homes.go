package main

import (
	"context"
	"io"
	"strings"

	provider "github.com/cs3org/go-cs3apis/cs3/storage/provider/v1beta1"
	types "github.com/cs3org/go-cs3apis/cs3/types/v1beta1"
	"github.com/cs3org/reva/v3/pkg/errtypes"
	"github.com/cs3org/reva/v3/pkg/storage"
	"github.com/cs3org/reva/v3/pkg/storage/fs/localhome"
	"github.com/cs3org/reva/v3/pkg/storage/fs/registry"
	tusd "github.com/tus/tusd/pkg/handler"
)

const (
	// The files of versions begin with this, which the driver leaves out when
	// it lists them, and then does not find.
	versionPrefix = "v"
	// The driver gives milliseconds where seconds are meant.
	inSeconds = 1000
)

func init() {
	registry.Register("homes", newHomes)
}

// homes is Reva's driver for homes on a local disk with what the one for EOS
// can, which CERNBox has: parts of files, versions, and the way back from the
// trash.
type homes struct {
	storage.FS
	uploads
	// The path that Reva leaves at the place to come back to.
	mountPath string
}

// uploads is how TUS reaches a driver.
type uploads interface {
	UseIn(*tusd.StoreComposer)
}

func newHomes(ctx context.Context, config map[string]any) (storage.FS, error) {
	made, err := localhome.New(ctx, config)
	if err != nil {
		return nil, err
	}
	resumed, ok := made.(uploads)
	if !ok {
		return nil, errtypes.NotSupported("the driver localhome knows no TUS any more")
	}
	mountPath, _ := config["mount_path"].(string)
	return &homes{FS: made, uploads: resumed, mountPath: mountPath}, nil
}

// Download gives the parts that were asked for, one after the other.
func (h *homes) Download(ctx context.Context, ref *provider.Reference, ranges []storage.Range) (io.ReadCloser, error) {
	whole, err := h.FS.Download(ctx, ref, nil)
	if err != nil || len(ranges) == 0 {
		return whole, err
	}
	file, ok := whole.(io.ReaderAt)
	if !ok {
		_ = whole.Close()
		return nil, errtypes.NotSupported("the driver localhome gives no file any more")
	}
	var parts []io.Reader
	for _, each := range ranges {
		parts = append(parts, io.NewSectionReader(file, each.Start, each.Length))
	}
	return struct {
		io.Reader
		io.Closer
	}{io.MultiReader(parts...), whole}, nil
}

func (h *homes) ListRevisions(ctx context.Context, ref *provider.Reference) ([]*provider.FileVersion, error) {
	versions, err := h.FS.ListRevisions(ctx, ref)
	for _, version := range versions {
		version.Mtime /= inSeconds
	}
	return versions, err
}

func (h *homes) DownloadRevision(ctx context.Context, ref *provider.Reference, key string) (io.ReadCloser, error) {
	return h.FS.DownloadRevision(ctx, ref, versionPrefix+key)
}

func (h *homes) RestoreRevision(ctx context.Context, ref *provider.Reference, key string) error {
	return h.FS.RestoreRevision(ctx, ref, versionPrefix+key)
}

func (h *homes) RestoreRecycleItem(ctx context.Context, basePath, key, relativePath string, to *provider.Reference) error {
	inHome := &provider.Reference{Path: strings.TrimPrefix(to.GetPath(), h.mountPath)}
	return h.FS.RestoreRecycleItem(ctx, basePath, key, relativePath, inHome)
}

func (h *homes) ListRecycle(ctx context.Context, basePath, key, relativePath string, from, to *types.Timestamp) ([]*provider.RecycleItem, error) {
	items, err := h.FS.ListRecycle(ctx, basePath, key, relativePath, from, to)
	for _, item := range items {
		item.DeletionTime.Seconds /= inSeconds
	}
	return items, err
}
