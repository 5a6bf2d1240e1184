import Foundation
import Glibc
import Synchronization
import TestSupport
import Testing

/// Several bearerds that share a store, behind one nginx, where each can be asked by itself.
final class Fleet: Sendable {
    static let path = "/api/private"
    /// How many may be started.
    private static let size = 4

    let deployment: Deployment
    let client: FleetClient
    /// Of which three are started.
    let members: [FleetMember]
    /// How often each proof was let through.
    private let passes = Mutex<[String: Int]>([:])

    private init(_ deployment: Deployment, _ client: FleetClient, _ members: [FleetMember]) {
        self.deployment = deployment
        self.client = client
        self.members = members
    }

    var first: [FleetMember] { Array(members.prefix(3)) }

    /// Runs `body` with a fleet of which three are ready. No proof has passed more often than `limit` when it is over.
    static func with(
        _ settings: [String: String],
        limit: Int = 1,
        _ body: @Sendable (Fleet) async throws -> Void
    ) async throws {
        let ports = try (0..<size).map { _ in try LocalSocket.freePort() }
        var configuration = DeploymentConfiguration()
        configuration.furtherServer = ports.indices.map { server($0, ports[$0]) }.joined()
        try await withDeployment(configuration) { deployment in
            let members = try ports.indices.map { try member($0, ports[$0], of: deployment, settings) }
            defer { for member in members { member.end(SIGTERM) } }
            let fleet = Fleet(deployment, try await FleetClient(deployment), members)
            for member in fleet.first { try member.start() }
            for member in fleet.first { try await member.ready() }
            try await body(fleet)
            let passes = fleet.passes.withLock { $0.values.max() ?? 0 }
            #expect(passes > 0 && passes <= limit, "a proof has passed \(passes) times")
        }
    }

    /// Runs `body` with a fleet and its Redis, which has been there for long.
    static func withRedis(
        _ settings: [String: String] = [:],
        limit: Int = 1,
        _ body: @Sendable (Fleet, RedisServer) async throws -> Void
    ) async throws {
        try await RedisServer.with { redis in
            try await redis.rememberSinceLongAgo()
            let settings = settings.merging(["REDIS_URL": redis.url]) { $1 }
            try await with(settings, limit: limit) { try await body($0, redis) }
        }
    }

    /// Runs `body` with a fleet that reaches its Redis by way of a proxy.
    static func withProxy(_ body: @Sendable (Fleet, StoreProxy, RedisServer) async throws -> Void) async throws {
        try await RedisServer.with { redis in
            try await redis.rememberSinceLongAgo()
            try await StoreProxy.with(to: redis.port) { proxy in
                try await with(["REDIS_URL": proxy.url]) { try await body($0, proxy, redis) }
            }
        }
    }

    private static func server(_ index: Int, _ port: UInt16) -> String {
        """
        upstream fleet\(index) { server unix:@FOLDER@/sockets/fleet-\(index).sock max_fails=0; keepalive 16; }
        server {
            listen 127.0.0.1:\(port);
            large_client_header_buffers 4 32k;
            location / { include bearerd_params; fastcgi_pass fleet\(index); }
        }

        """
    }

    private static func member(
        _ index: Int,
        _ port: UInt16,
        of deployment: Deployment,
        _ settings: [String: String]
    ) throws -> FleetMember {
        let folder = "\(deployment.folder)/fleet-\(index)"
        for name in [folder, "\(folder)/cache"] {
            try FileManager.default.createDirectory(
                atPath: name,
                withIntermediateDirectories: false,
                attributes: [.posixPermissions: 0o700]
            )
        }
        var environment = [
            "FASTCGI_LISTEN": "unix:\(deployment.folder)/sockets/fleet-\(index).sock", "ISSUERS": deployment.issuer,
            "AUTH0_AUDIENCE": Deployment.audience, "PUBLIC_ORIGIN": deployment.origin, "DPOP_PROOF_LEEWAY": "1s",
            "JWKS_CACHE_DIR": "\(folder)/cache",
        ]
        environment.merge(settings) { $1 }
        return FleetMember(folder: folder, port: port, environment: environment)
    }

    // MARK: Proofs

    /// What members say to the same proof, all at once: `200`, or the code of the refusal.
    func present(_ proof: String, to members: [FleetMember]? = nil) async throws -> [String] {
        let fields = ["Authorization: DPoP \(client.token)", "DPoP: \(proof)"]
        let answers = try await withThrowingTaskGroup(of: String.self) { group in
            for http in (members ?? first).map(\.http) {
                group.addTask { try await http.send("GET", Self.path, fields: fields).code }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let count = answers.count { $0 == "200" }
        if count > 0 { passes.withLock { $0[proof, default: 0] += count } }
        return answers.sorted()
    }

    /// What three members say to one proof.
    static let once = ["200", "dpop_proof_replayed", "dpop_proof_replayed"]
    static let nowhere = twice + ["dpop_proof_replayed"]
    static let twice = ["dpop_proof_replayed", "dpop_proof_replayed"]
    static let unavailable = [String](repeating: "store_unavailable", count: 3)

    /// A new proof, which exactly one of the members has let through.
    @discardableResult
    func use() async throws -> String {
        let proof = try client.proof()
        #expect(try await present(proof) == Self.once)
        return proof
    }

    /// Waits until each member lets new proofs through. Whatever was used meanwhile and before passes nowhere.
    func recover(_ used: [String] = [], _ members: [FleetMember]? = nil) async throws {
        for member in members ?? first {
            try await waitUntil("a new proof passes: \(member.log)") {
                for proof in used { _ = try await present(proof) }
                return try await present(try client.proof(), to: [member]) == ["200"]
            }
        }
    }
}

extension FleetMember {
    /// Waits until it has keys, and a store.
    func ready() async throws {
        do { try await waitUntil("it is ready") { try await http.send("GET", "/readyz").status == 200 } } catch {
            Issue.record("\(log)")
            throw error
        }
    }

    /// What it says to a bearer token: `200`, or the code of the refusal.
    func answer(to token: String) async throws -> String {
        try await http.get(Fleet.path, token: token).code
    }
}

extension HTTPAnswer {
    /// `200`, or the code of the refusal; the status where nginx answers.
    fileprivate var code: String { members["error_code"] ?? "\(status)" }
}
