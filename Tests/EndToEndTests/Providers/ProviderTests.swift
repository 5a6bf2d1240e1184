import Foundation
import Testing

/// Tokens in the shapes of providers, with the presets' names for settings and nothing else.
@Suite("Providers")
struct ProviderTests {
    private static func configuration() throws -> (DeploymentConfiguration, port: UInt16) {
        let port = try LocalSocket.freePort()
        var configuration = DeploymentConfiguration(settings: ["ISSUERS": "", "AUTH0_AUDIENCE": ""])
        configuration.prepare = { folder, keys in
            try keys.write(toFile: "\(folder)/keys.json", atomically: false, encoding: .utf8)
            let file = TokenShapes.issuersFile(keys: "\(folder)/keys.json")
            try file.write(toFile: "\(folder)/issuers.json", atomically: false, encoding: .utf8)
        }
        configuration.settingsFromFolder = { ["ISSUERS_FILE": "\($0)/issuers.json"] }
        let locations = [
            ("/open/", "required"), ("/scope/", "all=read:messages"), ("/role/", "role=nobody admin"),
            ("/claim/", #"claim:org.plan=silver gold;claim:https://shop\.example/tier=one two"#),
        ].map { path, policy in
            """
            location \(path) {
                auth_request "/_bearerd/\(policy)";
                include bearerd_guard.conf;
                return 204;
            }
            """.replacing("return 204;", with: "root @FOLDER@/pages; try_files /index.html =404;")
        }
        configuration.furtherServer = """
            server {
                listen 127.0.0.1:\(port);
                include bearerd_guard_server.conf;
                \(locations.joined(separator: "\n"))
            }
            """
        configuration.prepareNginx = { folder in
            try FileManager.default.createDirectory(atPath: "\(folder)/pages", withIntermediateDirectories: false)
            try "ok".write(toFile: "\(folder)/pages/index.html", atomically: false, encoding: .utf8)
        }
        return (configuration, port)
    }

    @Test("every shape is let through where it should be, and refused with its reason elsewhere")
    func shapes() async throws {
        let (configuration, port) = try Self.configuration()
        try await withDeployment(configuration) { deployment in
            let http = HTTPClient(port: port)
            for shape in TokenShapes.all {
                let token = try await deployment.token(shape.options)
                for (path, code) in shape.answers {
                    let answer = try await http.get(path, token: token)
                    #expect(answer.status == Self.status(code), "\(shape.name) at \(path): \(answer.text)")
                    guard let code else { continue }
                    #expect(answer.members["error_code"] == code, "\(shape.name) at \(path)")
                    guard let sentence = shape.sentence else { continue }
                    #expect(answer.members["error_description"] == sentence, "\(shape.name)")
                }
            }
            let expected = TokenShapes.all.flatMap(\.answers).filter { $0.code == "insufficient_role" }.count
            #expect(expected >= 3)
            #expect(try await deployment.log(with: "insufficient_role").contains(#""policy":"role=nobody admin""#))
        }
    }

    @Test("check-config shows what a preset filled in, and why")
    func checkConfig() async throws {
        let settings = ["ISSUERS": "https://sso.example/x", "AUDIENCE": "api", "PROVIDER": "keycloak"]
        try await withTemporaryFolder { folder in
            let result = try await Program(
                command: [Project.bearerd, "check-config"],
                environment: settings,
                folder: folder
            ).run()
            #expect(result.ending == .exited(0))
            let roles = "role_claims = roles, realm_access.roles, resource_access.api.roles  # roles of the realm"
            #expect(result.output.contains("# https://sso.example/x (keycloak): \(roles)"))
            #expect(result.output.contains("access tokens only: typ is Bearer or DPoP  # the claim typ of an ID token"))
            #expect(result.error.contains("https://sso.example/x does not look like an issuer of keycloak"))
        }
    }

    @Test("explain says what a token has of roles and claims, and where a role stands that is not looked for")
    func explain() async throws {
        try await withDeployment { deployment in
            let token = try await deployment.token(
                "--claim",
                #"realm_access={"roles":["admin"]}"#,
                "--claim",
                #"org={"plan":"silver"}"#
            )
            let result = try await Program(
                command: [
                    Project.bearerd, "explain", "--role", "admin", "--claim", "org.plan=gold,platinum", token,
                ],
                environment: ["ISSUERS": deployment.issuer, "AUDIENCE": Deployment.audience],
                folder: deployment.folder
            ).run()
            #expect(result.ending == .exited(1))
            #expect(
                result.output.contains(
                    "FAIL [insufficient_role] role admin: the token has no roles; looked for in roles"
                )
            )
            #expect(result.output.contains(#"org.plan is "silver"; let through: gold, platinum"#))
            #expect(result.output.contains("hint: The role admin stands at realm_access.roles"))
        }
    }

    private static func status(_ code: String?) -> Int {
        switch code {
        case nil: 200
        case "insufficient_role", "claim_not_allowed", "insufficient_scope": 403
        default: 401
        }
    }
}
