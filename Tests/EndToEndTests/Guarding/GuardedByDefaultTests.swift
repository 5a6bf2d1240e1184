import Testing

@Suite("Everything guarded but one address")
struct GuardedByDefaultTests {
    @Test("a guarded location of a server without the guard's include lets nothing through")
    func missingServerInclude() async throws {
        let port = try LocalSocket.freePort()
        let other = """
            server {
                listen 127.0.0.1:\(port);
                error_page 500 = @backup;
                \(guardedLocation("/", "required").replacing("proxy_pass", with: "error_page 500 = @backup; proxy_pass"))
                location @backup { proxy_pass http://@UPSTREAM@; }
            }
            """
        try await withGuardedServer(GuardedConfiguration(server: "", http: other)) { server in
            let token = try await server.deployment.token()
            let received = try await server.upstream.receives { () async throws in
                #expect(try await HTTPClient(port: port).send("GET", "/x").status == 500)
                #expect(try await HTTPClient(port: port).get("/x", token: token).status == 500)
            }
            #expect(received.isEmpty)
        }
    }

    @Test("where everything is guarded but one exact address, letter case opens nothing")
    func guardedByDefault() async throws {
        let configuration = GuardedConfiguration(
            server: """
                \(guardedLocation("/", "required"))
                location = /open {
                    proxy_pass http://@UPSTREAM@/open;
                }
                """
        )
        try await withGuardedServer(configuration) { server in
            let tricks =
                ["/Reports/x", "/REPORTS/x", "/open/", "/open/..;/reports", "/OPEN", "/open%2f", "/open%00"]
                + GuardedTargetTests.targets
            for target in tricks {
                let received = try await server.upstream.receives { () async throws in
                    _ = try await server.http.send("GET", target)
                }
                #expect(received.isEmpty, "\(target)")
            }
            let opened = try await server.upstream.receives { () async throws in
                for target in ["/open", "/%6fpen", "/open?x=/../reports"] {
                    #expect(try await server.http.send("GET", target).status == 200)
                }
            }
            #expect(opened.map(\.target) == ["/open", "/open", "/open?x=/../reports"])
        }
    }
}
