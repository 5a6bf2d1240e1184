package import OAuth
package import ResourceServer

extension Circumstances {
    /// Adds what a policy asks for beside scopes, roles and proofs, at a server with this address.
    package mutating func apply(_ policy: LocationPolicy, at address: PublicAddress) {
        authentication = policy.authentication
        if let mtls = policy.mtls { certificates = mtls }
        guard let path = policy.resource else {
            placeAudiences = policy.audiences
            return
        }
        // Without an origin it has no address, and every request to it is refused: no token is for an empty list.
        audience = ProtectedResource(path, at: address)?.acceptedAudience(policy.audiences) ?? .oneOf([])
    }
}
