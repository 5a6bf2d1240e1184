import Foundation
import Testing

/// What bearerd makes of issuers that misbehave. A fault of the issuer is never a 401.
@Suite("Faulty issuers")
struct IssuerFaultTests {
    /// An issuer that nginx plays: what it answers to discovery and to the request for its keys.
    struct Fault: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var discovery = #"return 200 '{"issuer":"ISSUER","jwks_uri":"ISSUERjwks"}';"#
        var keys = #"return 200 '{"keys":[]}';"#
    }

    static let unusable: [Fault] = [
        Fault(testDescription: "discovery is not found", discovery: "return 404;"),
        Fault(testDescription: "discovery fails", discovery: "return 500;"),
        Fault(testDescription: "discovery redirects", discovery: "return 302 ISSUERgood;"),
        Fault(
            testDescription: "another issuer",
            discovery: #"return 200 '{"issuer":"https://a.example/","jwks_uri":"ISSUERjwks"}';"#
        ),
        Fault(
            testDescription: "issuer without its slash",
            discovery: #"return 200 '{"issuer":"BARE","jwks_uri":"ISSUERjwks"}';"#
        ),
        Fault(testDescription: "no jwks_uri", discovery: #"return 200 '{"issuer":"ISSUER"}';"#),
        Fault(testDescription: "discovery is garbage", discovery: "return 200 '<html>';"),
        Fault(testDescription: "keys are garbage", keys: "return 200 '<html>';"),
        Fault(testDescription: "keys without a list", keys: "return 200 '{}';"),
        Fault(testDescription: "keys redirect", keys: "return 301 ISSUERgood;"),
        Fault(testDescription: "keys are 2 MiB", keys: "alias large.json;"),
    ]

    @Test("an issuer whose keys cannot be had is 503 with Retry-After and without a challenge", arguments: unusable)
    func unusableIssuer(fault: Fault) async throws {
        try await withFaultyIssuer(fault) { deployment, issuer in
            let answer = try await deployment.http.get("/api/private", token: deployment.token("--issuer", issuer))
            expectUnavailable(answer)
            // It is what the issuer said that is at fault, not what nginx could not serve.
            #expect(try !deployment.nginxLog().contains("open()"))
            // The other issuer's tokens are judged as ever.
            #expect(try await deployment.http.get("/api/private", token: deployment.token()).status == 200)
            let readiness = try await deployment.http.send("GET", "/readyz")
            #expect(readiness.status == 503)
        }
    }

    @Test("an issuer without discovery is named in the log and by check-config --online, with the remedy")
    func noDiscovery() async throws {
        let fault = Fault(testDescription: "discovery is not found", discovery: "return 404;")
        try await withFaultyIssuer(fault) { deployment, issuer in
            let reason = """
                The issuer has no metadata: name its jwks_uri in ISSUERS_FILE. It is not at \
                \(issuer).well-known/openid-configuration (404), \(issuer).well-known/oauth-authorization-server (404).
                """
            try await waitUntil("the log has the reason") {
                try deployment.log().split(separator: "\n").contains { try LogLine($0)["reason"] == reason }
            }
            let settings = ["ISSUERS": issuer, "AUTH0_AUDIENCE": Deployment.audience]
            let command = [Project.bearerd, "check-config", "--online"]
            let result = try await Program(command: command, environment: settings).run()
            #expect(result.ending == .exited(69))
            #expect(result.output.hasSuffix("\(issuer): \(reason)\n"))
        }
    }

    @Test(
        "keys that an issuer names at a private address are not fetched, and its words are not in the log",
        arguments: ["https://169.254.169.254/x-secret", "https://10.0.0.1/x-secret", "https://[fe80::1]/x-secret"]
    )
    func privateKeys(address: String) async throws {
        let document = #"{"issuer":"ISSUER","jwks_uri":"\#(address)"}"#
        let fault = Fault(testDescription: address, discovery: "return 200 '\(document)';")
        try await withFaultyIssuer(fault) { deployment, issuer in
            let answer = try await deployment.http.get("/api/private", token: deployment.token("--issuer", issuer))
            expectUnavailable(answer)
            let log = try await deployment.log(with: "private, link-local or loopback address")
            #expect(!log.contains("x-secret"))
        }
    }

    @Test("an empty set of keys knows no key")
    func emptySet() async throws {
        try await withFaultyIssuer(Fault(testDescription: "empty set")) { deployment, issuer in
            let answer = try await deployment.http.get("/api/private", token: deployment.token("--issuer", issuer))
            // The issuer answered: it has no key. Whether that is "not found" or "cannot be had", no token passes.
            #expect([401, 503].contains(answer.status))
            #expect(["jwks_key_not_found", "jwks_fetch_failed"].contains(answer.members["error_code"]))
        }
    }

    @Test("a broken key does not spoil its set")
    func brokenKey() async throws {
        let fault = Fault(testDescription: "one broken key", keys: "alias mixed.json;")
        try await withFaultyIssuer(fault) { deployment, issuer in
            let answer = try await deployment.http.get("/api/private", token: deployment.token("--issuer", issuer))
            #expect(answer.status == 200)
        }
    }

    @Test("an issuer that is down at the start is 503; once it is back, its tokens are let through")
    func downAtStart() async throws {
        let configuration = DeploymentConfiguration(
            settings: ["JWKS_COOLDOWN": "1s"],
            startsIssuer: false,
            readiness: "/healthz"
        )
        try await withDeployment(configuration) { deployment in
            let token = try await deployment.token(
                "--issuer",
                deployment.issuer,
                "--audience",
                Deployment.audience
            )
            expectUnavailable(try await deployment.http.get("/api/private", token: token))
            #expect(try await deployment.http.send("GET", "/readyz").status == 503)
            #expect(try await deployment.http.send("GET", "/api/public").status == 200)

            try await deployment.tokenIssuer.running(log: "\(deployment.folder)/token-issuer.log") { _ in
                try await waitUntil("the token is let through") {
                    try await deployment.http.get("/api/private", token: token).status == 200
                }
            }
        }
    }

    @Test("an issuer that accepts and never answers costs the timeout, not the worker")
    func silentIssuer() async throws {
        let (listener, port) = try LocalSocket.silentListener()
        let issuer = "http://127.0.0.1:\(port)/"
        let settings = ["ISSUERS": issuer, "JWKS_TIMEOUT": "2s", "FASTCGI_WORKERS": "1"]
        try await withDeployment(DeploymentConfiguration(settings: settings, readiness: "/healthz")) { deployment in
            let token = try await deployment.token("--issuer", issuer)
            async let waiting = deployment.http.get("/api/private", token: token)
            let others = try await deployment.http.send("GET", "/api/public")
            #expect(others.status == 200)
            expectUnavailable(try await waiting)
        }
        withExtendedLifetime(listener) {}
    }

    private func expectUnavailable(_ answer: HTTPAnswer) {
        #expect(answer.status == 503)
        #expect(answer.members["error_code"] == "jwks_fetch_failed")
        #expect(answer.members["error"] == "temporarily_unavailable")
        #expect(answer.values(of: "WWW-Authenticate") == [])
        #expect(answer.values(of: "Retry-After").first.flatMap { Int($0) } != nil)
        #expect(answer.values(of: "Cache-Control") == ["no-store"])
    }

    /// Runs `body` with a bearerd that trusts the good issuer and, at a path of a further server, a faulty one.
    private func withFaultyIssuer(
        _ fault: Fault,
        _ body: (Deployment, _ issuer: String) async throws -> Void
    ) async throws {
        let port = try LocalSocket.freePort()
        let issuer = "http://127.0.0.1:\(port)/"
        var configuration = DeploymentConfiguration(readiness: "/healthz")
        configuration.furtherIssuer = issuer
        configuration.furtherServer = """
            server {
                listen 127.0.0.1:\(port);
                location = /.well-known/openid-configuration { \(fault.discovery) }
                location = /jwks { \(fault.keys) }
                location / { return 404; }
                location = /good { return 200 '{"issuer":"ISSUER","jwks_uri":"ISSUERjwks","keys":[]}'; }
            }
            """
            .replacingOccurrences(of: "ISSUER", with: issuer)
            .replacingOccurrences(of: "BARE", with: String(issuer.dropLast()))
        configuration.prepare = { folder, keys in
            let large = #"{"keys":[],"padding":""# + String(repeating: "x", count: 2 << 20) + #""}"#
            try large.write(toFile: "\(folder)/large.json", atomically: false, encoding: .utf8)
            let mixed = keys.replacing(
                #"{"keys":["#,
                with: #"{"keys":[{"kty":"RSA","kid":"broken","n":"AQ","e":"?"},1,"#
            )
            try mixed.write(toFile: "\(folder)/mixed.json", atomically: false, encoding: .utf8)
        }
        try await withDeployment(configuration) { deployment in try await body(deployment, issuer) }
    }
}
