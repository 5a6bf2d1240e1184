import OpenSSL

/// The Concat Key Derivation Function (NIST SP 800-56A §5.8.1) with SHA-256, as RFC 7518 §4.6.2 has it.
enum ConcatKDF {
    /// - Parameters:
    ///   - secret: `Z`.
    ///   - byteCount: How long the key is to be.
    ///   - algorithm: `AlgorithmID`.
    ///   - parties: `PartyUInfo` and `PartyVInfo`, which are `apu` and `apv` decoded.
    /// - Returns: The key.
    static func key(
        from secret: [UInt8],
        byteCount: Int,
        algorithm: String,
        parties: (u: [UInt8], v: [UInt8])
    ) -> [UInt8] {
        let otherInfo =
            counted(Array(algorithm.utf8)) + counted(parties.u) + counted(parties.v)
            + UInt32(byteCount * 8).bigEndianBytes
        var key: [UInt8] = []
        var counter: UInt32 = 1
        while key.count < byteCount {
            key += HashAlgorithm.sha256.digest(of: (counter.bigEndianBytes + secret + otherInfo).span)
            counter += 1
        }
        return Array(key.prefix(byteCount))
    }

    private static func counted(_ data: [UInt8]) -> [UInt8] {
        UInt32(data.count).bigEndianBytes + data
    }
}
