package main

import (
	"bytes"
	_ "embed"
	"net"
	"path/filepath"
	"slices"
	"text/template"

	"github.com/cs3org/reva/v3/cmd/revad/pkg/config"
)

//go:embed site.toml
var siteTemplate string

// What is different from one site to the other.
type settings struct {
	// Where all that it keeps lies.
	Folder string
	// For how many seconds a login lasts.
	TokenLife string
}

// A site is a configuration with the ports it names already open, so that
// nobody else can take one in between.
type site struct {
	config    *config.Config
	addresses map[string]string
	listeners map[string]net.Listener
	refused   []string
}

func openSite(own settings, refused []string) (*site, error) {
	folder, err := filepath.Abs(own.Folder)
	if err != nil {
		return nil, err
	}
	opened := &site{
		addresses: map[string]string{},
		listeners: map[string]net.Listener{},
		refused:   refused,
	}
	parsed, err := template.New("site.toml").Funcs(template.FuncMap{
		"address": opened.address,
		"file":    func(name string) string { return filepath.Join(folder, name) },
	}).Parse(siteTemplate)
	if err != nil {
		return nil, err
	}
	var rendered bytes.Buffer
	if err := parsed.Execute(&rendered, own); err != nil {
		return nil, err
	}
	opened.config, err = config.Load(&rendered)
	return opened, err
}

// address is the address of a name in site.toml.
func (s *site) address(name string) (string, error) {
	if known, ok := s.addresses[name]; ok {
		return known, nil
	}
	listener, err := s.listen()
	if err != nil {
		return "", err
	}
	opened := listener.Addr().String()
	s.addresses[name] = opened
	s.listeners[opened] = listener
	return opened, nil
}

// listen opens a free port. A refused one stays open until another is found: it
// cannot be handed out again.
func (s *site) listen() (net.Listener, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil || !slices.Contains(s.refused, port) {
		return listener, err
	}
	defer func() { _ = listener.Close() }()
	return s.listen()
}

type services map[string]config.ServicesConfig

// byAddress puts together what listens at the same address.
func byAddress(forEach func(config.ServiceFunc)) map[string]services {
	groups := map[string]services{}
	forEach(func(s *config.Service) {
		address := string(s.Address)
		if groups[address] == nil {
			groups[address] = services{}
		}
		groups[address][s.Name] = config.ServicesConfig{
			{Address: s.Address, Network: s.Network, Label: s.Label, Config: s.Config},
		}
	})
	return groups
}
