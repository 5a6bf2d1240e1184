import Testing

@Suite("Everything guarded but one address")
struct GuardedByDefaultTests {
    @Test("where everything is guarded but one exact address, letter case opens nothing")
    func guardedByDefault() async throws {
        let configuration = GuardedConfiguration(
            server: """
                location / {
                    auth_request "/_bearerd/required";
                    include bearerd_guard.conf;
                    proxy_pass http://@UPSTREAM@;
                }
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
