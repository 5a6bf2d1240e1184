/// A proof, as ``UsedProofs`` see it.
struct UsedProof {
    /// The first half of a ``ReplayKey``. To find a second proof with that of somebody else's takes 2¹²⁸ tries.
    struct Fingerprint: Hashable {
        let words: (UInt64, UInt64)

        static func == (a: Fingerprint, b: Fingerprint) -> Bool {
            a.words == b.words
        }

        /// Hashed once more, under a secret of the process: a client can choose the `jti` for the digest that it makes.
        func hash(into hasher: inout Hasher) {
            hasher.combine(words.0)
        }
    }

    let fingerprint: Fingerprint
    /// Which part of a slice the proof belongs to.
    let part: Int
    let client: ClientCounts.Client
    let expiry: NumericDate

    init(_ key: ReplayKey, of client: ReplayClient, until expiry: NumericDate) {
        fingerprint = Fingerprint(words: key.leadingWords)
        part = Int(UInt(bitPattern: fingerprint.hashValue) % UInt(ReplaySlice.partCount))
        self.client = ClientCounts.Client(client)
        self.expiry = expiry
    }
}
