import JOSE
import TestSupport
import Testing

@Suite("RFC 7515, JSON Web Signature")
struct RFC7515Tests {
    private static let payload =
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    private static let claims: JSONObject = [
        "iss": "joe", "exp": 1_300_819_380, "http://example.com/is_root": true,
    ]

    @Test("A.1: HMAC with SHA-256")
    func hs256() throws {
        let secret = try #require(
            Base64URL.decode("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow")
        )
        let jws = try CompactJWS(
            "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.\(RFC7515Tests.payload).dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        )
        #expect(jws.header.type == "JWT")
        #expect(try jws.verifiedClaims(with: .symmetric(secret: secret), algorithm: .hs256) == RFC7515Tests.claims)
    }

    @Test("A.2: RSASSA-PKCS1-v1_5 with SHA-256")
    func rs256() throws {
        let key = try JWK([
            "kty": "RSA", "e": "AQAB",
            "n": .string(
                "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yR"
                    + "T-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e"
                    + "-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NA"
                    + "co9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"
            ),
        ])
        let signature =
            "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdb"
            + "F9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN"
            + "9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5A"
            + "XLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
        let jws = try CompactJWS("eyJhbGciOiJSUzI1NiJ9.\(RFC7515Tests.payload).\(signature)")
        #expect(try jws.verifiedClaims(with: key, algorithm: .rs256) == RFC7515Tests.claims)
        #expect(throws: SignatureError.algorithmMismatch) { try jws.verify(with: key, algorithm: .ps256) }
    }

    @Test("A.3: ECDSA on P-256 with SHA-256")
    func es256() throws {
        let key = try JWK([
            "kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        ])
        let signature =
            "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
        let jws = try CompactJWS("eyJhbGciOiJFUzI1NiJ9.\(RFC7515Tests.payload).\(signature)")
        #expect(try jws.verifiedClaims(with: key, algorithm: .es256) == RFC7515Tests.claims)
    }

    @Test("A.4: ECDSA on P-521 with SHA-512")
    func es512() throws {
        let key = try JWK([
            "kty": "EC", "crv": "P-521",
            "x": "AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk",
            "y": "ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2",
        ])
        let jws = try CompactJWS(
            "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-K"
                + "GDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLze"
                + "O_Jn"
        )
        try jws.verify(with: key, algorithm: .es512)
        #expect(jws.payload == Array("Payload".utf8))
    }

    @Test("A.5: an unsecured JWS is well-formed, and no algorithm verifies it")
    func unsecured() throws {
        let jws = try CompactJWS("eyJhbGciOiJub25lIn0.\(RFC7515Tests.payload).")
        #expect(jws.header.algorithm == "none")
        #expect(JWSAlgorithm(named: jws.header.algorithm) == nil)
        for algorithm in JWSAlgorithm.all {
            let key = try SampleKeys.key(algorithm).verificationKey
            #expect(throws: SignatureError.algorithmMismatch) { try jws.verify(with: key, algorithm: algorithm) }
        }
    }

    @Test("C: base64url without padding")
    func base64URL() {
        #expect(Base64URL.encode([3, 236, 255, 224, 193]) == "A-z_4ME")
    }

    @Test("§4: two header parameters with one name are refused")
    func duplicateHeader() throws {
        #expect(throws: CompactJWSError.self) {
            try CompactJWS(compact(header: #"{"alg":"RS256","kid":"a","kid":"b"}"#))
        }
    }

    @Test("§4.1.1: alg is compared with its case", arguments: ["es256", "Es256", "ES256 "])
    func algorithmCase(name: String) throws {
        let key = try SampleKeys.key(.es256)
        let jws = try CompactJWS(try key.sign(["a": 1], header: ["alg": .string(name)]))
        #expect(throws: SignatureError.algorithmMismatch) {
            try jws.verify(with: key.verificationKey, algorithm: .es256)
        }
    }

    @Test("§4.1.2 to §4.1.6: a key in the header verifies nothing")
    func keyInHeader() throws {
        let forger = try SigningKey.generate(.es256)
        let key = try SampleKeys.key(.es256)
        let token = try forger.sign(["sub": "admin"], header: ["jwk": .object(forger.publicJWK), "kid": "any"])
        #expect(throws: SignatureError.mismatch) {
            try CompactJWS(token).verify(with: key.verificationKey, algorithm: .es256)
        }
    }

    @Test("§4.1.11: a signed crit is refused before its signature is looked at")
    func critical() throws {
        let key = try SampleKeys.key(.es256)
        let token = try key.sign(["a": 1], header: ["crit": ["exp"], "exp": 1])
        #expect(throws: CompactJWSError.critical) { try CompactJWS(token) }
    }

    @Test("§5.2: white space within or around the text is refused", arguments: [" ", "\n", "\r\n", "\t", "\0"])
    func whitespace(space: String) throws {
        let token = try SampleKeys.key(.es256).sign(["a": 1])
        let dot = try #require(token.firstIndex(of: "."))
        for text in [space + token, token + space, token[..<dot] + space + token[dot...]] {
            #expect(throws: CompactJWSError.self) { try CompactJWS(String(text)) }
        }
    }
}
