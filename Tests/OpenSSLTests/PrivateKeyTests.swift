import OpenSSL
import Testing

@Suite
struct PrivateKeyTests {
    @Test("RFC 8032 §7.1, test 3: Ed25519 signs to the very same bytes")
    func ed25519() throws {
        let key = try PrivateKey(
            octetKeyPair: .ed25519,
            d: hex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"),
            x: hex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025")
        )
        let signature = try key.signature(for: hex("af82"), scheme: .eddsa, coordinateByteCount: 0)
        #expect(
            signature
                == hex(
                    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                        + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
                )
        )
    }

    @Test("RFC 8037 A.4 signs to the very same bytes")
    func jwsExample() throws {
        let key = try PrivateKey(
            octetKeyPair: .ed25519,
            d: hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"),
            x: hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
        )
        let message = Array("eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc".utf8)
        let signature = try key.signature(for: message, scheme: .eddsa, coordinateByteCount: 0)
        #expect(
            signature
                == hex(
                    "860c98d2297f3060a33f42739672d61b53cf3adefed3d3c672f320dc021b411e"
                        + "9d59b8628dc351e248b88b29468e0e41855b0fb7d83bb15be902bfccb8cd0a02"
                )
        )
    }

    @Test(
        "An elliptic key's components are as long as its field and make the key again",
        arguments: [
            Curve.p256, .p384, .p521, .secp256k1,
        ]
    )
    func elliptic(curve: Curve) throws {
        let key = try PrivateKey.generate(curve: curve)
        let components = try key.ellipticComponents(of: curve)
        #expect([components.d, components.x, components.y].allSatisfy { $0.count == curve.byteCount })
        let copy = try PrivateKey(curve: curve, d: components.d, x: components.x, y: components.y)
        let message: [UInt8] = [1, 2, 3]
        let signature = try copy.signature(
            for: message,
            scheme: .ecdsa(.sha256),
            coordinateByteCount: curve.byteCount
        )
        #expect(signature.count == 2 * curve.byteCount)
        let publicKey = try PublicKey(curve: curve, x: components.x, y: components.y)
        #expect(publicKey.isValid(signature: signature, for: message, scheme: .ecdsa(.sha256)))
    }

    @Test("An Edwards key's components make the key again", arguments: [Curve.ed25519, .ed448])
    func edwards(curve: Curve) throws {
        let components = try PrivateKey.generate(curve: curve).octetComponents(of: curve)
        #expect(components.d.count == curve.byteCount && components.x.count == curve.byteCount)
        let copy = try PrivateKey(octetKeyPair: curve, d: components.d, x: components.x)
        #expect(try copy.octetComponents(of: curve) == components)
    }

    @Test("An RSA key has the bits that were asked for, and no leading zero octet", arguments: [2048, 3072])
    func rsa(bits: Int) throws {
        let components = try PrivateKey.generate(rsaBits: bits).rsaComponents
        #expect(components.modulus.count == bits / 8)
        #expect(components.modulus[0] >= 0x80)
        #expect(components.publicExponent == [1, 0, 1])
    }

    @Test("RFC 8017 §8.2.1: RSASSA-PKCS1-v1_5 signs the same bytes each time, PSS others")
    func padding() throws {
        let key = try PrivateKey.generate(rsaBits: 2048)
        func sign(_ scheme: SignatureScheme) throws -> [UInt8] {
            try key.signature(for: [1], scheme: scheme, coordinateByteCount: 0)
        }
        #expect(try sign(.rsaPKCS1(.sha256)) == sign(.rsaPKCS1(.sha256)))
        #expect(try sign(.rsaPSS(.sha256)) != sign(.rsaPSS(.sha256)))
    }

    @Test("A scheme for keys of another kind signs nothing")
    func otherScheme() throws {
        let key = try PrivateKey.generate(curve: .p256)
        #expect(throws: OpenSSLError.self) {
            try key.signature(for: [1], scheme: .rsaPKCS1(.sha256), coordinateByteCount: 32)
        }
    }
}
