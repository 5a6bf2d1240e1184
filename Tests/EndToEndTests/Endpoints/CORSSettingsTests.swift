import HTTP
import Testing

@Suite("The settings of CORS")
struct CORSSettingsTests {
    private static let preflight = [
        "Access-Control-Request-Method: PUT", "Access-Control-Request-Headers: authorization,dpop",
    ]
    private static let stranger = "Origin: https://evil.example.com"
    private static let friend = "Origin: https://app.example.com"

    @Test("without the setting there is no CORS header, and a preflight needs a token as everything does")
    func off() async throws {
        try await withDeployment { deployment in
            let answer = try await deployment.http.send(
                "OPTIONS",
                "/api/private",
                fields: [Self.friend] + Self.preflight
            )
            #expect(answer.status == 204)
            #expect(!answer.fields.contains { $0.name.hasPrefix("access-control-") || $0.name == "vary" })
        }
    }

    @Test(
        "what would let any page in with cookies, or is no origin, stops the start",
        arguments: [
            ("*", "true"), ("https://app.example.com/", "false"), ("app.example.com", "false"), ("null", "false"),
            ("https://APP.example.com", "false"), ("https://app.example.com:443", "false"),
            ("*, https://a.example.com", "false"),
            ("https://*.example.com", "false"), ("https://a.example.com", "yes"),
        ]
    )
    func wrongSettings(origins: String, credentials: String) async throws {
        let settings = [
            "ISSUERS": "http://127.0.0.1:1/", "AUTH0_AUDIENCE": "api", "FASTCGI_LISTEN": "unix:/tmp/never.sock",
            "CORS_ALLOWED_ORIGINS": origins, "CORS_ALLOW_CREDENTIALS": credentials,
        ]
        let result = try await Program(command: [Project.bearerd], environment: settings).run()
        #expect(result.ending == .exited(78))
        #expect(result.error.contains("CORS_ALLOW"))
    }

    @Test(
        "names that are no names of methods or header fields stop the start",
        arguments: ["CORS_ALLOWED_METHODS", "CORS_ALLOWED_HEADERS", "CORS_EXPOSED_HEADERS"],
        ["*", "GET, *", "a b", "a,,b", "a:b", "GET\r\nX-Evil: 1", "\"a\"", String(repeating: "a", count: 1_025)]
    )
    func wrongNames(key: String, value: String) async throws {
        let settings = [
            "ISSUERS": "http://127.0.0.1:1/", "AUTH0_AUDIENCE": "api", "FASTCGI_LISTEN": "unix:/tmp/never.sock",
            key: value,
        ]
        let result = try await Program(command: [Project.bearerd], environment: settings).run()
        #expect(result.ending == .exited(78))
        #expect(result.error.contains(key))
    }

    @Test("methods and header fields are those of the settings")
    func names() async throws {
        let settings = [
            "CORS_ALLOWED_ORIGINS": "https://app.example.com", "CORS_ALLOWED_METHODS": "GET, REPORT",
            "CORS_ALLOWED_HEADERS": "X-One,X-Two", "CORS_EXPOSED_HEADERS": "X-Three",
        ]
        try await withDeployment(DeploymentConfiguration(settings: settings)) { deployment in
            let preflight = try await deployment.http.send(
                "OPTIONS",
                "/api/private",
                fields: [Self.friend] + Self.preflight
            )
            #expect(preflight.values(of: "Access-Control-Allow-Methods") == ["GET, REPORT"])
            #expect(preflight.values(of: "Access-Control-Allow-Headers") == ["X-One, X-Two"])
            let answer = try await deployment.http.send("GET", "/api/private", fields: [Self.friend])
            #expect(answer.values(of: "Access-Control-Expose-Headers") == ["X-Three"])
        }
    }

    @Test("any origin, without credentials")
    func anyOrigin() async throws {
        try await withDeployment(DeploymentConfiguration(settings: ["CORS_ALLOWED_ORIGINS": "*"])) { deployment in
            let answer = try await deployment.http.send("GET", "/api/private", fields: [Self.stranger])
            #expect(answer.values(of: "Access-Control-Allow-Origin") == ["*"])
            #expect(answer.values(of: "Access-Control-Allow-Credentials") == [])
        }
    }

    @Test("credentials are allowed only to listed origins")
    func credentials() async throws {
        let settings = ["CORS_ALLOWED_ORIGINS": "https://app.example.com", "CORS_ALLOW_CREDENTIALS": "true"]
        try await withDeployment(DeploymentConfiguration(settings: settings)) { deployment in
            let friend = try await deployment.http.send("GET", "/api/private", fields: [Self.friend])
            #expect(friend.values(of: "Access-Control-Allow-Credentials") == ["true"])
            let stranger = try await deployment.http.send("GET", "/api/private", fields: [Self.stranger])
            #expect(stranger.values(of: "Access-Control-Allow-Credentials") == [])
        }
    }
}
