package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	gateway "github.com/cs3org/go-cs3apis/cs3/gateway/v1beta1"
	user "github.com/cs3org/go-cs3apis/cs3/identity/user/v1beta1"
	mesh "github.com/cs3org/go-cs3apis/cs3/ocm/provider/v1beta1"
	rpc "github.com/cs3org/go-cs3apis/cs3/rpc/v1beta1"
	ocm "github.com/cs3org/go-cs3apis/cs3/sharing/ocm/v1beta1"
	storage "github.com/cs3org/go-cs3apis/cs3/storage/provider/v1beta1"
	"github.com/cs3org/reva/v3/pkg/appctx"
	access "github.com/cs3org/reva/v3/pkg/ocm/share"
	"github.com/cs3org/reva/v3/pkg/permissions"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
)

// A shareRequest asks for a share whose requirements are not empty. Reva's
// HTTP interfaces always leave them out (ocs/handlers/apps/sharing/shares/remote.go,
// ocgraph/shares.go), so this goes the way that both take: the gateway's CS3 API.
type shareRequest struct {
	Gateway      string   `json:"gateway"`
	User         string   `json:"user"`
	Password     string   `json:"password"`
	Path         string   `json:"path"`
	Identifier   string   `json:"identifier"`
	Host         string   `json:"host"`
	Role         string   `json:"role"`
	Requirements []string `json:"requirements"`
}

// share carries out one request and tells the id of the share.
func share(input io.Reader, output io.Writer) error {
	var request shareRequest
	if err := json.NewDecoder(input).Decode(&request); err != nil {
		return err
	}
	connection, err := grpc.NewClient(request.Gateway,
		grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer connection.Close()
	created, err := request.send(gateway.NewGatewayAPIClient(connection))
	if err != nil {
		return err
	}
	return json.NewEncoder(output).Encode(map[string]string{"id": created.GetId().GetOpaqueId()})
}

func (r *shareRequest) send(api gateway.GatewayAPIClient) (*ocm.Share, error) {
	login, err := api.Authenticate(context.Background(), &gateway.AuthenticateRequest{
		Type: "basic", ClientId: r.User, ClientSecret: r.Password,
	})
	if err := failure("log in", login, err); err != nil {
		return nil, err
	}
	ctx := metadata.AppendToOutgoingContext(context.Background(), appctx.TokenHeader, login.Token)
	found, err := api.Stat(ctx, &storage.StatRequest{Ref: &storage.Reference{Path: r.Path}})
	if err := failure("find "+r.Path, found, err); err != nil {
		return nil, err
	}
	receiver, err := api.GetInfoByDomain(ctx, &mesh.GetInfoByDomainRequest{Domain: r.Host})
	if err := failure("know "+r.Host, receiver, err); err != nil {
		return nil, err
	}
	created, err := api.CreateOCMShare(ctx, &ocm.CreateOCMShareRequest{
		ResourceId: found.Info.Id,
		Grantee: &storage.Grantee{
			Type: storage.GranteeType_GRANTEE_TYPE_USER,
			Id: &storage.Grantee_UserId{UserId: &user.UserId{
				OpaqueId: r.Identifier, Idp: r.Host, Type: user.UserType_USER_TYPE_FEDERATED,
			}},
		},
		RecipientMeshProvider: receiver.ProviderInfo,
		AccessMethods: []*ocm.AccessMethod{access.NewWebDavAccessMethod(
			permissions.RoleFromName(r.Role).CS3ResourcePermissions(),
			[]ocm.AccessType{ocm.AccessType_ACCESS_TYPE_REMOTE}, r.Requirements,
		)},
	})
	return created.GetShare(), failure("share "+r.Path, created, err)
}

// failure tells what did not work, in Reva's words: its answers carry their
// own status beside that of gRPC.
func failure(step string, answer interface{ GetStatus() *rpc.Status }, err error) error {
	if err != nil {
		return fmt.Errorf("cannot %s: %w", step, err)
	}
	if status := answer.GetStatus(); status.GetCode() != rpc.Code_CODE_OK {
		return fmt.Errorf("cannot %s: %s %s", step, status.GetCode(), status.GetMessage())
	}
	return nil
}
