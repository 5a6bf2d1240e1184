import Foundation
import JOSE
import Testing

/// A provider that nobody here wrote, started on a free port of loopback in a folder of its own.
struct Provider: Sendable {
    /// How it is started, and where its tokens come from.
    struct Recipe: Sendable, CustomTestStringConvertible {
        /// The script is `NAME_provider.py`.
        let name: String
        /// The issuer's path; the issuer is as the provider writes it.
        var issuerPath = ""
        let tokenPath: String
        /// Further words for the script.
        var arguments: [String] = []

        var testDescription: String { name }
    }

    let recipe: Recipe
    let port: UInt16
    let folder: String
    let issuer: String

    /// Runs `body` with the provider once it gives tokens to `client`.
    static func running<Result: Sendable>(
        _ recipe: Recipe,
        _ body: (Provider) async throws -> Result
    ) async throws -> Result {
        try await withTemporaryFolder { folder in
            let port = try LocalSocket.freePort()
            let issuer = "http://127.0.0.1:\(port)\(recipe.issuerPath)"
            let provider = Provider(recipe: recipe, port: port, folder: folder, issuer: issuer)
            let log = "\(folder)/provider.log"
            return try await provider.program.running(log: log) { _ in
                do {
                    try await waitUntil("\(recipe.name) answers", within: .seconds(120)) {
                        // It takes its time, and a question is a process.
                        try await Task.sleep(for: .milliseconds(250))
                        return try await !provider.tokens(client: "api").isEmpty
                    }
                } catch {
                    Issue.record("\((try? String(contentsOfFile: log, encoding: .utf8)) ?? "no log")")
                    throw error
                }
                return try await body(provider)
            }.result
        }
    }

    private var program: Program {
        let python = Project.folder + ".build/providers/bin/python"
        let script = Project.folder + "Tests/EndToEndTests/Providers/\(recipe.name)_provider.py"
        return Program(
            command: [python, script, String(port), folder] + recipe.arguments,
            environment: ["PYTHONWARNINGS": "ignore", "PYTHONDONTWRITEBYTECODE": "1", "HOME": folder],
            folder: folder
        )
    }

    /// What the token endpoint gives to a client, whose secret is `secret`: access token, and ID token where there is one.
    func tokens(
        client: String,
        _ form: String = "grant_type=client_credentials&scope=read:messages"
    ) async throws -> [String: String] {
        let result = try await Program(
            command: ["curl", "--silent", "--fail", "--max-time", "30", "--user", "\(client):secret", "--data", form]
                + ["http://127.0.0.1:\(port)\(recipe.tokenPath)"]
        ).run()
        guard result.succeeded else { throw NotReached(what: "a token of \(recipe.name): \(result.ending)") }
        let members = try JSONObject(parsing: Array(result.output.utf8))
        return Dictionary(
            uniqueKeysWithValues: members.names.compactMap { name in members[name]?.stringValue.map { (name, $0) } }
        )
    }

    func accessToken(
        client: String = "api",
        _ form: String = "grant_type=client_credentials&scope=read:messages"
    ) async throws -> String {
        try #require(try await tokens(client: client, form)["access_token"])
    }

    /// Has the provider sign with another key, where a request does that.
    func rotate() async throws {
        let answer = try await HTTPClient(port: port).send("GET", "/rotate")
        try #require(answer.status == 200)
    }
}

extension Provider {
    /// Runs `body` beside a bearerd behind nginx that asks this provider about tokens that are no JWTs.
    func asked<Result: Sendable>(
        at path: String,
        as client: String = "api",
        audience: String = Deployment.audience,
        _ members: String = "",
        _ body: (Deployment) async throws -> Result
    ) async throws -> Result {
        try "secret\n".write(toFile: "\(folder)/secret", atomically: false, encoding: .utf8)
        let file = """
            [{"issuer": "\(issuer)", "audiences": ["\(audience)"], "jwt": false, "introspection": {"client_id": "\(client)",
              "endpoint": "http://127.0.0.1:\(port)\(path)", "client_secret_file": "\(folder)/secret"\(members)}}]
            """
        try file.write(toFile: "\(folder)/issuers.json", atomically: false, encoding: .utf8)
        var settings = ["ISSUERS": "", "AUTH0_AUDIENCE": "", "ISSUERS_FILE": "\(folder)/issuers.json"]
        settings["INTROSPECTION_CACHE_TTL"] = "0s"
        return try await withDeployment(DeploymentConfiguration(settings: settings), body)
    }

    /// Takes a token back, at the endpoint of RFC 7009.
    func revoke(_ token: String, of client: String = "api", at path: String) async throws {
        let result = try await Program(
            command: ["curl", "--silent", "--fail", "--max-time", "30", "--user", "\(client):secret"]
                + ["--data", "token=\(token)", "http://127.0.0.1:\(port)\(path)"]
        ).run()
        try #require(result.succeeded, "\(result.output)")
    }

    /// Runs `body` beside a bearerd behind nginx that trusts this provider, found by nothing but its issuer.
    func judged<Result: Sendable>(
        audience: String = Deployment.audience,
        _ settings: [String: String] = [:],
        _ body: (Deployment) async throws -> Result
    ) async throws -> Result {
        var all = ["ISSUERS": issuer, "AUTH0_AUDIENCE": audience, "JWKS_COOLDOWN": "1s"]
        all.merge(settings) { $1 }
        return try await withDeployment(DeploymentConfiguration(settings: all), body)
    }
}
