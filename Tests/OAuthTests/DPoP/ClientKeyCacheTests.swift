import JOSE
import Testing

@testable import OAuth

@Suite("Keys of clients")
struct ClientKeyCacheTests {
    @Test("a key that is known saves no proof its checks")
    func stillChecked() async throws {
        let client = try DPoPClient()
        let other = try DPoPClient()
        let validator = DPoPValidator()
        try await client.present([client.proof()], to: validator)
        try await client.present([client.proof(["jti": "2"])], to: validator)
        let forged = try other.proof(["jti": "3"], header: ["jwk": .object(client.jwk)])
        try await client.expectRefusal(.dpopProofInvalid, [forged], by: validator)
        var withPrivateHalf = client.jwk
        withPrivateHalf["d"] = client.key.privateJWK["d"]
        let leaking = try client.proof(["jti": "4"], header: ["jwk": .object(withPrivateHalf)])
        try await client.expectRefusal(.dpopProofInvalid, [leaking], by: validator)
        let otherAlgorithm = try client.proof(["jti": "5"], header: ["alg": "RS256"])
        try await client.expectRefusal(.dpopProofInvalid, [otherAlgorithm], by: validator)
    }

    @Test("a key is found by exactly its jwk")
    func exact() throws {
        let client = try DPoPClient()
        let cache = ClientKeyCache()
        cache.insert(client.jwk, client.key.verificationKey)
        #expect(cache.key(client.jwk)?.thumbprint == client.thumbprint)
        var more = client.jwk
        more["use"] = "enc"
        #expect(cache.key(more) == nil)
        #expect(try cache.key(DPoPClient().jwk) == nil)
    }

    @Test("it is bounded: the oldest makes room")
    func bounded() throws {
        let client = try DPoPClient()
        let cache = ClientKeyCache()
        func jwk(_ number: Int64) -> JSONObject {
            var jwk = client.jwk
            jwk["number"] = .integer(number)
            return jwk
        }
        let count = Int64(ClientKeyCache.capacity * 4)
        for number in 0..<count { cache.insert(jwk(number), client.key.verificationKey) }
        #expect((0..<count).count { cache.key(jwk($0)) != nil } == ClientKeyCache.capacity)
        #expect(cache.key(jwk(0)) == nil)
        #expect(cache.key(jwk(count - 1)) != nil)
    }
}
