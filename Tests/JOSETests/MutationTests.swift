import Foundation
import JOSE
import Testing

@Suite("Mutations of good input are never taken for it, and never crash")
struct MutationTests {
    @Test("Tokens: not one changed byte verifies")
    func tokens() throws {
        var mutator = Mutator()
        let algorithms: [JWSAlgorithm] = [.hs256, .rs256, .ps256, .es256, .ed25519]
        let samples = try algorithms.map { algorithm in
            let key = try SampleKeys.key(algorithm)
            let claims: JSONObject = [
                "iss": "https://issuer.example/", "sub": "someone", "aud": ["a", "b"], "exp": 1_700_000_000,
                "scope": "read:messages",
            ]
            return (key: key, token: Array(try key.sign(claims).utf8))
        }
        for round in 0..<Mutator.count {
            let sample = samples[round % samples.count]
            let mutated = mutator.mutate(sample.token)
            guard mutated != sample.token, let jws = try? CompactJWS(mutated) else { continue }
            for algorithm in JWSAlgorithm.all where algorithm.name == jws.header.algorithm {
                let isVerified = (try? jws.verify(with: sample.key.verificationKey, algorithm: algorithm)) != nil
                #expect(!isVerified, "round \(round): \(String(decoding: mutated, as: UTF8.self))")
            }
        }
    }

    @Test("Encrypted tokens: not one changed byte is decrypted")
    func encryptedTokens() throws {
        var mutator = Mutator()
        let samples = try SampleDecryptionKeys.all.map {
            try ($0.key, Array($0.key.encryptionKey.encrypt("a.b.c").utf8))
        }
        let keys = samples.map(\.0)
        // A private operation costs a hundred verifications.
        for round in 0..<Mutator.count / 10 {
            let sample = samples[round % samples.count]
            let mutated = mutator.mutate(sample.1)
            guard mutated != sample.1, let jwe = try? CompactJWE(mutated) else { continue }
            for key in [sample.0, keys[(round + 1) % keys.count]] {
                let plaintext = try? key.decrypt(jwe)
                #expect(plaintext == nil, "round \(round): \(String(decoding: mutated, as: UTF8.self))")
            }
        }
    }

    @Test("Keys that decrypt: whatever comes, a key that reads what its public half wrote, or an error")
    func decryptionKeys() throws {
        var mutator = Mutator()
        let samples = SampleDecryptionKeys.all.map { $0.key.privateJWK.encoded() }
        for round in 0..<Mutator.count / 10 {
            let mutated = mutator.mutate(samples[round % samples.count])
            guard let object = try? JSONObject(parsing: mutated), let key = try? DecryptionKey(jwk: object) else {
                continue
            }
            let read = try key.decrypt(CompactJWE(key.encryptionKey.encrypt([1])))
            #expect(read == [1], "round \(round): \(String(decoding: mutated, as: UTF8.self))")
        }
    }

    @Test("Keys: what verifies the key's token is the key itself, by its thumbprint")
    func keys() throws {
        var mutator = Mutator()
        let algorithms: [JWSAlgorithm] = [.rs256, .es256, .es256k, .ed25519]
        let samples = try algorithms.map { algorithm in
            let key = try SampleKeys.key(algorithm)
            return (key: key, jwk: key.publicJWK.encoded(), jws: try CompactJWS(try key.sign(["sub": "someone"])))
        }
        for round in 0..<Mutator.count {
            let sample = samples[round % samples.count]
            let mutated = mutator.mutate(sample.jwk)
            guard let object = try? JSONObject(parsing: mutated), let key = try? JWK(object) else { continue }
            guard (try? sample.jws.verify(with: key, algorithm: sample.key.algorithm)) != nil else { continue }
            let message: Comment = "round \(round): \(String(decoding: mutated, as: UTF8.self))"
            #expect(key.thumbprint == sample.key.verificationKey.thumbprint, message)
        }
    }

    @Test("Key sets: whatever comes, a set or an error")
    func keySets() throws {
        var mutator = Mutator()
        let keys = try [JWSAlgorithm.rs256, .es256, .ed25519].map { JSONValue.object(try SampleKeys.key($0).publicJWK) }
        let original = (["keys": .array(keys)] as JSONObject).encoded()
        for round in 0..<Mutator.count / 10 {
            guard let set = try? JWKSet(parsing: mutator.mutate(original)) else { continue }
            let places = set.keys.count + set.omitted.count
            #expect(places <= 6 && set.omitted.allSatisfy { $0.index < places }, "round \(round)")
        }
    }

    @Test("JSON: what is accepted, another parser accepts too, and it is written and read as the same")
    func json() throws {
        var mutator = Mutator()
        let original = Array(
            #"{"iss":"https://a.example/","aud":["a","b\u00e9\n"],"exp":1700000000.5,"n":[-1,0,1e3,true,null,{}],"é":""}"#
                .utf8
        )
        for round in 0..<Mutator.count {
            let mutated = mutator.mutate(original)
            let other = try? JSONSerialization.jsonObject(with: Data(mutated), options: .fragmentsAllowed)
            let message: Comment = "round \(round): \(String(decoding: mutated, as: UTF8.self))"
            let value: JSONValue
            do throws(JSONError) { value = try JSONValue(parsing: mutated) } catch {
                // What only this parser refuses, with all that is behind a byte order mark.
                let isStricter = [.duplicateMember, .numberOutOfRange, .unexpectedByte].contains(error.reason)
                #expect(other == nil || isStricter, message)
                continue
            }
            #expect(other != nil, message)
            #expect(try JSONValue(parsing: value.encoded()) == value, message)
            if let object = value.objectValue { try expectAsMade(object, message) }
        }
    }

    /// An object that was read answers like one that was made of its members.
    private func expectAsMade(_ object: JSONObject, _ message: Comment) throws {
        let made = JSONObject(object.names.compactMap { name in object[name].map { (name, $0) } })
        #expect(made == object && made.names == object.names && made.encoded() == object.encoded(), message)
        for name in made.names + ["iss", "é"] {
            #expect(object.contains(name) == made.contains(name), message)
            #expect(object.single(name) == made.single(name) && object.strings(name) == made.strings(name), message)
        }
    }

    @Test("Base64url: what is accepted is the one spelling of its bytes")
    func base64URL() {
        var mutator = Mutator()
        let original = Array(Base64URL.encode((0..<48).map { UInt8($0 &* 5) }).utf8)
        for _ in 0..<Mutator.count {
            let mutated = mutator.mutate(original)
            guard let bytes = Base64URL.decode(mutated) else { continue }
            #expect(Array(Base64URL.encode(bytes).utf8) == mutated)
        }
    }
}
