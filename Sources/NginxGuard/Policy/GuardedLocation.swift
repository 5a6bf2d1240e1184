import ResourceServer

/// A location, and what judges the requests to it.
final class GuardedLocation: Sendable {
    let policy: LocationPolicy
    let resourceServer: ResourceServer
    /// That of its policy; `nil` for one that is not counted apart.
    let number: Int?

    /// - Throws: ``LocationPolicyError`` for a resource of a server whose origin is not known.
    init(_ policy: LocationPolicy, _ resourceServer: ResourceServer, number: Int?) throws(LocationPolicyError) {
        self.policy = policy
        self.number = number
        let server = resourceServer.with(policy.dpop, policy.mtls)
        guard let path = policy.resource else {
            self.resourceServer = server
            return
        }
        guard let resource = server.resource(path, audiences: policy.audiences) else {
            throw LocationPolicyError("resource needs PUBLIC_ORIGIN, the origin of its address")
        }
        resource.nameScopes(of: policy.reading, policy.writing)
        self.resourceServer = resource
    }
}
