import Logging
import OAuth
import OAuthMiddleware

extension Application {
    /// What tells clients whose tokens are accepted; `nil` without `PUBLIC_ORIGIN`.
    func metadata(dpop: DPoPMode) -> ProtectedResourceMetadata? {
        ProtectedResourceMetadata(
            address: settings.dpop.address,
            authorizationServers: settings.policies.map(\.issuer),
            sources: settings.tokenSources,
            dpop: dpop
        )
    }

    /// What guards the locations of nginx.
    func locationGuard(_ guarding: AccessTokenGuard, _ protection: DPoPProtection) -> LocationGuard {
        let logger = logger
        return LocationGuard(
            guarding: guarding,
            protection: protection,
            identity: settings.identityHeaders,
            cors: settings.cors.map(CORS.init)
        ) { policy, error in
            logger.error(
                "the policy of an nginx location cannot be read: all of its requests are refused",
                metadata: ["policy": .string(policy), "reason": .string(error.description)]
            )
        }
    }
}
