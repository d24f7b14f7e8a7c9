package main

// What a site that shares files needs of Reva, and no more: each service and
// driver makes itself known under its name, which site.toml then uses. Reva's
// own `revad` knows all of them, but its storage driver for EOS rests on a
// module that is not in the module proxy.
import (
	_ "github.com/cs3org/reva/v3/internal/grpc/services/authprovider"
	_ "github.com/cs3org/reva/v3/internal/grpc/services/authregistry"
	_ "github.com/cs3org/reva/v3/internal/grpc/services/gateway"
	_ "github.com/cs3org/reva/v3/internal/grpc/services/ocminvitemanager"
	_ "github.com/cs3org/reva/v3/internal/grpc/services/ocmproviderauthorizer"
	_ "github.com/cs3org/reva/v3/internal/grpc/services/ocmshareprovider"
	_ "github.com/cs3org/reva/v3/internal/grpc/services/storageprovider"
	_ "github.com/cs3org/reva/v3/internal/grpc/services/storageregistry"
	_ "github.com/cs3org/reva/v3/internal/grpc/services/userprovider"
	_ "github.com/cs3org/reva/v3/internal/http/interceptors/auth/credential/loader"
	_ "github.com/cs3org/reva/v3/internal/http/interceptors/auth/token/loader"
	_ "github.com/cs3org/reva/v3/internal/http/interceptors/auth/tokenwriter/loader"
	_ "github.com/cs3org/reva/v3/internal/http/services/datagateway"
	_ "github.com/cs3org/reva/v3/internal/http/services/dataprovider"
	_ "github.com/cs3org/reva/v3/internal/http/services/opencloudmesh/ocmd"
	_ "github.com/cs3org/reva/v3/internal/http/services/owncloud/ocdav"
	_ "github.com/cs3org/reva/v3/internal/http/services/owncloud/ocs"
	_ "github.com/cs3org/reva/v3/internal/http/services/sciencemesh"
	_ "github.com/cs3org/reva/v3/internal/http/services/wellknown"
	_ "github.com/cs3org/reva/v3/pkg/auth/manager/json"
	_ "github.com/cs3org/reva/v3/pkg/auth/manager/machine"
	_ "github.com/cs3org/reva/v3/pkg/auth/manager/ocmexchangedtoken"
	_ "github.com/cs3org/reva/v3/pkg/auth/manager/ocmsharecode"
	_ "github.com/cs3org/reva/v3/pkg/auth/manager/ocmshares"
	_ "github.com/cs3org/reva/v3/pkg/auth/registry/static"
	_ "github.com/cs3org/reva/v3/pkg/ocm/invite/repository/sql"
	_ "github.com/cs3org/reva/v3/pkg/ocm/provider/authorizer/json"
	_ "github.com/cs3org/reva/v3/pkg/ocm/storage/outcoming"
	_ "github.com/cs3org/reva/v3/pkg/rhttp/datatx/manager/simple"
	_ "github.com/cs3org/reva/v3/pkg/share/cache/memory"
	_ "github.com/cs3org/reva/v3/pkg/share/manager/sql"
	_ "github.com/cs3org/reva/v3/pkg/storage/fs/localhome"
	_ "github.com/cs3org/reva/v3/pkg/storage/registry/static"
	_ "github.com/cs3org/reva/v3/pkg/token/manager/jwt"
	_ "github.com/cs3org/reva/v3/pkg/user/manager/json"
)
