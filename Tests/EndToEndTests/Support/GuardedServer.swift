import Testing

/// A deployment with a second nginx server whose locations are guarded, in front of an upstream that records.
struct GuardedServer: Sendable {
    let deployment: Deployment
    let port: UInt16
    let upstream: RecordingUpstream

    var http: HTTPClient { HTTPClient(port: port) }

    /// The server of the suite.
    static func shared() throws -> GuardedServer {
        try #require(GuardedTrait.current)
    }
}

/// What a ``GuardedServer`` is made of. In its texts, `@UPSTREAM@` stands for the upstream's address and `@FOLDER@` for the
/// deployment's folder.
struct GuardedConfiguration: Sendable {
    /// What stands in the server block beside the include of the guard.
    var server: String
    /// What stands beside the server block, in the http block.
    var http = ""
    /// Settings of bearerd.
    var settings: [String: String] = [:]
    /// An issuer that bearerd trusts and that cannot be reached.
    var unreachableIssuer: String?
    /// Whether one bearerd after another has the same socket.
    var keepsSocket = false
    /// A folder in nginx's that is a file system of its own.
    var nginxDisk: (folder: String, size: String)?
}

/// A location of the upstream with a policy, in the two lines of docs/guarding.md.
func guardedLocation(_ path: String, _ policy: String) -> String {
    """
    location \(path) {
        auth_request "/_bearerd/\(policy)";
        include bearerd_guard.conf;
        proxy_pass http://@UPSTREAM@;
    }
    """
}

/// Runs `body` with a guarded server that is gone afterwards. Not within another deployment: for that there may be no place.
func withGuardedServer<Result: Sendable>(
    _ configuration: GuardedConfiguration,
    _ body: (GuardedServer) async throws -> Result
) async throws -> Result {
    let http = """
        \(configuration.http)
        server {
            listen 127.0.0.1:@PORT@;
            server_name api.example.com;
            large_client_header_buffers 4 32k;
            include bearerd_guard_server.conf;
            \(configuration.server)
        }
        """
    var deployment = DeploymentConfiguration(settings: configuration.settings)
    deployment.furtherIssuer = configuration.unreachableIssuer
    deployment.keepsSocket = configuration.keepsSocket
    deployment.nginxDisk = configuration.nginxDisk
    if configuration.unreachableIssuer != nil { deployment.readiness = "/healthz" }
    return try await withServer(http, deployment, body)
}

/// Runs `body` with the server of an example, a file in `nginx/examples`, told to listen and to proxy elsewhere;
/// `replacements` has what else stands in it, by what it is replaced with, `port` is where the deployment's own server listens,
/// and `prepare` makes what the example needs of the machine.
func withExample<Result: Sendable>(
    _ example: String,
    replacing replacements: [String: String] = [:],
    port: UInt16? = nil,
    prepare: @escaping @Sendable (_ folder: String) async throws -> Void = { _ in },
    _ body: (GuardedServer) async throws -> Result
) async throws -> Result {
    var text = try Project.text(of: "nginx/examples/\(example)")
        .replacing("listen 80;", with: "listen 127.0.0.1:@PORT@;")
        .replacing("127.0.0.1:3000", with: "@UPSTREAM@")
    for (old, new) in replacements {
        try #require(text.contains(old))
        text = text.replacing(old, with: new)
    }
    var deployment = DeploymentConfiguration()
    deployment.port = port
    deployment.prepareNginx = prepare
    return try await withServer(text, deployment, body)
}

private func withServer<Result: Sendable>(
    _ http: String,
    _ deployment: DeploymentConfiguration,
    _ body: (GuardedServer) async throws -> Result
) async throws -> Result {
    let upstream = try RecordingUpstream()
    let port = try LocalSocket.freePort()
    var deployment = deployment
    deployment.furtherServer = http.replacing("@PORT@", with: String(port))
        .replacing("@UPSTREAM@", with: "127.0.0.1:\(upstream.port)")
    return try await withDeployment(deployment) { deployment in
        try await body(GuardedServer(deployment: deployment, port: port, upstream: upstream))
    }
}

/// One guarded server for all tests of a suite.
struct GuardedTrait: SuiteTrait, TestScoping {
    let configuration: GuardedConfiguration

    @TaskLocal static var current: GuardedServer?

    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable () async throws -> Void
    ) async throws {
        try await withGuardedServer(configuration) { server in
            try await Self.$current.withValue(server, operation: function)
        }
    }
}

extension Trait where Self == GuardedTrait {
    /// One guarded server for all tests of the suite: ``GuardedServer/shared()``.
    static func guarded(_ configuration: GuardedConfiguration) -> GuardedTrait {
        GuardedTrait(configuration: configuration)
    }
}
