import Testing

@Suite("The names under which an application is told about a token")
struct IdentityHeaderNamesTests {
    @Test("which claims, and under which names, is a setting, and nginx-guard prints the file for it")
    func ownNames() async throws {
        let names = "Who=sub,X-Tenant=org_id,X-Roles=roles,X-Level=level"
        let printed = try await Program(
            command: [Project.bearerd, "nginx-guard", "--identity-headers", names]).run()
        #expect(printed.succeeded)
        let configuration = GuardedConfiguration(
            server: """
                location / {
                    auth_request "/_bearerd/required";
                    \(printed.output)
                    proxy_pass http://@UPSTREAM@;
                }
                """,
            settings: ["IDENTITY_HEADERS": names]
        )
        try await withGuardedServer(configuration) { server in
            let token = try await server.deployment.token(
                "--subject",
                "alice",
                "--claim",
                #"org_id="o 1""#,
                "--claim",
                #"roles=["a","b c"]"#,
                "--claim",
                "level=3"
            )
            let fields = ["X-Tenant: forged", "Who: forged", "Authorization: Bearer \(token)"]
            let received = try await server.upstream.receives { () async throws in
                #expect(try await server.http.send("GET", "/x", fields: fields).status == 200)
            }
            let request = try #require(received.first)
            #expect(request.values(like: "Who") == ["alice"])
            #expect(request.values(like: "X-Tenant") == ["o%201"])
            #expect(request.values(like: "X-Roles") == ["a b%20c"])
            #expect(request.values(like: "X-Level") == ["3"])
        }
    }

    @Test("the file that is installed is the one for the default names")
    func installedFile() async throws {
        let printed = try await Program(command: [Project.bearerd, "nginx-guard"]).run()
        #expect(try printed.output == Project.text(of: "nginx/bearerd_guard.conf"))
    }
}
