import OpenSSL
import Testing

@Suite
struct PublicKeyTests {
    @Test("RFC 8032 §7.1, test 3: Ed25519")
    func ed25519() throws {
        let key = try PublicKey(
            octetKeyPair: .ed25519,
            x: hex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025")
        )
        let message = hex("af82")
        let signature = hex(
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        )
        #expect(key.isValid(signature: signature, for: message, scheme: .eddsa))
        let other = hex("af83")
        #expect(!key.isValid(signature: signature, for: other, scheme: .eddsa))
    }

    @Test("RFC 8032 §7.4, blank: Ed448")
    func ed448() throws {
        let key = try PublicKey(
            octetKeyPair: .ed448,
            x: hex(
                "5fd7449b59b461fd2ce787ec616ad46a1da1342485a70e1f8a0ea75d80e96778edf124769b46c7061bd6783df1e50f6c"
                    + "d1fa1abeafe8256180"
            )
        )
        let signature = hex(
            "533a37f6bbe457251f023c0d88f976ae2dfb504a843e34d2074fd823d41a591f2b233f034f628281f2fd7a22ddd47d7828c59b"
                + "d0a21bfd3980ff0d2028d4b18a9df63e006c5d1c2d345b925d8dc00b4104852db99ac5c7cdda8530a113a0f4dbb61149f05a"
                + "7363268c71d95808ff2e652600"
        )
        let message: [UInt8] = []
        #expect(key.isValid(signature: signature, for: message, scheme: .eddsa))
        let other: [UInt8] = [0]
        #expect(!key.isValid(signature: signature, for: other, scheme: .eddsa))
    }

    @Test("RFC 6979 A.2.5: P-256 with SHA-256")
    func p256() throws {
        let key = try PublicKey(
            curve: .p256,
            x: hex("60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"),
            y: hex("7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299")
        )
        let message = Array("sample".utf8)
        let signature = hex(
            "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
                + "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"
        )
        #expect(key.isValid(signature: signature, for: message, scheme: .ecdsa(.sha256)))
        #expect(!key.isValid(signature: signature, for: message, scheme: .ecdsa(.sha384)))
    }

    @Test("A scheme for keys of another kind verifies nothing")
    func otherScheme() throws {
        let rsa = try PrivateKey.generate(rsaBits: 2048).rsaComponents
        let keys = [
            try PublicKey(rsaModulus: rsa.modulus, exponent: rsa.publicExponent),
            try PublicKey(
                octetKeyPair: .ed25519,
                x: hex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025")
            ),
        ]
        let schemes: [[SignatureScheme]] = [[.ecdsa(.sha256), .eddsa], [.rsaPKCS1(.sha256), .rsaPSS(.sha256)]]
        for (key, schemes) in zip(keys, schemes) {
            for scheme in schemes {
                let signature = [UInt8](repeating: 1, count: key.byteCount * (key.byteCount == 32 ? 2 : 1))
                #expect(!key.isValid(signature: signature, for: signature, scheme: scheme))
            }
        }
    }

    @Test("A point off its curve is an error that libcrypto gives a reason for")
    func offCurve() {
        let one = [UInt8](repeating: 1, count: 32)
        do throws(OpenSSLError) {
            _ = try PublicKey(curve: .p256, x: one, y: one)
            Issue.record("accepted")
        } catch {
            #expect(!error.operation.isEmpty)
        }
    }

    @Test("Many threads share one key, and the contexts it prepares at first use")
    func concurrency() async throws {
        let signer = try PrivateKey.generate(rsaBits: 2048)
        let components = try signer.rsaComponents
        let message = Array("message".utf8)
        let schemes: [SignatureScheme] = [
            .rsaPKCS1(.sha256), .rsaPKCS1(.sha384), .rsaPKCS1(.sha512), .rsaPSS(.sha256), .rsaPSS(.sha384),
            .rsaPSS(.sha512),
        ]
        let signatures = try schemes.map { try signer.signature(for: message, scheme: $0, coordinateByteCount: 0) }
        let key = try PublicKey(rsaModulus: components.modulus, exponent: components.publicExponent)
        await withTaskGroup(of: Bool.self) { group in
            for task in 0..<8 {
                group.addTask {
                    (0..<60).allSatisfy { round in
                        let index = (round + task) % schemes.count
                        let other = (index + 1) % schemes.count
                        return key.isValid(
                            signature: signatures[index],
                            for: message,
                            scheme: schemes[index]
                        )
                            && !key.isValid(
                                signature: signatures[index],
                                for: message,
                                scheme: schemes[other]
                            )
                    }
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}
