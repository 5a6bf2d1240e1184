import HTTP
import Logging
import NginxGuard
import OAuth
import ResourceServer

extension Service {
    /// What tells clients whose tokens are accepted; `nil` without `PUBLIC_ORIGIN`.
    var metadata: ProtectedResourceMetadata? {
        ProtectedResourceMetadata(
            address: settings.dpop.address,
            authorizationServers: settings.policies.map(\.issuer),
            sources: settings.tokenSources,
            dpop: settings.dpop.mode,
            proofs: settings.dpop.policy,
            certificates: settings.certificateBoundTokens
        )
    }

    /// What guards the locations of nginx.
    func locationGuard(_ resourceServer: ResourceServer) -> LocationGuard {
        let logger = logger
        return LocationGuard(
            resourceServer: resourceServer,
            identity: settings.identityHeaders,
            cors: settings.cors.map(CORS.init),
            verdictTTL: settings.verdictTTL,
            numbers: process.locations
        ) { [list = settings.identityHeaders.list] mistake in
            switch mistake {
            case .unreadablePolicy(let policy, let error):
                logger.error(
                    "the policy of an nginx location cannot be read: all of its requests are refused",
                    metadata: ["policy": .string(policy), "reason": .string(error.description)]
                )
            case .otherIdentityHeaders(let found):
                logger.error(
                    """
                    an nginx location does not set the header fields of IDENTITY_HEADERS: all of its requests are refused; \
                    write them anew with bearerd nginx-guard > /etc/nginx/bearerd_guard.conf, and reload nginx
                    """,
                    metadata: ["set": .string(String(found.prefix(512))), "expected": .string(list)]
                )
            }
        }
    }
}
