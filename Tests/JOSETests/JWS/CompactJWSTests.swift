import JOSE
import Testing

@Suite("CompactJWS, RFC 7515 §5.2 and §7.1")
struct CompactJWSTests {
    private let header = #"{"alg":"RS256"}"#

    @Test("A well-formed text is taken apart, unverified")
    func parts() throws {
        let jws = try CompactJWS(compact(header: #"{"alg":"x","kid":"k","typ":"t","more":[1]}"#, payload: "anything"))
        #expect(jws.header.algorithm == "x")
        #expect(jws.header.keyID == "k")
        #expect(jws.header.type == "t")
        #expect(jws.header.parameters["more"] == [1])
        #expect(jws.payload == Array("anything".utf8))
    }

    @Test("Text and bytes are read alike")
    func bytes() throws {
        let text = compact(header: header, payload: "p")
        #expect(try CompactJWS(Array(text.utf8)).payload == CompactJWS(text).payload)
    }

    @Test(
        "There are exactly three parts",
        arguments: ["", "a", "e30", "e30.e30", "e30.e30.e30.e30", "e30.e30.e30.", "e30.e30.e30.e30.e30", "...", "...."]
    )
    func notThreeParts(text: String) {
        #expect(throws: CompactJWSError.notThreeParts) { try CompactJWS(text) }
    }

    @Test("The JSON serialisations are refused (RFC 7515 §7.2)")
    func jsonSerialisation() throws {
        for name in ["json", "json_flat"] {
            let vector = try Vectors.object("rfc7520-jws/4_1.rsa_v15_signature.json")
            let object = try #require(vector["output"]?.objectValue?[name])
            #expect(throws: CompactJWSError.notThreeParts) { try CompactJWS(object.encoded()) }
        }
    }

    @Test("Each part is strict base64url", arguments: ["=", " ", "\n", "+", "/", "A", "B", "é", "\0", "%"])
    func notBase64URL(tail: String) {
        let good = compact(header: header).split(separator: ".")
        #expect(throws: CompactJWSError.notBase64URL(.header)) {
            try CompactJWS("\(good[0])\(tail).\(good[1]).\(good[2])")
        }
        #expect(throws: CompactJWSError.notBase64URL(.payload)) {
            try CompactJWS("\(good[0]).e30\(tail == "A" ? "A=" : tail == "B" ? "BB" : tail).\(good[2])")
        }
        #expect(throws: CompactJWSError.notBase64URL(.signature)) {
            try CompactJWS("\(good[0]).\(good[1]).\(good[2])\(tail)")
        }
    }

    @Test(
        "The header is one JSON object without duplicates",
        arguments: [
            "", "[]", "1", "null", "\"RS256\"", #"{"alg":"RS256"} x"#, #"{"alg":"RS256","alg":"HS256"}"#,
            #"{"alg":"RS256","x":{"y":1,"y":2}}"#, #"{"alg":"RS256",}"#, #"{"alg":"RS256""#, "{alg:1}",
        ]
    )
    func headerNotObject(header: String) {
        do throws(CompactJWSError) {
            _ = try CompactJWS(compact(header: header))
            Issue.record("accepted")
        } catch {
            guard case .headerNotJSONObject = error else {
                Issue.record("\(error)")
                return
            }
        }
    }

    @Test("A header in another encoding than UTF-8 is refused (RFC 7515 §5.2)")
    func notUTF8() {
        let latin = Array(#"{"alg":"RS256","x":""#.utf8) + [0xE9] + Array(#""}"#.utf8)
        let text = Base64URL.encode(latin) + ".e30.AQ"
        #expect(throws: CompactJWSError.headerNotJSONObject(JSONError(reason: .invalidUTF8, offset: 20))) {
            try CompactJWS(text)
        }
    }

    @Test("An empty payload and an empty signature are well-formed")
    func emptyParts() throws {
        let jws = try CompactJWS(compact(header: header, payload: "", signature: []))
        #expect(jws.payload == [])
    }

    @Test("The description of an error repeats nothing of the token")
    func descriptions() {
        #expect(CompactJWSError.notBase64URL(.payload).description == "The payload is not base64url without padding.")
        #expect(CompactJWSError.critical.description.contains("crit"))
    }

    @Test("The signature covers the text as it came, not a rewriting of it (RFC 7515 §5.2)")
    func signedAsReceived() throws {
        let key = try SampleKeys.key(.es256)
        // White space and order that no encoder here would write.
        let token = try key.sign(Array(" { \"b\" : 1 ,\n\"a\":2 } ".utf8))
        let jws = try CompactJWS(token)
        try jws.verify(with: key.verificationKey, algorithm: .es256)
        #expect(jws.payload == Array(" { \"b\" : 1 ,\n\"a\":2 } ".utf8))
    }

    @Test("Every algorithm refuses a changed header, payload or signature", arguments: JWSAlgorithm.all)
    func tampering(algorithm: JWSAlgorithm) throws {
        let key = try SampleKeys.key(algorithm)
        let parts = try key.sign(["sub": "someone"]).split(separator: ".").map(String.init)
        for part in 0..<3 {
            var bytes = try #require(Base64URL.decode(parts[part]))
            // In the header, inside the value of typ: it stays an object that is read.
            let index = part == 0 ? try #require(bytes.firstIndex(of: UInt8(ascii: "J"))) : bytes.count / 2
            bytes[index] ^= 1
            var changed = parts
            changed[part] = Base64URL.encode(bytes)
            let jws = try CompactJWS(changed.joined(separator: "."))
            #expect(throws: SignatureError.mismatch) {
                try jws.verify(with: key.verificationKey, algorithm: algorithm)
            }
        }
    }

    @Test("Every algorithm refuses a signature that is too short, too long or empty", arguments: JWSAlgorithm.all)
    func wrongLength(algorithm: JWSAlgorithm) throws {
        let key = try SampleKeys.key(algorithm)
        let parts = try key.sign(["sub": "someone"]).split(separator: ".").map(String.init)
        let signature = try #require(Base64URL.decode(parts[2]))
        for bytes in [[], Array(signature.dropLast()), signature + [0], [0] + signature, signature + signature] {
            let jws = try CompactJWS(parts[0] + "." + parts[1] + "." + Base64URL.encode(bytes))
            #expect(throws: SignatureError.wrongLength) {
                try jws.verify(with: key.verificationKey, algorithm: algorithm)
            }
        }
    }

    @Test("Every algorithm refuses another key of the same kind", arguments: JWSAlgorithm.all)
    func otherKey(algorithm: JWSAlgorithm) throws {
        let token = try SampleKeys.key(algorithm).sign(["sub": "someone"])
        let other = try SigningKey.generate(algorithm).verificationKey
        #expect(throws: SignatureError.mismatch) { try CompactJWS(token).verify(with: other, algorithm: algorithm) }
    }

    @Test("The header must name the algorithm that the caller allows", arguments: JWSAlgorithm.all)
    func algorithmMismatch(algorithm: JWSAlgorithm) throws {
        let key = try SampleKeys.key(algorithm)
        let jws = try CompactJWS(try key.sign(["sub": "someone"], header: ["alg": "none"]))
        #expect(throws: SignatureError.algorithmMismatch) {
            try jws.verify(with: key.verificationKey, algorithm: algorithm)
        }
    }

    @Test("No key serves an algorithm of another kind", arguments: JWSAlgorithm.all)
    func keyNotUsable(algorithm: JWSAlgorithm) throws {
        let token = try SampleKeys.key(algorithm).sign(["sub": "someone"])
        // EdDSA and the names of its curves are the same computation.
        let same: [JWSAlgorithm: Set<JWSAlgorithm>] = [.edDSA: [.ed25519, .ed448], .ed25519: [.edDSA]]
        for other in JWSAlgorithm.all where other != algorithm && same[algorithm]?.contains(other) != true {
            let key = try SampleKeys.key(other).verificationKey
            #expect(throws: SignatureError.keyNotUsable, "\(other)") {
                try CompactJWS(token).verify(with: key, algorithm: algorithm)
            }
        }
    }
}
