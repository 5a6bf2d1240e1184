import ResourceServer

/// A location, and what judges the requests to it.
final class GuardedLocation: Sendable {
    let policy: LocationPolicy
    let resourceServer: ResourceServer
    /// From 0 on, in the order in which they were first asked for; `nil` for one that is not remembered.
    let number: Int?

    /// - Throws: ``LocationPolicyError`` for a resource of a server whose origin is not known.
    init(_ policy: LocationPolicy, _ resourceServer: ResourceServer) throws(LocationPolicyError) {
        self.policy = policy
        number = nil
        let server = resourceServer.with(policy.dpop)
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

    /// The same location, with a number.
    init(_ location: GuardedLocation, number: Int) {
        policy = location.policy
        resourceServer = location.resourceServer
        self.number = number
    }
}
