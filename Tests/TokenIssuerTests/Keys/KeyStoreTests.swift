import JOSE
import Testing

@testable import token_issuer

@Suite struct KeyStoreTests {
    @Test("the key that signs is made once, and every process sees it")
    func made() async throws {
        try await withTemporaryState { directory in
            let key = try KeyStore(directory).signingKey(for: .es256)
            #expect(try KeyStore(directory).signingKey(for: .es256).keyID == key.keyID)
            #expect(try KeyStore(directory).keys().map(\.keyID) == [key.keyID])
            #expect(try directory.mode(of: "keys.json") == 0o600)
        }
    }

    @Test("after a rotation the new key signs, and the old one stays until the next")
    func rotation() async throws {
        try await withTemporaryState { directory in
            let store = KeyStore(directory)
            let first = try store.signingKey(for: .es256)
            let second = try store.rotate(.es256)
            #expect(try store.signingKey(for: .es256).keyID == second.keyID)
            #expect(try store.keys().map(\.keyID) == [second.keyID, first.keyID])
            let third = try store.rotate(.es256)
            #expect(try store.keys().map(\.keyID) == [third.keyID, second.keyID])
            #expect(throws: IssuerError.self) { try store.key(named: first.keyID) }
        }
    }

    @Test("keys of one algorithm are left alone when another rotates")
    func severalAlgorithms() async throws {
        try await withTemporaryState { directory in
            let store = KeyStore(directory)
            let kept = try store.signingKey(for: .ed25519)
            _ = try store.signingKey(for: .es256)
            _ = try store.rotate(.es256)
            _ = try store.rotate(.es256)
            #expect(try store.signingKey(for: .ed25519).keyID == kept.keyID)
            #expect(try store.keys().count == 3)
        }
    }

    @Test("the published set holds no private member")
    func publicSet() async throws {
        try await withTemporaryState { directory in
            let store = KeyStore(directory)
            _ = try store.signingKey(for: .rs256)
            _ = try store.signingKey(for: .es256)
            let keys = try #require(try store.publicSet()["keys"]?.arrayValue?.compactMap(\.objectValue))
            #expect(keys.count == 2)
            for key in keys {
                for name in ["d", "p", "q", "dp", "dq", "qi", "k"] { #expect(key[name] == nil) }
                #expect(throws: Never.self) { try JWK(key) }
            }
        }
    }

    @Test("a secret is never published, so a symmetric algorithm is refused")
    func symmetric() async throws {
        try await withTemporaryState { directory in
            #expect(throws: IssuerError.self) { try KeyStore(directory).signingKey(for: .hs256) }
        }
    }

    @Test("a broken key file is an error", arguments: [#"{"keys":[1]}"#, #"{"keys":[{"kty":"EC"}]}"#])
    func broken(text: String) async throws {
        try await withTemporaryState { directory in
            try directory.write(JSONObject(parsing: Array(text.utf8)), to: "keys.json")
            #expect(throws: IssuerError.self) { try KeyStore(directory).signingKey(for: .es256) }
        }
    }
}
