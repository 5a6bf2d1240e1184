import OpenSSL
import Testing

@testable import JOSE

@Suite("Keys that decrypt")
struct DecryptionKeyTests {
    private func error(_ jwk: JSONObject) -> DecryptionKeyError? {
        do throws(DecryptionKeyError) {
            _ = try DecryptionKey(jwk: jwk)
            return nil
        } catch {
            return error
        }
    }

    @Test("Without alg, a key serves every algorithm of its kind; with one, no other")
    func algorithms() throws {
        func algorithms(_ name: String) throws -> [KeyManagementAlgorithm] {
            try DecryptionKey(jwk: SampleDecryptionKeys.key(name).privateJWK.with("alg", nil)).algorithms
        }
        #expect(try algorithms("RSA-OAEP") == [.rsaOAEP, .rsaOAEP256])
        #expect(try algorithms("X25519") == [.ecdhES, .ecdhESA128KW, .ecdhESA256KW])
        #expect(try algorithms("dir") == [.direct])
        #expect(try SampleDecryptionKeys.key("ECDH-ES+A128KW").algorithms == [.ecdhESA128KW])
    }

    @Test(
        "A secret is for the enc of its length, or for the one that it names",
        arguments: [
            (16, nil, [ContentEncryptionAlgorithm.a128GCM]), (32, nil, [.a256GCM, .a128CBCHS256]),
            (32, "dir", [.a256GCM, .a128CBCHS256]), (32, "A128CBC-HS256", [.a128CBCHS256]), (64, nil, [.a256CBCHS512]),
        ] as [(Int, String?, [ContentEncryptionAlgorithm])]
    )
    func secrets(byteCount: Int, name: String?, expected: [ContentEncryptionAlgorithm]) throws {
        let secret: JSONObject = [
            "kty": "oct", "k": .string(Base64URL.encode([UInt8](repeating: 5, count: byteCount))),
        ]
        let key = try DecryptionKey(jwk: secret.with("alg", name.map { .string($0) }))
        #expect(key.algorithms == [.direct] && key.encryptions == expected)
    }

    @Test("What is no key to decrypt with is refused, and says why")
    func refused() throws {
        let rsa = try SampleDecryptionKeys.key(.rsaOAEP256).privateJWK
        let elliptic = try SampleDecryptionKeys.key(.ecdhES).privateJWK
        let x25519 = try SampleDecryptionKeys.key("X25519").privateJWK
        let secret = try SampleDecryptionKeys.key(.direct).privateJWK
        let cases: [(JSONObject, DecryptionKeyError)] = [
            (rsa.with("use", "sig"), .notForEncryption), (elliptic.with("use", "sig"), .notForEncryption),
            (rsa.with("key_ops", ["sign"]), .notForEncryption),
            (rsa.with("alg", "RS256"), .unsupportedAlgorithm), (rsa.with("alg", "RSA1_5"), .unsupportedAlgorithm),
            (rsa.with("alg", "ECDH-ES"), .unsupportedAlgorithm), (elliptic.with("alg", "ES256"), .unsupportedAlgorithm),
            (secret.with("alg", "A128KW"), .secretLength), (secret.with("k", "AAAA"), .secretLength),
            (rsa.with("d", nil), .invalidKey(.missingMember("d"))),
            (rsa.with("qi", nil), .invalidKey(.missingMember("qi"))),
            (elliptic.with("d", nil), .invalidKey(.missingMember("d"))),
            (elliptic.with("crv", "P-521"), .unsupportedCurve), (elliptic.with("crv", "X25519"), .unsupportedCurve),
            (x25519.with("crv", "Ed25519"), .unsupportedCurve), (x25519.with("crv", "P-256"), .unsupportedCurve),
            (rsa.with("kty", "DH"), .unsupportedKeyType), (rsa.with("kid", 1), .invalidKey(.malformedMember("kid"))),
            (rsa.with("n", "AAAA"), .invalidKey(.malformedMember("n"))),
        ]
        for (jwk, expected) in cases {
            #expect(error(jwk) == expected)
            #expect(!"\(expected)".isEmpty)
        }
    }

    @Test("An RSA key has from 2048 to 4096 bits")
    func modulus() throws {
        let rsa = try SampleDecryptionKeys.key(.rsaOAEP256).privateJWK
        for byteCount in [255, 513] {
            let n = Base64URL.encode([UInt8](repeating: 0xFF, count: byteCount))
            #expect(error(rsa.with("n", .string(n))) == .modulusLength)
        }
    }

    @Test("Halves of two keys are none", arguments: ["RSA-OAEP-256", "ECDH-ES", "X25519"])
    func halves(name: String) throws {
        let one = try SampleDecryptionKeys.key(name).privateJWK
        let other = try DecryptionKey.generate(
            name.hasPrefix("RSA") ? .rsaOAEP256 : .ecdhES,
            on: name == "X25519" ? name : "P-256"
        ).privateJWK
        var mixed = one
        for member in ["n", "x", "y"] where one.contains(member) { mixed[member] = other[member] }
        let error = error(mixed)
        // libcrypto finds some by itself.
        #expect(error == .halvesDoNotMatch || error == .invalidKey(.malformedMember("d")))
    }

    @Test("Every failure is the same error", arguments: SampleDecryptionKeys.all.map(\.name))
    func failures(name: String) throws {
        let key = try SampleDecryptionKeys.key(name)
        let text = try key.encryptionKey.encrypt([1, 2, 3])
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        for index in 0..<5 {
            for change in Change.allCases {
                var changed = parts
                let bytes = change.apply(Base64URL.decode(parts[index]) ?? [])
                if index == 0, (try? JSONObject(parsing: bytes)) == nil { continue }
                changed[index] = Base64URL.encode(bytes)
                if changed == parts { continue }
                guard let jwe = try? CompactJWE(changed.joined(separator: ".")) else { continue }
                #expect(throws: DecryptionError.self, "part \(index), \(change)") { try key.decrypt(jwe) }
            }
        }
    }

    enum Change: CaseIterable {
        case bit, cut, longer, none, zeros

        func apply(_ bytes: [UInt8]) -> [UInt8] {
            var bytes = bytes
            switch self {
            case .bit: if !bytes.isEmpty { bytes[bytes.count / 2] ^= 1 }
            case .cut: if !bytes.isEmpty { bytes.removeLast() }
            case .longer: bytes.append(0)
            case .none: bytes = []
            case .zeros: bytes = bytes.map { _ in 0 }
            }
            return bytes
        }
    }

    @Test(
        "Another enc in the header than the content was encrypted with",
        arguments: ContentEncryptionAlgorithm.allCases
    )
    func swappedEncryption(encryption: ContentEncryptionAlgorithm) throws {
        let key = try SampleDecryptionKeys.key(.rsaOAEP256)
        for other in ContentEncryptionAlgorithm.allCases where other != encryption {
            let text = try key.encryptionKey.encrypt([1], .rsaOAEP256, encryption, header: ["enc": .string(other.name)])
            #expect(throws: DecryptionError.self) { try key.decrypt(CompactJWE(text)) }
        }
    }

    @Test("epk is a public key on the key's own curve, with a point that is on it")
    func ephemeralKeys() throws {
        let key = try SampleDecryptionKeys.key(.ecdhES)
        let good = try #require(CompactJWE(key.encryptionKey.encrypt([1])).header.parameters["epk"]?.objectValue)
        let p384 = try #require(
            CompactJWE(SampleDecryptionKeys.key("P-384").encryptionKey.encrypt([1])).header.parameters["epk"]?
                .objectValue
        )
        let x25519 = try #require(
            CompactJWE(SampleDecryptionKeys.key("X25519").encryptionKey.encrypt([1])).header.parameters["epk"]?
                .objectValue
        )
        #expect(KeyAgreement.ephemeralKey(["epk": .object(good)], on: .p256) != nil)
        let x = try #require(good["x"])
        let zero = JSONValue.string(Base64URL.encode([UInt8](repeating: 0, count: 32)))
        let bad: [JSONValue] = [
            .object(p384), .object(x25519), .object(p384.with("crv", "P-256")), .object(x25519.with("crv", "P-256")),
            .object(good.with("y", x)), .object(good.with("y", nil)), .object(good.with("x", zero).with("y", zero)),
            .object(good.with("kty", "OKP")), .object(good.with("crv", "secp256k1")), .object(good.with("crv", nil)),
            .object(good.with("x", "AAAA")), .object(good.with("d", zero)), .null, "epk", [],
        ]
        for epk in bad {
            #expect(KeyAgreement.ephemeralKey(["epk": epk], on: .p256) == nil)
            let header: JSONObject = ["alg": "ECDH-ES", "enc": "A256GCM", "epk": epk]
            let text = "\(Base64URL.encode(header.encoded()))..\(iv).AAAA.\(tag)"
            #expect(throws: DecryptionError.self) { try key.decrypt(CompactJWE(text)) }
        }
        #expect(KeyAgreement.ephemeralKey([:], on: .p256) == nil)
    }

    @Test("apu and apv are base64url, or nothing is derived", arguments: ["apu", "apv"])
    func partyInfo(name: String) {
        for value in ["a b", "=", "A", 1, .null, []] as [JSONValue] {
            let header = ([:] as JSONObject).with(name, value)
            #expect(KeyAgreement(header, .ecdhES, .a128GCM) == nil)
        }
        #expect(KeyAgreement(([:] as JSONObject).with(name, "QWxpY2U"), .ecdhES, .a128GCM) != nil)
    }

    @Test("What is agreed on or shared comes with no encrypted key", arguments: ["ECDH-ES", "dir"])
    func encryptedKey(name: String) throws {
        let key = try SampleDecryptionKeys.key(name)
        let text = try key.encryptionKey.encrypt([1]).replacing("..", with: ".AAAA.")
        #expect(throws: DecryptionError.self) { try key.decrypt(CompactJWE(text)) }
    }

    private let iv = Base64URL.encode([UInt8](repeating: 0, count: 12))
    private let tag = Base64URL.encode([UInt8](repeating: 0, count: 16))
}
