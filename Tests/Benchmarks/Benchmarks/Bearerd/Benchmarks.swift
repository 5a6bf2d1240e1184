import Benchmark
import HTTP
import JOSE
import OAuth
import OAuthMiddleware

let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.instructions, .wallClock, .cpuTotal],
        warmupIterations: 100,
        scalingFactor: .kilo,
        maxDuration: .seconds(2)
    )
    do {
        try tokenBenchmarks()
        try verificationBenchmarks()
    } catch {
        fatalError("the benchmarks cannot be set up: \(error)")
    }
}

/// A token as Auth0 writes one, and what judges it.
struct Specimen: Sendable {
    let token: String
    let remembering: AccessTokenValidator
    let forgetting: AccessTokenValidator

    init() throws {
        let key = try SigningKey.generate(.rs256, keyID: "k1")
        let now = NumericDate.now.secondsSinceEpoch.rounded()
        token = try key.sign([
            "iss": "https://example.eu.auth0.com/",
            "sub": "auth0|0123456789abcdef01234567",
            "aud": ["https://my-api.example.com", "https://example.eu.auth0.com/userinfo"],
            "iat": .number(now),
            "exp": .number(now + 86_400),
            "azp": "my_client_id",
            "scope": "openid profile email read:messages",
            "permissions": ["read:messages"],
        ])
        let policy = IssuerPolicy(
            issuer: "https://example.eu.auth0.com/",
            audiences: ["https://my-api.example.com"],
            keySource: .fixed(JWKSet([try JWK(key.publicJWK)]))
        )
        let cache = JWKSCache(fetch: { _ in FetchedDocument(body: []) })
        remembering = AccessTokenValidator(policies: [policy], cache: cache)
        forgetting = AccessTokenValidator(policies: [policy], cache: cache, tokenCacheEntries: 0)
    }
}

func tokenBenchmarks() throws {
    let specimen = try Specimen()
    Benchmark("token: parse") { benchmark in
        for _ in benchmark.scaledIterations { blackHole(try CompactJWS(specimen.token)) }
    }
    Benchmark("token: validate, seen before") { benchmark in
        for _ in benchmark.scaledIterations { blackHole(try await specimen.remembering.validate(specimen.token)) }
    }
    Benchmark("token: validate, new") { benchmark in
        for _ in benchmark.scaledIterations { blackHole(try await specimen.forgetting.validate(specimen.token)) }
    }
    let request = Request(target: "/", headerFields: [.authorization: "Bearer \(specimen.token)"])
    Benchmark("request: find the token") { benchmark in
        for _ in benchmark.scaledIterations { blackHole(try Credentials.find(in: request, sources: [.header])) }
    }
}

func verificationBenchmarks() throws {
    for algorithm in JWSAlgorithm.all {
        let (jws, key) = try signed(with: algorithm)
        Benchmark("verify: \(algorithm.name)") { benchmark in
            for _ in benchmark.scaledIterations { blackHole(try jws.verify(with: key, algorithm: algorithm)) }
        }
    }
}

func signed(with algorithm: JWSAlgorithm) throws -> (CompactJWS, JWK) {
    let claims: JSONObject = ["iss": "https://example.eu.auth0.com/", "sub": "auth0|0123456789abcdef01234567"]
    let key = try SigningKey.generate(algorithm, keyID: "k1")
    let jws = try CompactJWS(key.sign(claims))
    guard algorithm.isSymmetric else { return (jws, try JWK(key.publicJWK)) }
    let secret = key.privateJWK["k"]?.stringValue.flatMap(Base64URL.decode) ?? []
    return (jws, try JWK.symmetric(secret: secret, algorithm: algorithm, keyID: "k1"))
}
