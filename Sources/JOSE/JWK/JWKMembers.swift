import OpenSSL
import Text

/// The members of a JWK, read strictly: every value in the one form that it has, so that one key has one thumbprint.
struct JWKMembers {
    private let object: JSONObject

    init(_ object: JSONObject) {
        self.object = object
    }

    // MARK: Values

    func string(_ name: String) throws(JWKError) -> String {
        guard let string = try optionalString(name) else { throw .missingMember(name) }
        return string
    }

    func optionalString(_ name: String) throws(JWKError) -> String? {
        guard let value = object[name] else { return nil }
        guard let string = value.stringValue else { throw .malformedMember(name) }
        return string
    }

    func keyType() throws(JWKError) -> KeyType {
        let name = try string("kty")
        guard let type = KeyType.allCases.first(where: { $0.rawValue.isSameText(as: name) }) else {
            throw .unsupportedKeyType
        }
        return type
    }

    /// One or more octets; exactly `count` where it is given.
    func octets(_ name: String, count: Int? = nil) throws(JWKError) -> [UInt8] {
        guard let octets = Base64URL.decode(try string(name)), !octets.isEmpty, octets.count == count ?? octets.count
        else { throw .malformedMember(name) }
        return octets
    }

    /// Base64urlUInt (RFC 7518 §2): the minimum number of octets.
    func integer(_ name: String) throws(JWKError) -> [UInt8] {
        let octets = try octets(name)
        guard octets[0] != 0 else { throw .malformedMember(name) }
        return octets
    }

    /// RFC 7517 §4.3: an array of strings, none twice.
    func keyOperations() throws(JWKError) -> [String]? {
        guard let value = object["key_ops"] else { return nil }
        guard let operations = value.stringArrayValue, Set(operations.map { ExactText($0) }).count == operations.count
        else {
            throw .malformedMember("key_ops")
        }
        return operations
    }

    func algorithm() throws(JWKError) -> JWSAlgorithm? {
        guard let name = try optionalString("alg") else { return nil }
        guard let algorithm = JWSAlgorithm(named: name) else { throw .unsupportedAlgorithm }
        return algorithm
    }

    func algorithm(orThrow error: JWKError) throws(JWKError) -> JWSAlgorithm {
        guard let algorithm = try algorithm() else { throw error }
        return algorithm
    }

    /// RFC 7518 §6.2.2, §6.3.2, §6.4.1 and RFC 8037 §2.
    static let privateNames = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]

    func refusePrivateMembers() throws(JWKError) {
        for name in JWKMembers.privateNames where object[name] != nil {
            throw .privateMember(name)
        }
    }

    // MARK: Keys

    func rsaKey() throws(JWKError) -> (key: PublicKey, effort: Int) {
        let modulus = try integer("n")
        let exponent = try integer("e")
        let effort = try JWKMembers.checkRSA(modulus: modulus, exponent: exponent)
        do {
            return (try PublicKey(rsaModulus: modulus, exponent: exponent), effort)
        } catch {
            throw .malformedMember("n")
        }
    }

    /// The bounds of RFC 7518 §3.3 below; above, what keeps one verification below half a millisecond.
    ///
    /// - Returns: ``JWK/effort``.
    static func checkRSA(modulus: [UInt8], exponent: [UInt8]) throws(JWKError) -> Int {
        let bits = bitWidth(modulus)
        guard bits >= 2048 else { throw .modulusTooShort }
        guard bits <= 8192 else { throw .modulusTooLong }
        // A product of two odd primes is odd.
        guard modulus.last.map({ $0 & 1 }) == 1 else { throw .malformedMember("n") }
        guard exponent.count <= 4, exponent.last.map({ $0 & 1 }) == 1, exponent != [1] else {
            throw .exponentOutOfRange
        }
        let effort = Self.effort(modulusBits: bits, exponentBits: bitWidth(exponent))
        guard effort <= Self.effort(modulusBits: 8192, exponentBits: 17) else { throw .exponentTooLarge }
        return effort
    }

    /// A multiplication for each bit of the exponent, each as long as the modulus is, squared.
    static func effort(modulusBits: Int, exponentBits: Int) -> Int {
        modulusBits * modulusBits * exponentBits
    }

    static func bitWidth(_ integer: [UInt8]) -> Int {
        integer.count * 8 - (integer.first?.leadingZeroBitCount ?? 0)
    }

    func ellipticKey() throws(JWKError) -> (curve: Curve, key: PublicKey) {
        let curve = try curve(among: [.p256, .p384, .p521, .secp256k1])
        // RFC 7518 §6.2.1.2: the full size of a coordinate.
        let x = try octets("x", count: curve.byteCount)
        let y = try octets("y", count: curve.byteCount)
        do {
            return (curve, try PublicKey(curve: curve, x: x, y: y))
        } catch {
            throw .notOnCurve
        }
    }

    func edwardsKey() throws(JWKError) -> (curve: Curve, key: PublicKey) {
        let curve = try curve(among: [.ed25519, .ed448])
        let x = try octets("x", count: curve.byteCount)
        guard EdwardsPoint(x, curve: curve).isAcceptable else { throw .notOnCurve }
        do {
            return (curve, try PublicKey(octetKeyPair: curve, x: x))
        } catch {
            throw .notOnCurve
        }
    }

    func curve(among curves: [Curve]) throws(JWKError) -> Curve {
        let name = try string("crv")
        guard let curve = curves.first(where: { $0.name.isSameText(as: name) }) else { throw .unsupportedCurve }
        return curve
    }

    // MARK: Thumbprint

    /// RFC 7638 §3: the hash over only the required members, in lexicographic order, without white space.
    func thumbprint(of type: KeyType) throws(JWKError) -> String {
        var required = JSONObject()
        for name in type.thumbprintMembers {
            required[name] = .string(try string(name))
        }
        return Base64URL.encode(SHA256.digest(of: required.encoded()))
    }
}
