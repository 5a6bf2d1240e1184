package import OAuth
package import ResourceServer

extension Circumstances {
    /// Adds what a policy asks for beside scopes, roles and proofs, at a server with this address.
    package mutating func apply(_ policy: LocationPolicy, at address: PublicAddress) {
        authentication = policy.authentication
        if let resource = policy.resource.flatMap({ ProtectedResource($0, at: address) }) {
            audience = .oneOf(policy.audiences.isEmpty ? [resource.identifier] : policy.audiences)
        } else {
            placeAudiences = policy.audiences
        }
    }
}
