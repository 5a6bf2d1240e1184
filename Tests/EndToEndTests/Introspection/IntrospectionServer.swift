import Foundation
import JOSE
import Testing

/// An introspection endpoint that says what a test tells it to, and remembers what it was asked.
struct IntrospectionServer: Sendable {
    /// What was asked once.
    struct Question: Decodable {
        let request: String
        let form: [String: String]
        let authorization: String?
        let traceparent: String?
        /// As many as were under way at once up to then.
        let most: Int
    }

    /// What is answered.
    struct Answer: Encodable, Sendable {
        var body = #"{"active":false}"#
        var status = 200
        var location: String?
        /// In seconds.
        var delay: Double?
        /// A byte at a time.
        var drip: Bool?
    }

    let port: UInt16
    let folder: String
    var url: String { "http://127.0.0.1:\(port)/introspect" }

    /// What it was asked so far.
    func asked() throws -> [Question] {
        guard let text = try? String(contentsOfFile: "\(folder)/asked.jsonl", encoding: .utf8) else { return [] }
        return try text.split(separator: "\n").map { try JSONDecoder().decode(Question.self, from: Data($0.utf8)) }
    }

    /// How often it was asked about a token.
    func count(of token: String) throws -> Int { try asked().count { $0.form["token"] == token } }

    /// Answers so from now on, by token; `""` is any other.
    func answer(_ answers: [String: Answer]) throws {
        try JSONEncoder().encode(answers).write(to: URL(filePath: "\(folder)/answers.json"), options: .atomic)
    }

    /// Claims of an active token for the API, with others in their place.
    static func active(_ claims: [String: String] = [:]) -> Answer {
        let now = Int(Date().timeIntervalSince1970)
        var members = [
            "active": "true", "aud": "\"\(Deployment.audience)\"", "sub": #""alice""#, "client_id": #""shop""#,
            "scope": #""read:messages openid""#, "exp": "\(now + 3_600)", "iat": "\(now).25",
        ]
        members.merge(claims) { $1 }
        let text = members.filter { !$0.value.isEmpty }.map { "\"\($0)\":\($1)" }.joined(separator: ",")
        return Answer(body: "{\(text)}")
    }

    /// Runs `body` with one.
    static func running<Result: Sendable>(_ body: (IntrospectionServer) async throws -> Result) async throws -> Result {
        try await withTemporaryFolder { folder in
            let server = IntrospectionServer(port: try LocalSocket.freePort(), folder: folder)
            return try await server.running { try await body(server) }
        }
    }

    /// Runs `body` while it serves.
    func running<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        let script = Project.folder + "Tests/EndToEndTests/Introspection/introspection_endpoint.py"
        let program = Program(command: ["python3", script, String(port), folder], folder: folder)
        return try await program.running(log: "\(folder)/endpoint.log") { _ in
            try await waitUntil("the endpoint listens") { (try? LocalSocket(port: port)) != nil }
            return try await body()
        }.result
    }
}

/// What a bearerd is told of the issuers whose endpoint a server is.
struct IntrospectionSettings: Sendable {
    /// Of the good issuer's entry in `ISSUERS_FILE`, beside issuer, audiences and introspection.
    var members = ""
    /// Of its `introspection`.
    var introspection = ""
    /// Further entries.
    var entries = ""
    var settings: [String: String] = [:]
    var furtherServer = ""
    static let secret = "s:e c+r%e/t"

    /// Runs `body` with a deployment whose issuer's endpoint is `server`.
    func deployed<Result: Sendable>(
        _ server: IntrospectionServer,
        _ body: (Deployment) async throws -> Result
    ) async throws -> Result {
        let port = try LocalSocket.freePort()
        var configuration = DeploymentConfiguration(settings: settings)
        configuration.port = port
        configuration.furtherServer = furtherServer
        configuration.settings.merge(["ISSUERS": "", "AUTH0_AUDIENCE": ""]) { $1 }
        configuration.settingsFromFolder = { ["ISSUERS_FILE": "\($0)/issuers.json"] }
        configuration.prepare = { folder, _ in
            try (Self.secret + "\n").write(toFile: "\(folder)/secret", atomically: false, encoding: .utf8)
            let file = """
                [{"issuer": "http://127.0.0.1:\(port)/", "audiences": ["\(Deployment.audience)"]\(members),
                  "introspection": {"endpoint": "\(server.url)", "client_id": "a b", "client_secret_file": "\(folder)/secret"
                  \(introspection)}}\(entries)]
                """
            try file.write(toFile: "\(folder)/issuers.json", atomically: false, encoding: .utf8)
        }
        return try await withDeployment(configuration, body)
    }
}
