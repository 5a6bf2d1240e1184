import JOSE
import Testing

@Suite("RFC 7518, JSON Web Algorithms")
struct RFC7518Tests {
    @Test(
        "§3.2: an HMAC key is at least as long as the hash",
        arguments: [(JWSAlgorithm.hs256, 32), (.hs384, 48), (.hs512, 64)]
    )
    func secretLength(algorithm: JWSAlgorithm, count: Int) {
        #expect(throws: Never.self) {
            try JWK.symmetric(secret: [UInt8](repeating: 1, count: count), algorithm: algorithm)
        }
        #expect(throws: JWKError.secretTooShort) {
            try JWK.symmetric(secret: [UInt8](repeating: 1, count: count - 1), algorithm: algorithm)
        }
    }

    private func rsaKey(modulus: [UInt8], exponent: [UInt8] = [1, 0, 1]) -> JSONObject {
        [
            "kty": "RSA", "n": .string(Base64URL.encode(modulus)), "e": .string(Base64URL.encode(exponent)),
        ]
    }

    private func odd(_ first: UInt8, count: Int) -> [UInt8] {
        [first] + [UInt8](repeating: 0x5A, count: count - 2) + [0x5B]
    }

    @Test("§3.3: an RSA key has 2048 bits or more")
    func modulusBits() throws {
        #expect(throws: Never.self) { try JWK(rsaKey(modulus: odd(0x80, count: 256))) }
        #expect(throws: JWKError.modulusTooShort) { try JWK(rsaKey(modulus: odd(0x7F, count: 256))) }
        #expect(throws: JWKError.modulusTooShort) { try JWK(rsaKey(modulus: odd(0xFF, count: 128))) }
        #expect(throws: Never.self) { try JWK(rsaKey(modulus: odd(0xFF, count: 1024))) }
        #expect(throws: JWKError.modulusTooLong) { try JWK(rsaKey(modulus: odd(0x01, count: 1025))) }
    }

    @Test(
        "§6.3.1: what a verification costs is bounded, by n and e together",
        arguments: [
            (256, [3], true), (256, [1, 0, 1], true), (1024, [3], true), (1024, [1, 0, 1], true),
            (1024, [1, 0xFF, 0xFF], true), (1024, [3, 0, 1], false), (512, [0xFF, 0xFF, 0xFF, 0xFF], true),
            (746, [0xFF, 0xFF, 0xFF, 0xFF], true), (747, [0xFF, 0xFF, 0xFF, 0xFF], false),
        ] as [(Int, [UInt8], Bool)]
    )
    func effort(count: Int, exponent: [UInt8], isGood: Bool) {
        let object = rsaKey(modulus: odd(0xFF, count: count), exponent: exponent)
        if isGood {
            #expect(throws: Never.self) { try JWK(object) }
        } else {
            #expect(throws: JWKError.exponentTooLarge) { try JWK(object) }
        }
    }

    @Test(
        "§6.3.1: e is odd and at least 3, and small enough to verify quickly",
        arguments: [
            ([3], true), ([1, 0, 1], true), ([0xFF, 0xFF, 0xFF, 0xFF], true), ([1], false), ([2], false),
            ([1, 0, 0], false), ([1, 0, 0, 0, 1], false), ([UInt8](repeating: 0xFF, count: 256), false),
        ] as [([UInt8], Bool)]
    )
    func exponent(bytes: [UInt8], isGood: Bool) {
        let object = rsaKey(modulus: odd(0xC0, count: 256), exponent: bytes)
        if isGood {
            #expect(throws: Never.self) { try JWK(object) }
        } else {
            #expect(throws: JWKError.exponentOutOfRange) { try JWK(object) }
        }
    }

    @Test("§6.3.1: n and e are Base64urlUInt without leading zero octets; n is odd")
    func minimalIntegers() {
        let modulus = odd(0xC0, count: 256)
        #expect(throws: JWKError.malformedMember("n")) { try JWK(rsaKey(modulus: [0] + modulus)) }
        #expect(throws: JWKError.malformedMember("e")) {
            try JWK(rsaKey(modulus: modulus, exponent: [0, 1, 0, 1]))
        }
        #expect(throws: JWKError.malformedMember("n")) { try JWK(rsaKey(modulus: modulus.dropLast() + [0x5A])) }
        #expect(throws: JWKError.malformedMember("n")) { try JWK(rsaKey(modulus: [])) }
        #expect(throws: JWKError.malformedMember("e")) { try JWK(rsaKey(modulus: modulus, exponent: [])) }
        #expect(throws: JWKError.malformedMember("e")) { try JWK(rsaKey(modulus: modulus).with("e", "AQAB=")) }
        #expect(throws: JWKError.malformedMember("e")) { try JWK(rsaKey(modulus: modulus).with("e", "AQ AB")) }
    }

    @Test("§3.4: an ECDSA signature in DER is refused, at its own length and padded to that of R and S")
    func der() throws {
        let key = try SampleKeys.key(.es256)
        let token = try key.sign(["a": 1])
        let parts = token.split(separator: ".").map(String.init)
        let raw = try #require(Base64URL.decode(parts[2]))
        func integer(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
            var bytes = Array(bytes.drop { $0 == 0 })
            if let first = bytes.first, first >= 0x80 { bytes.insert(0, at: 0) }
            return [0x02, UInt8(bytes.count)] + bytes
        }
        let body = integer(raw[..<32]) + integer(raw[32...])
        let der = [0x30, UInt8(body.count)] + body
        let jws = try CompactJWS(parts[0] + "." + parts[1] + "." + Base64URL.encode(der))
        #expect(throws: SignatureError.wrongLength) { try jws.verify(with: key.verificationKey, algorithm: .es256) }
        let cut = try CompactJWS(parts[0] + "." + parts[1] + "." + Base64URL.encode(der.prefix(64)))
        #expect(throws: SignatureError.mismatch) { try cut.verify(with: key.verificationKey, algorithm: .es256) }
    }

    @Test(
        "§3.4: R and S are from 1 to n − 1, so that neither zeros nor an added n verify",
        arguments: [JWSAlgorithm.es256, .es384, .es512, .es256k]
    )
    func range(algorithm: JWSAlgorithm) throws {
        let key = try SampleKeys.key(algorithm)
        let parts = try key.sign(["a": 1]).split(separator: ".").map(String.init)
        let raw = try #require(Base64URL.decode(parts[2]))
        let half = raw.count / 2
        let zeros = [UInt8](repeating: 0, count: half)
        let ones = [UInt8](repeating: 0xFF, count: half)
        let r = Array(raw[..<half])
        let s = Array(raw[half...])
        for signature in [zeros + zeros, zeros + s, r + zeros, ones + s, r + ones, ones + ones, s + r] {
            let jws = try CompactJWS(parts[0] + "." + parts[1] + "." + Base64URL.encode(signature))
            #expect(throws: SignatureError.mismatch) {
                try jws.verify(with: key.verificationKey, algorithm: algorithm)
            }
        }
    }

    @Test(
        "§3.4: a signature has exactly 64, 96 or 132 octets",
        arguments: [(JWSAlgorithm.es256, 64), (.es384, 96), (.es512, 132), (.es256k, 64)]
    )
    func signatureLength(algorithm: JWSAlgorithm, count: Int) throws {
        for _ in 0..<10 {
            let token = try SampleKeys.key(algorithm).sign(["a": 1])
            let signature = try #require(token.split(separator: ".").last)
            #expect(Base64URL.decode(String(signature))?.count == count)
        }
    }

    @Test("§3.4: the algorithm fixes the curve")
    func curves() throws {
        #expect(try JWK(SampleKeys.key(.es256).publicJWK).curve == "P-256")
        #expect(try JWK(SampleKeys.key(.es384).publicJWK).curve == "P-384")
        #expect(try JWK(SampleKeys.key(.es512).publicJWK).curve == "P-521")
        let elliptic: [JWSAlgorithm] = [.es256, .es384, .es512, .es256k]
        for key in elliptic {
            for algorithm in elliptic where algorithm != key {
                #expect(try !SampleKeys.key(key).verificationKey.isUsable(for: algorithm))
            }
        }
    }

    @Test("§3.5: a PSS salt of another length than the hash does not verify", arguments: PSSVectors.all)
    func saltLength(vector: PSSVectors) throws {
        let key = try PSSVectors.key()
        let jws = try CompactJWS(vector.token)
        if vector.saltLength == 32 {
            #expect(throws: Never.self) { try jws.verify(with: key, algorithm: .ps256) }
        } else {
            #expect(throws: SignatureError.mismatch) { try jws.verify(with: key, algorithm: .ps256) }
        }
    }

    @Test("§3.6: none is no algorithm in any letter case")
    func none() {
        for bits in 0..<16 {
            let name = String(
                "none".enumerated().map {
                    bits & (1 << $0.offset) == 0 ? $0.element : Character($0.element.uppercased())
                }
            )
            #expect(JWSAlgorithm(named: name) == nil)
        }
    }

    @Test(
        "§6.2.1: x and y have the curve's full length, shorter and longer ones are refused",
        arguments: [JWSAlgorithm.es256, .es384, .es512, .es256k]
    )
    func coordinateLength(algorithm: JWSAlgorithm) throws {
        let object = try SampleKeys.key(algorithm).publicJWK
        for name in ["x", "y"] {
            let bytes = try #require(object[name]?.stringValue.flatMap { Base64URL.decode($0) })
            for wrong in [[0] + bytes, Array(bytes.dropFirst()), Array(bytes.dropLast()), bytes + [0], []] {
                #expect(throws: JWKError.malformedMember(name)) {
                    try JWK(object.with(name, .string(Base64URL.encode(wrong))))
                }
            }
        }
    }

    @Test("§6.2.1: the point is on its curve", arguments: [JWSAlgorithm.es256, .es384, .es512, .es256k])
    func pointOnCurve(algorithm: JWSAlgorithm) throws {
        let object = try SampleKeys.key(algorithm).publicJWK
        var y = try #require(object["y"]?.stringValue.flatMap { Base64URL.decode($0) })
        let zero = JSONValue.string(Base64URL.encode([UInt8](repeating: 0, count: y.count)))
        let ones = JSONValue.string(Base64URL.encode([UInt8](repeating: 0xFF, count: y.count)))
        y[y.count - 1] ^= 1
        #expect(throws: JWKError.notOnCurve) { try JWK(object.with("y", .string(Base64URL.encode(y)))) }
        #expect(throws: JWKError.notOnCurve) { try JWK(object.with("x", zero).with("y", zero)) }
        #expect(throws: JWKError.notOnCurve) { try JWK(object.with("x", ones)) }
    }

    @Test("§6.2.1: a point of one curve is no key of another of the same length")
    func otherCurve() throws {
        let object = try SampleKeys.key(.es256).publicJWK.with("alg", nil)
        #expect(throws: JWKError.notOnCurve) { try JWK(object.with("crv", "secp256k1")) }
    }
}
