import Testing

import OpenSSL

@Suite
struct PublicKeyTests {
    @Test
    func keys() throws {
        let key = try PrivateKey.generate(rsaBits: 2048).rsaComponents
        _ = try PublicKey(rsaModulus: key.modulus, exponent: key.publicExponent)
    }
}
