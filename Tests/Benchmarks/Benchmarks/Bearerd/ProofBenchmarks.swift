import Benchmark
import JOSE
import OAuth
import URI

func proofBenchmarks() throws {
    let clientKey = try SigningKey.generate(.es256, keyID: "client")
    let thumbprint = try JWK(clientKey.publicJWK).thumbprint
    let specimen = try Specimen(boundTo: thumbprint)
    let now = NumericDate.now
    let proof = try makeProof(for: specimen.token, by: clientKey, at: now)
    let target = TargetURI("https://my-api.example.com/api/private")
    let request = DPoPRequest(proofs: [proof], method: "GET", target: target)
    let validator = DPoPValidator(store: NoMemory())
    Benchmark("DPoP proof: parse") { benchmark in
        for _ in benchmark.scaledIterations { blackHole(try DPoPProof(proof)) }
    }
    // The token is judged once, and the proof at the time it was made for, however long this takes.
    Benchmark("DPoP proof: validate, client seen before") { benchmark in
        let token = try await specimen.remembering.validate(specimen.token, at: .now)
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations {
            blackHole(try await validator.validate(request, presenting: token, writtenAs: specimen.token, at: now))
        }
    }
    Benchmark("DPoP proof: validate, new client") { benchmark in
        let token = try await specimen.remembering.validate(specimen.token, at: .now)
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations {
            let validator = DPoPValidator(store: NoMemory())
            blackHole(try await validator.validate(request, presenting: token, writtenAs: specimen.token, at: now))
        }
    }
}

/// Only the public key goes into a proof, without the members that say how to use it (RFC 9449 §4.2).
private func makeProof(for token: String, by key: SigningKey, at time: NumericDate) throws -> String {
    var jwk = key.publicJWK
    for name in ["kid", "alg", "use"] { jwk[name] = nil }
    let claims: JSONObject = [
        "jti": "f3c1b5f0-6f5e-4f0a-9d5e-0a7f3f1f2b11",
        "htm": "GET",
        "htu": "https://my-api.example.com/api/private",
        "iat": .number(time.secondsSinceEpoch.rounded(.down)),
        "ath": .string(Base64URL.encode(SHA256.digest(of: token))),
    ]
    return try key.sign(claims, header: ["typ": "dpop+jwt", "jwk": .object(jwk)])
}

/// Lets one proof pass again and again, so that what is measured is the judging of it.
private struct NoMemory: ReplayStore {
    func remember(_ key: ReplayKey, of client: ReplayClient, until expiry: NumericDate) async -> ReplayVerdict {
        .fresh
    }
}
