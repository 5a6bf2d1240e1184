import Testing

@Suite("Key rotation")
struct KeyRotationTests {
    private static let shortCooldown = DeploymentConfiguration(settings: ["JWKS_COOLDOWN": "1s"])

    @Test("a token of a new key is let through, and one of the old key still")
    func rotation() async throws {
        try await withDeployment(Self.shortCooldown) { deployment in
            let old = try await deployment.token()
            #expect(try await deployment.http.get("/api/private", token: old).status == 200)
            try await deployment.rotateKey()
            let new = try await deployment.token()
            try await waitUntil("the new key is known") {
                try await deployment.http.get("/api/private", token: new).status == 200
            }
            #expect(try await deployment.http.get("/api/private", token: old).status == 200)
        }
    }

    @Test("a key that left the set stops verifying with the next fetch")
    func retiredKey() async throws {
        try await withDeployment(Self.shortCooldown) { deployment in
            let old = try await deployment.token()
            try await deployment.rotateKey()
            try await deployment.rotateKey()
            let new = try await deployment.token()
            try await waitUntil("the new key is known") {
                try await deployment.http.get("/api/private", token: new).status == 200
            }
            let answer = try await deployment.http.get("/api/private", token: old)
            #expect(answer.status == 401)
            #expect(answer.members["error_code"] == "jwks_key_not_found")
        }
    }

    @Test("within the cooldown an unknown key id causes no further fetch, and is no fault of a token of a new key")
    func cooldown() async throws {
        try await withDeployment(DeploymentConfiguration(settings: ["JWKS_COOLDOWN": "5m"])) { deployment in
            let old = try await deployment.token()
            let unknown = try await deployment.token("--broken", "unknown-kid")
            // The first one may fetch; after it the issuer is left alone, so a rotation goes unseen.
            for _ in 0..<2 {
                let answer = try await deployment.http.get("/api/private", token: unknown)
                #expect(answer.status == 401)
                #expect(answer.members["error_code"] == "jwks_key_not_found")
            }
            try await deployment.rotateKey()
            let new = try await deployment.token()
            let answer = try await deployment.http.get("/api/private", token: new)
            #expect(answer.status == 503)
            #expect(answer.members["error_code"] == "jwks_fetch_failed")
            #expect(answer.values(of: "WWW-Authenticate") == [])
            let seconds = try #require(answer.values(of: "Retry-After").first.flatMap { Int($0) })
            #expect((1...300).contains(seconds))
            #expect(try await deployment.http.get("/api/private", token: old).status == 200)
            #expect(try await deployment.http.get("/api/private", token: unknown).status == 401)
        }
    }
}
