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

    /// Guarded locations that do not set what `IDENTITY_HEADERS=X-User=sub` says.
    static let otherFiles: [(server: String, before: String, guardFile: String)] = {
        let file = GuardFile.text
        return [
            // The installed one, or one for another setting.
            ("", "", file),
            // One of an earlier version, which says nothing.
            ("", "", GuardFile.xUser.replacing(/set \$bearerd_identity .*\n/, with: "")),
            // A variable of the server's is set again before bearerd is asked.
            ("set $bearerd_identity \"\";", "", GuardFile.xUser),
            // A location within includes the file again.
            ("", GuardFile.xUser, ""),
        ]
    }()

    @Test(
        "a location that sets other header fields than bearerd would lets nothing through",
        arguments: otherFiles.indices
    )
    func otherFile(index: Int) async throws {
        let (surroundings, before, file) = Self.otherFiles[index]
        let configuration = GuardedConfiguration(
            server: """
                \(surroundings)
                location / {
                    auth_request "/_bearerd/required";
                    \(before)
                    error_page 500 502 503 504 = @backup;
                    location /x { \(file) proxy_pass http://@UPSTREAM@; }
                }
                location @backup { proxy_pass http://@UPSTREAM@; }
                """,
            settings: ["IDENTITY_HEADERS": "X-User=sub"]
        )
        try await withGuardedServer(configuration) { server in
            let fields = ["X-User: admin", "Authorization: Bearer \(try await server.deployment.token())"]
            let received = try await server.upstream.receives { () async throws in
                for _ in 0..<2 {
                    let answer = try await server.http.send("GET", "/x", fields: fields)
                    #expect(answer.status == 500)
                    #expect(answer.members == ["message": "Internal server error."])
                }
            }
            #expect(received.isEmpty)
            try await waitUntil("the lines are there") { try server.deployment.logLines(path: "/x").count == 2 }
            let errors = try server.deployment.log().split(separator: "\n").map { try LogLine($0) }
                .filter { $0["level"] == "error" }
            #expect(errors.count == 1)
            #expect(errors.first?["message"]?.contains("bearerd nginx-guard > /etc/nginx/bearerd_guard.conf") == true)
            #expect(errors.first?["expected"] == "X-User,Auth-Refusal")
            #expect(try server.deployment.logLines(path: "/x").map { $0.number("status") } == [500, 500])
        }
    }

    @Test("the file that is installed is the one for the default names")
    func installedFile() async throws {
        let printed = try await Program(command: [Project.bearerd, "nginx-guard"]).run()
        #expect(try printed.output == Project.text(of: "nginx/bearerd_guard.conf"))
    }
}

private enum GuardFile {
    /// The installed one.
    static let text = (try? Project.text(of: "nginx/bearerd_guard.conf")) ?? ""
    /// The one for `IDENTITY_HEADERS=X-User=sub`.
    static let xUser = """
        set $bearerd_identity "X-User,Auth-Refusal";
        auth_request_set $bearerd_refusal $upstream_http_x_bearerd_refusal;
        error_page       403 = @bearerd_refusal;
        auth_request_set $bearerd_x_user $upstream_http_x_user;
        proxy_set_header X-User $bearerd_x_user;

        """
}
