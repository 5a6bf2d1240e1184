import Benchmark
import JOSE
import JWKS
import OAuth

/// What strangers and issuers write to make bearerd work. Each is refused, and costs at most ten times what a new token does.
func hostileBenchmarks() throws {
    let specimen = try Specimen()
    for (name, members) in hostileMembers(bytes: 11_500) {
        let token = forged(header: #"{"alg":"RS256","typ":"JWT","kid":"k1"}"#, members, signatureBytes: 256)
        Benchmark("refuse: \(name)") { benchmark in
            for _ in benchmark.scaledIterations { blackHole(try? await specimen.forgetting.validate(token, at: .now)) }
        }
    }
    for bits in [4_096, 8_192] {
        let validator = try validator(serving: (0..<255).map { rsaKey(bits: bits, index: $0) })
        for (name, members) in [("", "")] + hostileMembers(bytes: 10_500) {
            let token = forged(header: #"{"alg":"RS256"}"#, members, signatureBytes: bits / 8)
            Benchmark("refuse: 255 keys of \(bits) bits, no kid, \(name)") { benchmark in
                for _ in benchmark.scaledIterations { blackHole(try? await validator.validate(token, at: .now)) }
            }
        }
    }
}

/// Claims that cost a parser most for their length.
private func hostileMembers(bytes: Int) -> [(name: String, members: String)] {
    let members = (0..<bytes / 8).map { #","\#(String($0, radix: 36))":0"# }
    let level = String(repeating: "[", count: 29) + String(repeating: "]", count: 29)
    return [
        ("\(members.count) members", members.joined()),
        ("29 levels", #","a":["# + Array(repeating: level, count: bytes / 59).joined(separator: ",") + "]"),
        ("objects", #","a":["# + Array(repeating: #"{"":0}"#, count: bytes / 7).joined(separator: ",") + "]"),
        ("numbers", #","a":["# + Array(repeating: "1e9", count: bytes / 4).joined(separator: ",") + "]"),
    ]
}

private func forged(header: String, _ members: String, signatureBytes: Int) -> String {
    let claims = #"{"iss":"https://example.eu.auth0.com/"\#(members)}"#
    // Below every modulus, so that it is raised to its power.
    let signature = [UInt8](repeating: 0x5A, count: signatureBytes)
    return [Array(header.utf8), Array(claims.utf8), signature].map { Base64URL.encode($0) }.joined(separator: ".")
}

/// A key so long; nobody knows the private half of it.
private func rsaKey(bits: Int, index: Int) -> JSONValue {
    let tail: [UInt8] = [UInt8(index), 0x5B]
    let modulus = [0xFF] + [UInt8](repeating: 0x5A, count: bits / 8 - 3) + tail
    return ["kty": "RSA", "e": "AQAB", "n": .string(Base64URL.encode(modulus))]
}

private func validator(serving keys: [JSONValue]) throws -> AccessTokenValidator {
    let set = try JWKSet(parsing: (["keys": .array(keys)] as JSONObject).encoded())
    let policy = IssuerPolicy(
        issuer: "https://example.eu.auth0.com/",
        audiences: ["https://my-api.example.com"],
        keySource: .fixed(set)
    )
    return AccessTokenValidator(
        policies: [policy],
        cache: JWKSCache(fetch: { _ in FetchedDocument(body: []) }),
        tokenCacheEntries: 0
    )
}
