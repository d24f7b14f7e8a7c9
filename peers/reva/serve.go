package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path"
	"path/filepath"

	grpcappctx "github.com/cs3org/reva/v3/internal/grpc/interceptors/appctx"
	grpcauth "github.com/cs3org/reva/v3/internal/grpc/interceptors/auth"
	grpclog "github.com/cs3org/reva/v3/internal/grpc/interceptors/log"
	"github.com/cs3org/reva/v3/internal/grpc/interceptors/recovery"
	"github.com/cs3org/reva/v3/internal/grpc/interceptors/token"
	"github.com/cs3org/reva/v3/internal/grpc/interceptors/useragent"
	httpappctx "github.com/cs3org/reva/v3/internal/http/interceptors/appctx"
	httpauth "github.com/cs3org/reva/v3/internal/http/interceptors/auth"
	httplog "github.com/cs3org/reva/v3/internal/http/interceptors/log"
	"github.com/cs3org/reva/v3/pkg/appctx"
	"github.com/cs3org/reva/v3/pkg/logger"
	"github.com/cs3org/reva/v3/pkg/rgrpc"
	"github.com/cs3org/reva/v3/pkg/rhttp"
	"github.com/cs3org/reva/v3/pkg/rhttp/global"
	"github.com/cs3org/reva/v3/pkg/sharedconf"
	"github.com/rs/zerolog"
	"google.golang.org/grpc"
)

// A server is what Reva's gRPC and HTTP servers have in common.
type server interface {
	Start(net.Listener) error
	Stop() error
}

// serve runs a site in a folder. It tells its addresses on standard output once
// they are its own, and waits for a line before it reads who else there is:
// sites that know each other must all have their addresses first. It ends with
// whoever started it, when standard input does, and takes the folder with it: a
// site lives for one run.
func serve(own settings, refused []string) error {
	log, err := openLog(filepath.Join(own.Folder, "revad.log"))
	if err != nil {
		return err
	}
	opened, err := openSite(own, refused)
	if err != nil {
		return err
	}
	output := json.NewEncoder(os.Stdout)
	if err := output.Encode(opened.addresses); err != nil {
		return err
	}
	input := bufio.NewReader(os.Stdin)
	if _, err := input.ReadString('\n'); err != nil {
		return os.RemoveAll(own.Folder)
	}
	sharedconf.Init(opened.config.Shared)
	servers, err := opened.servers(log)
	if err != nil {
		return err
	}
	failed := make(chan error, len(servers))
	for address, each := range servers {
		go func() { failed <- each.Start(opened.listeners[address]) }()
	}
	if err := output.Encode(map[string]bool{"serving": true}); err != nil {
		return err
	}
	go func() {
		_, err := io.Copy(io.Discard, input)
		failed <- err
	}()
	err = <-failed
	for _, each := range servers {
		_ = each.Stop()
	}
	return errors.Join(err, os.RemoveAll(own.Folder))
}

func openLog(name string) (*zerolog.Logger, error) {
	file, err := os.OpenFile(name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	return logger.New(logger.WithLevel("debug"), logger.WithWriter(file, logger.JSONMode)), nil
}

// servers makes one server for each address, as cmd/revad/runtime of Reva does.
func (s *site) servers(log *zerolog.Logger) (map[string]server, error) {
	ctx := appctx.WithLogger(context.Background(), log)
	servers := map[string]server{}
	for address, services := range byAddress(s.config.GRPC.ForEachService) {
		made, err := s.grpcServer(ctx, log, services)
		if err != nil {
			return nil, fmt.Errorf("gRPC at %s: %w", address, err)
		}
		servers[address] = made
	}
	for address, services := range byAddress(s.config.HTTP.ForEachService) {
		made, err := s.httpServer(ctx, log, services)
		if err != nil {
			return nil, fmt.Errorf("HTTP at %s: %w", address, err)
		}
		servers[address] = made
	}
	return servers, nil
}

func (s *site) grpcServer(ctx context.Context, log *zerolog.Logger, named services) (server, error) {
	started, err := rgrpc.InitServices(ctx, named)
	if err != nil {
		return nil, err
	}
	var open []string
	for _, service := range started {
		open = append(open, service.UnprotectedEndpoints()...)
	}
	authUnary, err := grpcauth.NewUnary(s.config.GRPC.Interceptors["auth"], open)
	if err != nil {
		return nil, err
	}
	authStream, err := grpcauth.NewStream(s.config.GRPC.Interceptors["auth"], open)
	if err != nil {
		return nil, err
	}
	return rgrpc.NewServer(
		rgrpc.WithLogger(*log),
		rgrpc.WithServices(started),
		rgrpc.WithUnaryServerInterceptors([]grpc.UnaryServerInterceptor{
			grpcappctx.NewUnary(*log), token.NewUnary(), useragent.NewUnary(),
			grpclog.NewUnary(), recovery.NewUnary(), authUnary,
		}),
		rgrpc.WithStreamServerInterceptors([]grpc.StreamServerInterceptor{
			grpcappctx.NewStream(*log), token.NewStream(), useragent.NewStream(),
			grpclog.NewStream(), recovery.NewStream(), authStream,
		}),
	)
}

func (s *site) httpServer(ctx context.Context, log *zerolog.Logger, named services) (server, error) {
	started, err := rhttp.InitServices(ctx, named)
	if err != nil {
		return nil, err
	}
	var open []string
	for _, service := range started {
		for _, url := range service.Unprotected() {
			open = append(open, path.Join("/", service.Prefix(), url))
		}
	}
	auth, err := httpauth.New(s.config.HTTP.Middlewares["auth"], open)
	if err != nil {
		return nil, err
	}
	return rhttp.New(
		rhttp.WithLogger(*log),
		rhttp.WithServices(started),
		rhttp.WithMiddlewares([]global.Middleware{auth, httplog.New(), httpappctx.New(*log)}),
	)
}
