import Benchmark
import JOSE

func verificationBenchmarks() throws {
    for algorithm in JWSAlgorithm.all {
        let (jws, key) = try signed(with: algorithm)
        Benchmark("verify: \(algorithm.name)") { benchmark in
            for _ in benchmark.scaledIterations { blackHole(try jws.verify(with: key, algorithm: algorithm)) }
        }
    }
}

private func signed(with algorithm: JWSAlgorithm) throws -> (CompactJWS, JWK) {
    let claims: JSONObject = ["iss": "https://example.eu.auth0.com/", "sub": "auth0|0123456789abcdef01234567"]
    let key = try SigningKey.generate(algorithm, keyID: "k1")
    let jws = try CompactJWS(key.sign(claims))
    guard algorithm.isSymmetric else { return (jws, try JWK(key.publicJWK)) }
    let secret = key.privateJWK["k"]?.stringValue.flatMap(Base64URL.decode) ?? []
    return (jws, try JWK.symmetric(secret: secret, algorithm: algorithm, keyID: "k1"))
}
